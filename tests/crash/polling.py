"""Rounds of votes sent in parallel by processes that are killed; prints what was found, as JSON.

A program of its own, with a single thread, so that it may fork: `-m tests.crash.polling FOLDER URL 200`.
Each round opens a ballot of 25 seats. Fifty people (holder and substitute of each seat) vote at once, ten
threads in each of five processes; one process is killed on the way. In most rounds those without answer send
again, then the ballot is closed; in one of four the deadline falls, by the database's clock, while people are
voting. One of five is secret.
"""

import gc
import json
import os
import pickle
import random
import signal
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import event, text

from comite.accounts.readers import Reader
from comite.app import create_app
from comite.foundation import migrations, settings
from comite.foundation.database import database_now, db, write
from comite.foundation.errors import RefusedError
from comite.meetings.models.ballots import Ballot, Choice
from comite.meetings.operations import ballots as operations
from comite.meetings.operations import voting
from comite.meetings.queries import ballots as queries
from comite.meetings.tally import Answer
from tests.cast import Cast, look_up_cast, make_cast
from tests.factories_votes import FIRST, holder, make_ballot, make_seats

SEATS, PROCESSES, ANSWERS_BY_PROCESS, LATE = 25, 5, 10, 5
CHOICES = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.ASIDE)
DEADLINE = timedelta(milliseconds=10)


@dataclass(frozen=True)
class Sending:
    """One person's vote for a seat."""

    rank: int
    substitute: int
    voter_id: int
    choice: Choice
    # What the person's page had read, long before: the operation reads it again under its lock.
    page: bytes

    @property
    def key(self) -> str:
        """What tells it apart in a round."""
        return f"{self.rank}.{self.substitute}"


@dataclass
class Found:
    """What all the rounds came to."""

    rounds: int = 0
    kills: int = 0
    unanswered: int = 0
    sent: int = 0
    kept: int = 0
    refused: int = 0
    late: int = 0
    wrong: list[str] = field(default_factory=list)


def open_installation(folder: Path, url: str) -> Flask:
    """An installation of its own, at the last revision, with the cast and 25 seats."""
    environment = {
        "DATA_DIR": str(folder),
        "COMITE_SECRET_KEY": "a-secret-for-the-votes-of-the-crash-tests",
        "COMITE_DISK_RESERVE_MB": "1",
    }
    if url:
        environment["DATABASE_URL"] = url
    app = create_app(settings.load(environment, mode="test"), testing=True)
    with app.app_context():
        if not url:
            # A killed process loses nothing that the system has: only a power cut would need the disk.
            event.listen(
                db.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF")
            )
        migrations.upgrade()
        make_seats(make_cast(), SEATS, people=2)
        let_go()
    return app


def let_go() -> None:
    """Leave no connection to a forked process."""
    db.session.remove()
    db.engine.dispose()


def open_round(cast: Cast, chance: random.Random, *, is_secret: bool) -> tuple[int, list[Sending]]:
    """Open a ballot, and draw what everybody will answer."""
    ballot = make_ballot(cast, "Un essai ?", is_secret=is_secret)
    operations.open_ballot(cast.elise, ballot)
    ballot = queries.get_ballot(cast.elise, ballot.id)
    sendings = [
        Sending(
            voter.seat_id - FIRST, substitute, voter.id, chance.choice(CHOICES), pickle.dumps((ballot, voter))
        )
        for voter in queries.voters_of(ballot)
        for substitute in (0, 1)
    ]
    chance.shuffle(sendings)
    return ballot.id, sendings


def send(app: Flask, sending: Sending, answers: int, plant: str) -> None:
    """One vote as a page would receive it; the answer leaves once it is kept, or refused."""
    with app.app_context():
        actor: Reader = holder(sending.rank, sending.substitute)
        try:
            if plant == "early":
                say(answers, f"kept {sending.key}")
            ballot, voter = pickle.loads(sending.page)
            voting.cast_vote(actor, ballot, voter, Answer(sending.choice))
        except RefusedError as error:
            say(answers, f"refused {sending.key} {type(error).__name__}")
        else:
            say(answers, f"kept {sending.key}")
        finally:
            db.session.remove()


