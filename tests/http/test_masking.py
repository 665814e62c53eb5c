"""What is written in engineering and in meetings is reported, masked with a reason, shown again, logged."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from comite.accounts.models import ModerationEntry
from comite.accounts.readers import Reader
from comite.discussions.models.reports import AbuseReport, Outcome
from comite.foundation import audit, subjects
from comite.foundation.database import db
from comite.meetings.models.decisions import FollowUpComment
from comite.meetings.operations import decisions
from comite.meetings.queries import get_meeting
from comite.notifications.models import Notification, Reason
from comite.search.subjects import load
from tests.cast import Cast
from tests.client import Client
from tests.factories_engineering import log_work, make_mission, make_offer, make_request
from tests.factories_engineering_projects import make_project
from tests.factories_library import make_model
from tests.factories_meetings import make_agenda_item, make_meeting
from tests.factories_minutes import make_action, make_decision

WORDS = "Des mots à reprendre"


class Written(NamedTuple):
    """A thing whose words are to be masked: how moderation names it, its page, its author and a reader."""

    kind: str
    place: str
    id: int
    page: str
    author: Reader
    other: Reader
    committee_id: int | None = 1

    def moderator(self, cast: Cast) -> Reader:
        """Who decides: the animator of its committee, or administrators where it has none."""
        return cast.elise if self.committee_id else cast.denis


def a_request(cast: Cast) -> Written:
    made = make_request(cast, need=WORDS)
    page = f"/ingenierie/demandes/{made.slug}"
    return Written("help_request", "demande", made.id, page, cast.bruno, cast.farid)


def an_offer(cast: Cast) -> Written:
    request = make_request(cast, by=cast.farid)
    made = make_offer(cast, request, by=cast.amina, note=WORDS)
    page = f"/ingenierie/demandes/{request.slug}"
    return Written("help_offer", "offre", made.id, page, cast.amina, cast.farid)


def a_mission(cast: Cast) -> Written:
    made = make_mission(cast, by=cast.farid, helper=cast.amina, sentence=WORDS)
    log_work(cast, made, by=cast.amina)
    # The authority that is helped is the one of the mission.
    return Written("mission", "mission", made.id, f"/ingenierie/missions/{made.slug}", cast.farid, cast.bruno)


def a_project(cast: Cast) -> Written:
    made = make_project(cast, objective=WORDS)
    return Written("project", "projet", made.id, f"/ingenierie/projets/{made.slug}", cast.bruno, cast.farid)


def a_model(cast: Cast) -> Written:
    made = make_model(cast, source=WORDS)
    page = f"/ingenierie/modeles/{made.slug}"
    return Written("shared_model", "modele", made.id, page, cast.bruno, cast.farid, None)


def a_point(cast: Cast) -> Written:
    meeting = make_meeting(cast)
    made = make_agenda_item(cast, meeting, WORDS, by=cast.bruno)
    page = f"/seances/{meeting.id}-{meeting.slug}"
    return Written("agenda_item", "point", made.id, page, cast.bruno, cast.farid)


def a_comment(cast: Cast) -> Written:
    action = make_action(cast, make_decision(cast))
    decisions.comment_action(cast.bruno, action, WORDS)
    made = db.session.scalars(db.select(FollowUpComment)).one()
    page = f"/decisions/actions/{action.id}"
    return Written("action_comment", "commentaire", made.id, page, cast.bruno, cast.farid)


KINDS = (a_request, an_offer, a_mission, a_project, a_model, a_point, a_comment)


@pytest.mark.parametrize("make", KINDS)
def test_words_are_reported_masked_with_a_reason_and_shown_again(
    client: Client, cast: Cast, make: Callable[[Cast], Written]
) -> None:
    written = make(cast)
    other, moderator, author = (
        client.as_(each) for each in (written.other, written.moderator(cast), written.author)
    )
    report, case = f"/signaler/{written.place}/{written.id}", f"/moderation/{written.place}/{written.id}"

    before = other.get(written.page).text
    other.get(report)
    sent = other.post(report, {"grievance": "personal_data", "comment": "Un nom."}, follow=True).text
    queue, shown = moderator.get("/moderation").text, moderator.get(case).text
    refused = moderator.post(f"{case}/masquage", {"reason": ""}).status_code
    hidden = moderator.post(f"{case}/masquage", {"reason": "Un nom y figure."}, follow=True).text

    assert WORDS in before
    assert report in before
    assert "Merci" in sent
    assert case in queue
    assert WORDS in shown
    assert refused in (409, 422)
    assert "masqué" in hidden
    assert WORDS not in seen_by(other, written.page)
    assert WORDS in author.get(written.page).text
    assert "Un nom y figure." in author.get("/notifications").text
    assert subjects.find(written.other, written.kind, written.id) is None
    assert db.session.scalars(db.select(AbuseReport.outcome)).all() == [Outcome.HIDDEN]

    moderator.post(f"{case}/retablissement", {"reason": "Le nom est ôté."})

    assert WORDS in other.get(written.page).text
    logged = db.session.scalars(db.select(ModerationEntry.action).order_by(ModerationEntry.id)).all()
    assert logged == ["hide", "unhide"]
    assert [
        each.action
        for each in audit.entries_of(
            "site" if written.committee_id is None else f"committee:{cast.committee}"
        )
    ][:2] == [
        "moderation.unhide",
        "moderation.hide",
    ]


def seen_by(client: Client, page: str) -> str:
    """What a page says to somebody; nothing if it does not exist for them."""
    answer = client.get(page)
    return "" if answer.status_code == 404 else answer.text


@pytest.mark.parametrize("make", KINDS)
def test_only_moderators_mask(client: Client, cast: Cast, make: Callable[[Cast], Written]) -> None:
    written = make(cast)
    case = f"/moderation/{written.place}/{written.id}"

    for person in (cast.amina, cast.bruno, cast.chloe, cast.farid):
        assert client.as_(person).get(case).status_code == 404
        assert client.as_(person).post(f"{case}/masquage", {"reason": "Non"}).status_code == 404


@pytest.mark.parametrize("make", [a_request, a_mission, a_project, a_model, a_point])
def test_search_forgets_what_is_masked_but_for_its_authority(
    client: Client, cast: Cast, make: Callable[[Cast], Written]
) -> None:
    written = make(cast)
    client.as_(written.moderator(cast)).post(
        f"/moderation/{written.place}/{written.id}/masquage", {"reason": "Un nom y figure."}
    )

    found = list(load(written.kind, [written.id]))

    keys = {key for each in found for key in each.keys}
    assert all(key.startswith("authority:") for key in keys)


def test_a_masked_point_leaves_the_agenda_of_all_pages_and_mails(client: Client, cast: Cast) -> None:
    written = a_point(cast)
    meeting = db.session.scalars(db.text("SELECT meeting_id FROM agenda_items")).one()
    client.as_(cast.elise).post(f"/moderation/point/{written.id}/masquage", {"reason": "Un nom."})

    assert get_meeting(cast.farid, meeting).items == []
    assert WORDS not in client.as_(cast.farid).get(f"/seances/{meeting}.ics").text
    assert "Masqué par la modération" in client.as_(cast.bruno).get(written.page).text


def test_a_draft_model_stays_home_even_for_moderators(client: Client, cast: Cast) -> None:
    draft = make_model(cast, published=False)

    assert client.as_(cast.denis).get(f"/moderation/modele/{draft.id}").status_code == 404


def test_moderators_are_told_of_the_first_report(client: Client, cast: Cast) -> None:
    written = an_offer(cast)
    client.as_(cast.farid).post(f"/signaler/offre/{written.id}", {"grievance": "offensive", "comment": ""})

    told = db.select(Notification.recipient_id).where(Notification.reason == Reason.REPORTED)
    assert cast.elise.user_id in db.session.scalars(told).all()
    assert "Un signalement attend votre regard" in client.as_(cast.elise).get("/notifications").text
