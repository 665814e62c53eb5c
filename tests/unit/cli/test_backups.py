"""What a backup promises: all comes back as it was, or nothing is touched."""

import io
import os
import sqlite3
import tarfile
from argparse import Namespace
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from comite.app import create_app
from comite.cli import backups
from comite.cli.backups import BadArchiveError, NotEmptyError
from comite.discussions.models.threads import Thread
from comite.foundation import clock, markdown, migrations
from comite.foundation.database import Base, db, write
from comite.foundation.errors import RefusedError
from comite.home.models import PageName, SitePage
from comite.search.models import SearchIndexState
from tests.cast import look_up_cast, make_cast
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_thread
from tests.factories_experiences import make_report

Tables = dict[str, list[dict[str, Any]]]
# Their rows say something of the machine or of the restore itself.
OWN_TABLES = {"search_index_state", "alembic_version"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation of its own, as the commands find it in the environment."""
    for name in [name for name in os.environ if name.startswith("COMITE_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COMITE_SECRET_KEY", "a-secret-for-the-backups-of-the-tests-only")
    monkeypatch.setenv("COMITE_DISK_RESERVE_MB", "1")
    move_to(tmp_path / "here", monkeypatch)
    return tmp_path


def move_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the commands work on another installation."""
    monkeypatch.setenv("DATA_DIR", str(folder))


def fill() -> Tables:
    """Write a little of everything; gives what the tables hold."""
    app = create_app()
    with app.app_context():
        migrations.upgrade()
        cast = make_cast()
        make_report(cast, title="Étang « d’Ostrelle »")
        make_dataset(cast)
        make_thread(cast)
        found = contents()
        close()
    return found


def close() -> None:
    """Let go of the database."""
    db.session.remove()
    db.engine.dispose()


def contents() -> Tables:
    """Every row of every table."""
    db.session.remove()
    with db.engine.connect() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(table.select().order_by(*table.primary_key)).mappings()
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in OWN_TABLES
        }


def present_contents() -> Tables:
    """Every row of the installation of the environment."""
    with create_app().app_context():
        found = contents()
        close()
    return found


def back_up(archive: Path) -> None:
    """Run the command."""
    assert backups.backup(Namespace(archive=archive)) == 0


def restore(archive: Path, *, replace: bool = False, verify: bool = False) -> int:
    """Run the command."""
    return backups.restore(Namespace(archive=archive, replace=replace, verify=verify))


