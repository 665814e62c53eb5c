"""What is thrown away in meetings: points keep their place, seats and mandates keep their past."""

from datetime import timedelta
from typing import Any

import pytest
from flask import current_app

from comite.accounts import trash
from comite.discussions import moderated
from comite.discussions.queries.moderation import get_case
from comite.foundation import citations, clock, subjects
from comite.foundation.database import db, write
from comite.foundation.errors import NotFoundError
from comite.meetings import dashboard, errors
from comite.meetings.models.meetings import ItemContent, MeetingContent, MeetingStatus
from comite.meetings.models.seats import Mandate, MandateFacts, Seat, SeatFacts
from comite.meetings.operations import agenda, ballots, meetings, notes, seats
from comite.meetings.queries import meetings as queries
from comite.meetings.queries import seats as seat_queries
from tests.cast import Cast
from tests.factories_meetings import committee_of, make_agenda_item, make_college, make_meeting, make_seat
from tests.factories_minutes import make_decision
from tests.factories_thrown import age, purge, restore, throw_one
from tests.factories_votes import make_ballot


def hold_a_meeting(cast: Cast, **facts: Any) -> None:
    """A meeting that was held."""
    make_meeting(cast, status=MeetingStatus.CLOSED, **facts)


def test_a_proposal_taken_back_is_found_by_who_made_it_and_who_answers(cast: Cast) -> None:
    meeting = make_meeting(cast)
    item = agenda.add_item(cast.amina, meeting, ItemContent("Une idée"))
    agenda.remove_item(cast.amina, queries.get_item(cast.amina, item.id))

    found = {name: [each.title for each in trash.list_thrown(r)] for name, r in cast.people().items()}

    assert {name for name, titles in found.items() if titles} == {"amina", "elise"}
    assert restore(cast, "amina", "point", item.id).endswith(f"#point-{item.id}")
    assert queries.get_item(cast.elise, item.id).is_proposed


def test_a_thrown_point_leaves_search_citations_and_the_page_of_what_it_was_born_of(cast: Cast) -> None:
    meeting = make_meeting(cast)
    other = make_meeting(cast, title="La suivante")
    content = ItemContent("Un suivi", source=f"Voir [la séance](/seances/{other.id}-{other.slug}).")
    item = agenda.add_item(cast.elise, meeting, content)
    loader = current_app.extensions["subjects"]["agenda_item"]
    cited = [each.title for each in citations.cited_by(cast.bruno, "meeting", other.id)]

    agenda.remove_item(cast.elise, queries.get_item(cast.elise, item.id))
    db.session.expire_all()

    assert cited
    assert list(citations.cited_by(cast.bruno, "meeting", other.id)) == []
    assert list(loader.load([item.id])) == []
    assert item.id not in set(loader.each_id())
    assert list(loader.search(cast.elise, ["suivi"], 5)) == []
    for reader in cast.people().values():
        assert subjects.find(reader, "agenda_item", item.id) is None


def test_a_point_keeps_its_place_among_the_others(cast: Cast) -> None:
    meeting = make_meeting(cast)
    ids = [agenda.add_item(cast.elise, meeting, ItemContent(f"Point {rank}")).id for rank in range(3)]
    agenda.remove_item(cast.elise, queries.get_item(cast.elise, ids[0]))
    agenda.remove_item(cast.elise, queries.get_item(cast.elise, ids[1]))
    added = agenda.add_item(cast.elise, meeting, ItemContent("Le dernier")).id

    restore(cast, "elise", "point", ids[1])
    db.session.expire_all()

    assert [each.id for each in queries.get_meeting(cast.elise, meeting.id).items] == [ids[1], ids[2], added]


def test_the_agenda_of_a_meeting_that_is_over_takes_nothing_back(cast: Cast) -> None:
    meeting = make_meeting(cast, status=MeetingStatus.OPEN)
    item = make_agenda_item(cast, meeting)
    agenda.remove_item(cast.elise, queries.get_item(cast.elise, item.id))
    with write() as session:
        row = session.merge(meeting)
        row.status, row.closed_at = MeetingStatus.CLOSED, clock.now()

    assert trash.list_thrown(cast.elise) == []
    with pytest.raises(errors.AgendaClosedError):
        restore(cast, "elise", "point", item.id)


def test_a_full_agenda_takes_no_point_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = make_meeting(cast)
    item = make_agenda_item(cast, meeting)
    agenda.remove_item(cast.elise, queries.get_item(cast.elise, item.id))
    make_agenda_item(cast, meeting, "Un autre")
    monkeypatch.setattr(agenda, "ITEMS_MAX", 1)

    with pytest.raises(errors.TooManyItemsError):
        restore(cast, "elise", "point", item.id)


