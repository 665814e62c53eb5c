"""Requests take turns, and whoever sends slowly takes none."""

import io
import threading

import pytest

from comite.foundation.turns import SENDERS, SHORT_MAX, Turns


class Application:
    """Answers what it was sent, once it is told to; knows how many it answers at once."""

    def __init__(self) -> None:
        self.entered = threading.Semaphore(0)
        self.may_end = threading.Event()
        self.lock = threading.Lock()
        self.inside = self.most = 0

    def __call__(self, environ, start_response):
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.entered.release()
        self.may_end.wait(5)
        with self.lock:
            self.inside -= 1
        return [environ["wsgi.input"].read()]


class NeverComes(io.RawIOBase):
    """The body of somebody who sends nothing."""

    def __init__(self) -> None:
        self.asked, self.gives_up = threading.Event(), threading.Event()

    def read(self, size=-1):
        self.asked.set()
        self.gives_up.wait(5)
        return b""


def ask(served, **environ):
    """Send one request from a thread of its own."""
    given = {"CONTENT_LENGTH": "", "wsgi.input": io.BytesIO(), **environ}
    thread = threading.Thread(target=lambda: served(given, None))
    thread.start()
    return thread


def test_no_more_are_answered_at_once_than_there_are_turns():
    application = Application()
    served = Turns(application, turns=2)

    threads = [ask(served) for _ in range(6)]
    assert application.entered.acquire(timeout=5)
    assert application.entered.acquire(timeout=5)
    assert not application.entered.acquire(timeout=0.1)
    application.may_end.set()
    for thread in threads:
        thread.join(5)

    assert application.most == 2


@pytest.mark.parametrize(
    "held",
    [{"CONTENT_LENGTH": "10"}, {"CONTENT_LENGTH": str(SHORT_MAX + 1)}, {"HTTP_TRANSFER_ENCODING": "chunked"}],
)
def test_those_who_send_nothing_do_not_keep_others_waiting(held):
    application = Application()
    application.may_end.set()
    served = Turns(application, turns=1)
    bodies = [NeverComes() for _ in range(3)]

    slow = [ask(served, **held, **{"wsgi.input": body}) for body in bodies]
    assert all(body.asked.wait(5) for body in bodies)
    quick = ask(served)
    quick.join(2)
    was_answered = not quick.is_alive()
    for body in bodies:
        body.gives_up.set()
    for thread in slow:
        thread.join(5)

    assert was_answered


def test_beyond_a_number_of_senders_the_next_is_asked_to_come_back_and_pages_go_on():
    application = Application()
    application.may_end.set()
    served = Turns(application)
    bodies = [NeverComes() for _ in range(SENDERS)]
    said: list[str] = []

    slow = [ask(served, CONTENT_LENGTH="10", **{"wsgi.input": body}) for body in bodies]
    assert all(body.asked.wait(5) for body in bodies)
    refused = served(
        {"CONTENT_LENGTH": "10", "wsgi.input": io.BytesIO(b"x" * 10)},
        lambda status, _headers: said.append(status),
    )
    page = served({"wsgi.input": io.BytesIO()}, None)
    for body in bodies:
        body.gives_up.set()
    for thread in slow:
        thread.join(5)
    afterwards = served({"CONTENT_LENGTH": "1", "wsgi.input": io.BytesIO(b"x")}, None)

    assert said == ["503 Service Unavailable"]
    assert b"Trop d" in b"".join(refused)
    assert (b"".join(page), b"".join(afterwards)) == (b"", b"x")


def test_a_short_body_arrives_whole():
    application = Application()
    application.may_end.set()

    answer = Turns(application)({"CONTENT_LENGTH": "5", "wsgi.input": io.BytesIO(b"motsX")}, None)

    assert b"".join(answer) == b"mots" + b"X"


@pytest.mark.parametrize("length", ["-1", "beaucoup", "\u00b2"])
def test_a_length_that_is_none_is_left_to_the_application(length):
    application = Application()
    application.may_end.set()

    answer = Turns(application)({"CONTENT_LENGTH": length, "wsgi.input": io.BytesIO(b"x")}, None)

    assert b"".join(answer) == b"x"


def test_a_turn_is_given_back_when_the_application_fails():
    def failing(_environ, _start):
        raise ZeroDivisionError

    served = Turns(failing, turns=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            served({"wsgi.input": io.BytesIO()}, None)
