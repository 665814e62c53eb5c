"""A child is stopped whatever it does, and always leaves an outcome."""

import os
import socket
import time
from pathlib import Path

import pytest

from comite.foundation.sandbox import Ending, Limits, run

ROOMY = Limits(memory_bytes=200_000_000, cpu_seconds=20, wall_seconds=20, file_size_bytes=10_000_000)
TARGETS = "tests.unit.foundation.sandbox_targets"


def limits(**changes):
    return Limits(**{**vars(ROOMY), **changes})


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def is_gone(pid):
    """Killed is not yet gone: the kernel takes a moment on a busy machine."""
    for _ in range(200):
        if not is_alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_a_child_gives_its_result_and_says_how_far_it_is():
    steps = []

    outcome = run(f"{TARGETS}:double", {"number": 21}, ROOMY, lambda share, step: steps.append((share, step)))

    assert outcome.is_done
    assert outcome.result == {"twice": 42}
    assert steps == [(0.5, "half way")]
    assert 0 < outcome.peak_memory_bytes < ROOMY.memory_bytes


def test_a_child_that_raises_has_crashed_and_its_complaint_is_for_the_operator():
    outcome = run(f"{TARGETS}:fail", {"secret": "boum"}, ROOMY)

    assert outcome.ending is Ending.CRASHED
    assert outcome.result is None
    assert "ValueError: boum" in outcome.complaint


@pytest.mark.parametrize("target", ["swallow_memory", "announce_too_much"])
def test_a_child_that_wants_too_much_memory_is_stopped(target):
    outcome = run(f"{TARGETS}:{target}", {}, ROOMY)

    assert outcome.ending is Ending.OUT_OF_MEMORY


@pytest.mark.parametrize("changes", [{"cpu_seconds": 1}, {"wall_seconds": 0.5}])
def test_a_child_that_never_ends_is_stopped(changes):
    outcome = run(f"{TARGETS}:spin", {}, limits(**changes))

    assert outcome.ending is Ending.OUT_OF_TIME


def test_a_child_that_writes_too_large_a_file_is_stopped(tmp_path):
    outcome = run(f"{TARGETS}:fill_the_disk", {"path": str(tmp_path / "full")}, ROOMY)

    assert outcome.ending is Ending.OUT_OF_SPACE
    assert (tmp_path / "full").stat().st_size <= ROOMY.file_size_bytes


def test_a_child_that_leaves_without_a_word_has_crashed():
    assert run(f"{TARGETS}:vanish", {}, ROOMY).ending is Ending.CRASHED


def test_a_noisy_child_does_not_block_and_only_its_last_words_are_kept():
    outcome = run(f"{TARGETS}:shout", {}, ROOMY)

    assert outcome.result == "said"
    assert len(outcome.complaint) == 4096


def test_nothing_of_a_child_survives_it(tmp_path):
    pid_file = tmp_path / "pid"

    outcome = run(f"{TARGETS}:leave_a_grandchild", {"pid_file": str(pid_file)}, limits(wall_seconds=1.5))

    assert outcome.ending is Ending.OUT_OF_TIME
    assert is_gone(int(pid_file.read_text()))


def test_a_caller_that_gives_up_kills_the_child():
    seen = []

    def give_up(share, step):
        seen.append(int(step))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(f"{TARGETS}:sleep", {}, ROOMY, give_up)

    assert not is_alive(seen[0])


def test_a_child_receives_nothing_of_our_environment(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "chut")

    outcome = run(f"{TARGETS}:surroundings", {}, ROOMY)

    assert "SECRET_KEY" not in outcome.result["environment"]
    assert outcome.result["session"]
    assert outcome.result["nice"] >= 10


def test_a_child_reaches_no_network_where_the_system_allows_it():
    with socket.create_server(("127.0.0.1", 0)) as server:
        outcome = run(f"{TARGETS}:call_out", {"port": server.getsockname()[1]}, ROOMY)

    if outcome.result == "connected" and os.geteuid() != 0:
        pytest.skip("this system gives no network namespace to ordinary users")
    assert outcome.result == "refused"
