"""One rule of visibility: read ⇔ listed ⇔ its page opens ⇔ found, for everybody and in any state."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from comite.accounts.audiences import Audience, effective, keys_for, keys_of, may_read, narrowest, readable_by
from comite.accounts.models import Role
from comite.accounts.readers import Affiliation, Reader
from comite.datasets import operations as datasets
from comite.datasets import queries as dataset_queries
from comite.datasets.content import DatasetContent, Sharing
from comite.datasets.models import Dataset, DatasetStatus, Licence
from comite.datasets.queries import Filters as DatasetFilters
from comite.discussions.addresses import thread_address
from comite.discussions.models.threads import Category, Thread
from comite.discussions.operations import moderation
from comite.discussions.queries import threads as thread_queries
from comite.discussions.queries.threads import Filters as ThreadFilters
from comite.engineering.content import RequestContent
from comite.engineering.models.missions import Mission
from comite.engineering.models.requests import HelpRequest, RequestStatus
from comite.engineering.operations import offers
from comite.engineering.operations import requests as asking
from comite.engineering.queries import missions as mission_queries
from comite.engineering.queries import requests as request_queries
from comite.engineering.queries.missions import Filters as MissionFilters
from comite.engineering.queries.requests import Filters as RequestFilters
from comite.experiences import operations as experiences
from comite.experiences.filters import Filters as ReportFilters
from comite.experiences.filters import Sort
from comite.experiences.models import ExperienceReport, ReportStatus
from comite.experiences.queries import lists, whole_report
from comite.foundation import clock, subjects
from comite.foundation.database import db, write
from comite.foundation.errors import RefusedError
from comite.foundation.markdown import render
from comite.search import operations as indexing
from comite.search import queries as search
from comite.search.queries import Criteria
from tests.cast import Cast
from tests.client import Client
from tests.conftest import _restore
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_thread
from tests.factories_engineering import make_offer, make_request
from tests.factories_experiences import content, make_draft
from tests.http.world import make_world

AUTHORITIES = (1, 2, 3, 4)
COMMITTEES = (1, 2)
WISHED = (Audience.COMMITTEE, Audience.NETWORK, Audience.PUBLIC)
SLOW = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def lives(beginnings: Sequence[tuple[str, ...]], steps: Sequence[str]) -> st.SearchStrategy[list[str]]:
    """What may happen to a thing: a beginning that is worth its tests, then up to three steps at random."""
    after = st.lists(st.sampled_from(steps), max_size=3)
    return st.tuples(st.sampled_from(beginnings), after).map(lambda both: [*both[0], *both[1]])


def affiliation(authority_id: int, role: Role) -> Affiliation:
    """A place in an authority."""
    return Affiliation(authority_id, f"Collectivité {authority_id}", f"collectivite-{authority_id}", role, "")


@st.composite
def readers(draw: Callable[[Any], Any]) -> Reader:
    """Anybody: with no account, in some authorities, in some committees, administrator or not."""
    chosen = draw(st.sets(st.sampled_from(AUTHORITIES), max_size=3))
    return Reader(
        user_id=draw(st.sampled_from((None, 1, 99))),
        is_administrator=draw(st.booleans()),
        affiliations=tuple(affiliation(each, draw(st.sampled_from(list(Role)))) for each in sorted(chosen)),
        committee_ids=frozenset(draw(st.sets(st.sampled_from(COMMITTEES)))),
        hosted_committee_ids=frozenset(draw(st.sets(st.sampled_from(COMMITTEES)))),
    )


def write_every_sort() -> Sequence[Dataset]:
    """One dataset for each audience, authority and committee that the database accepts."""
    now = clock.now()
    sorts = product(Audience, AUTHORITIES, (None, *COMMITTEES))
    rows = [
        {
            "identifier": f"id-{rank}",
            "slug": f"jeu-{rank}",
            "title": f"Jeu {rank}",
            "general_interest": "Prévoir.",
            "licence": Licence.OPEN_2,
            "audience": audience,
            "authority_id": authority_id,
            "committee_id": committee_id,
            "status": DatasetStatus.PUBLISHED,
            "created_at": now,
            "modified_at": now,
            "published_at": now,
        }
        for rank, (audience, authority_id, committee_id) in enumerate(sorts)
        if audience is not Audience.COMMITTEE or committee_id is not None
    ]
    with write() as session:
        session.execute(insert(Dataset), rows)
    return db.session.scalars(select(Dataset)).all()


def test_the_rule_says_the_same_in_python_in_sql_and_in_the_keys_of_the_index(cast: Cast) -> None:
    rows = write_every_sort()

    @given(readers())
    @settings(max_examples=200, deadline=None)
    def holds(reader: Reader) -> None:
        in_python = {row.id for row in rows if may_read(reader, row)}
        in_sql = set(db.session.scalars(select(Dataset.id).where(readable_by(reader, Dataset))))
        by_keys = {
            row.id
            for row in rows
            if keys_of(reader) & set(keys_for(row.audience, row.authority_id, row.committee_id))
        }
        assert in_python == in_sql == by_keys

    holds()


def write_every_addressed_sort() -> Sequence[Thread]:
    """One thread for each audience, authority and committee, addressed or not to a lead authority."""
    now = clock.now()
    sorts = product(Audience, AUTHORITIES, (None, *COMMITTEES), (False, True))
    rows = [
        {
            "slug": f"fil-{rank}",
            "title": f"Fil {rank}",
            "category": Category.QUESTION,
            "visibility": audience,
            "audience": audience,
            "authority_id": authority_id,
            "committee_id": committee_id,
            "is_for_lead": is_for_lead,
            "author_id": 1,
            "started_at": now,
            "last_message_at": now,
        }
        for rank, (audience, authority_id, committee_id, is_for_lead) in enumerate(sorts)
        if committee_id is not None or not (is_for_lead or audience is Audience.COMMITTEE)
    ]
    with write() as session:
        session.execute(insert(Thread), rows)
    return db.session.scalars(select(Thread)).all()


def test_what_is_addressed_to_a_lead_authority_is_read_by_it_in_python_in_sql_and_by_keys(cast: Cast) -> None:
    rows = write_every_addressed_sort()

    @given(readers())
    @settings(max_examples=200, deadline=None)
    def holds(reader: Reader) -> None:
        in_python = {row.id for row in rows if may_read(reader, row)}
        in_sql = set(db.session.scalars(select(Thread.id).where(readable_by(reader, Thread))))
        by_keys = {
            row.id
            for row in rows
            if keys_of(reader)
            & set(keys_for(row.audience, row.authority_id, row.committee_id, for_lead=row.is_for_lead))
        }
        assert in_python == in_sql == by_keys
        for row in rows:
            if row.is_for_lead and row.committee_id in reader.hosted_committee_ids:
                assert row.id in in_python

    holds()


def write_every_masked_sort() -> Sequence[HelpRequest]:
    """One request for each audience, authority and committee, masked or not; the lead authority reads all."""
    now = clock.now()
    sorts = product((Audience.AUTHORITY, Audience.COMMITTEE), AUTHORITIES, COMMITTEES, (None, now))
    rows = [
        {
            "slug": f"demande-{rank}",
            "sentence": f"Demande {rank}",
            "audience": audience,
            "authority_id": authority_id,
            "committee_id": committee_id,
            "is_for_lead": True,
            "masked_at": masked_at,
            "asked_by_id": 1,
        }
        for rank, (audience, authority_id, committee_id, masked_at) in enumerate(sorts)
    ]
    with write() as session:
        session.execute(insert(HelpRequest), rows)
    return db.session.scalars(select(HelpRequest)).all()


def test_what_is_masked_is_read_by_its_authority_in_python_in_sql_and_by_keys(cast: Cast) -> None:
    rows = write_every_masked_sort()

    @given(readers())
    @settings(max_examples=200, deadline=None)
    def holds(reader: Reader) -> None:
        in_python = {row.id for row in rows if may_read(reader, row)}
        in_sql = set(db.session.scalars(select(HelpRequest.id).where(readable_by(reader, HelpRequest))))
        by_keys = {
            row.id
            for row in rows
            if keys_of(reader)
            & set(keys_for(effective(row), row.authority_id, row.committee_id, for_lead=not row.is_masked))
        }
        assert in_python == in_sql == by_keys
        masked = {row.id for row in rows if row.is_masked}
        ours = {row.id for row in rows if row.authority_id in reader.authority_ids}
        assert in_python & masked == ours & masked

    holds()


@given(readers(), st.sampled_from(AUTHORITIES), st.sampled_from(COMMITTEES))
@settings(max_examples=200, deadline=None)
def test_a_wider_audience_is_never_read_by_fewer(
    reader: Reader, authority_id: int, committee_id: int
) -> None:
    @dataclass
    class Thing:
        audience: Audience
        authority_id: int
        committee_id: int

    read = [may_read(reader, Thing(each, authority_id, committee_id)) for each in Audience]

    # The network is wider than a committee for all but the observers of nothing: those without authority.
    if not reader.is_affiliated and not reader.is_administrator:
        read.pop(2)
    assert read == sorted(read)


def test_every_thing_has_the_same_name_and_address_however_it_is_asked(app: Flask, cast: Cast) -> None:
    make_world(app, cast)
    wanted = [(kind, key) for kind, loader in subjects.registry().items() for key in loader.each_id()]
    ids = {key for _kind, key in wanted} | {10**6}
    everything = [(kind, key) for kind in subjects.registry() for key in ids]
    seen = set()

    for reader in cast.people().values():
        loaded = subjects.find_many(reader, everything)
        named = subjects.name_many(reader, everything)
        assert {pair: (each.title, each.address) for pair, each in named.items()} == {
            pair: (each.title, each.address) for pair, each in loaded.items()
        }
        assert subjects.ids_readable(reader, everything) == set(loaded)
        seen |= {kind for kind, _key in named}
        db.session.remove()
    assert seen == set(subjects.registry())
    assert subjects.name_many(cast.denis, [("nothing", 1)]) == {}


@pytest.fixture
def fresh(app: Flask, data_dir: Path) -> Callable[[], None]:
    """Puts the picture of the database back, for each example."""
    return lambda: _restore(app, data_dir)


@dataclass(frozen=True)
class Way:
    """How the product shows one kind of things."""

    kind: str
    address: Callable[[Any], str]
    listed: Callable[[Reader], set[int]]
    row: Callable[[int], Any]
    allowed: Callable[[Any], Audience]
    is_for_members: bool = False

    def refused_to(self, reader: Reader) -> int:
        """The status of its page for who may not read it: members' pages lead the visitor to sign in."""
        leads_to_sign_in = self.is_for_members and (not reader.is_signed_in or reader.handle == "gael")
        return 303 if leads_to_sign_in else 404