def test_a_point_with_a_question_or_a_decision_stays(cast: Cast) -> None:
    meeting = make_meeting(cast, status=MeetingStatus.OPEN)
    asked, decided = make_agenda_item(cast, meeting, "Voter"), make_agenda_item(cast, meeting, "Décider")
    ballot = make_ballot(cast, meeting=meeting, item=asked)
    make_decision(cast, item=decided)

    for item in (asked, decided):
        with pytest.raises(errors.ItemInUseError):
            agenda.remove_item(cast.elise, queries.get_item(cast.elise, item.id))
    ballots.delete_ballot(cast.elise, ballot)
    agenda.remove_item(cast.elise, queries.get_item(cast.elise, asked.id))

    with pytest.raises(errors.ThrownItemError):
        restore(cast, "elise", "question", ballot.id)
    restore(cast, "elise", "point", asked.id)
    restore(cast, "elise", "question", ballot.id)


def test_nothing_is_written_on_a_point_in_the_trash(cast: Cast) -> None:
    meeting = make_meeting(cast)
    item = make_agenda_item(cast, meeting)
    agenda.remove_item(cast.elise, queries.get_item(cast.elise, item.id))

    for change in (
        lambda: agenda.edit_item(cast.elise, item, ItemContent("Autre"), 1),
        lambda: agenda.move_item(cast.elise, item, 1),
        lambda: agenda.remove_item(cast.elise, item),
        lambda: make_ballot(cast, meeting=meeting, item=item),
        lambda: make_decision(cast, item=item),
    ):
        with pytest.raises(NotFoundError):
            change()


def test_a_thrown_proposal_awaits_no_answer_on_the_dashboard(cast: Cast) -> None:
    item = agenda.add_item(cast.amina, make_meeting(cast), ItemContent("Une idée"))

    def awaiting() -> int:
        rows = dashboard.proposals(cast.elise)
        assert rows is not None
        return len(db.session.execute(rows).all())

    before = awaiting()
    agenda.remove_item(cast.amina, queries.get_item(cast.amina, item.id))

    assert (before, awaiting()) == (1, 0)


def test_no_note_is_taken_on_a_point_in_the_trash(cast: Cast) -> None:
    meeting = make_meeting(cast, status=MeetingStatus.OPEN)
    item = make_agenda_item(cast, meeting)
    agenda.remove_item(cast.elise, queries.get_item(cast.elise, item.id))

    with pytest.raises(NotFoundError):
        notes.save_note(cast.elise, meeting, item.id, "On a parlé.", 0)


def test_throwing_a_point_away_does_not_take_it_from_moderation(cast: Cast) -> None:
    item = agenda.add_item(cast.amina, make_meeting(cast), ItemContent("Une idée"))
    agenda.remove_item(cast.amina, queries.get_item(cast.amina, item.id))

    case = get_case(cast.elise, "agenda_item", item.id)
    moderated.of_kind("agenda_item").hide(cast.elise, item.id, "Un nom est resté.")
    restore(cast, "amina", "point", item.id)

    assert case.title == "Une idée"
    assert queries.get_item(cast.elise, item.id).is_masked


def test_the_copy_of_a_meeting_leaves_the_trash_behind(cast: Cast) -> None:
    meeting = make_meeting(cast)
    item = make_agenda_item(cast, meeting, "Jeté")
    make_agenda_item(cast, meeting, "Gardé")
    agenda.remove_item(cast.elise, queries.get_item(cast.elise, item.id))

    starts = clock.now() + timedelta(days=60)
    content = MeetingContent("La suivante", starts, starts + timedelta(hours=2), place="Mairie")

    copy = meetings.duplicate_meeting(cast.elise, committee_of(cast), meeting, content)

    assert [each.title for each in queries.get_meeting(cast.elise, copy.id).items] == ["Gardé"]


def test_a_seat_or_a_mandate_does_not_come_back_once_a_meeting_was_held_without_it(cast: Cast) -> None:
    for slug in ("siege", "mandat"):
        thing = throw_one(cast, slug)
        hold_a_meeting(cast, starts_at=clock.now())

        with pytest.raises(errors.HeldSinceError):
            restore(cast, "elise", slug, thing.id)


def test_a_meeting_held_before_changes_nothing(cast: Cast) -> None:
    hold_a_meeting(cast, starts_at=clock.now() - timedelta(days=2))
    thing = throw_one(cast, "siege")

    restore(cast, "elise", "siege", thing.id)

    assert thing.is_shown()


def test_a_mandate_comes_back_until_the_day_it_would_have_ended(cast: Cast) -> None:
    seat = make_seat(cast, cast.valmer, cast.amina)
    until = clock.today() + timedelta(days=90)
    with write() as session:
        mandate = session.scalars(db.select(Mandate).where(Mandate.seat_id == seat.id)).one()
        mandate.ends_on = until
    found = seat_queries.get_seat(cast.committee, seat.id)
    seats.end_mandate(cast.elise, found, found.mandates[0])
    assert db.session.get_one(Mandate, mandate.id).ends_on == clock.today() - timedelta(days=1)

    restore(cast, "elise", "mandat", mandate.id)

    assert db.session.get_one(Mandate, mandate.id).ends_on == until


