"""What an operator reads of the audit log: its head, its faults, and the exit codes."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from comite.app import create_app
from comite.cli.main import main
from comite.foundation import audit, migrations
from comite.foundation.database import db


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation of its own with three entries; gives its database."""
    for name in [name for name in os.environ if name.startswith("COMITE_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COMITE_SECRET_KEY", "a-secret-for-the-audit-log-of-the-tests")
    monkeypatch.setenv("COMITE_DISK_RESERVE_MB", "1")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    with create_app().app_context():
        migrations.upgrade()
        for rank in range(3):
            audit.record(None, "vote.open", scope="site", kind="ballot", subject_id=rank)
        db.session.remove()
        db.engine.dispose()
    return tmp_path / "comite.sqlite3"


def tamper(database: Path, statement: str) -> None:
    """Change the log as the owner of the file can."""
    with sqlite3.connect(database) as connection:
        connection.execute("DROP TRIGGER audit_entries_no_update")
        connection.execute("DROP TRIGGER audit_entries_no_delete")
        connection.execute(statement)
    connection.close()


def head(capsys: pytest.CaptureFixture[str]) -> str:
    """What `audit head` prints."""
    assert main(["audit", "head"]) == 0
    return capsys.readouterr().out.strip()


def test_a_whole_log_is_said_to_hold(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = head(capsys)

    code = main(["audit", "verify", "--head", known])
    said = capsys.readouterr().out

    assert code == 0
    assert said == f"Le journal d’audit tient : 3 entrées, empreinte {known}.\n"


def test_a_head_may_be_typed_as_it_is_printed_in_groups(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = head(capsys)

    assert main(["audit", "verify", "--head", f"{known[:32].upper()} {known[32:]}"]) == 0


def test_a_changed_entry_is_told_by_its_number(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(here, "UPDATE audit_entries SET subject_id = 9 WHERE id = 2")

    code = main(["audit", "verify"])
    said = capsys.readouterr().out

    assert code == 1
    assert said == (
        "Entrée 2 : elle ne dit plus ce qui y a été écrit.\nLe journal d’audit ne tient pas : 1 défaut.\n"
    )


def test_a_cut_tail_is_told_when_its_head_is_known(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = head(capsys)
    tamper(here, "DELETE FROM audit_entries WHERE id = 3")

    without = main(["audit", "verify"])
    with_head = main(["audit", "verify", "--head", known])
    said = capsys.readouterr().out

    assert (without, with_head) == (0, 1)
    assert "la fin du journal a été coupée, ou il a été réécrit" in said


def test_an_unreadable_row_is_a_fault_and_not_a_crash(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(here, "UPDATE audit_entries SET facts = CAST(x'ff41' AS TEXT) WHERE id = 2")

    code = main(["audit", "verify"])

    assert code == 1
    assert "Journal, après l’entrée" in capsys.readouterr().out


def test_what_is_no_hash_is_refused_with_a_sentence(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["audit", "verify", "--head", "abc"])

    assert code == 1
    assert "64 chiffres" in capsys.readouterr().err