def listed_reports(reader: Reader) -> set[int]:
    """Every report that the lists can show somebody, whatever their state."""
    filters = ReportFilters(statuses=tuple(ReportStatus))
    return {each.id for each in lists.list_reports(reader, filters, Sort.RECENT, None).items}


def listed_datasets(reader: Reader) -> set[int]:
    """Every dataset that the list can show somebody."""
    return {each.id for each in dataset_queries.list_datasets(reader, DatasetFilters()).items}


def listed_threads(reader: Reader) -> set[int]:
    """Every thread that the list can show somebody."""
    return {each.thread.id for each in thread_queries.list_threads(reader, ThreadFilters(), None).items}


def listed_requests(reader: Reader) -> set[int]:
    """Every request that the list can show somebody, whatever its state."""
    filters = RequestFilters(statuses=tuple(RequestStatus))
    return {each.id for each in request_queries.list_requests(reader, filters, None).items}


def is_out(row: ExperienceReport | Dataset) -> bool:
    """Whether its authority published it and moderation left it there."""
    return row.status.value in ("published", "archived") and not row.is_hidden


def subject_of(row: Thread) -> Audience:
    """What the subject of a thread allows."""
    report = db.session.get(ExperienceReport, row.about_id) if row.about_id else None
    return report.audience if report else Audience.PUBLIC