def test_a_mandate_that_had_not_begun_is_void_then_comes_back(cast: Cast) -> None:
    seat = make_seat(cast, cast.valmer)
    begins = clock.today() + timedelta(days=5)
    seats.give_mandate(cast.elise, seat, MandateFacts(cast.bruno.user_id or 0, True, begins))
    found = seat_queries.get_seat(cast.committee, seat.id)
    mandate = found.mandates[0]
    seats.end_mandate(cast.elise, found, mandate)
    db.session.expire_all()
    void = seat_queries.get_seat(cast.committee, seat.id).mandates

    restore(cast, "elise", "mandat", mandate.id)
    db.session.expire_all()

    assert void == []
    assert seat_queries.get_seat(cast.committee, seat.id).holder_on(begins).id == cast.bruno.user_id


def test_a_void_mandate_asks_for_no_answer(cast: Cast) -> None:
    seat = make_seat(cast, cast.valmer)
    make_meeting(cast)
    seats.give_mandate(cast.elise, seat, MandateFacts(cast.bruno.user_id or 0, True, clock.today()))

    def unanswered() -> int:
        rows = dashboard.unanswered(cast.bruno)
        assert rows is not None
        return len(db.session.execute(rows).all())

    before = unanswered()
    found = seat_queries.get_seat(cast.committee, seat.id)
    seats.end_mandate(cast.elise, found, found.mandates[0])

    assert (before, unanswered()) == (1, 0)


def test_a_void_mandate_is_purged_and_one_that_ran_stays(cast: Cast) -> None:
    seat = make_seat(cast, cast.valmer, cast.amina)
    begins = clock.today() + timedelta(days=5)
    seats.give_mandate(cast.elise, seat, MandateFacts(cast.bruno.user_id or 0, False, begins))
    found = seat_queries.get_seat(cast.committee, seat.id)
    for each in found.mandates:
        seats.end_mandate(cast.elise, found, each)
        age("mandat", each.id)
    ids = {each.user_id: each.id for each in found.mandates}

    purge()
    db.session.expire_all()

    assert db.session.get(Mandate, ids[cast.amina.user_id]) is not None
    assert db.session.get(Mandate, ids[cast.bruno.user_id]) is None


def test_the_same_mandate_given_again_takes_the_place_of_the_void_one(cast: Cast) -> None:
    seat = make_seat(cast, cast.valmer)
    facts = MandateFacts(cast.bruno.user_id or 0, True, clock.today())
    seats.give_mandate(cast.elise, seat, facts)
    found = seat_queries.get_seat(cast.committee, seat.id)
    seats.end_mandate(cast.elise, found, found.mandates[0])

    seats.give_mandate(cast.elise, seat, facts)
    db.session.expire_all()

    assert trash.list_thrown(cast.elise) == []
    assert seat_queries.get_seat(cast.committee, seat.id).holder_on(clock.today()) is not None


def test_a_seat_given_to_somebody_else_meanwhile_does_not_go_back(cast: Cast) -> None:
    thing = throw_one(cast, "mandat")
    seat = db.session.get_one(Seat, db.session.get_one(Mandate, thing.id).seat_id)
    seats.give_mandate(cast.elise, seat, MandateFacts(cast.bruno.user_id or 0, True, clock.today()))

    with pytest.raises(errors.SeatTakenError):
        restore(cast, "elise", "mandat", thing.id)


def test_a_holder_replaced_before_the_first_day_is_in_the_trash(cast: Cast) -> None:
    seat = make_seat(cast, cast.valmer)
    for person in (cast.bruno, cast.amina):
        seats.give_mandate(cast.elise, seat, MandateFacts(person.user_id or 0, True, clock.today()))

    assert [each.title for each in trash.list_thrown(cast.elise)] == ["Bruno Lemoine"]


def test_the_mandate_of_an_ended_seat_waits_for_its_seat(cast: Cast) -> None:
    thing = throw_one(cast, "mandat")
    seat = db.session.get_one(Seat, db.session.get_one(Mandate, thing.id).seat_id)
    seats.end_seat(cast.elise, seat)

    assert [each.slug for each in trash.list_thrown(cast.elise)] == ["siege"]
    with pytest.raises(NotFoundError):
        restore(cast, "elise", "mandat", thing.id)


def test_a_seat_ends_once(cast: Cast) -> None:
    seat = make_seat(cast, cast.valmer)
    seats.end_seat(cast.elise, seat)

    with pytest.raises(NotFoundError):
        seats.end_seat(cast.elise, seat)


def test_a_college_of_the_same_name_takes_its_place(cast: Cast) -> None:
    thrown = throw_one(cast, "college")
    twin = make_college(cast, "PARTENAIRES")

    with pytest.raises(errors.CollegeExistsError):
        restore(cast, "elise", "college", thrown.id)
    seats.remove_college(cast.elise, committee_of(cast), twin)
    seats.add_college(cast.elise, committee_of(cast), "Partenaires")

    assert [each.title for each in trash.list_thrown(cast.elise)] == ["PARTENAIRES"]


def test_no_seat_joins_a_college_in_the_trash(cast: Cast) -> None:
    thrown = throw_one(cast, "college")

    with pytest.raises(NotFoundError):
        seats.edit_seat(cast.elise, make_seat(cast, cast.valmer), SeatFacts(college_id=thrown.id))
