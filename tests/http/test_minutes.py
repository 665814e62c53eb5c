"""The pages of notes, minutes, decisions and actions."""

import base64
import io
import re
import zipfile
import zlib
from datetime import date

import pytest

from comite.accounts.audiences import Audience
from comite.foundation.database import db
from comite.meetings.models.decisions import FollowUpStatus
from comite.meetings.models.meetings import MeetingStatus
from comite.meetings.operations import minutes as operations
from comite.meetings.queries import decisions as queries
from comite.meetings.queries import minutes as minutes_queries
from tests.cast import Cast
from tests.client import Client
from tests.factories_experiences import make_report
from tests.factories_minutes import (
    circulate,
    freeze,
    hold_meeting,
    let_delay_pass,
    make_action,
    make_decision,
    point_of,
    read_again,
    take_note,
)


def test_two_people_write_the_same_note_and_see_each_other_s_words(client: Client, cast: Cast) -> None:
    meeting = hold_meeting(cast, status=MeetingStatus.OPEN)
    page = f"/seances/{meeting.id}/notes/{point_of(meeting).id}"
    amina = client.as_(cast.amina)
    take_note(cast, meeting, "Ce qu’Élise a noté.")

    crossed = amina.post(page, {"source": "Ce qu’Amina a noté.", "version": "0"})
    joined = amina.post(page, {"source": "Les deux réunies.", "version": "1"})

    assert crossed.status_code == 409
    assert "Ce qu’Élise a noté." in crossed.text
    assert "Ce qu’Amina a noté." in crossed.text
    assert 'name="version" type="hidden" value="1"' in crossed.text
    assert joined.status_code == 302
    assert "Les deux réunies." in amina.get(f"/seances/{meeting.id}/notes").text


def test_minutes_live_from_their_draft_to_their_freezing(client: Client, cast: Cast) -> None:
    meeting = hold_meeting(cast)
    base = f"/seances/{meeting.id}/compte-rendu"
    elise, amina = client.as_(cast.elise), client.as_(cast.amina)

    assert "Préparer le compte rendu" in elise.get(base).text
    elise.post(base)
    section = read_again(cast, meeting).sections[1]
    elise.post(f"{base}/partie-{section.id}", {"source": "La charte est adoptée.", "version": "1"})
    elise.post(f"{base}/envoi")
    amina.post(f"{base}/partie-{section.id}/amendement", {"text": "Ajouter : à l’unanimité."})
    with_amendment = elise.get(base).text
    elise.post(f"{base}/amendements/1/accord", {"answer": "Oui."})
    elise.post(f"{base}/partie-{section.id}", {"source": "Adoptée à l’unanimité.", "version": "2"})
    let_delay_pass(cast, meeting)
    elise.post(f"{base}/arret")
    frozen = client.as_(cast.farid).get(base).text

    assert "Ajouter : à l’unanimité." in with_amendment
    assert "Adoptée à l’unanimité." in frozen
    assert read_again(cast, meeting).digest in frozen


def test_the_minutes_are_taken_away_as_markdown_and_as_a_document(client: Client, cast: Cast) -> None:
    meeting, minutes = freeze(cast)
    farid = client.as_(cast.farid)

    markdown = farid.get(f"/seances/{meeting.id}/compte-rendu/export.md")
    document = farid.get(f"/seances/{meeting.id}/compte-rendu/export.odt")

    assert "Elle est **adoptée**." in markdown.text
    assert minutes.digest in markdown.text
    content = zipfile.ZipFile(io.BytesIO(document.data)).read("content.xml").decode()
    assert "adoptée" in content
    assert minutes.digest in content
    printed = words_of_pdf(farid.get(f"/seances/{meeting.id}/compte-rendu/export.pdf").data)
    assert "Tous " in printed
    assert minutes.digest[:20] in printed


