"""Changes to the site's own pages."""

from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db, operation
from comite.foundation.errors import StaleVersionError, require
from comite.foundation.markdown import Rendered
from comite.home import permissions
from comite.home.models import PageName, SitePage


@operation
def edit_page(actor: Reader, name: PageName, body: str, rendered: Rendered, version: int) -> None:
    """Give a page its words; `version` is that of the page when the form was opened, 0 for the default."""
    require(permissions.may_edit_pages(actor))
    page = db.session.get(SitePage, name, populate_existing=True)
    if (page.version if page else 0) != version:
        raise StaleVersionError
    if page is None:
        page = SitePage(name=name, version=0)
        db.session.add(page)
    page.body, page.body_html = body, rendered.html
    page.edited_at, page.edited_by_id = clock.now(), actor.user_id
    page.version = version + 1
