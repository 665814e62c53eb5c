"""The pages of meetings, as people use them."""

import io
import json
from datetime import timedelta

import pytest
from icalendar import Calendar

from comite.accounts import operations as accounts
from comite.accounts.audiences import Audience
from comite.foundation import clock
from comite.foundation.database import db
from comite.meetings.models.attendance import Presence, Proxy, Reply
from comite.meetings.models.meetings import AgendaItem, ItemKind, ItemStatus, Meeting, MeetingStatus
from comite.meetings.models.rules import CommitteeRules
from comite.meetings.models.seats import Mandate, Seat
from tests.factories_discussions import make_thread
from tests.factories_experiences import make_report
from tests.factories_meetings import (
    link_of,
    make_agenda_item,
    make_college,
    make_meeting,
    make_presence,
    make_reply,
    make_seat,
)

FORM = {
    "title": "Séance de mars",
    "held_on": "2027-03-02",
    "begins": "14:00",
    "ends": "16h30",
    "place_kind": "hybrid",
    "place": "Salle des fêtes",
    "link": "https://visio.exemple.test/valmer",
    "introduction": "Venez **nombreux**.",
    "audience": "committee",
}


@pytest.fixture
def elise(client, cast):
    return client.as_(cast.elise)


@pytest.fixture
def amina(client, cast):
    return client.as_(cast.amina)


def address(meeting):
    return f"/seances/{meeting.id}-{meeting.slug}"


def one(model):
    db.session.expire_all()
    return db.session.scalars(db.select(model).order_by(model.id.desc())).first()


def test_a_meeting_is_planned_changed_and_read(elise, amina):
    answer = elise.post("/seances/nouvelle", FORM)
    meeting = one(Meeting)

    assert answer.location == address(meeting)
    assert clock.in_paris(meeting.ends_at).strftime("%H:%M") == "16:30"
    page = amina.get(address(meeting)).text
    assert "Séance de mars" in page
    assert "<strong>nombreux</strong>" in page
    assert "2\u00a0mars\u00a02027 à 14\u00a0h\u00a000" in page
    elise.post(f"/seances/{meeting.id}/modifier", {**FORM, "title": "Séance d’avril", "version": "1"})
    assert one(Meeting).title == "Séance d’avril"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "À remplir."),
        ("held_on", "demain", "date"),
        ("ends", "13:00", "se termine avant de commencer"),
        ("link", "visio.exemple.test", "https://"),
        ("audience", "authority", "Ce choix n’existe pas"),
        ("place_kind", "", "Choisissez une réponse."),
    ],
)
def test_a_wrong_form_says_what_to_do_and_loses_nothing(elise, field, value, sentence):
    answer = elise.post("/seances/nouvelle", {**FORM, field: value})

    assert answer.status_code in (409, 422)
    assert sentence in answer.text
    assert "Venez **nombreux**." in answer.text
    assert one(Meeting) is None


def test_the_next_meeting_takes_hours_place_and_agenda_of_the_last(elise, cast):
    last = make_meeting(cast, place="Salle du conseil", status=MeetingStatus.CLOSED)
    make_agenda_item(cast, last, "Suivi")

    page = elise.get("/seances/nouvelle?agenda=1").text
    elise.post("/seances/nouvelle?agenda=1", FORM)

    assert "Salle du conseil" in page
    assert one(AgendaItem).meeting_id == one(Meeting).id


def test_a_pace_proposes_dates_then_creates_those_that_are_kept(elise):
    form = {**FORM, "held_on": "2027-01-01", "rank": "1", "weekday": "1", "months": "2", "count": "3"}

    page = elise.post("/seances/rythme", {**form, "step": "propose"}).text
    assert "le premier mardi, tous les deux mois" in page
    assert one(Meeting) is None
    elise.post(
        "/seances/rythme", {**form, "step": "confirm", "dates": ["2027-01-05", "2027-05-04", "2027-02-02"]}
    )

    found = db.session.scalars(db.select(Meeting.starts_at).order_by(Meeting.starts_at)).all()
    assert [clock.in_paris(each).strftime("%Y-%m-%d %H:%M") for each in found] == [
        "2027-01-05 14:00",
        "2027-05-04 14:00",
    ]


