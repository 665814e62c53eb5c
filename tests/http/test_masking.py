"""What is written in engineering and in meetings is reported, masked with a reason, shown again, logged."""

import io
import zipfile
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import NamedTuple

import pytest
from flask import Flask
from markupsafe import Markup

from comite.accounts.audiences import Audience
from comite.accounts.models import ModerationEntry
from comite.accounts.readers import Reader
from comite.discussions.models.reports import AbuseReport, Outcome
from comite.engineering.content import RequestContent
from comite.engineering.models.missions import Mission
from comite.engineering.models.requests import HelpRequest
from comite.engineering.operations import missions, requests
from comite.engineering.queries.requests import list_loaded
from comite.foundation import audit, subjects
from comite.foundation.database import db, write
from comite.foundation.text import slugify
from comite.meetings.minutes_text import Draft
from comite.meetings.models.decisions import FollowUpComment
from comite.meetings.models.meetings import Meeting, MeetingStatus
from comite.meetings.operations import convocation, decisions, minutes
from comite.meetings.operations.minutes import faults_of_minutes
from comite.meetings.queries import get_meeting
from comite.notifications.models import Notification, Reason
from comite.search.subjects import load
from tests.cast import Cast
from tests.client import Client
from tests.factories_engineering import again as reread
from tests.factories_engineering import log_work, make_mission, make_offer, make_request
from tests.factories_engineering_projects import make_project
from tests.factories_library import make_model
from tests.factories_meetings import again, make_agenda_item, make_meeting, make_seat
from tests.factories_minutes import (
    circulate,
    draft,
    hold_meeting,
    let_delay_pass,
    make_action,
    make_decision,
    point_of,
    read_again,
    take_note,
)

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


def a_decision(cast: Cast) -> Written:
    made = make_decision(cast, source=WORDS, title=f"Titre : {WORDS}", vote=f"Vote : {WORDS}")
    return Written("decision", "decision", made.id, f"/decisions/{made.id}", cast.elise, cast.farid)


def an_introduction(cast: Cast) -> Written:
    made = make_meeting(cast, plain=WORDS, source=WORDS, html=Markup(WORDS))
    make_agenda_item(cast, made)
    return Written("meeting", "seance", made.id, f"/seances/{made.id}-{made.slug}", cast.elise, cast.farid)


def a_part_of_minutes(cast: Cast) -> Written:
    held = hold_meeting(cast, audience=Audience.PUBLIC)
    draft(cast, held, [Draft("Présences", "Tous."), Draft(f"1. {WORDS}", WORDS, point_of(held).id)])
    circulate_drafted(cast, held)
    minutes.freeze_minutes(cast.elise, held, let_delay_pass(cast, held))
    part = read_again(cast, held).sections[1].id
    return Written(
        "minutes_section", "partie", part, f"/seances/{held.id}/compte-rendu", cast.elise, cast.farid
    )


def a_note(cast: Cast) -> Written:
    meeting = make_meeting(cast, status=MeetingStatus.OPEN)
    make_agenda_item(cast, meeting)
    meeting = again(cast, meeting)
    take_note(cast, meeting, f"Avant. {WORDS}", by=cast.amina)
    made = take_note(cast, meeting, WORDS, by=cast.amina, base=1)
    return Written("meeting_note", "note", made.id, f"/seances/{meeting.id}/notes", cast.amina, cast.bruno)


def circulate_drafted(cast: Cast, meeting: Meeting) -> None:
    """Minutes that are drafted already, sent."""
    minutes.circulate_minutes(cast.elise, meeting, read_again(cast, meeting))


def an_amendment(cast: Cast) -> Written:
    return an_amendment_to_public_minutes(cast)[0]


def an_amendment_to_public_minutes(cast: Cast) -> tuple[Written, Meeting]:
    held = hold_meeting(cast, audience=Audience.PUBLIC)
    sent = circulate(cast, held)
    made = minutes.propose_amendment(cast.amina, held, sent, sent.sections[0], WORDS)
    answer = f"Non : {WORDS}"
    minutes.answer_amendment(cast.elise, held, sent, made, accepted=False, answer=answer)
    page = f"/seances/{held.id}/compte-rendu"
    return Written("amendment", "amendement", made.id, page, cast.amina, cast.bruno), held


