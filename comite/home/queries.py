"""Reading what the pages of no feature show."""

from functools import cache
from pathlib import Path

from markupsafe import Markup

from comite.foundation.database import db
from comite.foundation.markdown import render
from comite.home.models import PageName, SitePage

DEFAULTS = Path(__file__).parent / "defaults"


def find_page(name: PageName) -> SitePage | None:
    """What an administrator wrote for a page, if anything."""
    return db.session.get(SitePage, name)


@cache
def default_body(name: PageName) -> str:
    """The product's own words for a page, in Markdown."""
    return (DEFAULTS / f"{name.value}.md").read_text(encoding="utf-8")


@cache
def default_html(name: PageName) -> Markup:
    """The same, rendered once a process."""
    return render(default_body(name)).html
