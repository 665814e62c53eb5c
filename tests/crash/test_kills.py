"""Processes are killed at any moment: nothing acknowledged is lost, nothing done twice, all ends in order."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from comite.foundation.database import db
from tests.crash import checks
from tests.crash.installation import Installation, left_behind
from tests.crash.writers import Ledger, Writer

KILLS = 54
CONVERGES_SECONDS = 30.0
FAULTY_KILLS = 12
WRITES_BETWEEN = 5
SEARCHED = 60
WRITES_SECONDS = 5.0
# Amina, Bruno, Chloé, Farid.
WRITERS = (1, 2, 3, 6)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def start_writing(installation: Installation) -> tuple[Ledger, list[Writer]]:
    """Have people write at once."""
    ledger = Ledger()
    writers = [Writer(installation, user_id, rank, ledger) for rank, user_id in enumerate(WRITERS, start=1)]
    for writer in writers:
        writer.start()
    return ledger, writers


def stop_writing(writers: list[Writer]) -> None:
    """Let everybody finish what they have in hand."""
    for writer in writers:
        writer.stopping.set()
    for writer in writers:
        writer.join(60)
        assert not writer.is_alive()


def kill_something(installation: Installation, turn: int, chance: random.Random) -> str:
    """Kill one process of the site, the whole site, or the worker; what no longer runs is started again."""
    if turn % 9 == 8:
        installation.kill(installation.web)
        installation.start_web()
        return "site"
    installation.start_again_what_ended()
    if turn % 4 == 2:
        installation.kill(installation.worker)
        installation.start_worker()
        return "worker"
    return "process" if installation.kill_one_child(chance) else ""


def wait_for_writes(ledger: Ledger) -> None:
    """Let people write a little, so that the next kill has something to break."""
    enough, deadline = len(ledger.kept) + WRITES_BETWEEN, time.monotonic() + WRITES_SECONDS
    while len(ledger.kept) < enough and time.monotonic() < deadline:
        time.sleep(0.02)


def wait_for(nothing_left: Callable[[], list[str]], seconds: float) -> list[str]:
    """Wait until a check finds nothing wrong; gives what is wrong at the end."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        db.session.remove()
        if not nothing_left():
            return []
        time.sleep(0.2)
    db.session.remove()
    return nothing_left()


def test_kills_lose_nothing_double_nothing_and_leave_no_disorder(tmp_path: Path) -> None:
    installation, chance = Installation(tmp_path / "data"), random.Random()
    killed: list[str] = []
    try:
        installation.start_web()
        installation.start_worker()
        installation.wait_for_web()
        ledger, writers = start_writing(installation)
        for turn in range(KILLS * 2):
            wait_for_writes(ledger)
            time.sleep(chance.uniform(0, 0.3))
            killed += filter(None, [kill_something(installation, turn, chance)])
            if len(killed) >= KILLS:
                break
        installation.wait_for_web()
        stop_writing(writers)
        installation.kill(installation.worker)
        installation.start_worker()

        with installation.app.app_context():
            late = wait_for(checks.waiting, CONVERGES_SECONDS)
            unfound = checks.unfound(chance.sample(ledger.kept, k=min(SEARCHED, len(ledger.kept))))
            wrong = {
                "late": late,
                "unfound": unfound,
                "lost": checks.lost(ledger.kept),
                "doubled": checks.doubled(),
                "orphans": list(checks.orphans()),
                "files": list(checks.files_missing()),
                "strange": ledger.strange,
            }
    finally:
        installation.stop()

    print(
        f"\n{len(killed)} kills, {len(ledger.kept)} writes kept ({ledger.resent} sent again, "
        f"{ledger.unanswered} times without answer)"
    )
    assert len(killed) >= KILLS
    assert len(ledger.kept) > KILLS
    assert ledger.resent > 0
    assert {name: found for name, found in wrong.items() if found} == {}
    assert left_behind(installation.data_dir) == []


def test_a_site_that_answers_before_it_has_kept_is_caught(tmp_path: Path) -> None:
    installation, chance = Installation(tmp_path / "data", target="tests.crash.faulty:app"), random.Random()
    try:
        installation.start_web()
        installation.wait_for_web()
        ledger, writers = start_writing(installation)
        for _ in range(FAULTY_KILLS):
            wait_for_writes(ledger)
            installation.start_again_what_ended()
            installation.kill_one_child(chance)
        installation.wait_for_web()
        stop_writing(writers)
        time.sleep(1)

        with installation.app.app_context():
            lost = checks.lost(ledger.kept)
    finally:
        installation.stop()

    assert lost != []
