"""The pages every public service owes its readers, editable by the administrator."""

from datetime import datetime
from enum import StrEnum

from markupsafe import Markup
from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from comite.foundation.database import Model


class PageName(StrEnum):
    """Which page it is."""

    ABOUT = "about"
    ACCESSIBILITY = "accessibility"
    LEGAL = "legal"
    PRIVACY = "privacy"
    ECODESIGN = "ecodesign"


class SitePage(Model):
    """The words an administrator gave to one of these pages; without a row, the product's own are shown."""

    __tablename__ = "site_pages"

    name: Mapped[PageName] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[Markup]
    edited_at: Mapped[datetime]
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)
