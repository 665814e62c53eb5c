"""What the one way to write promises."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from markupsafe import Markup
from sqlalchemy import event, insert, text, update
from sqlalchemy.exc import InvalidRequestError, StatementError

from comite.accounts.models import Membership, Role, User
from comite.foundation import clock, security
from comite.foundation.database import db, operation, write
from comite.foundation.errors import ConflictError, NotAllowedError, NotFoundError, ReadOnlyError, require
from comite.foundation.jobs import Job
from comite.territories.models import LocalAuthority
from tests.cast import Cast
from tests.client import Client
from tests.conftest import waiting_jobs, without_waiting_for_the_disk

on_sqlite = pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="a promise about the SQLite file")
on_postgresql = pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="a promise about PostgreSQL")
# What the server is asked for when a connection opens; `jit` made the dashboard last two seconds.
SETTINGS = {"jit": "off", "statement_timeout": "30s", "TimeZone": "UTC"}


@operation
def rename(user: User, name: str) -> None:
    """Give somebody another name."""
    user.name = name


@operation
def rename_and_fail(user: User, name: str) -> None:
    """Change, ask for work, then break a rule."""
    user.name = name
    db.session.flush()
    security.forget_submissions.later()
    require(False)


@operation
def rename_twice(user: User, name: str) -> None:
    """An operation that calls another, then fails."""
    rename(user, name)
    require(False)


@operation
def add_one(user: User) -> None:
    """Count in a version, from what was read."""
    user.version = user.version + 1


def person(key: int = 1) -> User:
    """Somebody of the cast, as a row."""
    user = db.session.get(User, key)
    assert user is not None
    return user


def kept_name(key: int = 1) -> str:
    """The name that the database holds, whatever the session thinks."""
    with db.engine.connect() as connection:
        return str(connection.execute(text("SELECT name FROM users WHERE id = :key"), {"key": key}).scalar())


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement sent while open, the beginnings of transactions too."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_a_row_changed_outside_an_operation_is_refused(cast: Cast) -> None:
    person().name = "Somebody else"

    with pytest.raises(RuntimeError, match="only inside an operation"):
        db.session.flush()

    db.session.rollback()
    assert kept_name() == "Amina Berger"


def test_a_row_added_outside_an_operation_is_refused(cast: Cast) -> None:
    db.session.add(Job(name="x", arguments={}, asked_at=clock.now(), run_at=clock.now()))

    with pytest.raises(RuntimeError, match="only inside an operation"):
        db.session.flush()


@pytest.mark.parametrize(
    "statement",
    [
        update(User).values(name="Everybody"),
        insert(Membership).values(user_id=1, authority_id=1, role=Role.AGENT, is_elected=False),
        db.delete(Membership),
    ],
    ids=["update", "insert", "delete"],
)
def test_a_statement_that_writes_outside_an_operation_is_refused(cast: Cast, statement: object) -> None:
    with pytest.raises(RuntimeError, match="only inside an operation"):
        db.session.execute(statement)  # type: ignore[call-overload]


def test_an_operation_is_kept(cast: Cast) -> None:
    rename(person(), "Amina Bergère")

    assert kept_name() == "Amina Bergère"


def test_an_operation_that_fails_leaves_nothing_not_even_the_work_it_asked_for(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        rename_and_fail(person(), "Nobody")

    assert kept_name() == "Amina Berger"
    assert waiting_jobs() == []


def test_work_asked_for_is_kept_with_the_change(cast: Cast) -> None:
    with write():
        person().name = "Amina Bergère"
        security.forget_submissions.later()

    assert kept_name() == "Amina Bergère"
    assert waiting_jobs() == ["foundation.security.forget_submissions"]


def test_an_operation_inside_another_is_part_of_it(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        rename_twice(person(), "Nobody")

    assert kept_name() == "Amina Berger"


def test_after_a_failure_the_next_operation_works(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        rename_and_fail(person(), "Nobody")

    rename(person(), "Amina Bergère")

    assert kept_name() == "Amina Bergère"


def test_what_was_shown_before_a_refusal_can_still_be_shown(cast: Cast) -> None:
    user = person()

    with pytest.raises(NotAllowedError):
        rename_and_fail(user, "Nobody")

    assert user.email == "amina@exemple.test"


def test_an_operation_sees_what_changed_since_its_rows_were_read(cast: Cast) -> None:
    user = person()
    db.session.commit()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE users SET version = 41 WHERE id = 1"))

    add_one(user)

    assert user.version == 42


def test_an_operation_on_a_row_deleted_meanwhile_says_that_it_is_gone(cast: Cast) -> None:
    membership = db.session.scalars(db.select(Membership).where(Membership.user_id == 1)).one()
    db.session.commit()
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM memberships WHERE user_id = 1"))

    @operation
    def promote(row: Membership) -> None:
        row.role = Role.ANIMATOR

    with pytest.raises(NotFoundError):
        promote(membership)


def test_two_writers_at_once_lose_nothing(app: Flask, cast: Cast) -> None:
    failures: list[BaseException] = []

    def count(times: int) -> None:
        try:
            for _ in range(times):
                with app.app_context():
                    add_one(person())
        except BaseException as error:  # noqa: BLE001 - the thread hands it to the test
            failures.append(error)

    threads = [threading.Thread(target=count, args=(15,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.remove()
    assert failures == []
    assert person().version == 61


@on_sqlite
def test_a_write_begins_immediately_and_a_reading_does_not(cast: Cast) -> None:
    db.session.remove()

    with statements() as read:
        person()
    db.session.remove()
    with statements() as written, write() as session:
        session.execute(text("SELECT 1"))

    assert read[0] == "BEGIN"
    assert written[0] == "BEGIN IMMEDIATE"


@on_sqlite
def test_the_connections_of_the_pool_bear_every_pragma(cast: Cast) -> None:
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete", "trusted_schema")

    event.remove(db.engine, "connect", without_waiting_for_the_disk)
    db.engine.dispose()
    with db.engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}
    event.listen(db.engine, "connect", without_waiting_for_the_disk)
    db.engine.dispose()

    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 20000,
        "secure_delete": 1,
        "trusted_schema": 0,
    }


@on_postgresql
def test_every_connection_is_given_its_settings(cast: Cast) -> None:
    with db.engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in SETTINGS}

    assert found == SETTINGS


@on_sqlite
def test_the_library_is_newer_than_the_one_that_can_corrupt_its_journal(cast: Cast) -> None:
    assert db.engine.dialect.server_version_info >= (3, 51, 3)


def test_a_row_that_names_nothing_is_refused_as_a_conflict(cast: Cast) -> None:
    with pytest.raises(ConflictError), write() as session:
        session.add(Membership(user_id=1, authority_id=999, role=Role.AGENT))

    assert db.session.scalar(db.select(Membership).where(Membership.authority_id == 999)) is None


def test_the_second_of_two_same_rows_is_refused_as_a_conflict(cast: Cast) -> None:
    with pytest.raises(ConflictError), write() as session:
        session.add(Membership(user_id=1, authority_id=cast.valmer, role=Role.AGENT))


def test_reaching_for_what_a_query_did_not_load_fails(cast: Cast) -> None:
    with pytest.raises(InvalidRequestError):
        _ = person().memberships


def test_an_instant_without_time_zone_is_refused(cast: Cast) -> None:
    with pytest.raises(StatementError, match="without time zone"), write():
        person().last_seen_at = datetime(2026, 3, 1, 12, 0)  # noqa: DTZ001 - the fault itself


def test_an_instant_comes_back_in_utc(cast: Cast) -> None:
    with write():
        person().last_seen_at = datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    db.session.remove()

    assert person().last_seen_at == datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


def test_html_that_was_not_rendered_is_refused(cast: Cast) -> None:
    from comite.home.models import PageName, SitePage

    page = SitePage(name=PageName.ABOUT, body="x", body_html="<b>x</b>", edited_at=clock.now())

    with pytest.raises(StatementError, match="only rendered Markdown"), write() as session:
        session.add(page)

    assert Markup("").__html__() == ""


def test_a_nearly_full_disk_refuses_writes_and_lets_reads_go_on_then_writes_come_back(
    app: Flask, client: Client, cast: Cast
) -> None:
    present = app.extensions["settings"]
    amina = client.as_(cast.amina)
    app.extensions["settings"] = replace(present, disk_reserve_mb=10**9)
    try:
        with pytest.raises(ReadOnlyError):
            rename(person(), "Nobody")
        page = amina.get("/")
        refused = amina.post("/mon-compte", {"name": "Nobody", "title": ""})
    finally:
        app.extensions["settings"] = present
    rename(person(), "Amina Bergère")

    assert page.status_code == 200
    assert "disque" in page.get_data(as_text=True)
    assert refused.status_code in (409, 503)
    assert "Copiez votre texte" in refused.get_data(as_text=True)
    assert kept_name() == "Amina Bergère"


@on_sqlite
def test_a_disk_that_fills_in_the_middle_of_a_write_leaves_nothing_half_done(cast: Cast) -> None:
    def leave_no_room(connection: object) -> None:
        count = connection.exec_driver_sql("PRAGMA page_count").scalar()  # type: ignore[attr-defined]
        connection.exec_driver_sql(f"PRAGMA max_page_count={count}")  # type: ignore[attr-defined]

    @operation
    def write_much(authority: LocalAuthority) -> None:
        authority.name = "Valmer-sur-Mer"
        authority.presentation = "x" * 3_000_000

    valmer = db.session.get(LocalAuthority, cast.valmer)
    event.listen(db.engine, "begin", leave_no_room)
    try:
        with pytest.raises(ReadOnlyError):
            write_much(valmer)
    finally:
        event.remove(db.engine, "begin", leave_no_room)
        db.session.remove()
        db.engine.dispose()
    rename(person(), "Amina Bergère")

    again = db.session.get(LocalAuthority, cast.valmer)
    assert again is not None
    assert again.name == "Valmer"
    assert kept_name() == "Amina Bergère"