SETTLED = (a_decision, an_introduction, a_part_of_minutes, a_note, an_amendment)


@pytest.mark.parametrize("make", SETTLED)
def test_words_that_keep_their_place_are_replaced_by_the_reason(
    client: Client, cast: Cast, make: Callable[[Cast], Written]
) -> None:
    written = make(cast)
    other, elise = client.as_(written.other), client.as_(cast.elise)
    report, case = f"/signaler/{written.place}/{written.id}", f"/moderation/{written.place}/{written.id}"

    before = other.get(written.page).text
    other.post(report, {"grievance": "personal_data", "comment": "Un nom."})
    queue, seen = elise.get("/moderation").text, elise.get(case).text
    elise.post(f"{case}/masquage", {"reason": "Un nom y figure."})
    masked = other.get(written.page).text
    subject = subjects.find(written.other, written.kind, written.id)

    assert WORDS in before
    assert report in before
    assert case in queue
    assert WORDS in seen
    assert WORDS in elise.get(case).text
    assert WORDS not in masked
    assert "Un nom y figure." in masked
    assert subject is not None
    assert WORDS not in subject.title + subject.text
    assert all(WORDS not in each.title + each.text for each in load(written.kind, [written.id]))
    named = subjects.name_many(written.other, [(written.kind, written.id)])
    assert all(WORDS not in each.title for each in named.values())

    elise.post(f"{case}/retablissement", {"reason": "Le nom est ôté."})

    assert WORDS in other.get(written.page).text
    acts = db.session.scalars(db.select(ModerationEntry.action).order_by(ModerationEntry.id)).all()
    assert acts == ["hide", "unhide"]


@pytest.mark.parametrize("make", SETTLED)
def test_only_moderators_mask_what_keeps_its_place(
    client: Client, cast: Cast, make: Callable[[Cast], Written]
) -> None:
    written = make(cast)
    case = f"/moderation/{written.place}/{written.id}"

    for person in (cast.amina, cast.bruno, cast.chloe, cast.farid):
        assert client.as_(person).post(f"{case}/masquage", {"reason": "Non"}).status_code == 404


def test_a_masked_decision_keeps_its_number_and_loses_its_words_everywhere(
    client: Client, cast: Cast
) -> None:
    made = make_decision(
        cast, source=WORDS, title=f"Titre : {WORDS}", vote=f"Vote : {WORDS}", audience=Audience.PUBLIC
    )
    make_action(cast, made, title="Suivre")
    places = ("/decisions/", "/decisions/registre.csv", "/decisions/flux.atom", f"/decisions/{made.id}")
    before = [client.get(each).text for each in places]
    client.as_(cast.elise).post(f"/moderation/decision/{made.id}/masquage", {"reason": "Un nom y figure."})

    after = [client.get(each).text for each in places]
    document = office_text(client.get("/decisions/registre.odt").data)

    assert all(WORDS in each for each in before)
    assert all(WORDS not in each for each in (*after, document))
    assert made.number in after[0] + after[1]
    assert made.number in document
    assert client.get("/decisions/actions/flux.atom").text.count(WORDS) == 0
    assert WORDS not in client.get(f"/recherche?q={WORDS.rsplit(maxsplit=1)[-1]}").text


def office_text(content: bytes) -> str:
    """What an ODT says."""
    return zipfile.ZipFile(io.BytesIO(content)).read("content.xml").decode()