def test_meetings_are_planned_from_the_page_of_a_committee_by_who_runs_that_one(client, cast, elise):
    own = elise.get("/seances/?comite=comite-de-valmer").text
    other = elise.get("/seances/?comite=comite-d-ostrelle").text

    assert "/seances/nouvelle?comite=comite-de-valmer" in own
    assert "/seances/nouvelle" not in other
    assert "/seances/rythme" not in other
    assert "/seances/nouvelle" in elise.get("/seances/").text


def test_the_calendar_goes_by_month_and_keeps_the_past_apart(client, cast, amina):
    make_meeting(cast, title="Celle qui vient")
    past = clock.now() - timedelta(days=40)
    make_meeting(cast, title="Celle d’avant", status=MeetingStatus.CLOSED, starts_at=past)

    coming, gone = amina.get("/seances/").text, amina.get("/seances/?vue=passees").text

    assert "Celle qui vient" in coming
    assert "Celle d’avant" not in coming
    assert "Celle d’avant" in gone
    assert "Celle qui vient" not in gone
    assert "Celle qui vient" not in client.get("/seances/").text


@pytest.mark.parametrize("path", ["/seances/", "/seances/?vue=passees"])
@pytest.mark.parametrize("how_many", [1, 12])
def test_lists_cost_the_same_however_long(amina, cast, query_log, path, how_many):
    for rank in range(how_many):
        make_meeting(cast, starts_at=clock.now() + timedelta(days=rank + 1))
        make_meeting(cast, status=MeetingStatus.CLOSED, starts_at=clock.now() - timedelta(days=rank + 1))

    with query_log:
        amina.get(path)

    assert len(query_log) <= 10


@pytest.mark.parametrize("how_many", [1, 12])
def test_a_meeting_costs_the_same_however_long_its_agenda_and_its_committee(elise, cast, query_log, how_many):
    meeting = make_meeting(cast, status=MeetingStatus.OPEN)
    for _ in range(how_many):
        make_agenda_item(cast, meeting, born_kind="thread", born_id=make_thread(cast).id)
        make_agenda_item(cast, meeting, status=ItemStatus.PROPOSED)
        seat = make_seat(cast, cast.valmer, cast.amina, cast.bruno)
        make_reply(cast, meeting, seat)
        make_presence(cast, meeting, seat, cast.amina)

    counts = []
    for path in (address(meeting), f"/seances/{meeting.id}/presences"):
        with query_log:
            elise.get(path)
        counts.append(len(query_log))

    assert max(counts) <= 16  # one for the votes held in it


def test_a_member_proposes_the_animator_accepts_and_it_is_said(elise, amina, cast):
    meeting = make_meeting(cast, status=MeetingStatus.PREPARING)
    form = {"title": "Une charte", "kind": "vote", "planned_minutes": "20", "text": "Pour décider."}

    answer = amina.post(f"/seances/{meeting.id}/points/nouveau", form, follow=True)
    item = one(AgendaItem)
    elise.post(f"/seances/points/{item.id}/acceptation")

    assert "Votre point est proposé." in answer.text
    assert one(AgendaItem).is_accepted
    assert "Une charte" in amina.get(address(meeting)).text
    assert "a mis votre point à l’ordre du jour" in amina.get("/notifications").text


def test_a_refusal_asks_for_its_reason_and_gives_it(elise, amina, cast):
    meeting = make_meeting(cast, status=MeetingStatus.PREPARING)
    item = make_agenda_item(cast, meeting, status=ItemStatus.PROPOSED, by=cast.amina)

    refused = elise.post(f"/seances/points/{item.id}/refus", {"reason": ""})
    elise.post(f"/seances/points/{item.id}/refus", {"reason": "Au printemps plutôt."})

    assert refused.status_code == 422
    assert "Au printemps plutôt." in amina.get(address(meeting)).text