def words_of_pdf(data: bytes) -> str:
    """What the pages of a PDF write, one drawing order after the other."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)
    pages = [zlib.decompress(base64.a85decode(b"<~" + each.strip(), adobe=True)) for each in streams]
    return b"\n".join(pages).decode("latin-1")


@pytest.mark.parametrize("sent", [{}, {"text": ""}, {"text": "x" * 7_000}])
def test_an_amendment_without_words_or_too_long_is_refused(client: Client, cast: Cast, sent: dict) -> None:
    meeting = hold_meeting(cast)
    section = circulate(cast, meeting).sections[0]

    answer = client.as_(cast.amina).post(
        f"/seances/{meeting.id}/compte-rendu/partie-{section.id}/amendement", sent
    )

    assert answer.status_code == 422


def test_a_decision_is_numbered_linked_and_followed(client: Client, cast: Cast) -> None:
    report = make_report(cast, title="Budget vert")
    elise, bruno = client.as_(cast.elise), client.as_(cast.bruno)
    words = {
        "title": "Partager le budget vert", "kind": "commitment", "source": "Chacun **partage**.",
        "decided_on": "2026-03-03", "visibility": "public", "subjects": f"/retours-experience/{report.slug}",
    }  # fmt: skip

    place = elise.post("/decisions/nouvelle?comite=comite-de-valmer", words).headers["Location"]
    elise.post(
        f"{place}/actions",
        {"action": "Délibérer", "owner_authority_id": str(cast.valmer), "due_on": "2026-06-01"},
    )
    action = db.session.scalar(db.text("SELECT id FROM follow_ups"))
    news = {"state": "done", "word": "Délibéré le 4 mai.", "version": "1"}
    bruno.post(f"/decisions/actions/{action}/avancement", news)
    shown = client.get(place).text

    assert "2026-01" in shown
    assert "Budget vert" in shown
    assert "Délibérer" in shown
    assert "Bruno" not in shown
    assert queries.get_follow_up(cast.denis, action).status is FollowUpStatus.DONE
    assert "Partager le budget vert" in client.get(f"/retours-experience/{report.slug}").text


def test_a_decision_is_recorded_from_the_point_of_a_meeting(client: Client, cast: Cast) -> None:
    meeting = hold_meeting(cast)
    item_id, day, title = point_of(meeting).id, meeting.held_on, point_of(meeting).title
    meeting_id = meeting.id
    db.session.remove()  # as in a process that has just started
    del meeting

    page = client.as_(cast.elise).get(f"/decisions/nouvelle?point={meeting_id}-{item_id}")

    assert page.status_code == 200
    assert day.isoformat() in page.text
    assert title in page.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"subjects": "https://ailleurs.test/x"}, "Rien ne correspond à cette adresse"),
        ({"visibility": "authority"}, "Ce choix n’existe pas"),
        ({"decided_on": "hier"}, "À corriger avant de continuer"),
    ],
)
def test_a_decision_that_cannot_be_kept_says_why(
    client: Client, cast: Cast, changed: dict, sentence: str
) -> None:
    words = {
        "title": "t",
        "kind": "opinion",
        "source": "s",
        "decided_on": "2026-03-03",
        "visibility": "public",
    }

    answer = client.as_(cast.elise).post("/decisions/nouvelle?comite=comite-de-valmer", {**words, **changed})

    assert answer.status_code in (409, 422)
    assert sentence in answer.text


def test_a_decision_of_the_committee_is_hidden_from_others_everywhere(client: Client, cast: Cast) -> None:
    decision = make_decision(cast, title="Réservée au comité")
    make_action(cast, decision)

    for nobody in (client, client.as_(cast.chloe)):
        assert nobody.get(f"/decisions/{decision.id}").status_code == 404
        assert "Réservée au comité" not in nobody.get("/decisions/").text
        assert "Réservée au comité" not in nobody.get("/decisions/registre.csv").text


def test_the_register_is_exported_without_formulas(client: Client, cast: Cast) -> None:
    make_action(
        cast, make_decision(cast, title="=CMD()", audience=Audience.PUBLIC), owner_id=cast.bruno.user_id
    )

    table = client.get("/decisions/registre.csv")
    public = table.text
    own = client.as_(cast.farid).get("/decisions/registre.csv").text
    document = client.get("/decisions/registre.odt")

    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "'=CMD()" in public
    assert "Bruno" not in public
    assert "Bruno" in own
    assert zipfile.ZipFile(io.BytesIO(document.data)).testzip() is None


def test_a_visitor_takes_the_latest_decisions_and_is_told_members_take_all(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "EXPORTED_MAX", 2)
    for rank in range(1, 4):
        make_decision(
            cast, title=f"Décision {rank}", decided_on=date(2026, 3, rank), audience=Audience.PUBLIC
        )
    told = "connectez-vous pour tout emporter"

    taken = client.get("/decisions/registre.csv").text
    document = (
        zipfile.ZipFile(io.BytesIO(client.get("/decisions/registre.odt").data)).read("content.xml").decode()
    )
    whole = client.as_(cast.bruno).get("/decisions/registre.csv").text

    for bounded in (taken, document):
        assert ("Décision 1" in bounded, "Décision 2" in bounded, "Décision 3" in bounded) == (
            False,
            True,
            True,
        )
        assert told in bounded
    assert told in client.get("/decisions/").text
    assert [f"Décision {rank}" in whole for rank in range(1, 4)] == [True, True, True]
    assert told not in whole


@pytest.mark.parametrize("how_many", [1, 12])
def test_pages_of_decisions_cost_the_same_however_many(client, cast, query_log, how_many) -> None:
    decision = make_decision(cast)
    for rank in range(how_many):
        make_action(cast, decision, title=f"Action {rank}")
        make_decision(cast, title=f"Décision {rank}")
    bruno, counts = client.as_(cast.bruno), []

    for page in ("/decisions/", f"/decisions/{decision.id}", "/decisions/actions", "/decisions/registre.csv"):
        with query_log:
            bruno.get(page)
        counts.append(len(query_log))

    assert max(counts) <= 15


def test_minutes_are_settled_once_the_delay_is_over_and_amendments_are_answered(
    client: Client, cast: Cast
) -> None:
    meeting = hold_meeting(cast)
    found = circulate(cast, meeting)
    elise, page = client.as_(cast.elise), f"/seances/{meeting.id}/compte-rendu"
    operations.propose_amendment(cast.amina, meeting, found, found.sections[0], "Plutôt ceci.")
    waiting = elise.get(page).text
    let_delay_pass(cast, meeting)
    unanswered = elise.get(page).text
    (amendment,) = minutes_queries.list_amendments(read_again(cast, meeting))
    operations.answer_amendment(
        cast.elise, meeting, read_again(cast, meeting), amendment, accepted=False, answer="Non."
    )

    assert "Vous pourrez l’arrêter après le" in waiting
    assert "Répondez d’abord aux amendements qui attendent" in unanswered
    for early in (waiting, unanswered):
        assert f'action="{page}/arret"' not in early
    assert f'action="{page}/arret"' in elise.get(page).text