REPORTS = Way(
    "experience",
    lambda row: f"/retours-experience/{row.slug}",
    listed_reports,
    lambda key: db.session.get(ExperienceReport, key),
    lambda row: row.visibility if is_out(row) else Audience.AUTHORITY,
)
DATASETS = Way(
    "dataset",
    lambda row: f"/jeux-de-donnees/{row.slug}",
    listed_datasets,
    lambda key: db.session.get(Dataset, key),
    lambda row: row.visibility if is_out(row) else Audience.AUTHORITY,
)
REQUESTS = Way(
    "help_request",
    lambda row: f"/ingenierie/demandes/{row.slug}",
    listed_requests,
    lambda key: db.session.get(HelpRequest, key),
    lambda row: row.audience,
    is_for_members=True,
)
MISSIONS = Way(
    "mission",
    lambda row: f"/ingenierie/missions/{row.slug}",
    lambda reader: {each.id for each in mission_queries.list_missions(reader, MissionFilters(), None).items},
    lambda key: db.session.get(Mission, key),
    lambda row: db.session.get_one(HelpRequest, row.request_id).audience,
    is_for_members=True,
)
THREADS = Way(
    "thread",
    thread_address,
    listed_threads,
    lambda key: db.session.get(Thread, key),
    lambda row: Audience.AUTHORITY if row.is_hidden else narrowest(row.visibility, subject_of(row)),
)