def say(answers: int, line: str) -> None:
    """One answer: short enough for a pipe to keep it whole."""
    os.write(answers, f"{line}\n".encode())


def start(app: Flask, sendings: list[Sending], plant: str) -> tuple[int, int]:
    """Fork a process that sends votes all at once; gives its number and where it answers."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    gc.disable()
    if plant == "late":
        voting._refuse_late = lambda _ballot: database_now()
    threads = [threading.Thread(target=send, args=(app, each, writing, plant)) for each in sendings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os._exit(0)


def send_all(
    app: Flask,
    sendings: list[Sending],
    plant: str,
    kills: random.Random | None = None,
    short_ballot_id: int | None = None,
) -> dict[str, str]:
    """Send votes, from several processes of which one is killed, or from one; gives the answers that came."""
    let_go()
    processes = PROCESSES if kills else 1
    groups = [sendings[rank::processes] for rank in range(processes)]
    started = [start(app, group, plant) for group in groups]
    lines = kill_one(started, kills, short_ballot_id) if kills else []
    for child, reading in started:
        with os.fdopen(reading) as answers:
            lines += answers.read().splitlines()
        os.waitpid(child, 0)
    said: dict[str, str] = {}
    for line in lines:
        word, key, *why = line.split()
        said[key] = " ".join([word, *why])
    return said


def kill_one(started: list[tuple[int, int]], chance: random.Random, short_ballot_id: int | None) -> list[str]:
    """Kill a process once it has answered some of its votes, or none; gives those answers.

    Of a short ballot, the deadline is set just after: it falls while the other processes are voting.
    """
    child, reading = chance.choice(started)
    enough, heard = chance.randrange(ANSWERS_BY_PROCESS), b""
    while heard.count(b"\n") < enough:
        heard += os.read(reading, 1)
    time.sleep(chance.uniform(0, 0.01))
    os.kill(child, signal.SIGKILL)
    if short_ballot_id is not None:
        with write():
            # Under the lock of the ballot: whoever waits for it reads the deadline.
            ballot = db.session.get(Ballot, short_ballot_id, with_for_update=True, populate_existing=True)
            ballot.closes_at = database_now() + DEADLINE
        let_go()
    return heard.decode().splitlines()


def play(app: Flask, cast: Cast, number: int, found: Found, chance: random.Random, plant: str) -> None:
    """One round, then what is wrong with it."""
    is_secret, is_short = number % 5 == 4, number % 4 == 3
    ballot_id, sendings = open_round(cast, chance, is_secret=is_secret)
    said = send_all(app, sendings, plant, chance, ballot_id if is_short else None)
    found.kills += 1
    missing = [each for each in sendings if each.key not in said]
    found.unanswered += len(missing)
    if is_short:
        time.sleep(max(0.0, (db.session.get(Ballot, ballot_id).closes_at - database_now()).total_seconds()))
    elif missing:
        said |= send_all(app, missing, plant)
    end(cast, ballot_id, is_short=is_short)
    late = send_all(app, sendings[:LATE], plant)
    found.rounds += 1
    found.sent += len(sendings)
    found.kept += sum(each == "kept" for each in said.values())
    found.refused += sum(each != "kept" for each in said.values())
    found.late += sum(each != "kept" for each in late.values())
    found.wrong += [
        f"round {number}: {each}" for each in wrong_in(cast, ballot_id, sendings, said, late, is_short)
    ]


def end(cast: Cast, ballot_id: int, *, is_short: bool) -> None:
    """Close the ballot: the animator does, or the worker writes the deadline down."""
    db.session.remove()
    if is_short:
        with write():
            operations.close_due()
    else:
        operations.close_ballot(cast.elise, queries.get_ballot(cast.elise, ballot_id))


def wrong_in(
    cast: Cast,
    ballot_id: int,
    sendings: list[Sending],
    said: dict[str, str],
    late: dict[str, str],
    is_short: bool,
) -> list[str]:
    """What does not hold once the round is over."""
    db.session.remove()
    ballot = queries.get_ballot(cast.elise, ballot_id)
    result = queries.count_again(ballot)
    wrong = [f"a vote kept after the end: {key}" for key, each in late.items() if each == "kept"]
    lines = Counter({line.answer.choice.value: line.count for line in result.lines})
    check = _wrong_secret if ballot.is_secret else _wrong_public
    wrong += check(ballot, sendings, said, lines)
    if not is_short and result.answered != SEATS:
        wrong.append(f"{result.answered} seats counted instead of {SEATS}")
    return wrong


def _wrong_public(
    ballot: Ballot, sendings: list[Sending], said: dict[str, str], lines: Counter[str]
) -> list[str]:
    """Rows against answers, and another recount, in SQL, against ours."""
    rows = db.session.execute(
        text(
            "SELECT voter_id, rank, choice, cast_at FROM votes WHERE ballot_id = :id ORDER BY voter_id, rank"
        ),
        {"id": ballot.id},
    ).all()
    kept = {(row.voter_id, row.choice) for row in rows}
    wrong = [
        f"acknowledged and lost: {each.key}"
        for each in sendings
        if said.get(each.key) == "kept" and (each.voter_id, each.choice.value) not in kept
    ]
    ranks: dict[int, list[int]] = {}
    for row in rows:
        ranks.setdefault(row.voter_id, []).append(row.rank)
        if _instant(row.cast_at) >= ballot.closed_at:
            wrong.append(f"received after the end: {row.cast_at}")
    wrong += [
        f"ranks of {key}: {found}" for key, found in ranks.items() if found != [*range(1, len(found) + 1)]
    ]
    again = db.session.execute(
        text(
            "SELECT choice, count(*) AS many FROM votes v WHERE ballot_id = :id AND rank = "
            "(SELECT max(rank) FROM votes w WHERE w.voter_id = v.voter_id) GROUP BY choice"
        ),
        {"id": ballot.id},
    )
    if Counter({row.choice: row.many for row in again}) != +lines:
        wrong.append("another recount gives another tally")
    return wrong


def _instant(value: datetime | str) -> datetime:
    """An instant as plain SQL gives it."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=database_now().tzinfo)


