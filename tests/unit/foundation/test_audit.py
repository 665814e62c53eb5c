"""The audit log: in order whatever writes at once, refused to change, and every tampering shows."""

import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from comite.accounts import operations as accounts
from comite.accounts.models import Membership, Role, User
from comite.foundation import audit
from comite.foundation.database import db, write
from comite.foundation.errors import ConflictError, RuleBrokenError
from tests.cast import Cast

ENTRIES = 16
TAMPERINGS = 1_200
WRITERS, WRITTEN_BY_EACH = 6, 12
HEX = "0123456789abcdef"
COLUMNS = [column.name for column in audit.AuditEntry.__table__.columns]
Row = dict[str, Any]


def fill(cast: Cast, count: int = ENTRIES) -> str:
    """Write a log of so many entries; gives its head."""
    people = (cast.amina, cast.bruno, cast.denis, None)
    for rank in range(count):
        audit.record(
            people[rank % 4],
            ("vote.open", "seat.edit", "rules.edit")[rank % 3],
            scope=f"committee:{rank % 2 + 1}",
            kind="ballot",
            subject_id=rank if rank % 5 else None,
            rank=rank,
            words=["été", "« oui »"],
        )
    db.session.commit()
    return audit.head()


def faults(known: str = "") -> list[str]:
    return [str(fault) for fault in audit.verify(known)]


def rows() -> list[Row]:
    found = db.session.execute(text("SELECT * FROM audit_entries ORDER BY id")).mappings()
    return [dict(row) for row in found]


# What somebody who owns the database could do to the log. Each takes a source of chance.


