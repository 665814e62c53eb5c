"""The administrator says whose site it is, and gives its own pages their words."""

from collections.abc import Iterator
from functools import partial

from comite.cli.demonstration import reading
from comite.cli.demonstration.loading import company
from comite.cli.demonstration.loading.story import Moment
from comite.foundation.markdown import render
from comite.home import operations
from comite.home.models import AppearanceChoice, PageName


def moments() -> Iterator[Moment]:
    """The looks, then each page."""
    told = reading.site()
    yield Moment(told["on"], partial(_choose, told["owner_name"], told["contact"]))
    for name, body in reading.site_pages().items():
        yield Moment(told["on"], partial(_write, PageName(name), body))


def _choose(owner_name: str, contact: str) -> None:
    """The name and the address of those who run the site."""
    choice = AppearanceChoice(owner_name=owner_name, contact=contact)
    operations.choose_appearance(company.administrator(), choice, None, 0)


def _write(name: PageName, body: str) -> None:
    """One of the site's own pages."""
    operations.edit_page(company.administrator(), name, body, render(body, first_title=2), 0)
