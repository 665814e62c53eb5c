"""The rendered texts of the site's own pages."""

from comite.foundation.renewal import RenderedText
from comite.home.models import SitePage

RENDERED_PAGES = (RenderedText(SitePage, "body", "body_html", plain="", first_title=2),)
