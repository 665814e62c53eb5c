"""What readers bring to the attention of moderation."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.models import User
from comite.foundation import clock
from comite.foundation.database import Model, linked


class Grievance(StrEnum):
    """What is wrong with a thing, as a reader says it."""

    PERSONAL_DATA = "personal_data"
    OFFENSIVE = "offensive"
    UNLAWFUL = "unlawful"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    OTHER = "other"


class Outcome(StrEnum):
    """What moderation decided about a report."""

    HIDDEN = "hidden"
    LOCKED = "locked"
    DISMISSED = "dismissed"


class AbuseReport(Model):
    """One reader's word to moderation about one thing; the committee is the one whose animator answers."""

    __tablename__ = "abuse_reports"
    __table_args__ = (
        CheckConstraint("(handled_at IS NULL) = (outcome IS NULL)", name="handled_with_an_outcome"),
        Index("ix_abuse_reports_subject", "kind", "subject_id"),
        Index("ix_abuse_reports_waiting", "handled_at", "id"),
        # A reader says it once, until it is looked at.
        Index(
            "uq_abuse_reports_waiting",
            "reporter_id",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=text("handled_at IS NULL"),
            postgresql_where=text("handled_at IS NULL"),
        ),
    )

    COMMENT_MAX = 1000
    REASON_MAX = 1000

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("committees.id"), index=True)
    grievance: Mapped[Grievance]
    comment: Mapped[str] = mapped_column(Text, default="")
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    reported_at: Mapped[datetime] = mapped_column(default=clock.now)
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    outcome: Mapped[Outcome | None]

    reporter: Mapped[User | None] = linked(foreign_keys=[reporter_id])