def test_masked_words_of_frozen_minutes_leave_every_page_and_the_text_stays_proved(
    client: Client, cast: Cast
) -> None:
    written = a_part_of_minutes(cast)
    elise = client.as_(cast.elise)
    before = frozen_text()
    exports = ("", "/export.md", "/export.odt", "/export.pdf")
    elise.post(f"/moderation/partie/{written.id}/masquage", {"reason": "Un nom y figure."})

    page, text, document, printed = (client.get(written.page + each) for each in exports)

    for said in (page.text, text.text, office_text(document.data)):
        assert WORDS not in said
        assert "Un nom y figure." in said
        assert before["digest"] in said
    assert printed.data.startswith(b"%PDF")
    assert frozen_text() == before
    assert list(faults_of_minutes()) == []
    assert list(audit.verify()) == []


def frozen_text() -> dict[str, object]:
    """What was settled, as the database holds it."""
    found = db.session.execute(
        db.text(
            "SELECT digest, audit_head, title, source, html, plain FROM meeting_minutes "
            "JOIN minutes_sections ON minutes_id = meeting_minutes.id ORDER BY position DESC"
        )
    ).mappings()
    return dict(next(iter(found)))


def test_an_amendment_is_masked_once_its_minutes_are_frozen_and_they_stay_proved(
    client: Client, cast: Cast
) -> None:
    written, held = an_amendment_to_public_minutes(cast)
    minutes.freeze_minutes(cast.elise, held, let_delay_pass(cast, held))
    before = frozen_text()

    client.as_(cast.elise).post(
        f"/moderation/amendement/{written.id}/masquage", {"reason": "Un nom y figure."}
    )

    assert WORDS not in client.as_(cast.bruno).get(written.page).text
    assert frozen_text() == before
    assert list(faults_of_minutes()) == []
    assert list(audit.verify()) == []


def test_who_may_not_amend_reads_frozen_minutes_and_no_amendment(client: Client, cast: Cast) -> None:
    written, held = an_amendment_to_public_minutes(cast)
    minutes.freeze_minutes(cast.elise, held, let_delay_pass(cast, held))

    page = client.as_(cast.chloe).get(written.page)

    assert page.status_code == 200
    assert WORDS not in page.text
    for reader in (cast.chloe, cast.visitor):
        assert subjects.find(reader, "amendment", written.id) is None
        assert subjects.name_many(reader, [("amendment", written.id)]) == {}
    assert subjects.find(cast.bruno, "amendment", written.id) is not None


def test_a_part_is_masked_with_the_point_whose_title_it_repeats(client: Client, cast: Cast) -> None:
    written = a_part_of_minutes(cast)
    item = db.session.scalar(db.text("SELECT id FROM agenda_items"))

    client.as_(cast.elise).post(f"/moderation/point/{item}/masquage", {"reason": "Un nom y figure."})

    assert WORDS not in client.get(written.page).text
    assert WORDS not in client.get(f"{written.page}/export.md").text
    named = subjects.name_many(cast.farid, [("minutes_section", written.id)])
    assert [each.title for each in named.values()] == ["Partie masquée par la modération"]


def test_a_part_is_masked_with_the_decision_whose_words_it_repeats(client: Client, cast: Cast) -> None:
    held = hold_meeting(cast, audience=Audience.PUBLIC)
    item = point_of(held)
    decision = make_decision(cast, item=item, title=WORDS)
    told = Draft("1. La charte", f"**Décision** n° {decision.number} : {WORDS}", item.id)
    draft(cast, held, [told, Draft("2. Le reste", "Rien de plus.")])
    circulate_drafted(cast, held)
    minutes.freeze_minutes(cast.elise, held, let_delay_pass(cast, held))
    page = f"/seances/{held.id}/compte-rendu"
    before = client.get(page).text

    client.as_(cast.elise).post(
        f"/moderation/decision/{decision.id}/masquage", {"reason": "Un nom y figure."}
    )

    masked = client.get(page).text
    assert WORDS in before
    assert WORDS not in masked
    assert "Rien de plus." in masked
    assert WORDS not in client.get(f"{page}/export.md").text
    assert list(faults_of_minutes()) == []