def test_documents_are_sent_read_by_the_committee_only_and_taken_away(elise, client, cast, amina):
    meeting = make_meeting(cast, status=MeetingStatus.PREPARING)
    form = {
        "title": "Avec un rapport",
        "kind": "information",
        "planned_minutes": "10",
        "files": (io.BytesIO(b"<script>"), "rapport.html", "text/html"),
    }
    elise.post(f"/seances/{meeting.id}/points/nouveau", form, content_type="multipart/form-data")
    item = one(AgendaItem)
    path = "/seances/documents/1"

    sent = amina.get(path)

    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    assert client.get(path).status_code == 404
    elise.post(f"{path}/retrait")
    assert "rapport.html" not in elise.get(f"/seances/points/{item.id}/modifier").text


def test_points_are_moved_without_script_and_dragged_with_it(elise, cast):
    meeting = make_meeting(cast, status=MeetingStatus.PREPARING)
    first, second = (make_agenda_item(cast, meeting, name, position=rank) for rank, name in enumerate("AB"))

    elise.post(f"/seances/points/{second.id}/place", {"way": "up"})
    moved = [each.id for each in db.session.scalars(db.select(AgendaItem).order_by(AgendaItem.position))]
    elise.post(f"/seances/{meeting.id}/ordre", {"items": f"{first.id},{second.id},x,999999999999"})

    assert moved == [second.id, first.id]
    assert [each.id for each in db.session.scalars(db.select(AgendaItem).order_by(AgendaItem.position))] == [
        first.id,
        second.id,
    ]


@pytest.mark.parametrize("kind", ["experience", "thread"])
def test_a_thing_becomes_a_point_in_one_click_and_both_link_to_each_other(elise, amina, cast, kind):
    meeting = make_meeting(cast, status=MeetingStatus.PREPARING)
    if kind == "experience":
        report = make_report(cast, title="Écouter le réseau", visibility=Audience.PUBLIC)
        page, key = f"/retours-experience/{report.slug}", report.id
    else:
        thread = make_thread(cast, title="Écouter le réseau")
        page, key = f"/discussions/{thread.id}-{thread.slug}", thread.id

    assert "Mettre à l’ordre du jour" in amina.get(page).text
    elise.post("/seances/points/depuis", {"sujet": f"{kind}:{key}"})

    item = one(AgendaItem)
    assert (item.title, item.born_kind, item.born_id) == ("Écouter le réseau", kind, key)
    assert f'href="{page}"' in amina.get(address(meeting)).text
    assert f"#point-{item.id}" in amina.get(page).text


def test_the_button_is_only_for_those_for_whom_it_works(client, cast):
    thread = make_thread(cast)
    page = f"/discussions/{thread.id}-{thread.slug}"

    for reader in (cast.visitor, cast.farid):
        assert "Mettre à l’ordre du jour" not in client.as_(reader).get(page).text


def test_without_a_meeting_or_with_several_committees_one_chooses(amina, elise, cast, client):
    thread = make_thread(cast)
    answer = amina.post("/seances/points/depuis", {"sujet": f"thread:{thread.id}"})
    assert "Aucune séance ne prend de points" in amina.get(answer.location).text

    make_meeting(cast, title="Chez nous")
    make_meeting(cast, title="À Ostrelle", committee=cast.other_committee)
    denis = client.as_(cast.denis)
    answer = denis.post("/seances/points/depuis", {"sujet": f"thread:{thread.id}"})
    page = denis.get(answer.location).text

    assert "Chez nous" in page
    assert "À Ostrelle" in page


