"""The index when the process that writes it is killed at any instant."""

import random
import signal
import subprocess
import sys
import time

import pytest

from comite.search.documents import SearchRequest
from comite.search.engine import WhooshEngine

KILLS = 12
WRITER = """
import sys
from pathlib import Path
from comite.search.documents import IndexedDocument
from comite.search.engine import WhooshEngine

engine = WhooshEngine(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), 1_000_000):
    engine.change([IndexedDocument("note", number, f"Note {number}", "commun " * 50, keys=("public",))])
    print(number, flush=True)
"""


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_what_was_committed_is_found_and_the_index_is_sound_after_each_kill(tmp_path):
    chance = random.Random(3)
    engine = WhooshEngine(tmp_path / "index")
    engine.create()
    first, states = 0, []

    for _ in range(KILLS):
        acknowledged = written_until_killed(engine.folder, first, chance.uniform(0.05, 0.5))
        total = engine.search(SearchRequest("commun", frozenset({"public"}))).total
        states.append((engine.is_sound(), total in (acknowledged, acknowledged + 1)))
        first = total

    assert states == [(True, True)] * KILLS
    assert first > KILLS


def written_until_killed(folder, first, seconds):
    """How many notes were acknowledged by a writer that was killed after so long."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(first)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout.readline()
    time.sleep(seconds)
    writer.send_signal(signal.SIGKILL)
    rest = writer.stdout.read().split()
    writer.stdout.close()
    writer.wait()
    return int(rest[-1]) + 1 if rest else first + 1
