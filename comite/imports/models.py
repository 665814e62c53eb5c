"""What was sent to be imported: one file, its lines, and what became of each."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comite.foundation.database import Model, linked
from comite.foundation.storage import FileColumns
from comite.territories.models import Committee, LocalAuthority

LINES_MAX = 5_000


class ImportKind(StrEnum):
    """What the lines of a file become."""

    REPORTS = "reports"
    MEMBERS = "members"
    DATASETS = "datasets"


class BatchState(StrEnum):
    """How far an import is."""

    READING = "reading"
    UNREADABLE = "unreadable"
    CHECKED = "checked"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class LineState(StrEnum):
    """What became of a line: good or refused by the check, then done or failed."""

    READY = "ready"
    REFUSED = "refused"
    DONE = "done"
    FAILED = "failed"


class ImportBatch(FileColumns, Model):
    """One file to import: for an authority, which tells reports in a committee, or for a committee."""

    __tablename__ = "import_batches"
    __table_args__ = (
        CheckConstraint(
            "(authority_id IS NOT NULL AND (committee_id IS NULL OR kind = 'reports'))"
            " OR (authority_id IS NULL AND committee_id IS NOT NULL AND kind = 'members')",
            name="is_for_one_place",
        ),
        Index("ix_import_batches_owner", "owner_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ImportKind]
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("local_authorities.id"))
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("committees.id"))
    state: Mapped[BatchState] = mapped_column(default=BatchState.READING)
    error: Mapped[str] = mapped_column(Text, default="")
    # The headings of the file that name no column of ours: said, never dropped in silence.
    unknown_headings: Mapped[list[str]] = mapped_column(default=list)
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    authority: Mapped[LocalAuthority | None] = linked()
    committee: Mapped[Committee | None] = linked()

    @property
    def is_moving(self) -> bool:
        """Whether a worker is at it."""
        return self.state in (BatchState.READING, BatchState.RUNNING)

    @property
    def can_run(self) -> bool:
        """Whether its good lines can be imported, for the first time or once more."""
        return self.state in (BatchState.CHECKED, BatchState.STOPPED, BatchState.RUNNING)


class ImportLine(Model):
    """One line of a file: what it says, what is wrong with it, what it became; each is done at most once."""

    __tablename__ = "import_lines"
    __table_args__ = (
        UniqueConstraint("batch_id", "number"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_a_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batches.id", ondelete="CASCADE"))
    # Where it stands in the file, as a spreadsheet numbers its rows.
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200), default="")
    written: Mapped[dict[str, Any]]
    faults: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[LineState]
    path: Mapped[str] = mapped_column(String(300), default="")
    done_at: Mapped[datetime | None]
