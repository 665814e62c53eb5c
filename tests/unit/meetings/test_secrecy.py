"""Secret votes, attacked with the whole database: two hundred ballots, and no guess better than chance.

The attacker has every row of every table, in the order of the storage, with numbers, instants, transactions
(on PostgreSQL), the audit log, the jobs, the keys of forms. They look for an order of the voters that goes
with an order of the papers, and for any row that names a voter beside an answer. The same attacker, given a
product with a planted link, must find it: otherwise their silence would prove nothing.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mean, pstdev
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from comite.foundation import audit
from comite.foundation.database import Base, db
from comite.meetings.ballot_links import VoteLink, key_of
from comite.meetings.models.ballots import Ballot, BallotVoter, Choice, SecretPaper
from comite.meetings.operations import voting
from tests.cast import Cast
from tests.client import Client
from tests.factories_votes import FIRST, close, holder, make_seats, open_ballot

BALLOTS, VOTERS = 200, 4
PLANTED_BALLOTS = 30
CHOICES = [Choice.FOR.value, Choice.AGAINST.value, Choice.ABSTAIN.value]
WORDS = re.compile(r"\b(for|against|abstain|aside)\b")
URN = "secret_papers"
# How far from chance a guess must be to count as a link: once in millions of honest products.
SIGMAS = 5

Row = dict[str, Any]
Dump = dict[str, list[Row]]
Truth = dict[tuple[int, int], str]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def hold_votes(client: Client, cast: Cast, count: int, chance: random.Random) -> Truth:
    """Hold secret ballots by the links of mails, people voting in any order; gives who voted what."""
    truth: Truth = {}
    for _ in range(count):
        ballot = open_ballot(cast, "Un secret ?", is_secret=True)
        voters = dict(
            db.session.execute(
                db.select(BallotVoter.seat_id, BallotVoter.id).where(BallotVoter.ballot_id == ballot.id)
            ).all()
        )
        for rank in chance.sample(range(VOTERS), VOTERS):
            choice, person = chance.choice(CHOICES), holder(rank).user_id or 0
            key = key_of(VoteLink(ballot.id, person))
            form = {"voter": voters[FIRST + rank], "choice": choice, "form_key": f"{chance.random()}"}
            assert client.post(f"/votes/voter/{key}", form).status_code == 303
            truth[ballot.id, person] = choice
        close(cast, ballot)
    return truth


def dump() -> Dump:
    """Everything the database holds, as it holds it."""
    db.session.commit()
    found: Dump = {}
    is_sqlite = db.engine.dialect.name == "sqlite"
    for name in Base.metadata.tables:
        hidden = "xmin::text AS xmin, ctid::text AS ctid, *" if not is_sqlite else "*"
        if is_sqlite and not _is_without_rowid(name):
            hidden = "rowid AS storage_number, *"
        rows = db.session.execute(text(f'SELECT {hidden} FROM "{name}"')).mappings()
        found[name] = [{"storage": rank, **_plain(row)} for rank, row in enumerate(rows)]
    return found


def _is_without_rowid(name: str) -> bool:
    made = db.session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name}) or ""
    return "WITHOUT ROWID" in made


def _plain(row: Any) -> Row:
    """A row whose values can be compared and searched."""
    return {key: value if isinstance(value, (int, float)) else str(value) for key, value in row.items()}


# The attacker


@dataclass(frozen=True)
class Attack:
    """One way of guessing, and what it guesses."""

    name: str
    guesses: Truth


def attacks(found: Dump, ballots: Sequence[int]) -> Iterator[Attack]:
    """Every pair of an order of voters and an order of papers; then every row that says too much."""
    people = people_of(found)
    papers = {each: [row for row in found[URN] if row["ballot_id"] == each] for each in ballots}
    columns = [name for name in (found[URN][0] if found[URN] else {}) if name != "ballot_id"]
    for source, orders in voter_orders(found, people, ballots):
        for column in columns:
            for backwards in (False, True):
                guesses: Truth = {}
                for ballot in ballots:
                    sheets = sorted(papers[ballot], key=lambda row: _place(row[column]), reverse=backwards)
                    for person, sheet in zip(orders.get(ballot, []), sheets, strict=False):
                        guesses[ballot, person] = sheet["choice"]
                yield Attack(f"{source} with {column}{' backwards' if backwards else ''}", guesses)
    yield Attack("rows that name a voter beside an answer", telling_rows(found, people, ballots))


def people_of(found: Dump) -> dict[int, int]:
    """The person of each line of the rolls."""
    return {row["voter_id"]: row["user_id"] for row in found["ballot_people"]}


def voter_orders(
    found: Dump, people: dict[int, int], ballots: Sequence[int]
) -> Iterator[tuple[str, dict[int, list[int]]]]:
    """For each table that speaks of voters, and each of its columns, in what order each ballot's come."""
    for table, rows in found.items():
        if table in (URN, "ballots", "ballot_options") or not rows:
            continue
        named = [(row, person, ballot) for row in rows for person, ballot in speaks_of(row, people)]
        for column in rows[0] if named else ():
            orders: dict[int, list[int]] = {}
            for _row, person, ballot in sorted(named, key=lambda each: _place(each[0][column])):
                for each in [ballot] if ballot else ballots:
                    if person not in orders.setdefault(each, []):
                        orders[each].append(person)
            yield f"{table} by {column}", orders