def lift_the_guards() -> None:
    """As the owner of the tables may; the rollback puts them back."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        return
    names = db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
    for name in names:
        if name.startswith("audit_entries"):
            db.session.execute(text(f"DROP TRIGGER {name}"))


def put(row: Row) -> None:
    values = ", ".join(f":{name}" for name in COLUMNS)
    db.session.execute(text(f"INSERT INTO audit_entries ({', '.join(COLUMNS)}) VALUES ({values})"), row)


def remove(numbers: list[int]) -> None:
    for number in numbers:
        db.session.execute(text("DELETE FROM audit_entries WHERE id = :id"), {"id": number})


def other(chance: random.Random, name: str, value: Any) -> Any:
    """Another value for a field, that the schema admits."""
    if name in ("hash", "previous_hash"):
        place = chance.randrange(64)
        letter = chance.choice([each for each in HEX if each != value[place]])
        return value[:place] + letter + value[place + 1 :]
    if name in ("id", "subject_id"):
        return chance.choice([each for each in (1_000, 1_001, (value or 0) + 500) if each != value])
    place = chance.randrange(len(value))
    return (
        value[:place] + chance.choice("xyzé ") + value[place + 1 :] if chance.random() < 0.7 else value[:-1]
    )


def edit(chance: random.Random) -> str:
    row, name = chance.choice(rows()), chance.choice(COLUMNS)
    changed = other(chance, name, row[name])
    if changed == row[name]:
        return edit(chance)
    db.session.execute(
        text(f"UPDATE audit_entries SET {name} = :value WHERE id = :id"), {"value": changed, "id": row["id"]}
    )
    return f"edit {name} of {row['id']}: {row[name]!r} -> {changed!r}"


def delete(chance: random.Random) -> str:
    number = chance.choice(rows())["id"]
    remove([number])
    return f"delete {number}"


def swap(chance: random.Random) -> str:
    first, second = chance.sample(rows(), 2)
    kept = chance.choice([["id"], ["id", "previous_hash"], ["id", "previous_hash", "hash"]])
    remove([first["id"], second["id"]])
    put({**first, **{name: second[name] for name in COLUMNS if name not in kept}})
    put({**second, **{name: first[name] for name in COLUMNS if name not in kept}})
    return f"swap {first['id']} and {second['id']} but {kept}"


def cut_tail(chance: random.Random) -> str:
    kept = chance.randrange(ENTRIES)
    remove([row["id"] for row in rows()[kept:]])
    return f"cut after {kept}"


def cut_and_renumber(chance: random.Random) -> str:
    gone = chance.randrange(1, ENTRIES)
    remove([gone])
    for row in rows()[gone - 1 :]:
        db.session.execute(
            text("UPDATE audit_entries SET id = :new WHERE id = :old"),
            {"new": row["id"] - 1, "old": row["id"]},
        )
    return f"delete {gone} and close the gap"


def forge(chance: random.Random) -> str:
    last = rows()[-1]
    row = {**last, "id": last["id"] + 1, "previous_hash": last["hash"], "facts": '{"forged":true}'}
    put({**row, "hash": "".join(chance.choice(HEX) for _ in range(64))})
    return "forge one at the end"


def rewrite(chance: random.Random) -> str:
    """The cleverest: change one entry, and hash all that follow again. Only a head kept elsewhere tells."""
    all_rows, place = rows(), chance.randrange(ENTRIES)
    all_rows[place]["facts"] = f'{{"rewritten":{chance.randrange(10**9)}}}'
    remove([row["id"] for row in all_rows[place:]])
    previous = all_rows[place]["previous_hash"]
    for row in all_rows[place:]:
        row["previous_hash"] = previous
        row["hash"] = previous = audit.digest({name: row[name] for name in COLUMNS if name != "hash"})
        put(row)
    return f"rewrite from {place + 1}"


TAMPER: list[Callable[[random.Random], str]] = [
    edit, edit, edit, edit, edit, edit, delete, swap, swap, cut_tail, cut_and_renumber, forge, rewrite,
]  # fmt: skip


def undetected(known: str, count: int, seed: int = 4) -> list[str]:
    """Those of so many tamperings that the verification does not see."""
    chance, missed = random.Random(seed), []
    lift_the_guards()
    for rank in range(count):
        db.session.execute(text("SAVEPOINT untouched"))
        said = TAMPER[rank % len(TAMPER)](chance)
        if not faults(known):
            missed.append(said)
        db.session.execute(text("ROLLBACK TO SAVEPOINT untouched"))
    db.session.rollback()
    return missed


def test_a_log_that_nobody_touched_holds(app: Flask, cast: Cast) -> None:
    known = fill(cast)

    assert faults() == []
    assert faults(known) == []
    assert faults(rows()[3]["hash"]) == []
    assert audit.count() == ENTRIES


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_each_of_a_thousand_tamperings_shows(app: Flask, cast: Cast) -> None:
    known = fill(cast)

    assert undetected(known, TAMPERINGS) == []
    assert faults(known) == []


@pytest.mark.parametrize(
    "left_out", [name for name in COLUMNS if name not in ("hash", "id", "previous_hash")]
)
def test_a_hash_that_left_a_field_out_would_be_caught(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    whole = audit.digest
    monkeypatch.setattr(
        audit, "digest", lambda values: whole({key: each for key, each in values.items() if key != left_out})
    )
    known = fill(cast)

    missed = undetected(known, 130)

    assert any(f"edit {left_out}" in said or "rewrite" in said for said in missed)


def test_a_cut_tail_shows_only_against_a_head_kept_elsewhere(app: Flask, cast: Cast) -> None:
    known = fill(cast)
    lift_the_guards()
    remove([ENTRIES - 1, ENTRIES])

    assert faults() == []
    assert len(faults(known)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET facts = '{}' WHERE id = 2",
        "DELETE FROM audit_entries WHERE id = 3",
        (
            "INSERT INTO audit_entries SELECT 9, at, actor_key, scope, action, kind, subject_id, facts, "
            "ones.h, ones.h FROM audit_entries, (SELECT '{ones}' AS h) AS ones WHERE id = 1"
        ),
    ],
)
def test_the_database_itself_refuses_to_change_the_log(app: Flask, cast: Cast, statement: str) -> None:
    fill(cast, 3)

    with pytest.raises(IntegrityError):
        db.session.execute(text(statement.replace("{ones}", "1" * 64)))
    db.session.rollback()

    assert faults() == []


def test_a_row_cannot_be_replaced_either(app: Flask, cast: Cast) -> None:
    fill(cast, 3)
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite replaces rows without deleting them")

    with pytest.raises(IntegrityError):
        db.session.execute(
            text("INSERT OR REPLACE INTO audit_entries SELECT * FROM audit_entries WHERE id = 2")
        )
    db.session.rollback()

    assert faults() == []


def test_a_change_through_the_models_is_refused_with_a_sentence(app: Flask, cast: Cast) -> None:
    fill(cast, 2)

    def change() -> None:
        with write() as session:
            session.execute(db.update(audit.AuditEntry).values(action="other"))

    with pytest.raises(ConflictError):
        change()

    assert faults() == []


def test_a_refused_operation_leaves_no_trace(app: Flask, cast: Cast) -> None:
    fill(cast, 2)

    def fail() -> None:
        with write():
            audit.record(cast.amina, "vote.open", scope="committee:1", kind="ballot", subject_id=1)
            raise RuleBrokenError

    with pytest.raises(RuleBrokenError):
        fail()

    assert audit.count() == 2
    assert faults() == []


@pytest.mark.slow
def test_writers_at_once_make_one_chain(app: Flask, cast: Cast) -> None:
    wrong: list[BaseException] = []
    db.session.remove()

    def carry_on(rank: int) -> None:
        try:
            with app.app_context():
                for turn in range(WRITTEN_BY_EACH):
                    audit.record(None, "vote.open", scope="site", kind="ballot", subject_id=rank, turn=turn)
                db.session.remove()
        except BaseException as error:  # noqa: BLE001 - told by the test
            wrong.append(error)

    writers = [threading.Thread(target=carry_on, args=(rank,)) for rank in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert wrong == []
    assert audit.count() == WRITERS * WRITTEN_BY_EACH
    assert faults() == []


@pytest.mark.parametrize("facts", [{"share": 0.5}, {"shares": [1, {"of": 2.5}]}, {"word": "é" * 30_000}])
def test_facts_that_would_not_come_back_the_same_are_refused(app: Flask, facts: Row) -> None:
    with pytest.raises((TypeError, ValueError)):
        audit.record(None, "vote.open", scope="site", kind="ballot", subject_id=1, **facts)

    assert audit.count() == 0


def test_a_moderator_s_act_and_a_new_role_are_recorded(app: Flask, cast: Cast) -> None:
    user = db.session.get(User, 2)
    membership = db.session.scalars(db.select(Membership).where(Membership.user_id == 2)).one()

    accounts.change_role(cast.denis, membership, Role.EDITOR)
    accounts.suspend(cast.denis, user, "Un essai")

    said = [(row["action"], row["actor_key"], row["scope"], row["subject_id"]) for row in rows()]
    assert said == [
        ("membership.role", "person:4", "authority:2", 2),
        ("moderation.suspend", "person:4", "site", 2),
    ]
    assert "Un essai" not in str(rows())


def test_an_erasure_leaves_the_chain_whole_and_its_actor_nameless(app: Flask, cast: Cast) -> None:
    audit.record(cast.amina, "vote.open", scope="committee:1", kind="ballot", subject_id=1)
    amina = db.session.get(User, 1)
    accounts.erase_again([(1, amina.created_at)])

    assert faults() == []
    assert rows()[0]["actor_key"] == "person:1"
    assert [row["action"] for row in rows()] == ["vote.open", "account.erase"]
    assert "Amina" not in str(rows())
    assert "amina" not in str(rows())


def test_what_a_feature_checks_again_is_part_of_the_verification(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = audit.Fault("Compte rendu 3", "son texte a changé.")
    monkeypatch.setitem(app.extensions, "audit_checks", (lambda: [fault],))

    assert faults() == ["Compte rendu 3 : son texte a changé."]