def test_frozen_minutes_masked_in_silence_are_seen(client: Client, cast: Cast) -> None:
    written = a_part_of_minutes(cast)
    masked = f"UPDATE minutes_sections SET masked_at = :now, masked_reason = '' WHERE id = {written.id}"
    with write() as session:
        session.execute(db.text(masked), {"now": "2026-01-01 00:00:00+00:00"})
    in_silence = [str(each) for each in faults_of_minutes()]
    with write() as session:
        session.execute(db.text(masked), {"now": None})
    client.as_(cast.elise).post(f"/moderation/partie/{written.id}/masquage", {"reason": "Un nom."})
    with write() as session:
        session.execute(db.text(masked), {"now": None})

    assert ["masquée sans que le journal" in each for each in in_silence] == [True]
    shown_again = [str(each) for each in faults_of_minutes()]
    assert ["montrée sans que le journal" in each for each in shown_again] == [True]


def test_a_masked_note_neither_fills_the_form_nor_the_minutes(client: Client, cast: Cast) -> None:
    written = a_note(cast)
    client.as_(cast.elise).post(f"/moderation/note/{written.id}/masquage", {"reason": "Un nom."})
    item = db.session.scalar(db.text("SELECT id FROM agenda_items"))
    form = f"{written.page}/{item}"

    assert WORDS not in client.as_(cast.bruno).get(form).text  # neither the field nor any version
    assert WORDS in client.as_(cast.amina).get(form).text
    client.as_(cast.bruno).post(form, {"source": "Un texte corrigé.", "version": "2"})
    assert "Un texte corrigé." in client.as_(cast.bruno).get(written.page).text


def test_a_masked_introduction_is_not_mailed(
    app: Flask, client: Client, cast: Cast, work: Callable[[], int]
) -> None:
    written = an_introduction(cast)
    make_seat(cast, cast.valmer, cast.amina)
    client.as_(cast.elise).post(f"/moderation/seance/{written.id}/masquage", {"reason": "Un nom."})
    convocation.tell_change(cast.elise, get_meeting(cast.elise, written.id))
    work()

    folder = app.extensions["settings"].data_dir / "mails"
    sent = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]
    assert sent
    assert all(WORDS not in each.get_body(("plain",)).get_content() for each in sent)


def test_a_masked_request_is_not_repeated_by_its_mission(client: Client, cast: Cast) -> None:
    mission = make_mission(
        cast, by=cast.farid, helper=cast.amina, sentence=WORDS, need=f"{WORDS} encore", tried=WORDS
    )
    log_work(cast, mission, by=cast.amina)
    missions.ask_for_evaluation(cast.amina, reread(cast.amina, mission))
    helper, elise = client.as_(cast.amina), client.as_(cast.elise)
    before = helper.get(f"/ingenierie/missions/{mission.slug}").text
    elise.post(f"/moderation/demande/{mission.request_id}/masquage", {"reason": "Un nom y figure."})
    slug = db.session.get(Mission, mission.id).slug
    page = f"/ingenierie/missions/{slug}"

    for reader in (helper, elise, client.as_(cast.denis)):
        for place in (page, "/ingenierie/missions", "/ingenierie/missions/flux.atom", "/", "/notifications"):
            answer = reader.get(place)
            assert answer.status_code == 200
            assert WORDS not in answer.text
            assert slugify(WORDS) not in answer.text
    assert WORDS not in office_text(helper.get(f"{page}/convention.odt").data)
    assert all(WORDS not in each.title + each.text for each in load("mission", [mission.id]))
    assert WORDS in before
    elise.post(f"/moderation/demande/{mission.request_id}/retablissement", {"reason": "Ôté."})
    assert WORDS in helper.get(page).text


def test_a_corrected_request_renames_its_mission(client: Client, cast: Cast) -> None:
    mission = make_mission(cast, by=cast.farid, helper=cast.amina, sentence=WORDS)
    (found,) = list_loaded(HelpRequest.id == mission.request_id)

    requests.edit_request(
        cast.farid, found, RequestContent("Des mots corrigés"), with_peers=True, version=found.version
    )

    assert "Des mots corrigés" in client.as_(cast.amina).get(f"/ingenierie/missions/{mission.slug}").text
