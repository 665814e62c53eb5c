"""What waits to be indexed, and which index is in use."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comite.foundation import clock
from comite.foundation.database import Model

ATTEMPTS_MAX = 5
KIND_MAX = 40


class SearchChange(Model):
    """A thing that changed, written with its change: its place in the index is to be made again."""

    __tablename__ = "search_changes"
    __table_args__ = (Index("ix_search_changes_order", "attempts", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(KIND_MAX))
    subject_id: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)


class SearchIndexState(Model):
    """The one row that says which index readers open, and by which rules it was made."""

    __tablename__ = "search_index_state"
    __table_args__ = (CheckConstraint("id = 1", name="is_the_only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    generation: Mapped[int]
    schema_version: Mapped[str] = mapped_column(String(40))
    built_at: Mapped[datetime]