def test_the_animator_sees_who_will_be_convened_then_sends(elise, cast):
    make_seat(cast, cast.valmer, cast.amina, cast.bruno)
    make_seat(cast, cast.lead)
    meeting = make_meeting(cast, status=MeetingStatus.PREPARING)

    empty = elise.post(f"/seances/{meeting.id}/convocation")
    make_agenda_item(cast, meeting)
    page = elise.get(f"/seances/{meeting.id}/convocation").text
    sent = elise.post(f"/seances/{meeting.id}/convocation", follow=True)

    assert empty.status_code == 409
    assert "L’ordre du jour est vide." in empty.text
    assert "Amina Berger" in page
    assert "1\u00a0siège sans titulaire" in page
    assert "Farid Haddad, Syndicat des eaux du Val (observe, sans voix)" in page
    assert "3 personnes reçoivent la convocation." in sent.text


def test_one_answers_from_the_page_and_the_animator_sees_it(amina, elise, cast):
    seat, lead = make_seat(cast, cast.valmer, cast.amina, cast.bruno), make_seat(cast, cast.lead, cast.elise)
    meeting = make_meeting(cast)

    asked = amina.get(address(meeting)).text
    amina.post(f"/seances/{meeting.id}/reponse/{seat.id}", {"answer": "proxy", "holder": str(lead.id)})

    assert "dites si vous venez" in asked
    assert one(Proxy).holder_seat_id == lead.id
    assert "Pouvoir" in elise.get(address(meeting)).text
    assert "donné à Valmer Agglomération" in amina.get(address(meeting)).text


def test_a_substitute_who_is_not_chosen_is_asked_for(amina, cast):
    seat = make_seat(cast, cast.valmer, cast.amina, cast.bruno)
    meeting = make_meeting(cast)

    answer = amina.post(f"/seances/{meeting.id}/reponse/{seat.id}", {"answer": "substitute"})

    assert answer.status_code == 422
    assert "Choisissez qui vous remplacera" in answer.text


def test_the_link_of_the_mail_answers_in_two_clicks_without_signing_in(client, cast):
    seat = make_seat(cast, cast.valmer, cast.amina)
    meeting = make_meeting(cast)
    link = link_of(meeting, seat, cast.amina)

    page = client.get(link)
    assert one(Reply) is None
    answer = client.post(link, {"answer": "excused"})

    assert page.headers["Cache-Control"] in ("no-cache", "private, no-store")
    assert "Votre réponse est enregistrée" in answer.text
    assert one(Reply).answer.value == "excused"
    assert client.post(link, {"answer": ""}).status_code == 422
    assert client.get(link[:-1] + ("a" if link[-1] != "a" else "b")).status_code == 404


def test_the_link_of_a_closed_account_opens_nothing(client, cast):
    seat = make_seat(cast, cast.valmer, cast.gael)
    meeting = make_meeting(cast)

    assert client.get(link_of(meeting, seat, cast.gael)).status_code == 404


def test_the_sheet_is_filled_by_click_and_says_the_quorum(elise, cast):
    seat = make_seat(cast, cast.valmer, cast.amina, cast.bruno)
    other = make_seat(cast, cast.lead, cast.elise)
    meeting = make_meeting(cast, starts_at=clock.now())
    elise.post(f"/seances/{meeting.id}/ouverture")
    sheet = f"/seances/{meeting.id}/presences"

    before = elise.get(sheet).text
    elise.post(sheet, {"seat": seat.id, "user": cast.bruno.user_id, "action": "arrive"})
    twice = elise.post(sheet, {"seat": seat.id, "user": cast.amina.user_id, "action": "arrive"})
    fresh = json.loads(elise.get(f"/seances/{meeting.id}/quorum.json").text)

    assert "0 siège sur 2" in before
    assert twice.status_code == 409
    assert "Ce siège est déjà occupé." in twice.text
    assert fresh == {
        "is_reached": True,
        "seated": [seat.id],
        "sentence": "1 siège sur 2\u202f: le quorum est atteint (il en faut 1).",
    }
    elise.post(sheet, {"seat": other.id, "name": "Jeanne Roche", "action": "arrive"})
    elise.post(sheet, {"seat": seat.id, "action": "leave"})
    elise.post(f"/seances/{meeting.id}/cloture")
    closed = elise.get(sheet).text
    assert "Jeanne Roche" in closed
    assert "les présences sont arrêtées" in closed
    assert "Noter sa présence" not in closed
    assert db.session.scalar(db.select(db.func.count(Presence.id))) == 2