def test_all_comes_back_elsewhere_rows_and_files(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fill()
    back_up(here / "kept.tar")

    move_to(here / "there", monkeypatch)
    restore(here / "kept.tar")
    after = present_contents()

    assert after == before
    assert any(before[name] for name in ("experience_reports", "dataset_files", "messages", "stored_files"))
    for row in after["stored_files"]:
        path = next((here / "there" / "files").glob(f"??/??/{row['digest']}"))
        assert sha256(path.read_bytes()).hexdigest() == row["digest"]


def test_what_was_restored_can_be_read_and_written_on(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill()
    back_up(here / "kept.tar")
    move_to(here / "there", monkeypatch)
    restore(here / "kept.tar")

    app = create_app()
    with app.app_context():
        thread = make_thread(look_up_cast(), title="Après la reprise")
        found = db.session.scalars(db.select(Thread.title).order_by(Thread.id)).all()
        number = thread.id
        index = db.session.scalars(db.select(SearchIndexState)).all()
        violations = db.session.execute(text("PRAGMA foreign_key_check")).all()
        close()

    assert found[-1] == "Après la reprise"
    assert number == len(found)
    assert index == []
    assert violations == []


def test_a_backup_made_while_people_write_is_that_of_one_instant(here: Path) -> None:
    fill()
    app = create_app()
    with app.app_context(), backups._snapshot() as connection:
        count = text("SELECT count(*) FROM threads")
        before = connection.execute(count).scalar()
        make_thread(look_up_cast(), title="Pendant la sauvegarde")
        during = connection.execute(count).scalar()
        now = db.session.scalar(db.select(db.func.count()).select_from(Thread))
        close()

    assert before == during
    assert now == (before or 0) + 1


def test_a_restore_over_people_is_refused_unless_asked(here: Path) -> None:
    fill()
    back_up(here / "kept.tar")
    before = present_contents()

    with pytest.raises(NotEmptyError):
        restore(here / "kept.tar")

    assert present_contents() == before


def test_a_restore_that_is_asked_replaces_what_was_there(here: Path) -> None:
    before = fill()
    back_up(here / "kept.tar")
    with create_app().app_context():
        make_thread(look_up_cast(), title="Écrit après la sauvegarde")
        close()

    restore(here / "kept.tar", replace=True)

    assert present_contents() == before


def test_verifying_an_archive_changes_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill()
    back_up(here / "kept.tar")
    move_to(here / "there", monkeypatch)

    verified = restore(here / "kept.tar", verify=True)

    assert verified == 0
    assert not (here / "there" / "comite.sqlite3").exists()


def damaged(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The archive as it comes back from a bad disk or a bad copy."""
    middle = len(content) // 2
    yield "empty", b""
    yield "cut in the middle", content[:middle]
    yield "cut at the end", content[:-20_000]
    yield "not an archive", b"PK\x03\x04" + content[4:]
    place = content.index(b"Valmer")
    yield "one byte changed in a table", content[:place] + b"W" + content[place + 1 :]
    place = content.index(b"effectif;part")
    yield "one byte changed in a file", content[:place] + b"E" + content[place + 1 :]
    yield "zeros in the middle", content[:middle] + bytes(4096) + content[middle + 4096 :]


def test_a_damaged_archive_is_refused_and_nothing_is_touched(here: Path) -> None:
    fill()
    back_up(here / "kept.tar")
    before = present_contents()
    accepted = []

    for name, content in damaged((here / "kept.tar").read_bytes()):
        (here / "damaged.tar").write_bytes(content)
        try:
            restore(here / "damaged.tar", replace=True)
        except BadArchiveError:
            continue
        accepted.append(name)

    assert accepted == []
    assert present_contents() == before


@pytest.mark.parametrize(
    "manifest", [b"[]", b"{}", b"null", b'{"format": 1}', b'{"format": 2, "members": {}}', b"\xff"]
)
def test_an_archive_that_is_not_ours_is_refused(here: Path, manifest: bytes) -> None:
    with tarfile.open(here / "other.tar", "w") as tar:
        member = tarfile.TarInfo("manifest.json")
        member.size = len(manifest)
        tar.addfile(member, io.BytesIO(manifest))

    with pytest.raises(BadArchiveError):
        restore(here / "other.tar")


def test_an_archive_of_a_later_version_is_refused(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill()
    with create_app().app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
        close()
    back_up(here / "later.tar")
    move_to(here / "there", monkeypatch)

    with pytest.raises(RefusedError, match="version plus récente"):
        restore(here / "later.tar")


def test_an_archive_that_is_not_there_is_said_to_be_missing(here: Path) -> None:
    with pytest.raises(RefusedError, match="pas de fichier"):
        restore(here / "nowhere.tar")


def test_a_backup_that_fails_leaves_neither_a_half_archive_nor_the_loss_of_the_one_before(here: Path) -> None:
    fill()
    back_up(here / "kept.tar")
    before = (here / "kept.tar").read_bytes()
    for path in (here / "here" / "files").glob("??/??/*"):
        path.unlink()

    with pytest.raises(RefusedError):
        back_up(here / "kept.tar")

    assert (here / "kept.tar").read_bytes() == before
    assert list(here.glob(".comite-*")) == []


def test_a_restore_cut_in_the_middle_leaves_the_database_before(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill()
    back_up(here / "kept.tar")
    with create_app().app_context():
        with write() as session:
            session.add(
                SitePage(
                    name=PageName.ABOUT,
                    body="Écrit après.",
                    body_html=markdown.render("Écrit après.").html,
                    edited_at=clock.now(),
                )
            )
        close()
    before = present_contents()

    def cut(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backups, "_fill", cut)
    with pytest.raises(KeyboardInterrupt):
        restore(here / "kept.tar", replace=True)

    assert present_contents() == before


def test_a_value_that_json_cannot_carry_stops_the_backup(here: Path) -> None:
    with pytest.raises(TypeError, match="cannot carry bytes"):
        backups._plain(b"bytes")


@pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="needs a PostgreSQL")
def test_what_was_kept_from_one_kind_of_database_comes_back_in_another(
    postgresql_url: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fill()
    back_up(here / "kept.tar")

    monkeypatch.setenv("DATABASE_URL", postgresql_url)
    move_to(here / "there", monkeypatch)
    restore(here / "kept.tar")
    there = present_contents()
    back_up(here / "back.tar")
    monkeypatch.delenv("DATABASE_URL")
    move_to(here / "again", monkeypatch)
    restore(here / "back.tar")

    assert there == before
    assert present_contents() == before


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """An empty database beside that of the tests, for one test."""
    given = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg")
    name = f"{given.database}_restored"
    engine = create_engine(given, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield given.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()


def test_the_restored_file_is_whole(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill()
    back_up(here / "kept.tar")
    move_to(here / "there", monkeypatch)
    restore(here / "kept.tar")

    found = sorted(path.name for path in (here / "there").glob("comite.sqlite3*"))
    with sqlite3.connect(here / "there" / "comite.sqlite3") as connection:
        answer = connection.execute("PRAGMA integrity_check").fetchone()
    connection.close()

    assert "comite.sqlite3" in found
    assert "comite.sqlite3.restoring" not in found
    assert answer == ("ok",)
