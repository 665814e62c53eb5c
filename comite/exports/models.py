"""The archives that were asked for: one row each, which names a content only once it is whole."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from comite.foundation import clock
from comite.foundation.database import Model, linked
from comite.territories.models import Committee

LASTS = timedelta(days=7)


class ExportState(StrEnum):
    """How far an export is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class CommitteeExport(Model):
    """One archive, for the animator who asked for it: it holds what this person could read then."""

    __tablename__ = "committee_exports"
    __table_args__ = (
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_has_a_date"),
        CheckConstraint("(state = 'done') = (digest IS NOT NULL)", name="done_names_its_content"),
        Index("ix_committee_exports_asked", "committee_id", "asked_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committees.id", ondelete="CASCADE"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[ExportState] = mapped_column(default=ExportState.WAITING)
    error: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]
    digest: Mapped[str | None] = mapped_column(ForeignKey("stored_files.digest"))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    piece_count: Mapped[int] = mapped_column(default=0)

    committee: Mapped[Committee] = linked()

    @property
    def is_waiting(self) -> bool:
        """Whether the worker has it, or will."""
        return self.state is ExportState.WAITING

    @property
    def expires_at(self) -> datetime:
        """Until when it can be downloaded."""
        return (self.ended_at or self.asked_at) + LASTS

    @property
    def can_be_downloaded(self) -> bool:
        """Whether it is whole, and not too old."""
        return self.state is ExportState.DONE and clock.now() < self.expires_at