def test_a_proxy_is_noted_on_the_sheet_and_refused_beyond_the_limit(elise, cast):
    first, second, third = (make_seat(cast, cast.lead, name=str(rank)) for rank in range(3))
    meeting = make_meeting(cast, status=MeetingStatus.OPEN)
    path = f"/seances/{meeting.id}/pouvoirs"

    given = elise.post(path, {"giver": first.id, "holder": second.id}, follow=True)
    refused = elise.post(path, {"giver": third.id, "holder": second.id}, follow=True)

    assert "Le pouvoir est noté." in given.text
    assert "détient déjà tous les pouvoirs" in refused.text
    elise.post(path, {"giver": first.id, "action": "withdraw"})
    assert one(Proxy) is None


def test_a_meeting_is_cancelled_with_its_reason(elise, amina, cast):
    meeting = make_meeting(cast)

    elise.post(f"/seances/{meeting.id}/annulation", {"reason": "Grève des transports."})

    assert "Grève des transports." in amina.get(address(meeting)).text


def test_rules_are_read_by_the_committee_and_changed_by_its_animator(elise, amina, cast):
    path = "/comites/comite-de-valmer/reglement"
    form = {
        "quorum_basis": "authorities",
        "quorum_percent": "66",
        "proxies_per_holder": "2",
        "weighting": "one_per_seat",
        "proposal_days": "12",
        "notice_days": "8",
        "reminder_days": "2",
        "amendment_days": "20",
        "frequency": "tous les deux mois",
        "version": "0",
    }

    elise.post(path, form)
    stale = elise.post(path, form)
    wrong = elise.post(path, {**form, "quorum_percent": "101", "version": "1"})

    assert db.session.get(CommitteeRules, cast.committee).quorum_percent == 66
    assert "Au moins 66\u00a0% des collectivités" in amina.get(path).text
    assert stale.status_code == 409
    assert wrong.status_code == 422
    assert "change_rules" in db.session.execute(db.text("SELECT action FROM audit_entries")).scalars().all()


def test_seats_are_given_to_all_members_and_never_to_observers(elise, cast):
    page = elise.get("/comites/comite-de-valmer/sieges").text
    elise.post("/comites/comite-de-valmer/sieges/manquants")
    elise.post("/comites/comite-de-valmer/sieges", {"authority": str(cast.valmer)})
    refused = elise.post("/comites/comite-de-valmer/sieges", {"authority": str(cast.waters)})

    found = sorted(each.authority_id for each in db.session.scalars(db.select(Seat)))
    assert "2\u00a0collectivités membres sans siège" in page
    assert found == sorted([cast.lead, cast.valmer, cast.valmer])
    assert refused.status_code == 422


def test_a_seat_has_its_people_its_college_and_its_weight(elise, cast):
    seat, college = make_seat(cast, cast.valmer), make_college(cast)
    path = f"/comites/comite-de-valmer/sieges/{seat.id}"

    elise.post(path, {"name": "Culture", "weight": "3", "college": str(college.id)})
    elise.post(f"{path}/mandats", {"person": str(cast.amina.user_id), "starts_on": "2026-01-01"})
    elise.post(
        f"{path}/mandats",
        {"person": str(cast.bruno.user_id), "starts_on": "2026-01-01", "is_substitute": "y"},
    )
    foreign = elise.post(f"{path}/mandats", {"person": str(cast.chloe.user_id), "starts_on": "2026-01-01"})
    again = elise.post(f"{path}/mandats", {"person": str(cast.amina.user_id), "starts_on": "2026-02-01"})
    page = elise.get("/comites/comite-de-valmer/sieges").text

    assert foreign.status_code == 422
    assert again.status_code == 422
    assert "Amina Berger" in page
    assert "Bruno Lemoine" in page
    assert "Communes" in page
    mandate = db.session.scalar(db.select(Mandate.id).where(Mandate.rank == 0))
    elise.post(f"{path}/mandats/{mandate}/fin")
    assert "Amina Berger" not in elise.get("/comites/comite-de-valmer/sieges").text
    elise.post(f"{path}/fin")
    assert "Culture" not in elise.get("/comites/comite-de-valmer/sieges").text


