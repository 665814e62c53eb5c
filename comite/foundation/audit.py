"""The audit log: what was decided, by whom and when, in a chain where every change shows.

Each entry carries the hash of the one before it. Editing, removing or exchanging entries breaks the chain;
cutting its end, or writing it all again, shows as soon as one head printed in minutes or sent by mail is
looked for. Actors are told by the number of their account: it survives an erasure and names nobody.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import CheckConstraint, Index, String, Table, Text, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from comite.foundation import clock
from comite.foundation.database import Model, db, write
from comite.foundation.unchanging import guard, write_once

GENESIS = "0" * 64
BATCH = 500
FACTS_MAX = 20_000
# Any number that nothing else locks: on PostgreSQL, writers of the log queue here until they commit.
CHAIN_LOCK = 7_236_114_903


class Actor(Protocol):
    """What the log keeps of the person who acts."""

    @property
    def user_id(self) -> int | None:
        """The number of their account."""


class AuditEntry(Model):
    """One fact of the log, never changed. What is hashed is kept as text, letter by letter."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        CheckConstraint("length(hash) = 64 AND length(previous_hash) = 64", name="hashes_are_whole"),
        CheckConstraint("id >= 1", name="numbered_from_one"),
        Index("ix_audit_entries_subject", "kind", "subject_id"),
        Index("ix_audit_entries_scope", "scope"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32))
    actor_key: Mapped[str] = mapped_column(String(40))
    scope: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    facts: Mapped[str] = mapped_column(Text)
    # Unique: two entries can never follow the same one, whatever writes at once.
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    @property
    def happened_at(self) -> datetime:
        """The instant, as an instant."""
        return datetime.fromisoformat(self.at)


_table = AuditEntry.__table__
assert isinstance(_table, Table)  # noqa: S101 - for the type checker
write_once(_table)
# An entry follows the last one, or does not exist; on SQLite it also stops INSERT OR REPLACE.
guard(
    _table,
    sqlite=(
        "CREATE TRIGGER audit_entries_chained BEFORE INSERT ON audit_entries "
        "WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM audit_entries) "
        "OR NEW.previous_hash IS NOT coalesce("
        "(SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1), "
        "'0000000000000000000000000000000000000000000000000000000000000000') "
        "BEGIN SELECT RAISE(ABORT, 'an audit entry follows the last one'); END"
    ),
    postgresql=(
        """CREATE OR REPLACE FUNCTION follow_the_last_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id IS DISTINCT FROM (SELECT coalesce(max(id), 0) + 1 FROM audit_entries)
    OR NEW.previous_hash IS DISTINCT FROM
      coalesce((SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1), repeat('0', 64)) THEN
    RAISE EXCEPTION 'an audit entry follows the last one' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$""",
        (
            "CREATE TRIGGER audit_entries_chained BEFORE INSERT ON audit_entries "
            "FOR EACH ROW EXECUTE FUNCTION follow_the_last_entry()"
        ),
    ),
)


@dataclass(frozen=True)
class Fault:
    """One thing that does not hold: where, and what it is."""

    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place} : {self.sentence}"


# What a feature adds to the verification (frozen minutes hashed again, ballots counted again).
Check = Callable[[], Iterable[Fault]]


def record(
    actor: Actor | None, action: str, *, scope: str, kind: str, subject_id: int | None, **facts: Any
) -> AuditEntry:
    """Write one fact down, in the operation that carries it out: best as its last line but the jobs.

    `actor` is None when a job acts. `facts` are plain values without personal data or free words; no floats,
    which databases do not all keep alike.
    """
    with write() as session:
        session.flush()  # first the rows that others may hold, then the lock that everybody waits for
        hold()
        number, previous = _last()
        values = {
            "id": number + 1,
            "at": clock.now().astimezone(UTC).isoformat(timespec="microseconds"),
            "actor_key": "system" if actor is None or actor.user_id is None else f"person:{actor.user_id}",
            "scope": scope,
            "action": action,
            "kind": kind,
            "subject_id": subject_id,
            "facts": _written(facts),
            "previous_hash": previous,
        }
        entry = AuditEntry(**values, hash=digest(values))
        session.add(entry)
        session.flush()
    return entry


