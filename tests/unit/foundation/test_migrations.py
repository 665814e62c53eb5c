"""The history of the database goes up, comes back down, and ends where the models are."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, Enum, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from comite.app import create_app
from comite.foundation import migrations, settings
from comite.foundation.database import Base, db


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """An installation whose database holds nothing, of the same kind as that of the other tests."""
    url, name = os.environ.get("DATABASE_URL", ""), f"comite_migrations_{os.getpid()}"
    environment = {"DATA_DIR": str(tmp_path), "COMITE_SECRET_KEY": "a-secret-for-the-tests-and-nothing-else"}
    if url:
        _administer(url, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
        environment["DATABASE_URL"] = make_url(url).set(database=name).render_as_string(hide_password=False)
    app = create_app(settings.load(environment, mode="test"), testing=True)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    if url:
        _administer(url, f'DROP DATABASE "{name}"')


def _administer(url: str, *statements: str) -> None:
    """Make or drop a database beside the one of the tests."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def checks_of_the_models() -> set[tuple[str, str]]:
    """Every check the models declare, by table and name."""
    return {
        (table.name, str(constraint.name))
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


def checks_of_the_database() -> set[tuple[str, str]]:
    """Every check the database holds, by table and name."""
    looking = inspect(db.engine)
    return {
        (table, str(check["name"]))
        for table in looking.get_table_names()
        for check in looking.get_check_constraints(table)
    }


def words_of_the_models() -> dict[tuple[str, str], set[str]]:
    """The words that each enumeration of the models may be, by table and column."""
    return {
        (table.name, column.name): set(column.type.enums)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Enum) and column.type.create_constraint
    }


def words_of_the_database() -> dict[tuple[str, str], set[str]]:
    """The words that the database accepts for each of these columns."""
    looking = inspect(db.engine)
    return {
        (table, column): set(re.findall(r"'([^']+)'", str(check["sqltext"])))
        for table, column in words_of_the_models()
        for check in looking.get_check_constraints(table)
        if check["name"] == f"ck_{table}_{column}"
    }


def test_the_database_accepts_every_word_of_every_enumeration(empty: Flask) -> None:
    migrations.upgrade()

    assert words_of_the_database() == words_of_the_models()


def test_the_tables_of_the_migrations_are_those_of_the_models(empty: Flask) -> None:
    migrations.upgrade()

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []
    assert checks_of_the_database() == {(table, name) for table, name in checks_of_the_models()}
    assert migrations.is_up_to_date()


def test_the_comparison_sees_a_missing_column(empty: Flask) -> None:
    migrations.upgrade()
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE committees DROP COLUMN purpose"))

    with db.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert len(differences) == 1


def test_every_migration_goes_up_comes_down_and_goes_up_again(empty: Flask) -> None:
    for revision in migrations.revisions():
        migrations.upgrade(revision)
        assert migrations.present_revision() == revision

    migrations.downgrade("base")
    left = [name for name in inspect(db.engine).get_table_names() if name != "alembic_version"]
    migrations.upgrade()

    assert left == []
    assert migrations.is_up_to_date()


def test_who_followed_a_thing_has_it_in_their_summary_afterwards(empty: Flask) -> None:
    """Up and down keep each choice; the words that are no more are refused."""
    add = (
        "INSERT INTO subscriptions (user_id, kind, subject_id, level, since) "
        "VALUES (1, 'thread', {}, '{}', '2026-01-01 00:00:00')"
    )
    (summaries,) = (migrations.FOLDER / "versions").glob("*_choices_of_summaries.py")
    before, after = f"{int(summaries.name[:4]) - 1:04d}", summaries.name[:4]
    migrations.upgrade(before)
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO users (id, handle, email, name, title, is_administrator, created_at, version) "
                "VALUES (1, 'amina', 'a@exemple.test', 'Amina', '', false, '2026-01-01 00:00:00', 1)"
            )
        )
        for rank, level in enumerate(("follow", "mute")):
            connection.execute(text(add.format(rank, level)))

    migrations.upgrade(after)
    renamed = _levels()
    with pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(text(add.format(9, "follow")))
    migrations.downgrade(before)

    assert renamed == ["digest", "mute"]
    assert _levels() == ["follow", "mute"]


def _levels() -> list[str]:
    """What was chosen, in order."""
    with db.engine.connect() as connection:
        return list(connection.execute(text("SELECT level FROM subscriptions ORDER BY subject_id")).scalars())


def test_migrations_are_numbered_in_one_line() -> None:
    scripts = ScriptDirectory(str(migrations.FOLDER))

    assert len(scripts.get_heads()) == 1
    assert migrations.revisions() == [script.revision for script in scripts.walk_revisions()][::-1]
    assert migrations.revisions() == [f"{rank:04d}" for rank in range(1, len(migrations.revisions()) + 1)]


def test_migrations_never_import_the_product() -> None:
    for path in (migrations.FOLDER / "versions").glob("*.py"):
        assert not re.search(r"^\s*(from|import) comite", path.read_text(encoding="utf-8"), re.MULTILINE)


def guards_of_the_database() -> dict[str, str]:
    """What the database refuses by itself: each trigger, and what each function it calls says."""
    sqlite = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    postgresql = (
        "SELECT tgname, pg_get_triggerdef(pg_trigger.oid) || prosrc FROM pg_trigger "
        "JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal"
    )
    with db.engine.connect() as connection:
        asked = sqlite if connection.dialect.name == "sqlite" else postgresql
        return {row[0]: row[1] for row in connection.execute(text(asked))}


def test_the_guards_of_the_migrations_are_those_of_the_models(empty: Flask) -> None:
    Base.metadata.create_all(db.engine)
    of_the_models = guards_of_the_database()
    Base.metadata.drop_all(db.engine)

    migrations.upgrade()

    assert of_the_models
    assert guards_of_the_database() == of_the_models
