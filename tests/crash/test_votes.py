"""Fifty people vote at once, from processes that are killed: one vote a seat, nothing late, none lost."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

ROUNDS = 200
PLANTED_ROUNDS = 16

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def url() -> Iterator[str]:
    """The address of a PostgreSQL of its own, beside that of the other tests; nothing for SQLite."""
    given = os.environ.get("DATABASE_URL", "")
    if not given:
        yield ""
        return
    name = f"comite_votes_{os.getpid()}"
    administer(given, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    yield make_url(given).set(database=name).render_as_string(hide_password=False)
    administer(given, f'DROP DATABASE "{name}" WITH (FORCE)')


def administer(url: str, *statements: str) -> None:
    """Make or drop a database."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def play(folder: Path, url: str, rounds: int, plant: str = "") -> dict[str, Any]:
    """Play rounds in a process of their own; gives what was found."""
    arguments = [sys.executable, "-m", "tests.crash.polling", str(folder), url, str(rounds), plant]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_two_hundred_rounds_of_fifty_votes_with_kills(tmp_path: Path, url: str) -> None:
    found = play(tmp_path, url, ROUNDS)

    print(f"\n{ {name: value for name, value in found.items() if name != 'wrong'} }")
    assert found["wrong"] == []
    assert found["rounds"] == found["kills"] == ROUNDS
    assert found["sent"] == ROUNDS * 50
    assert found["unanswered"] > ROUNDS  # the kills really cut votes short
    assert found["late"] == ROUNDS * 5
    assert found["kept"] > ROUNDS * 25


@pytest.mark.parametrize("plant", ["early", "late"])
def test_a_vote_answered_before_it_is_kept_or_received_after_the_end_is_caught(
    tmp_path: Path, url: str, plant: str
) -> None:
    found = play(tmp_path, url, PLANTED_ROUNDS, plant)

    said = {"early": "acknowledged and lost", "late": "received after the end"}[plant]
    assert any(said in each for each in found["wrong"])