def check_everybody(client: Client, cast: Cast, shown: Way, key: int, word: str, done: object) -> None:
    """Fail unless all the ways to a thing agree, for each of the cast."""
    while indexing.apply_changes():
        pass
    assert shown.row(key).audience is shown.allowed(shown.row(key)), done
    for name, reader in cast.people().items():
        db.session.remove()
        row = shown.row(key)
        # What moderation hid of a discussion is read through its own pages only.
        is_read = may_read(reader, row) and not (shown.kind == "thread" and row.is_hidden)
        found = search.search(reader, Criteria(text=word, kinds=frozenset({shown.kind})))
        answers = {
            "listed": key in shown.listed(reader),
            "page": client.as_(reader).get(shown.address(row)).status_code,
            "found": (shown.kind, key) in {(each.subject.kind, each.subject.id) for each in found.items},
            "loaded": subjects.find(reader, shown.kind, key) is not None,
            "named": (shown.kind, key) in subjects.name_many(reader, [(shown.kind, key)]),
            "counted": found.total,
        }
        expected = {
            "listed": is_read,
            "page": 200 if is_read else shown.refused_to(reader),
            "found": is_read,
            "loaded": is_read,
            "named": is_read,
            "counted": int(is_read),
        }
        assert answers == expected, (name, shown.kind, row.audience, done)


def attempt(change: Callable[..., object], *arguments: object) -> str:
    """Try a change that the state may refuse; gives what came of it."""
    try:
        change(*arguments)
    except RefusedError as error:
        db.session.remove()
        return type(error).__name__
    db.session.remove()
    return "done"