def speaks_of(row: Row, people: dict[int, int]) -> Iterator[tuple[int, int | None]]:
    """The voters that a row names, and the ballot if it names it."""
    if row.get("voter_id") in people:
        yield people[row["voter_id"]], row.get("ballot_id")
        return
    links = re.search(r"/votes/voter/(\d+)\.(\d+)\.", str(row.get("location", "")))
    if links:
        yield int(links[2]), int(links[1])
        return
    ballot = row.get("ballot_id") or (row.get("subject_id") if row.get("kind") == "ballot" else None)
    for column in ("user_id", "recipient_id", "actor_id", "cast_by_id"):
        if row.get(column) in set(people.values()):
            yield row[column], ballot


def telling_rows(found: Dump, people: dict[int, int], ballots: Sequence[int]) -> Truth:
    """Guesses from rows where a voter and the word of an answer stand together."""
    known, guesses = set(people.values()), {}
    for table, rows in found.items():
        if table in (URN, "ballots", "ballot_options"):
            continue
        for row in rows:
            written = json.dumps(row, default=str)
            word = WORDS.search(written)
            if word is None:
                continue
            numbers = {int(each) for each in re.findall(r"\d{1,9}", written)}
            named = row.get("ballot_id") or (row.get("subject_id") if row.get("kind") == "ballot" else None)
            spoken_of = {named} if named else numbers
            for person in numbers & known:
                guesses.update({(ballot, person): word[1] for ballot in spoken_of & set(ballots)})
    return guesses


def _place(value: Any) -> Any:
    """What to sort by: places of PostgreSQL's storage as pairs of numbers, the rest as it is."""
    numbers = re.fullmatch(r"\((\d+),(\d+)\)", str(value))
    if numbers:
        return (int(numbers[1]), int(numbers[2]), "")
    return (value, 0, "") if isinstance(value, (int, float)) else (0, 0, str(value))


# The judge


def best_of(found: Dump, truth: Truth) -> tuple[str, float]:
    """The best attack, and by how many standard deviations it beats chance."""
    ballots = sorted({ballot for ballot, _person in truth})
    expected, spread = chance_of(truth, ballots)
    scored = [
        (
            (sum(truth.get(key) == guess for key, guess in attack.guesses.items()) - expected) / spread,
            attack.name,
        )
        for attack in attacks(found, ballots)
    ]
    best = max(scored)
    return best[1], best[0]


def chance_of(truth: Truth, ballots: Sequence[int]) -> tuple[float, float]:
    """How many right guesses somebody makes who only knows the results: the mean, and the deviation."""
    chance, hits = random.Random(1), []
    by_ballot = {each: [truth[key] for key in sorted(truth) if key[0] == each] for each in ballots}
    for _ in range(300):
        right = 0
        for said in by_ballot.values():
            right += sum(a == b for a, b in zip(said, chance.sample(said, len(said)), strict=True))
        hits.append(right)
    return mean(hits), pstdev(hits)


def test_nothing_in_the_database_links_two_hundred_secret_ballots_to_their_voters(
    app: Flask, client: Client, cast: Cast
) -> None:
    make_seats(cast, VOTERS)
    truth = hold_votes(client, cast, BALLOTS, random.Random(7))

    found = dump()
    name, sigmas = best_of(found, truth)

    assert len(truth) == BALLOTS * VOTERS
    assert len(found[URN]) == BALLOTS * VOTERS
    assert len(found["submissions"]) == BALLOTS * VOTERS  # the attacker knows when each voted
    assert sigmas < SIGMAS, name


