"""The pages of notifications."""

from datetime import timedelta

import pytest

from comite.foundation import clock
from comite.notifications import awaited, labels, links, operations, queries
from comite.notifications.links import Link, Purpose
from comite.notifications.models import Level, Reason
from comite.notifications.rhythm import Frequency, Rhythm
from tests.cast import Cast
from tests.client import Client
from tests.conftest import QueryLog
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_thread
from tests.factories_experiences import make_domain, make_report

SORTED = {
    Reason.APPROVAL_AWAITED,
    Reason.MENTIONED,
    Reason.REPLIED,
    Reason.PUBLISHED,
    Reason.NEWS,
}


def tell(thread_id: int, *recipients: int, reason: Reason = Reason.REPLIED) -> None:
    """Tell people something of a thread."""
    operations.tell(recipients, reason=reason, kind="thread", subject_id=thread_id, detail="Trois mots.")


def test_a_person_sees_what_they_were_told_and_a_count_everywhere(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    tell(thread.id, 3)
    chloe = client.as_(cast.chloe)

    page = chloe.get("/notifications").text

    assert thread.title in page
    assert "Trois mots." in page
    assert '<span class="account__count">1</span>' in chloe.get("/discussions/").text


def test_one_then_all_are_marked_as_read(client: Client, cast: Cast) -> None:
    threads = [make_thread(cast, title=f"Sujet {rank}") for rank in range(3)]
    for thread in threads:
        tell(thread.id, 3)
    chloe = client.as_(cast.chloe)

    chloe.post("/notifications/lecture", {"kind": "thread", "subject_id": str(threads[0].id)})
    unread = chloe.get("/notifications?voir=non-lues").text
    chloe.post("/notifications/lecture")

    assert "Sujet 0" not in unread
    assert "Sujet 1" in unread
    assert "Vous êtes à jour" in chloe.get("/notifications?voir=non-lues").text
    assert "Sujet 1" in chloe.get("/notifications").text


def test_an_empty_page_teaches(client: Client, cast: Cast) -> None:
    assert "Rien pour le moment" in client.as_(cast.chloe).get("/notifications").text
    assert "Vous ne suivez rien encore" in client.as_(cast.chloe).get("/notifications/suivis").text


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    for path in ("/notifications", "/notifications/suivis"):
        assert client.get(path).headers["Location"].startswith("/connexion")


def test_a_thread_is_followed_muted_and_forgotten(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    chloe = client.as_(cast.chloe)
    thing = {"kind": "thread", "subject_id": str(thread.id)}

    chloe.post("/notifications/suivis", {**thing, "level": "digest"})
    followed = chloe.get("/notifications/suivis").text
    chloe.post("/notifications/suivis", {**thing, "level": "mute"})
    muted = queries.level_of(cast.chloe, "thread", thread.id)
    choice = queries.list_choices(cast.chloe, None).items[0].subscription
    chloe.post(f"/notifications/suivis/{choice.id}/oubli")

    assert thread.title in followed
    assert muted is Level.MUTE
    assert queries.level_of(cast.chloe, "thread", thread.id) is None


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"kind": "thread", "subject_id": "x", "level": "digest"},
        {"kind": "thread", "subject_id": "999", "level": "digest"},
        {"kind": "unknown", "subject_id": "1", "level": "digest"},
        {"kind": "thread", "subject_id": "1", "level": "all"},
    ],
)
def test_odd_choices_find_nothing(client: Client, cast: Cast, sent: dict[str, str]) -> None:
    assert client.as_(cast.chloe).post("/notifications/suivis", sent).status_code == 404