def _wrong_secret(
    ballot: Ballot, sendings: list[Sending], said: dict[str, str], lines: Counter[str]
) -> list[str]:
    """One paper for each signature, one signature at most acknowledged for each seat, nothing lost."""
    signed = queries.signatures_of(ballot.id)
    papers = Counter(each.choice.value for each in queries.papers_of(ballot.id))
    kept = Counter(each.voter_id for each in sendings if said.get(each.key) == "kept")
    wrong = [f"kept twice for one seat: {key}" for key, many in kept.items() if many > 1]
    wrong += [f"acknowledged and not signed: {key}" for key in kept if key not in signed]
    if papers.total() != len(signed):
        wrong.append(f"{papers.total()} papers for {len(signed)} signatures")
    if papers != +lines:
        wrong.append("another recount gives another tally")
    said_kept = Counter(each.choice.value for each in sendings if said.get(each.key) == "kept")
    if said_kept - papers:
        wrong.append("an acknowledged paper is missing")
    return wrong


def warm_up(app: Flask, cast: Cast, chance: random.Random) -> None:
    """Vote once in each kind of ballot: what is compiled here serves all the processes forked later."""
    reading, writing = os.pipe()
    for is_secret in (False, True):
        ballot_id, sendings = open_round(cast, chance, is_secret=is_secret)
        send(app, sendings[0], writing, "")
        end(cast, ballot_id, is_short=False)
    os.close(reading)
    os.close(writing)
    gc.freeze()


def main(folder: str, url: str, rounds: str, plant: str = "") -> None:
    """Play the rounds and print what was found."""
    app, chance, found = open_installation(Path(folder), url), random.Random(), Found()
    with app.app_context():
        cast = look_up_cast()
        warm_up(app, cast, chance)
        for number in range(int(rounds)):
            play(app, cast, number, found, chance, plant)
        let_go()
    json.dump(found.__dict__, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