@pytest.mark.slow
@SLOW
@given(
    wished=st.sampled_from(WISHED),
    steps=lives(
        ((), ("propose",), ("publish",), ("publish", "hide"), ("publish", "archive")),
        ("propose", "publish", "withdraw", "archive", "restore", "hide", "unhide", "widen"),
    ),
)
def test_a_report_is_shown_to_the_same_people_everywhere(
    fresh: Callable[[], None], client: Client, cast: Cast, wished: Audience, steps: list[str]
) -> None:
    fresh()
    word = "zzrapportunique"
    report = make_draft(cast, title=f"Essai {word}", visibility=wished, committee_id=cast.committee)
    key = report.id

    def widen(actor: Reader, row: ExperienceReport) -> None:
        changed = content(
            title=f"Essai {word}",
            visibility=WISHED[(WISHED.index(row.visibility) + 1) % 3],
            committee_id=cast.committee,
        )
        experiences.edit_report(actor, row, changed, row.version)

    changes: dict[str, Callable[[ExperienceReport], str]] = {
        "propose": lambda row: attempt(experiences.propose_report, cast.bruno, row),
        "publish": lambda row: attempt(experiences.publish_report, cast.amina, row),
        "withdraw": lambda row: attempt(experiences.withdraw_report, cast.amina, row),
        "archive": lambda row: attempt(experiences.archive_report, cast.amina, row),
        "restore": lambda row: attempt(experiences.restore_report, cast.amina, row),
        "hide": lambda row: attempt(experiences.hide, cast.elise, row, "Propos déplacés."),
        "unhide": lambda row: attempt(experiences.unhide, cast.elise, row, "Corrigé."),
        "widen": lambda row: attempt(widen, cast.amina, row),
    }
    done = [(step, changes[step](whole_report(key))) for step in steps]

    check_everybody(client, cast, REPORTS, key, word, (wished, done))


@pytest.mark.slow
@SLOW
@given(
    wished=st.sampled_from(WISHED),
    steps=lives(
        ((), ("publish",), ("publish", "hide"), ("publish", "archive")),
        ("publish", "withdraw", "archive", "restore", "hide", "unhide", "widen"),
    ),
)
def test_a_dataset_is_shown_to_the_same_people_everywhere(
    fresh: Callable[[], None], client: Client, cast: Cast, wished: Audience, steps: list[str]
) -> None:
    fresh()
    word = "zzjeuunique"
    dataset = make_dataset(
        cast, title=f"Essai {word}", visibility=wished, committee_id=cast.committee, published=False
    )
    key = dataset.id
    with write() as session:
        session.execute(db.text("UPDATE dataset_files SET state = 'read'"))

    def widen(actor: Reader, row: Dataset) -> None:
        wider = WISHED[(WISHED.index(row.visibility) + 1) % 3]
        changed = DatasetContent(
            title=f"Essai {word}",
            general_interest="Prévoir.",
            description="",
            sharing=Sharing(wider, cast.committee),
        )
        datasets.edit_dataset(actor, row, changed, render(""), row.version)

    changes: dict[str, Callable[[Dataset], str]] = {
        "publish": lambda row: attempt(datasets.publish_dataset, cast.amina, row),
        "withdraw": lambda row: attempt(datasets.withdraw_dataset, cast.amina, row),
        "archive": lambda row: attempt(datasets.archive_dataset, cast.amina, row),
        "restore": lambda row: attempt(datasets.restore_dataset, cast.amina, row),
        "hide": lambda row: attempt(datasets.hide, cast.elise, row, "Données nominatives."),
        "unhide": lambda row: attempt(datasets.unhide, cast.elise, row, "Corrigé."),
        "widen": lambda row: attempt(widen, cast.amina, row),
    }
    done = [(step, changes[step](DATASETS.row(key))) for step in steps]

    check_everybody(client, cast, DATASETS, key, word, (wished, done))


