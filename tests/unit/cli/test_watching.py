"""The demonstration outlives the death of one of its processes, and says so when it cannot."""

import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from comite.cli import serving

LIVES = "import time; time.sleep(60)"


class EnoughSeenError(Exception):
    """Ends the watch, which would go on."""


def process(code: str) -> "subprocess.Popen[bytes]":
    """A small process in a session of its own, as the demonstration starts them."""
    return subprocess.Popen([sys.executable, "-c", code], start_new_session=True)


def test_a_process_that_was_killed_is_started_again(monkeypatch, capsys):
    running = {"serve": process(LIVES), "worker": process(LIVES)}
    monkeypatch.setattr(serving, "_start", lambda _command, _environment: process(LIVES))
    site, killed = running["serve"], running["worker"]
    killed.kill()
    killed.wait()
    looks = iter(range(2))

    def sleep(_seconds):
        if next(looks, None) is None:
            raise EnoughSeenError

    monkeypatch.setattr(serving, "time", SimpleNamespace(monotonic=time.monotonic, sleep=sleep))
    try:
        with pytest.raises(EnoughSeenError):
            serving._watch(running, {})
        is_alive = running["worker"].poll() is None
    finally:
        serving._stop(running)

    assert is_alive
    assert running["worker"] is not killed
    assert running["serve"] is site
    assert "Le service des travaux s’est arrêté : il repart." in capsys.readouterr().err


def test_one_that_cannot_live_ends_the_demonstration(monkeypatch, capsys):
    started = []

    def start(command, _environment):
        started.append(command)
        dying = process("")
        dying.wait()
        return dying

    monkeypatch.setattr(serving, "_start", start)
    clock = SimpleNamespace(monotonic=time.monotonic, sleep=lambda _seconds: None)
    monkeypatch.setattr(serving, "time", clock)
    running = {"worker": start("worker", {})}

    code = serving._watch(running, {})

    assert code == 1
    assert len(started) == 1 + serving.ENDS_MAX
    assert "sans cesse" in capsys.readouterr().err
