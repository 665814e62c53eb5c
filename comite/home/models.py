"""The pages every public service owes its readers, editable by the administrator."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from comite.foundation import markdown
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
    markup_version: Mapped[int] = mapped_column(default=markdown.VERSION)
    edited_at: Mapped[datetime]
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)


@dataclass(frozen=True)
class AppearanceChoice:
    """What an administrator chooses of the looks of the site; empty words mean the product's own."""

    NAME_MAX = 120

    accent: str = ""
    owner_name: str = ""
    contact: str = ""
    drops_logo: bool = False


class Appearance(Model):
    """How the installation looks: one row at most; without it, the product looks like itself."""

    __tablename__ = "appearances"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("accent = '' OR length(accent) = 7", name="accent_is_hexadecimal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    accent: Mapped[str] = mapped_column(String(7), default="")
    owner_name: Mapped[str] = mapped_column(String(AppearanceChoice.NAME_MAX), default="")
    contact: Mapped[str] = mapped_column(String(254), default="")
    logo_digest: Mapped[str | None] = mapped_column(ForeignKey("stored_files.digest"))
    edited_at: Mapped[datetime]
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)


class FirstSteps(Model):
    """How far a newcomer went through the first steps, and whether they want to see them no more."""

    __tablename__ = "first_steps"
    __table_args__ = (CheckConstraint("reached BETWEEN 0 AND 4", name="reached_is_a_step"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    reached: Mapped[int] = mapped_column(default=0)
    dismissed_at: Mapped[datetime | None]