@pytest.mark.slow
@SLOW
@given(
    wished=st.sampled_from(WISHED),
    subject=st.sampled_from((None, *WISHED)),
    steps=lives(((), ("hide",), ("hide subject",)), ("hide", "unhide", "lock", "archive", "hide subject")),
)
def test_a_thread_is_shown_to_the_same_people_everywhere(
    fresh: Callable[[], None],
    client: Client,
    cast: Cast,
    wished: Audience,
    subject: Audience | None,
    steps: list[str],
) -> None:
    fresh()
    word = "zzfilunique"
    place: dict[str, Any] = {"committee_id": cast.committee}
    report_id = None
    if subject is not None:
        report = make_draft(cast, by=cast.amina, visibility=subject, committee_id=cast.committee)
        experiences.publish_report(cast.amina, report)
        place = {"about_kind": "experience", "about_id": report.id}
        report_id = report.id
    if subject is not None and wished.rank > subject.rank:
        wished = subject
    thread = make_thread(cast, by=cast.amina, title=f"Essai {word}", visibility=wished, **place)
    key = thread.id

    def on_subject(change: Callable[..., object], *arguments: object) -> str:
        if report_id is None:
            return "nothing"
        return attempt(change, arguments[0], whole_report(report_id), *arguments[1:])

    changes: dict[str, Callable[[Thread], str]] = {
        "hide": lambda row: attempt(moderation.hide_thread, cast.elise, row, "Propos déplacés."),
        "unhide": lambda row: attempt(moderation.unhide_thread, cast.elise, row, "Corrigé."),
        "lock": lambda row: attempt(moderation.lock_thread, cast.elise, row, "On souffle."),
        "archive": lambda row: on_subject(experiences.archive_report, cast.amina),
        "hide subject": lambda row: on_subject(experiences.hide, cast.elise, "Propos déplacés."),
    }
    done = [(step, changes[step](THREADS.row(key))) for step in steps]

    check_everybody(client, cast, THREADS, key, word, (wished, subject, done))


@pytest.mark.slow
@SLOW
@given(
    with_peers=st.booleans(),
    steps=lives(
        ((), ("offer",), ("offer", "accept"), ("offer", "accept", "turn")),
        ("turn", "offer", "accept", "withdraw", "close", "group", "leave"),
    ),
)
def test_a_request_and_its_mission_are_shown_to_the_same_people_everywhere(
    fresh: Callable[[], None], client: Client, cast: Cast, with_peers: bool, steps: list[str]
) -> None:
    fresh()
    word = "zzdemandeunique"
    key = make_request(cast, sentence=f"Essai {word}", with_peers=with_peers).id
    other = make_request(cast, by=cast.farid, sentence="Autre chose").id

    def turn(actor: Reader, row: HelpRequest) -> None:
        wider = row.audience is Audience.AUTHORITY
        asking.edit_request(
            actor, row, RequestContent(f"Essai {word}"), with_peers=wider, version=row.version
        )

    def accept(actor: Reader, row: HelpRequest) -> None:
        offers.accept_offer(actor, row, request_queries.list_offers(actor, row)[0], "Oui")

    changes: dict[str, Callable[[HelpRequest], str]] = {
        "turn": lambda row: attempt(turn, cast.bruno, row),
        "offer": lambda row: attempt(make_offer, cast, row),
        "accept": lambda row: attempt(accept, cast.bruno, row),
        "withdraw": lambda row: attempt(asking.withdraw_request, cast.bruno, row),
        "close": lambda row: attempt(asking.close_request, cast.bruno, row, "Trouvé."),
        "group": lambda row: attempt(
            asking.group_requests, cast.bruno, row, db.session.get_one(HelpRequest, other)
        ),
        "leave": lambda row: attempt(asking.leave_group, cast.elise, row),
    }
    done = []
    for step in steps:
        row = db.session.get_one(HelpRequest, key)
        # One mission is enough: the words of two would be found twice.
        is_helped = bool(request_queries.list_missions_of(cast.bruno, row))
        if step == "accept" and (is_helped or not request_queries.list_offers(cast.bruno, row)):
            continue
        done.append((step, changes[step](row)))

    check_everybody(client, cast, REQUESTS, key, word, (with_peers, done))
    mission_id = db.session.scalar(select(Mission.id).where(Mission.request_id == key))
    if mission_id is not None:
        check_everybody(client, cast, MISSIONS, mission_id, word, (with_peers, done))