def test_a_mail_s_link_mutes_on_confirmation_without_signing_in(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    path = links.path_of(Link(Purpose.MUTE, 3, "thread", thread.id))

    looked = client.get(path)
    before = queries.level_of(cast.chloe, "thread", thread.id)
    client.post(path)

    assert looked.status_code == 200
    assert thread.title not in looked.text
    assert before is None
    assert queries.level_of(cast.chloe, "thread", thread.id) is Level.MUTE
    assert client.get(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == 404


def test_going_on_leads_nowhere_outside(client: Client, cast: Cast) -> None:
    answer = client.as_(cast.chloe).post("/notifications/lecture", {"next": "https://ailleurs.example/"})

    assert answer.headers["Location"] == "/notifications"


def test_the_page_costs_the_same_however_long(client: Client, cast: Cast, query_log: QueryLog) -> None:
    chloe = client.as_(cast.chloe)
    costs = []
    for how_many in (1, 19):
        for _ in range(how_many):
            tell(make_thread(cast).id, 3)
        with query_log:
            chloe.get("/notifications")
        costs.append(len(query_log))

    assert costs[0] == costs[1]
    assert costs[0] <= 15


def test_the_page_shows_one_sort_at_a_time(client: Client, cast: Cast) -> None:
    threads = {reason: make_thread(cast, title=f"Sujet {reason.value}") for reason in SORTED}
    for reason, thread in threads.items():
        tell(thread.id, 3, reason=reason)
    chloe = client.as_(cast.chloe)

    shown = {
        tab: {reason for reason in SORTED if f"Sujet {reason.value}" in chloe.get(path).text}
        for tab, path in (
            ("a-faire", "/notifications?voir=a-faire"),
            ("mentions", "/notifications?voir=mentions"),
            ("discussions", "/notifications?voir=discussions"),
            ("contenus", "/notifications?voir=contenus"),
            ("nouveautes", "/notifications?voir=nouveautes"),
            ("non-lues", "/notifications?voir=non-lues"),
            ("inconnu", "/notifications?voir=inconnu"),
        )
    }

    assert shown == {
        "a-faire": set(),
        "mentions": {Reason.MENTIONED},
        "discussions": {Reason.REPLIED},
        "contenus": {Reason.PUBLISHED, Reason.APPROVAL_AWAITED},
        "nouveautes": {Reason.NEWS},
        "non-lues": SORTED - {Reason.NEWS},
        "inconnu": SORTED,
    }


def test_every_reason_has_its_tab() -> None:
    shown = [each for reasons in labels.REASONS.values() for each in reasons]

    assert sorted([*shown, *awaited.ALWAYS]) == sorted(Reason)


def test_a_task_about_a_muted_thing_says_that_it_is_muted(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    operations.choose_level(cast.chloe, "thread", thread.id, Level.MUTE)
    tell(thread.id, 3, reason=Reason.APPROVAL_AWAITED)
    tell(thread.id, 3, reason=Reason.REPLIED)

    page = client.as_(cast.chloe).get("/notifications").text

    assert "En sourdine" in page
    assert "attend votre validation" in page
    assert "a répondu" not in page


@pytest.mark.parametrize("kind", ["thread", "experience", "dataset", "authority", "committee", "domain"])
def test_each_thing_is_followed_from_its_page(client: Client, cast: Cast, kind: str) -> None:
    path, key = place_of(cast, kind)
    chloe = client.as_(cast.chloe)
    thing = {"kind": kind, "subject_id": str(key)}

    before = chloe.get(path).text
    leads = chloe.post("/notifications/suivis", {**thing, "level": "all", "next": path}).headers["Location"]
    after = chloe.get(leads).text
    listed = chloe.get("/notifications/suivis").text

    assert f'name="subject_id" value="{key}"' in before
    assert "Suivi\u202f: tout" not in before
    assert leads == path
    assert "Suivi\u202f: tout" in after
    assert f'href="{path.partition("#")[0]}"' in listed
    assert "Suivi\u202f:" not in client.get(path).text


def place_of(cast: Cast, kind: str) -> tuple[str, int]:
    """The page of a thing of each kind, and its id."""
    if kind == "thread":
        thread = make_thread(cast)
        return f"/discussions/{thread.id}-{thread.slug}", thread.id
    if kind == "experience":
        report = make_report(cast)
        return f"/retours-experience/{report.slug}", report.id
    if kind == "dataset":
        dataset = make_dataset(cast)
        return f"/jeux-de-donnees/{dataset.slug}", dataset.id
    if kind == "domain":
        domain = make_domain()
        return f"/retours-experience/?domaine={domain.code}", domain.id
    return ("/collectivites/valmer", 2) if kind == "authority" else ("/comites/comite-de-valmer", 1)


def test_the_page_of_choices_says_which_choice_decides(client: Client, cast: Cast) -> None:
    page = client.as_(cast.chloe).get("/notifications/suivis").text

    words = " ".join(page.split())
    assert "le contenu lui-même, ce dont il parle, son domaine, sa collectivité, son comité" in words
    assert "Sans choix de votre part" in words


def test_a_domain_is_followed_from_the_page_of_choices(client: Client, cast: Cast) -> None:
    domain = make_domain()
    chloe = client.as_(cast.chloe)
    offered = chloe.get("/notifications/suivis").text

    chloe.post("/notifications/suivis", {"kind": "domain", "subject_id": str(domain.id), "level": "digest"})

    option = f'<option value="{domain.id}">'
    assert option in offered
    assert option not in chloe.get("/notifications/suivis").text
    assert queries.level_of(cast.chloe, "domain", domain.id) is Level.DIGEST


def test_who_chooses_a_rhythm_reads_how_rarely_we_write_to_who_stays_away(client: Client, cast: Cast) -> None:
    page = " ".join(client.as_(cast.bruno).get("/notifications/rythme").text.split())

    assert "nous vous écrivons une fois par semaine au plus" in page
    assert "sans compter les convocations et les votes" in page


def test_a_mail_s_link_opens_the_hour_of_the_summary_for_two_months(client: Client, cast: Cast) -> None:
    path = links.settings_path(3)

    client.post(path, {"frequency": "daily", "hour": "18", "weekday": "4"})

    chosen = queries.find_digest_choice(3)
    assert chosen is not None
    assert chosen.rhythm == Rhythm(Frequency.DAILY, 18, 4)
    assert "C’est noté" in client.post(path, {"frequency": "weekly", "hour": "7", "weekday": "0"}).text
    assert client.post(path, {"frequency": "hourly", "hour": "99", "weekday": "9"}).status_code == 422
    with clock.at(clock.now() + timedelta(days=59)):
        assert links.read(Purpose.SETTINGS, path.rpartition("/")[2]) is not None
    with clock.at(clock.now() + timedelta(days=62)):
        assert links.read(Purpose.SETTINGS, path.rpartition("/")[2]) is None


def test_a_mail_s_link_stops_the_summary_on_confirmation(client: Client, cast: Cast) -> None:
    path = links.path_of(Link(Purpose.STOP, 3))

    client.get(path)
    before = queries.find_digest_choice(3)
    client.post(path)

    assert before is None
    after = queries.find_digest_choice(3)
    assert after is not None
    assert after.frequency is Frequency.NEVER


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_link_opens_only_what_it_was_made_for(client: Client, cast: Cast, purpose: Purpose) -> None:
    token = links.path_of(Link(purpose, 3, subject_id=99_999)).rpartition("/")[2]
    paths = {
        Purpose.MUTE: f"/notifications/silence/{token}",
        Purpose.SETTINGS: f"/notifications/rythme/{token}",
        Purpose.STOP: f"/notifications/arret/{token}",
    }

    opened = {each for each, path in paths.items() if client.get(path).status_code == 200}

    assert opened == {purpose}


def test_the_links_of_an_account_that_is_closed_open_nothing(client: Client, cast: Cast) -> None:
    for link in (Link(Purpose.MUTE, 7, "thread", 1), Link(Purpose.STOP, 7), Link(Purpose.STOP, 999)):
        assert client.get(links.path_of(link)).status_code == 404
        assert client.post(links.path_of(link)).status_code == 404
        answer = client.browser.post(links.one_click_path(link), data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 404


@pytest.mark.parametrize("place", ["silence", "arret", "rythme", "desabonnement/mute"])
def test_only_the_address_of_mailboxes_takes_a_form_from_elsewhere(
    client: Client, cast: Cast, place: str
) -> None:
    thread = make_thread(cast)
    purpose = {"arret": Purpose.STOP, "rythme": Purpose.SETTINGS}.get(place, Purpose.MUTE)
    token = links.path_of(Link(purpose, 3, "thread", thread.id)).rpartition("/")[2]

    answer = client.browser.post(
        f"/notifications/{place}/{token}",
        data={"List-Unsubscribe": "One-Click"},
        headers={"Origin": "https://messagerie.exemple.test", "Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == (200 if place.startswith("desabonnement") else 403)
    assert (queries.level_of(cast.chloe, "thread", thread.id) is Level.MUTE) is (answer.status_code == 200)


def test_a_person_who_follows_the_mailboxes_address_is_asked_first(client: Client, cast: Cast) -> None:
    link = Link(Purpose.STOP, 3)

    looked = client.get(links.one_click_path(link))
    probed = client.browser.head(links.one_click_path(link))
    empty = client.browser.post(links.one_click_path(link), data={})

    assert looked.headers["Location"] == probed.headers["Location"] == links.path_of(link)
    assert empty.status_code == 404
    assert queries.find_digest_choice(3) is None
