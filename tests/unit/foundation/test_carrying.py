"""Handing mails to a server that hangs up, refuses, or is not there."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from comite.foundation import clock, deliveries, jobs, mail
from comite.foundation.database import db
from comite.foundation.jobs import Job
from tests.cast import Cast

Work = Callable[[], int]
WHO = "amina@exemple.test"


class Session(socketserver.StreamRequestHandler):
    """As much of SMTP as sending asks; each command is answered as the test says."""

    def handle(self) -> None:
        answers: dict[str, str] = self.server.answers  # type: ignore[attr-defined]
        self.server.visits += 1  # type: ignore[attr-defined]
        self.say(answers.get("CONNECT", "220 pret"))
        while line := self.rfile.readline():
            verb = line.decode("ascii", "replace").strip().split(" ")[0].upper()
            answer = answers.get(verb, "250 OK")
            if verb == "DATA" and answer == "250 OK":
                self.say("354 allez")
                while self.rfile.readline().rstrip() != b".":
                    continue
                answer = answers.get("CONTENT", "250 OK")
                if answer.startswith("250"):
                    self.server.accepted += 1  # type: ignore[attr-defined]
            if answer == "cut":
                return
            self.say(answer)

    def say(self, line: str) -> None:
        self.wfile.write(line.encode("ascii", "replace") + b"\r\n")


@pytest.fixture
def server(app: Flask, cast: Cast) -> Iterator[socketserver.ThreadingTCPServer]:
    """A server through which the installation sends."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
    server.daemon_threads = True
    server.answers, server.accepted, server.visits = {}, 0, 0  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    kept = app.extensions["settings"]
    app.extensions["settings"] = replace(kept, smtp_url=f"smtp://127.0.0.1:{server.server_address[1]}")
    yield server
    app.extensions["settings"] = kept
    server.shutdown()
    server.server_close()
    thread.join()


def ask(count: int = 1) -> None:
    for _ in range(count):
        mail.write_mail(WHO, "Amina", "address_changed", "Bonjour", new_address="a@exemple.test")


def rows() -> list[Job]:
    db.session.remove()
    return list(db.session.scalars(db.select(Job).order_by(Job.id)))


@pytest.mark.parametrize("farewell", ["421 trop tard", "500 quoi ?", "cut"])
def test_a_mail_that_was_accepted_is_not_sent_again_whatever_the_farewell(server, work, farewell) -> None:
    server.answers["QUIT"] = farewell
    ask()

    work()

    assert [row.done_at is not None for row in rows()] == [True]
    assert server.accepted == 1


@pytest.mark.parametrize(
    ("stage", "answer", "is_dead", "is_done"),
    [
        ("RCPT", "550 5.1.1 User unknown", True, True),
        ("CONTENT", "550 5.1.1 User unknown", True, True),
        ("CONTENT", "554 5.7.1 Spam message rejected", False, False),
        ("MAIL", "550 5.1.8 Sender address rejected: Domain not found", False, False),
        ("RCPT", "550 5.1.8 Sender address rejected: Domain not found", False, True),
        ("RCPT", "550 relay not permitted", False, True),
    ],
)
def test_only_what_is_about_the_recipient_stops_mails_to_them(
    server, work, stage, answer, is_dead, is_done
) -> None:
    server.answers[stage] = answer
    ask()

    work()

    assert deliveries.is_dead(WHO) is is_dead
    assert [row.done_at is not None for row in rows()] == [is_done]


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("CONNECT", "421 trop de monde"),
        ("CONNECT", "554 revenez"),
        ("EHLO", "cut"),
        ("RCPT", "450 4.2.0 Greylisted"),
        ("RCPT", "cut"),
        ("CONTENT", "451 4.3.0 plus tard"),
        ("CONTENT", "cut"),
    ],
)
def test_a_server_away_for_a_day_loses_no_mail(app, server, work, stage, answer) -> None:
    server.answers[stage] = answer
    start = clock.now()
    with time_machine.travel(start, tick=False) as machine:
        ask()
        while clock.now() < start + timedelta(hours=26):
            work()
            machine.shift(timedelta(minutes=10))
        assert [(row.done_at, row.is_dead) for row in rows()] == [(None, False)]
        assert rows()[0].error
        server.answers.clear()
        machine.shift(timedelta(hours=2))
        work()

    assert [row.done_at is not None for row in rows()] == [True]
    assert server.accepted == 1


@pytest.mark.parametrize(
    ("answer", "is_dead"),
    [
        ("421 4.7.0 Too many connections", False),
        ("452 4.3.1 Insufficient system storage", False),
        ("451 Temporary failure", False),
        ("452 4.2.2 Mailbox full", True),
    ],
)
def test_days_of_trouble_at_the_server_are_not_the_fault_of_an_address(
    server, work, answer: str, is_dead: bool
) -> None:
    server.answers["RCPT"] = answer
    with time_machine.travel(clock.now(), tick=False) as machine:
        ask()
        for _ in range(32):
            work()
            machine.shift(timedelta(hours=2))

    assert deliveries.is_dead(WHO) is is_dead


def test_a_server_away_for_days_is_left_to_an_operator(server, work) -> None:
    server.answers["CONNECT"] = "421 trop de monde"
    with time_machine.travel(clock.now(), tick=False) as machine:
        ask()
        for _ in range(30):
            work()
            machine.shift(timedelta(hours=4))

    assert [row.is_dead for row in rows()] == [True]
    assert [row.id for row in jobs.list_dead()] == [rows()[0].id]


def test_many_mails_do_not_each_wait_for_a_server_that_is_away(server, work) -> None:
    server.answers["CONNECT"] = "cut"
    ask(20)

    work()

    assert server.visits == 1
    assert [row.attempts for row in rows()] == [0] * 20
