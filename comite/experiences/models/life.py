"""What happens to a report: revisions, texts not saved yet, replications by other authorities."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.models import User
from comite.accounts.trash import TrashColumns
from comite.experiences.models.kinds import Outcome, RevisionAction
from comite.foundation import markdown
from comite.foundation.database import Model, linked
from comite.territories.models import LocalAuthority

if TYPE_CHECKING:
    from comite.experiences.models.reports import ExperienceReport


class Revision(Model):
    """The whole content of a report as it was once saved; never changed."""

    __tablename__ = "report_revisions"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("experience_reports.id", ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("local_authorities.id"))
    action: Mapped[RevisionAction]
    note: Mapped[str] = mapped_column(Text, default="")
    snapshot: Mapped[dict[str, Any]]

    author: Mapped[User] = linked()
    authority: Mapped[LocalAuthority | None] = linked()


class UnsavedText(Model):
    """What somebody typed in a form and has not saved: given back when they return."""

    __tablename__ = "report_unsaved_texts"
    __table_args__ = (UniqueConstraint("user_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("experience_reports.id", ondelete="CASCADE"), index=True
    )
    place: Mapped[str] = mapped_column(String(80))
    fields: Mapped[dict[str, Any]]
    version: Mapped[int | None]
    at: Mapped[datetime]


class Replication(TrashColumns, Model):
    """« Nous l’avons repris »: an authority did the same after reading a report, and says how it went."""

    __tablename__ = "report_replications"
    __table_args__ = (UniqueConstraint("report_id", "authority_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("experience_reports.id", ondelete="CASCADE"))
    authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"), index=True)
    told_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    told_at: Mapped[datetime]
    how_it_went: Mapped[str] = mapped_column(Text)
    html: Mapped[Markup]
    markup_version: Mapped[int] = mapped_column(default=markdown.VERSION)
    outcome: Mapped[Outcome]
    happened_on: Mapped[date | None]
    own_report_id: Mapped[int | None] = mapped_column(
        ForeignKey("experience_reports.id", ondelete="SET NULL"), index=True
    )

    authority: Mapped[LocalAuthority] = linked()
    told_by: Mapped[User] = linked(foreign_keys=[told_by_id])
    report: Mapped["ExperienceReport"] = linked(
        foreign_keys="Replication.report_id", back_populates="replications"
    )
    own_report: Mapped["ExperienceReport | None"] = linked(foreign_keys="Replication.own_report_id")