def plant_arrival(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers in the order in which they came."""
    monkeypatch.setattr(voting, "arranged", lambda papers: papers)


def plant_reverse_arrival(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, the last one first."""
    monkeypatch.setattr(voting, "arranged", lambda papers: [papers[-1], *papers[:-1]])


def plant_roll_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of a paper tells whose seat it is."""
    honest = voting._drop_in_urn

    def drop(ballot: Ballot, voter: BallotVoter, answer: Any) -> None:
        honest(ballot, voter, answer)
        last = db.session.scalars(db.select(SecretPaper).where(SecretPaper.ballot_id == ballot.id)).all()
        voting_order.setdefault(ballot.id, {})[voter.id] = answer
        for paper in last:
            db.session.delete(paper)
        db.session.flush()
        for key, said in voting_order[ballot.id].items():
            db.session.add(SecretPaper(ballot_id=ballot.id, number=key, choice=said.choice, option_id=None))
        db.session.flush()

    voting_order: dict[int, dict[int, Any]] = {}
    monkeypatch.setattr(voting, "_drop_in_urn", drop)


def plant_in_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """The audit log tells who voted what."""
    honest = voting._drop_in_urn

    def drop(ballot: Ballot, voter: BallotVoter, answer: Any) -> None:
        honest(ballot, voter, answer)
        person = db.session.scalar(
            text("SELECT user_id FROM ballot_people WHERE voter_id = :id"), {"id": voter.id}
        )
        audit.record(
            None,
            "ballot.paper",
            scope="site",
            kind="ballot",
            subject_id=ballot.id,
            person=person,
            choice=answer.choice.value,
        )

    monkeypatch.setattr(voting, "_drop_in_urn", drop)


@pytest.mark.parametrize("plant", [plant_arrival, plant_reverse_arrival, plant_roll_order, plant_in_the_log])
def test_a_planted_link_is_found_by_the_same_attacker(
    app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, plant: Any
) -> None:
    make_seats(cast, VOTERS)
    plant(monkeypatch)
    truth = hold_votes(client, cast, PLANTED_BALLOTS, random.Random(7))

    _name, sigmas = best_of(dump(), truth)

    assert sigmas > SIGMAS


def test_who_voted_what_changes_nothing_in_what_is_kept(app: Flask, client: Client, cast: Cast) -> None:
    make_seats(cast, 3)
    kept = []

    for said in (("for", "against", "for"), ("against", "for", "for"), ("for", "for", "against")):
        ballot = open_ballot(cast, "Un secret ?", is_secret=True)
        for rank, choice in enumerate(said):
            key = key_of(VoteLink(ballot.id, holder(rank).user_id or 0))
            voter = db.session.scalar(
                db.select(BallotVoter.id).where(
                    BallotVoter.ballot_id == ballot.id, BallotVoter.seat_id == FIRST + rank
                )
            )
            client.post(f"/votes/voter/{key}", {"voter": voter, "choice": choice})
        found = dump()
        kept.append([(row["number"], row["choice"]) for row in found[URN] if row["ballot_id"] == ballot.id])

    assert kept == [[(1, "against"), (2, "for"), (3, "for")]] * 3


@pytest.mark.parametrize("column", ["xmin"])
def test_all_papers_of_a_ballot_come_from_one_transaction(
    app: Flask, client: Client, cast: Cast, column: str
) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite keeps no trace of transactions in its rows")
    make_seats(cast, VOTERS)
    hold_votes(client, cast, 3, random.Random(2))

    for ballot in {row["ballot_id"] for row in dump()[URN]}:
        assert len({row[column] for row in dump()[URN] if row["ballot_id"] == ballot}) == 1


def test_the_journal_of_the_database_is_emptied_once_a_secret_ballot_is_over(
    app: Flask, client: Client, cast: Cast, work: Any, data_dir: Any
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's journal is its operator's")
    make_seats(cast, VOTERS)
    hold_votes(client, cast, 1, random.Random(2))

    work()
    db.session.remove()

    journal = data_dir / "comite.sqlite3-wal"
    content = journal.read_bytes() if journal.exists() else b""
    assert b"against" not in content