def hold() -> None:
    """Let nobody else write in the log until the operation under way ends: what is read of it stays true."""
    with write() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK})


def digest(values: dict[str, Any]) -> str:
    """The hash of an entry: of all it says, and of the one before."""
    return sha256(_canonical(values).encode("utf-8", "surrogatepass")).hexdigest()


def head() -> str:
    """The hash of the last entry: whoever keeps it can tell later whether the log was cut or rewritten."""
    return _last()[1]


def verify(known_head: str = "") -> Iterator[Fault]:
    """Everything that does not hold: the chain, a head kept elsewhere, then what the features check again."""
    found = not known_head or known_head == GENESIS
    number, previous = 0, GENESIS
    try:
        for row in _rows():
            number += 1
            yield from _faults_of(row, number, previous)
            found = found or row["hash"] == known_head
            number, previous = _number_of(row, number), str(row["hash"])
    except DBAPIError as error:
        yield Fault(f"Journal, après l’entrée {number}", f"la suite est illisible ({error.orig}).")
    if not found:
        yield Fault(
            "Journal",
            f"l’empreinte {known_head} n’y est plus : la fin du journal a été coupée, ou il a été réécrit.",
        )
    for check in _checks():
        yield from check()


def count() -> int:
    """How many entries there are."""
    return _last()[0]


def entries_of(scope: str, limit: int = 100) -> list[AuditEntry]:
    """What was recorded of a committee, an authority or the site, latest first."""
    latest = select(AuditEntry).where(AuditEntry.scope == scope).order_by(AuditEntry.id.desc())
    return list(db.session.scalars(latest.limit(limit)))


def entry_of(action: str, kind: str, subject_id: int) -> AuditEntry | None:
    """The last entry that says this of a thing."""
    said = (AuditEntry.action == action, AuditEntry.kind == kind, AuditEntry.subject_id == subject_id)
    return db.session.scalar(select(AuditEntry).where(*said).order_by(AuditEntry.id.desc()).limit(1))


def _last() -> tuple[int, str]:
    """The number and the hash of the last entry."""
    row = db.session.execute(
        select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    ).first()
    return (0, GENESIS) if row is None else (row.id, row.hash)


def _rows() -> Iterator[dict[str, Any]]:
    """Every entry in order, as the database has it."""
    columns = list(AuditEntry.__table__.columns)
    statement = select(*columns).order_by(AuditEntry.id)
    with db.session.execute(statement.execution_options(yield_per=BATCH)) as result:
        for row in result.mappings():
            yield {str(key): value for key, value in row.items()}


def _faults_of(row: dict[str, Any], expected: int, previous: str) -> Iterator[Fault]:
    """What is wrong with one entry, in its place after the one before."""
    place = f"Entrée {row['id']}"
    if row["id"] != expected:
        yield Fault(place, f"l’entrée {expected} était attendue ici ; il en manque, ou l’ordre a changé.")
    if row["previous_hash"] != previous:
        yield Fault(
            place, "elle ne suit pas celle qui la précède : une entrée a été changée ou ôtée avant elle."
        )
    if row["hash"] != digest({key: value for key, value in row.items() if key != "hash"}):
        yield Fault(place, "elle ne dit plus ce qui y a été écrit.")


def _number_of(row: dict[str, Any], otherwise: int) -> int:
    """The number of an entry, to go on from."""
    return row["id"] if isinstance(row["id"], int) else otherwise


def _written(facts: dict[str, Any]) -> str:
    """The facts as text, always the same for the same facts; refuses what would not come back the same."""
    _refuse_floats(facts)
    written = _canonical(facts)
    if len(written) > FACTS_MAX:
        raise ValueError("these facts are too long for the audit log")
    return written


def _refuse_floats(value: Any) -> None:
    """Raise on a number with a comma, at any depth."""
    if isinstance(value, float):
        raise TypeError("a float in the audit log")
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    for each in inside:
        _refuse_floats(each)


def _canonical(values: dict[str, Any]) -> str:
    """Values as JSON that is the same everywhere."""
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def _checks() -> tuple[Check, ...]:
    """What the features registered, through `app`."""
    registered: tuple[Check, ...] = current_app.extensions.get("audit_checks", ())
    return registered
