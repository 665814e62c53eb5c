"""A thousand ways to falsify what was settled: every one of them shows."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, text

from comite.foundation import audit
from comite.foundation.database import db
from tests.cast import Cast
from tests.factories_minutes import freeze, hold_meeting, make_decision

TAMPERINGS = 1_000
SECTION_FIELDS = ("source", "title", "html", "plain", "position")
ENTRY_FIELDS = ("at", "actor_key", "scope", "action", "kind", "facts", "subject_id", "hash", "previous_hash")


@dataclass(frozen=True)
class Settled:
    """What there is to falsify."""

    sections: list[int]
    minutes: list[int]
    entries: list[int]
    head: str


def unguard(connection: Connection) -> None:
    """What somebody who owns the database can do first: take the guards away."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
    for name in names:
        connection.execute(text(f"DROP TRIGGER {name}"))
    connection.execute(text("PRAGMA ignore_check_constraints = ON"))


def edit_section(chance: random.Random, settled: Settled) -> list[str]:
    """Change one word of one section."""
    field, key = chance.choice(SECTION_FIELDS), chance.choice(settled.sections)
    if field == "position":
        return [f"UPDATE minutes_sections SET position = position + 100 WHERE id = {key}"]
    return [f"UPDATE minutes_sections SET {field} = {field} || '{chance.choice('abc .')}x' WHERE id = {key}"]


def swap_sections(chance: random.Random, settled: Settled) -> list[str]:
    """Exchange the words of two sections."""
    one, two = chance.sample(settled.sections, 2)
    return [
        f"UPDATE minutes_sections SET title = title || ' ({one})' WHERE id = {two}",
        f"UPDATE minutes_sections SET source = source || ' ({two})' WHERE id = {one}",
    ]


def drop_section(chance: random.Random, settled: Settled) -> list[str]:
    """Take one section out."""
    return [f"DELETE FROM minutes_sections WHERE id = {chance.choice(settled.sections)}"]


def drop_minutes(chance: random.Random, settled: Settled) -> list[str]:
    """Take whole minutes out, with their sections."""
    key = chance.choice(settled.minutes)
    return [
        f"DELETE FROM minutes_sections WHERE minutes_id = {key}",
        f"DELETE FROM meeting_minutes WHERE id = {key}",
    ]


def reopen_minutes(chance: random.Random, settled: Settled) -> list[str]:
    """Make frozen minutes a draft again."""
    key = chance.choice(settled.minutes)
    changes = "status = 'circulated', frozen_at = NULL, frozen_by_id = NULL, digest = NULL"
    return [f"UPDATE meeting_minutes SET {changes} WHERE id = {key}"]


def forge_digest(chance: random.Random, settled: Settled) -> list[str]:
    """Put another hash in the place of the one of the minutes."""
    forged = "".join(chance.choice("0123456789abcdef") for _ in range(64))
    return [f"UPDATE meeting_minutes SET digest = '{forged}' WHERE id = {chance.choice(settled.minutes)}"]


def edit_entry(chance: random.Random, settled: Settled) -> list[str]:
    """Change one field of one entry of the log."""
    field, key = chance.choice(ENTRY_FIELDS), chance.choice(settled.entries)
    if field == "subject_id":
        return [f"UPDATE audit_entries SET subject_id = coalesce(subject_id, 0) + 1 WHERE id = {key}"]
    if field in ("hash", "previous_hash"):
        forged = "".join(chance.choice("0123456789abcdef") for _ in range(64))
        return [f"UPDATE audit_entries SET {field} = '{forged}' WHERE id = {key}"]
    if field == "at":  # as long as before: the column has no room for more
        return [f"UPDATE audit_entries SET at = substr(at, 1, length(at) - 1) || 'x' WHERE id = {key}"]
    return [f"UPDATE audit_entries SET {field} = {field} || 'x' WHERE id = {key}"]


def drop_entry(chance: random.Random, settled: Settled) -> list[str]:
    """Take one entry out of the middle."""
    return [f"DELETE FROM audit_entries WHERE id = {chance.choice(settled.entries[:-1])}"]


def mask_section(chance: random.Random, settled: Settled) -> list[str]:
    """Take the words of one section out of sight, and tell nobody."""
    key = chance.choice(settled.sections)
    masked = "masked_at = '2026-01-01 00:00:00+00:00', masked_reason = 'Rien'"
    return [f"UPDATE minutes_sections SET {masked} WHERE id = {key}"]


def cut_tail(chance: random.Random, settled: Settled) -> list[str]:
    """Cut the end of the log off."""
    return [f"DELETE FROM audit_entries WHERE id > {chance.choice(settled.entries[:-1])}"]


def swap_entries(chance: random.Random, settled: Settled) -> list[str]:
    """Exchange the numbers of two entries."""
    one, two = chance.sample(settled.entries, 2)
    return [
        f"UPDATE audit_entries SET id = 900000 WHERE id = {one}",
        f"UPDATE audit_entries SET id = {one} WHERE id = {two}",
        f"UPDATE audit_entries SET id = {two} WHERE id = 900000",
    ]


WAYS: tuple[Callable[[random.Random, Settled], list[str]], ...] = (
    edit_section, swap_sections, drop_section, drop_minutes, reopen_minutes, forge_digest,
    edit_entry, drop_entry, cut_tail, swap_entries, mask_section,
)  # fmt: skip


@pytest.fixture
def settled(cast: Cast) -> Settled:
    """Three frozen minutes and the log of what made them."""
    for _ in range(3):
        make_decision(cast)
        freeze(cast, hold_meeting(cast))
    one = db.session.scalars
    found = Settled(
        list(one(text("SELECT id FROM minutes_sections ORDER BY id"))),
        list(one(text("SELECT id FROM meeting_minutes ORDER BY id"))),
        list(one(text("SELECT id FROM audit_entries ORDER BY id"))),
        audit.head(),
    )
    db.session.commit()
    return found


@pytest.mark.timeout(600)
def test_every_tampering_of_frozen_minutes_or_of_the_log_shows(settled: Settled) -> None:
    assert list(audit.verify(settled.head)) == []
    chance, unseen = random.Random(20261125), []
    for rank in range(TAMPERINGS):
        way = WAYS[rank % len(WAYS)]
        statements = way(chance, settled)
        if not shows(statements, settled.head):
            unseen.append((way.__name__, statements))

    assert unseen == []
    assert list(audit.verify(settled.head)) == []


def shows(statements: list[str], head: str) -> bool:
    """Whether the verification sees what was done, which is then undone."""
    db.session.remove()
    session = db.session()
    connection = session.connection()
    try:
        unguard(connection)
        for statement in statements:
            connection.execute(text(statement))
        return next(iter(audit.verify(head)), None) is not None
    finally:
        session.rollback()
        if connection.dialect.name == "sqlite":
            with db.engine.connect() as mended:
                mended.execute(text("PRAGMA ignore_check_constraints = OFF"))
        db.session.remove()


def test_the_test_itself_sees_a_change_that_does_not_count(settled: Settled) -> None:
    assert not shows(["UPDATE meetings SET place = 'ailleurs'"], settled.head)
