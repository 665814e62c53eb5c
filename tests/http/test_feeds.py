"""Atom feeds: well made (RFC 4287), narrowed as their pages, private with a key only, cached with care."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import time_machine
from flask import Flask

from comite.accounts import operations, queries
from comite.accounts.audiences import Audience
from comite.app import FEEDS
from comite.experiences import operations as experiences
from comite.foundation import clock, feeds
from comite.foundation.database import write
from comite.meetings.decision_content import DecisionContent
from comite.meetings.operations import decisions
from comite.meetings.queries import decisions as decision_queries
from comite.notifications.models import Reason
from comite.notifications.operations import tell
from comite.search import operations as search
from tests.cast import Cast
from tests.client import Client
from tests.conftest import QueryLog
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_message, make_thread
from tests.factories_engineering import make_mission
from tests.factories_engineering_projects import make_project
from tests.factories_experiences import make_report
from tests.factories_library import make_model
from tests.factories_minutes import make_action, make_decision
from tests.factories_votes import make_ballot, make_seats, open_ballot

A = "{http://www.w3.org/2005/Atom}"
TEMPLATES = Path(__file__).parents[2] / "templates"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
# Everyone reads these, as far as what they hold is public; the others ask to sign in.
OPEN = ("/retours-experience/", "/jeux-de-donnees/", "/discussions/", "/comites/comite-de-valmer/",
        "/collectivites/valmer/", "/votes/", "/decisions/", "/decisions/actions/", "/ingenierie/projets/",
        "/ingenierie/modeles/")  # fmt: skip
INNER = ("/ingenierie/", "/ingenierie/missions/", "/notifications/")
LISTS = OPEN + INNER
UNSLASHED = ("/comites/comite-de-valmer/", "/collectivites/valmer/", "/decisions/actions/",
             "/ingenierie/missions/", "/notifications/")  # fmt: skip
# Lists that are turned page after page and have no feed, and why.
WITHOUT_FEED = {
    "administration/people.html": "accounts, for administrators",
    "authorities/index.html": "a directory of places, which says nothing new",
    "components/pager.html": "no list",
    "datasets/rows.html": "the rows of one file",
    "discussions/journal.html": "the journal of moderation",
    "discussions/queue.html": "the queue of moderation",
    "discussions/show.html": "one discussion: its list says that it moved",
    "engineering/directory.html": "a directory of people and skills, which says nothing new",
    "home/_style_lists.html": "the guide of components",
    "invitations/_pending.html": "invitations under way, for those who send them",
    "meetings/index.html": "a calendar, which calendar programs follow",
    "notifications/choices.html": "one's own settings",
    "style/_pager.html": "the guide of components",
}
ONLY = "des comptes seulement"


def feed_of(path: str) -> str:
    """The feed of a list."""
    place, _, filters = path.partition("?")
    return f"{place}flux.atom" + (f"?{filters}" if filters else "")


def read(body: str) -> ET.Element:
    """A feed, once it is known to be what RFC 4287 asks."""
    assert body.startswith('<?xml version="1.0" encoding="utf-8"?>')
    feed = ET.fromstring(body)
    assert feed.tag == f"{A}feed"
    for holder in (feed, *feed.findall(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(holder.findall(A + name)) == 1, name
        assert holder.findtext(f"{A}id").startswith("urn:uuid:")
        assert INSTANT.fullmatch(holder.findtext(f"{A}updated"))
        assert len(holder.findall(f"{A}published")) <= 1
        assert len(holder.findall(f"{A}summary")) <= 1
        assert holder.findtext(f"{A}author/{A}name")
        links = holder.findall(f"{A}link")
        assert all(each.get("href").startswith("http://localhost/") for each in links)
        assert [each.get("rel") for each in links].count("alternate") == 1
    assert [each.get("rel") for each in feed.findall(f"{A}link")].count("self") == 1
    ids = [each.text for each in feed.iter(f"{A}id")]
    assert len(ids) == len(set(ids))
    return feed


def titles(body: str) -> list[str]:
    """What the entries are called; notifications say first what happened."""
    return [each.findtext(f"{A}title").split(" : ")[-1] for each in read(body).findall(f"{A}entry")]


def make_things(cast: Cast, title: str, **place: object) -> None:
    make_report(cast, title=title, **place)
    make_dataset(cast, title=title, **place)
    thread = make_thread(cast, title=title, text=title, **place)
    audience = place.get("visibility", Audience.PUBLIC)
    make_project(cast, title=title, visibility=audience)
    make_model(cast, title=title, **place)
    make_action(cast, make_decision(cast, title=title, audience=audience), title=title)
    open_ballot(cast, title, audience=audience)
    if audience is not Audience.PUBLIC:
        make_mission(cast, sentence=title)
        with write():
            told = (each.user_id for each in (cast.amina, cast.farid))
            tell(told, reason=Reason.REPLIED, kind="thread", subject_id=thread.id)


@pytest.fixture(autouse=True)
def seats(cast: Cast) -> None:
    """A vote wants somebody to vote."""
    make_seats(cast, 1)


@pytest.fixture
def things(cast: Cast) -> None:
    make_things(cast, "Ouvert & <b>franc</b>")
    make_things(cast, ONLY, visibility=Audience.COMMITTEE, committee_id=cast.committee)


@pytest.mark.parametrize("page", LISTS)
def test_a_visitor_gets_what_is_public_and_nothing_else(client: Client, things: None, page: str) -> None:
    answer = client.get(feed_of(page))

    assert answer.content_type == "application/atom+xml; charset=utf-8"
    if page in INNER:
        assert titles(answer.text) == []
    elif "comite-de" not in page:  # what is public need not belong to a committee
        assert "Ouvert & <b>franc</b>" in titles(answer.text)
    assert ONLY not in answer.text


@pytest.mark.parametrize("page", LISTS)
def test_a_key_shows_what_its_owner_reads(client: Client, cast: Cast, things: None, page: str) -> None:
    member, outsider = (operations.create_feed_key(who, "Flux") for who in (cast.farid, cast.chloe))

    assert ONLY in titles(client.get(f"{feed_of(page)}?cle={member}").text)
    assert ONLY not in titles(client.get(f"{feed_of(page)}?cle={outsider}").text)


@pytest.mark.parametrize("page", LISTS)
def test_the_cookie_of_a_browser_does_not_count(client: Client, cast: Cast, things: None, page: str) -> None:
    answer = client.as_(cast.amina).get(feed_of(page))

    assert ONLY not in answer.text
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("page", LISTS)
def test_a_withdrawn_key_answers_nothing(client: Client, cast: Cast, things: None, page: str) -> None:
    key = operations.create_feed_key(cast.amina, "Flux")
    operations.revoke_feed_key(cast.amina, queries.list_feed_keys(cast.amina.user_id)[0].id)

    answer = client.get(f"{feed_of(page)}?cle={key}")

    assert answer.status_code == 403
    assert "n’est plus valable" in answer.text
    assert "Ouvert" not in answer.text


@pytest.mark.parametrize("page", [*LISTS, "/recherche?q=eau"])
def test_a_page_names_its_feed_with_the_same_filters(
    client: Client, cast: Cast, things: None, page: str
) -> None:
    asked = page if "?" in page else (page.rstrip("/") if page in UNSLASHED else page) + "?mot=eau"
    browser = client.as_(cast.amina) if page in INNER or "actions" in page else client
    text = browser.get(f"{asked}&tri=titre&suite=x").text if page == LISTS[0] else browser.get(asked).text
    head = re.search(
        r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', text
    )

    assert head
    address = head.group(1).replace("&amp;", "&")
    assert address.endswith("flux.atom?q=eau" if "recherche" in page else "flux.atom?mot=eau")
    assert client.get(address).status_code == 200


def test_every_list_has_its_feed_or_a_reason_not_to() -> None:
    lists = {
        str(each.relative_to(TEMPLATES)): "feed_head(" in each.read_text(encoding="utf-8")
        for each in TEMPLATES.rglob("*.html")
        if "pager(" in each.read_text(encoding="utf-8")
    }

    assert {name for name, has_feed in lists.items() if not has_feed} == set(WITHOUT_FEED)


@pytest.mark.parametrize("feed", [each for each in FEEDS if each.path.endswith(".atom")], ids=str)
def test_what_is_offered_is_tried_here(feed: feeds.Offered) -> None:
    assert feed.path.removesuffix("flux.atom") in LISTS


def test_a_key_shows_one_s_own_notifications_and_nobody_else_s(client: Client, cast: Cast) -> None:
    thread = make_thread(cast, title="Pour Amina")
    with write():
        tell([cast.amina.user_id], reason=Reason.MENTIONED, kind="thread", subject_id=thread.id)
    hers, another = (operations.create_feed_key(who, "Flux") for who in (cast.amina, cast.bruno))

    assert titles(client.get(f"/notifications/flux.atom?cle={hers}").text) == ["Pour Amina"]
    assert titles(client.get(f"/notifications/flux.atom?cle={another}").text) == []
    assert titles(client.as_(cast.amina).get("/notifications/flux.atom").text) == []


def test_a_notification_of_what_one_may_no_longer_read_leaves_the_feed(client: Client, cast: Cast) -> None:
    thread = make_thread(
        cast, title="Des comptes", visibility=Audience.COMMITTEE, committee_id=cast.committee
    )
    with write():
        tell([cast.chloe.user_id], reason=Reason.MENTIONED, kind="thread", subject_id=thread.id)
    key = operations.create_feed_key(cast.chloe, "Flux")

    assert "Des comptes" not in client.get(f"/notifications/flux.atom?cle={key}").text


def test_a_request_for_the_lead_alone_is_not_in_the_feed_of_its_peers(client: Client, cast: Cast) -> None:
    make_mission(cast, sentence="Pour la cheffe de file", with_peers=False)
    peer, lead = (operations.create_feed_key(who, "Flux") for who in (cast.farid, cast.elise))

    for page in ("/ingenierie/", "/ingenierie/missions/"):
        assert titles(client.get(f"{feed_of(page)}?cle={peer}").text) == []
        assert titles(client.get(f"{feed_of(page)}?cle={lead}").text) == ["Pour la cheffe de file"]


def test_a_vote_in_preparation_is_for_who_runs_the_committee(client: Client, cast: Cast) -> None:
    make_ballot(cast, "Pas encore ouvert")
    member, lead = (operations.create_feed_key(who, "Flux") for who in (cast.amina, cast.elise))

    assert titles(client.get(f"/votes/flux.atom?cle={member}").text) == []
    assert titles(client.get(f"/votes/flux.atom?cle={lead}").text) == ["Pas encore ouvert"]


def test_an_action_tells_no_visitor_to_whom_it_is_entrusted(client: Client, cast: Cast) -> None:
    decision = make_decision(cast, audience=Audience.PUBLIC)
    make_action(cast, decision, title="Délibérer", owner_id=cast.amina.user_id)

    answer = client.get("/decisions/actions/flux.atom")

    assert titles(answer.text) == ["Délibérer"]
    assert cast.amina.name not in answer.text


def test_the_board_of_intentions_is_followed_alone(client: Client, cast: Cast) -> None:
    make_project(cast, title="Nous cherchons", visibility=Audience.PUBLIC)

    assert titles(client.get("/ingenierie/projets/flux.atom?voir=intentions").text) == ["Nous cherchons"]
    assert titles(client.get("/ingenierie/projets/flux.atom?voir=passes").text) == []


def test_filters_narrow_the_feed_as_the_page(client: Client, cast: Cast) -> None:
    make_report(cast, title="Avec le mot", tags=("eau",))
    make_report(cast, title="Sans lui")

    answer = client.get("/retours-experience/flux.atom?mot=eau&tri=titre")

    assert titles(answer.text) == ["Avec le mot"]
    alternate = read(answer.text).find(f"{A}link[@rel='alternate']").get("href")
    assert alternate == "http://localhost/retours-experience/?mot=eau"


def test_what_is_written_last_comes_first(client: Client, cast: Cast) -> None:
    first, _second = (make_thread(cast, title=f"Sujet {rank}") for rank in (1, 2))
    make_message(cast, first, text="Une réponse")

    assert titles(client.get("/discussions/flux.atom").text) == ["Sujet 1", "Sujet 2"]


def test_a_search_is_followed_with_what_its_reader_finds(client: Client, cast: Cast, things: None) -> None:
    search.apply_changes()
    key = operations.create_feed_key(cast.farid, "Flux")

    public = client.get("/recherche/flux.atom?q=franc comptes")
    private = client.get(f"/recherche/flux.atom?q=franc comptes&cle={key}")

    assert "Ouvert & <b>franc</b>" in titles(public.text)
    assert ONLY not in public.text
    assert ONLY in titles(private.text)


def test_a_feed_that_is_passed_on_does_not_carry_the_key(client: Client, cast: Cast, things: None) -> None:
    key = operations.create_feed_key(cast.amina, "Flux")

    answer = client.get(f"/retours-experience/flux.atom?mot=x&cle={key}")

    assert key not in answer.text


def test_links_stand_on_the_public_address_whatever_the_host(client: Client, things: None) -> None:
    answer = client.get("/retours-experience/flux.atom", headers={"Host": "ailleurs.example"})

    assert "ailleurs" not in answer.text
    read(answer.text)


def test_an_identifier_outlives_a_new_title_and_a_change_moves_the_instant(
    client: Client, cast: Cast
) -> None:
    with time_machine.travel(clock.now() - timedelta(days=3)):
        thread = make_thread(cast, title="Premier titre")
    before = read(client.get("/discussions/flux.atom").text).find(f"{A}entry")
    make_message(cast, thread, text="Du nouveau")
    after = read(client.get("/discussions/flux.atom").text).find(f"{A}entry")

    assert before.findtext(f"{A}id") == after.findtext(f"{A}id")
    assert before.findtext(f"{A}updated") < after.findtext(f"{A}updated")


@pytest.mark.parametrize("page", ["/decisions/flux.atom", "/decisions/actions/flux.atom"])
def test_a_decision_or_an_action_that_changes_moves_the_instant_of_its_feed(
    client: Client, cast: Cast, page: str
) -> None:
    with time_machine.travel(clock.now() - timedelta(days=3)):
        action = make_action(cast, make_decision(cast, audience=Audience.PUBLIC))
        decision = decision_queries.get_decision(cast.elise, action.decision_id)
    before = client.get(page)
    decisions.edit_decision(
        cast.elise,
        decision,
        DecisionContent(
            "Autrement", "Dit autrement.", decision.kind, decision.decided_on, audience=Audience.PUBLIC
        ),
        decision.version,
    )
    decisions.comment_action(cast.amina, action, "C’est en route.")
    after = client.get(page)

    assert before.last_modified is not None
    assert after.last_modified is not None
    assert before.last_modified < after.last_modified
    moments = [read(each.text).find(f"{A}entry").findtext(f"{A}updated") for each in (before, after)]
    assert moments[0] < moments[1]


def test_a_program_that_comes_back_gets_nothing_when_nothing_changed(client: Client, things: None) -> None:
    first = client.get("/discussions/flux.atom")
    marks = {"If-None-Match": first.headers["ETag"]}
    dated = {"If-Modified-Since": first.headers["Last-Modified"]}

    for headers in (marks, dated, {**marks, **dated}):
        again = client.get("/discussions/flux.atom", headers=headers)
        assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "public, max-age=300"


def test_a_program_that_comes_back_gets_what_changed_even_when_something_went(
    client: Client, cast: Cast, things: None
) -> None:
    report = make_report(cast, title="Masqué bientôt")
    mark = client.get("/retours-experience/flux.atom").headers["ETag"]
    experiences.hide(cast.denis, report, "Un nom est resté.")

    again = client.get("/retours-experience/flux.atom", headers={"If-None-Match": mark})

    assert again.status_code == 200
    assert "Masqué bientôt" not in again.text


def test_what_a_key_opens_is_kept_by_no_cache(client: Client, cast: Cast, things: None) -> None:
    key = operations.create_feed_key(cast.amina, "Flux")

    answer = client.get(f"/retours-experience/flux.atom?cle={key}")

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Last-Modified" not in answer.headers


@pytest.mark.parametrize("page", LISTS)
def test_a_feed_of_nothing_is_a_feed(client: Client, cast: Cast, page: str) -> None:
    feed = read(client.get(feed_of(page)).text)

    assert feed.findall(f"{A}entry") == []


@pytest.mark.parametrize("page", LISTS)
def test_a_feed_costs_the_same_however_long(
    client: Client, cast: Cast, query_log: QueryLog, page: str
) -> None:
    for rank in range(8):
        make_things(cast, f"Chose {rank}", visibility=Audience.COMMITTEE, committee_id=cast.committee)
    key = operations.create_feed_key(cast.amina, "Flux")
    client.get(f"{feed_of(page)}?cle={key}")

    with query_log:
        client.get(f"{feed_of(page)}?cle={key}")

    assert len(query_log) <= 12


def test_hostile_words_stay_words(app: Flask) -> None:
    hostile = "]]><script>alert(1)</script>\x00\x0b\ufffe\ud800 &amp; «\u202e»"
    entry = feeds.Entry(
        "thread", 1, hostile, "/x?a=1&b=2", hostile, datetime(2026, 1, 1, tzinfo=UTC), None, hostile
    )

    with app.test_request_context("/discussions/flux.atom?q=%3Cscript%3E"):
        body = feeds.atom(feeds.Feed(hostile, "/discussions/", [entry]), is_private=False).get_data(
            as_text=True
        )

    assert "<script" not in body
    assert titles(body)[0].startswith("]]><script>")