def test_colleges_are_made_and_dropped_when_empty(elise, cast):
    path = "/comites/comite-de-valmer/colleges"
    elise.post(path, {"name": "Communes"})
    twice = elise.post(path, {"name": "communes"})

    assert twice.status_code == 422
    assert "Un collège porte déjà ce nom." in twice.text
    elise.post(f"{path}/1/retrait")
    assert "n’a pas de collèges" in elise.get(path).text


def test_the_dashboard_asks_for_the_answer_until_it_is_given(amina, elise, cast):
    seat = make_seat(cast, cast.valmer, cast.amina)
    meeting = make_meeting(cast, title="Séance de mai")
    make_agenda_item(cast, meeting, "Un point proposé", status=ItemStatus.PROPOSED)

    asked = amina.get("/").text
    make_reply(cast, meeting, seat)
    answered = amina.get("/").text

    assert "dites si vous venez" in asked
    assert "dites si vous venez" not in answered
    assert "Séance de mai" in answered
    assert "Un point proposé" in elise.get("/").text


def events(answer):
    return [str(each["SUMMARY"]) for each in Calendar.from_ical(answer.data).walk("VEVENT")]


def test_the_feed_of_a_key_gives_what_its_owner_reads_until_it_is_withdrawn(app, client, cast):
    make_meeting(cast, title="Au comité")
    make_meeting(cast, title="À Ostrelle", committee=cast.other_committee)
    make_meeting(cast, title="Publique", audience=Audience.PUBLIC)
    key = accounts.create_feed_key(cast.amina, "Agenda")

    own = client.get(f"/seances/agenda.ics?cle={key}")
    narrowed = client.get(f"/seances/agenda.ics?cle={key}&comite=comite-d-ostrelle")

    assert own.content_type == "text/calendar; charset=utf-8"
    assert sorted(each.split(" (")[0] for each in events(own)) == ["Au comité", "Publique"]
    assert events(narrowed) == []
    assert [each.split(" (")[0] for each in events(client.get("/seances/agenda.ics"))] == ["Publique"]
    accounts.revoke_feed_key(cast.amina, 1)
    assert client.get(f"/seances/agenda.ics?cle={key}").status_code == 403


def test_one_meeting_is_taken_into_a_calendar(amina, client, cast):
    meeting = make_meeting(cast, title="Séance à noter")
    make_agenda_item(cast, meeting, "La charte", kind=ItemKind.VOTE)

    answer = amina.get(f"/seances/{meeting.id}.ics")

    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert str(event["UID"]).startswith(meeting.uid)
    assert "1. La charte" in str(event["DESCRIPTION"])
    assert client.get(f"/seances/{meeting.id}.ics").status_code == 404


def test_hostile_words_come_out_as_words(elise, amina, cast):
    words = "<script>alert(1)</script>"
    elise.post("/seances/nouvelle", {**FORM, "title": words, "place": words, "introduction": words})

    page = amina.get(address(one(Meeting))).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_calendar_gives_the_video_link_only_to_people_with_an_account(client, cast, amina):
    link = "https://visio.exemple.test/valmer"
    meeting = make_meeting(cast, link=link, audience=Audience.PUBLIC)
    key = accounts.create_feed_key(cast.amina, "Téléphone")

    one_meeting, feed = f"/seances/{meeting.id}.ics", "/seances/agenda.ics"

    assert [link in client.get(each).text for each in (one_meeting, feed)] == [False, False]
    assert [link in amina.get(one_meeting).text, link in client.get(f"{feed}?cle={key}").text] == [True, True]
