"""The minutes of a meeting: notes taken live, sections drafted from them, amendments, and the frozen text."""

from datetime import datetime
from enum import StrEnum

from markupsafe import Markup
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.audiences import MaskedColumns
from comite.accounts.models import User
from comite.foundation import clock, markdown
from comite.foundation.database import Model, linked
from comite.foundation.unchanging import guard
from comite.meetings.models.decisions import Decision
from comite.meetings.models.meetings import AgendaItem, Meeting
from comite.territories.models import LocalAuthority

NOTE_MAX = 20_000
SECTION_MAX = 30_000
AMENDMENT_MAX = 6_000
ANSWER_MAX = 600


class MinutesStatus(StrEnum):
    """Where minutes stand: being written, sent to those who attended, settled for good."""

    DRAFT = "draft"
    CIRCULATED = "circulated"
    FROZEN = "frozen"


class AmendmentStatus(StrEnum):
    """What became of a proposed amendment."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"


def _of_the_meeting() -> ForeignKeyConstraint:
    """The meeting, with its committee."""
    return ForeignKeyConstraint(
        ["meeting_id", "committee_id"], ["meetings.id", "meetings.committee_id"], ondelete="CASCADE"
    )


class Note(MaskedColumns, Model):
    """What is noted on one point while it is discussed; every saving is kept, none overwrites another."""

    __tablename__ = "meeting_notes"
    __table_args__ = (
        _of_the_meeting(),
        ForeignKeyConstraint(
            ["item_id", "meeting_id"], ["agenda_items.id", "agenda_items.meeting_id"], ondelete="CASCADE"
        ),
        # Two first savings at once: one of them is told, and keeps its words in the form.
        UniqueConstraint("item_id", "version"),
        CheckConstraint("version >= 1", name="version_is_positive"),
        Index("ix_meeting_notes_meeting", "meeting_id", "item_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int]
    committee_id: Mapped[int]
    item_id: Mapped[int]
    version: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    written_at: Mapped[datetime] = mapped_column(default=clock.now)

    written_by: Mapped[User] = linked()
    item: Mapped[AgendaItem] = linked(
        primaryjoin="Note.item_id == AgendaItem.id", foreign_keys="Note.item_id", viewonly=True
    )


class Minutes(Model):
    """The minutes of one meeting; once frozen, the database refuses to change or remove them."""

    __tablename__ = "meeting_minutes"
    __table_args__ = (
        _of_the_meeting(),
        UniqueConstraint("id", "committee_id"),
        CheckConstraint("(status = 'draft') = (circulated_at IS NULL)", name="circulated_has_a_date"),
        CheckConstraint("(status = 'frozen') = (frozen_at IS NOT NULL)", name="frozen_has_a_date"),
        CheckConstraint("(frozen_at IS NULL) = (digest IS NULL)", name="frozen_has_a_digest"),
        CheckConstraint("(circulated_at IS NULL) = (amendments_until IS NULL)", name="amended_until_a_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(unique=True)
    committee_id: Mapped[int]
    status: Mapped[MinutesStatus] = mapped_column(default=MinutesStatus.DRAFT)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    drafted_at: Mapped[datetime] = mapped_column(default=clock.now)
    circulated_at: Mapped[datetime | None]
    amendments_until: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    # What the frozen text hashes to; the same stands in the audit log.
    digest: Mapped[str | None] = mapped_column(String(64))
    # The head of the audit log just before, printed with the minutes: a log cut later shows.
    audit_head: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = linked(
        primaryjoin="Minutes.meeting_id == Meeting.id", foreign_keys="Minutes.meeting_id", viewonly=True
    )
    drafted_by: Mapped[User] = linked(foreign_keys=[drafted_by_id])
    sections: Mapped[list["MinutesSection"]] = linked(
        order_by="MinutesSection.position, MinutesSection.id", back_populates="minutes"
    )

    @property
    def is_draft(self) -> bool:
        """Whether only those who run the committee read them."""
        return self.status is MinutesStatus.DRAFT

    @property
    def is_circulated(self) -> bool:
        """Whether those who attended may propose amendments."""
        return self.status is MinutesStatus.CIRCULATED

    @property
    def is_frozen(self) -> bool:
        """Whether they are settled for good."""
        return self.status is MinutesStatus.FROZEN

    @property
    def takes_amendments(self) -> bool:
        """Whether the time for amendments is not over."""
        return (
            self.is_circulated and self.amendments_until is not None and clock.now() <= self.amendments_until
        )


class MinutesSection(MaskedColumns, Model):
    """One part of the minutes: the attendance, or what was said and decided on one point.

    Frozen, only its masking may still change: its words stay, and so does the hash of the whole.
    """

    __tablename__ = "minutes_sections"
    __table_args__ = (
        UniqueConstraint("minutes_id", "position"),
        UniqueConstraint("id", "minutes_id"),
        CheckConstraint("position >= 0", name="position_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("meeting_minutes.id", ondelete="CASCADE"))
    item_id: Mapped[int | None] = mapped_column(
        ForeignKey("agenda_items.id", ondelete="SET NULL"), index=True
    )
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[Markup]
    plain: Mapped[str] = mapped_column(Text)
    markup_version: Mapped[int] = mapped_column(default=markdown.VERSION)
    version: Mapped[int] = mapped_column(default=1)

    minutes: Mapped[Minutes] = linked(back_populates="sections")
    item: Mapped[AgendaItem | None] = linked()
    # The words of a decision stand also in the part that tells how it was taken.
    masked_decisions: Mapped[list[Decision]] = linked(
        primaryjoin="and_(MinutesSection.item_id == foreign(remote(Decision.item_id)), "
        "Decision.masked_at.is_not(None))",
        viewonly=True,
    )


class Amendment(MaskedColumns, Model):
    """A change that somebody who attended proposes to one section, and the answer."""

    __tablename__ = "amendments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["section_id", "minutes_id"],
            ["minutes_sections.id", "minutes_sections.minutes_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("(status = 'pending') = (answered_at IS NULL)", name="answered_has_a_date"),
        CheckConstraint("status <> 'declined' OR answer <> ''", name="declined_with_a_reason"),
        Index("ix_amendments_minutes", "minutes_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int]
    section_id: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("local_authorities.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    status: Mapped[AmendmentStatus] = mapped_column(default=AmendmentStatus.PENDING)
    answer: Mapped[str] = mapped_column(String(ANSWER_MAX), default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    answered_at: Mapped[datetime | None]

    proposed_by: Mapped[User] = linked(foreign_keys=[proposed_by_id])
    authority: Mapped[LocalAuthority | None] = linked()
    section: Mapped[MinutesSection] = linked(
        primaryjoin="Amendment.section_id == MinutesSection.id",
        foreign_keys="Amendment.section_id",
        viewonly=True,
    )

    @property
    def is_pending(self) -> bool:
        """Whether it waits for an answer."""
        return self.status is AmendmentStatus.PENDING


class MinutesReminder(Model):
    """The animators were reminded, so many days after a meeting, that its minutes are not settled."""

    __tablename__ = "minutes_reminders"

    AFTER = (7, 21)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    told_at: Mapped[datetime] = mapped_column(default=clock.now)


def _settle(table: Table, column: str) -> None:
    """Have the database refuse to change or remove what belongs to frozen minutes, but for its masking."""
    masking = set(MaskedColumns.__annotations__)
    words = ", ".join(each.name for each in table.columns if each.name not in masking)
    change = f"UPDATE OF {words}" if masking & set(table.columns.keys()) else "UPDATE"
    frozen = f"EXISTS (SELECT 1 FROM meeting_minutes WHERE id = OLD.{column} AND frozen_at IS NOT NULL)"  # noqa: S608
    name = f"refuse_frozen_{table.name}"
    function = f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {frozen} THEN
    RAISE EXCEPTION 'frozen minutes are never changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$"""
    trigger = (
        f"CREATE TRIGGER {table.name}_frozen BEFORE {change} OR DELETE ON {table.name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    for verb, moment, postgresql in (("update", change, (function, trigger)), ("delete", "DELETE", ())):
        guard(
            table,
            sqlite=(
                f"CREATE TRIGGER {table.name}_frozen_{verb} BEFORE {moment} ON {table.name} "
                f"WHEN {frozen} BEGIN SELECT RAISE(ABORT, 'frozen minutes are never changed'); END"
            ),
            postgresql=postgresql,
        )


for _model, _column in ((Minutes, "id"), (MinutesSection, "minutes_id")):
    _table = _model.__table__
    assert isinstance(_table, Table)  # noqa: S101 - for the type checker
    _settle(_table, _column)
