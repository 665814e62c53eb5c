"""Planning meetings, and the steps of their life."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from comite.foundation import clock
from comite.foundation.errors import NotAllowedError, StaleVersionError
from comite.meetings.errors import (
    CommitteeOverError,
    ImpossibleTimesError,
    NotComingError,
    NotConvenedError,
    NotOpenError,
)
from comite.meetings.models.meetings import ItemStatus, MeetingContent, MeetingStatus
from comite.meetings.operations import meetings as operations
from comite.meetings.queries.meetings import list_coming, list_past
from comite.meetings.recurrence import LAST, Pattern
from tests.factories_meetings import again, committee_of, make_agenda_item, make_meeting, make_rules

STARTS = datetime(2027, 3, 2, 14, 0, tzinfo=clock.PARIS)
CONTENT = MeetingContent("Séance de mars", STARTS, STARTS + timedelta(hours=2), place="Salle des fêtes")


def test_the_animator_plans_a_meeting_with_the_deadline_of_the_rules(cast):
    make_rules(cast, proposal_days=10)

    meeting = operations.create_meeting(cast.elise, committee_of(cast), CONTENT)

    assert meeting.is_preparing
    assert clock.in_paris(meeting.proposals_until).date() == date(2027, 2, 20)
    assert meeting.authority_id == cast.lead


@pytest.mark.parametrize("name", ["amina", "farid", "chloe", "visitor"])
def test_nobody_else_plans_one(cast, name):
    with pytest.raises(NotAllowedError):
        operations.create_meeting(getattr(cast, name), committee_of(cast), CONTENT)


def test_a_meeting_does_not_end_before_it_begins(cast):
    with pytest.raises(ImpossibleTimesError):
        operations.create_meeting(cast.elise, committee_of(cast), replace(CONTENT, ends_at=STARTS))


def test_a_committee_that_is_over_meets_no_more(cast):
    from comite.foundation.database import write

    committee = committee_of(cast)
    with write():
        committee.closed_on = clock.today()

    with pytest.raises(CommitteeOverError):
        operations.create_meeting(cast.denis, committee, CONTENT)


def test_a_change_that_calendars_must_learn_raises_the_sequence(cast):
    meeting = make_meeting(cast)

    told = operations.edit_meeting(cast.elise, meeting, CONTENT, 1)

    assert told
    assert again(cast, meeting).sequence == 1
    assert not operations.edit_meeting(cast.elise, meeting, replace(CONTENT, source="Venez."), 2)
    assert again(cast, meeting).sequence == 1


def test_a_stale_change_is_refused(cast):
    meeting = make_meeting(cast)
    operations.edit_meeting(cast.elise, meeting, CONTENT, 1)

    with pytest.raises(StaleVersionError):
        operations.edit_meeting(cast.elise, meeting, CONTENT, 1)


@pytest.mark.parametrize("status", ["open", "closed", "minuted", "cancelled"])
def test_a_meeting_that_began_is_no_longer_prepared(cast, status):
    meeting = make_meeting(cast, status=MeetingStatus(status))

    with pytest.raises(NotComingError):
        operations.edit_meeting(cast.elise, meeting, CONTENT, 1)


def test_a_copy_takes_the_agenda_but_not_the_state(cast):
    model = make_meeting(cast, status=MeetingStatus.CLOSED)
    make_agenda_item(cast, model, "Suivi des décisions", position=1)
    make_agenda_item(cast, model, "Un refus", status=ItemStatus.DECLINED)

    copy = operations.duplicate_meeting(cast.elise, committee_of(cast), model, CONTENT)

    assert [each.title for each in again(cast, copy).items] == ["Suivi des décisions"]
    assert copy.is_preparing
    assert copy.uid != model.uid


def test_a_meeting_is_convened_then_opened_then_closed(cast):
    meeting = make_meeting(cast, starts_at=clock.now() + timedelta(minutes=5))

    operations.open_meeting(cast.elise, meeting)
    operations.close_meeting(cast.elise, meeting)

    assert meeting.status is MeetingStatus.CLOSED
    assert meeting.opened_at <= meeting.closed_at


def test_no_step_is_skipped(cast):
    with pytest.raises(NotConvenedError):
        operations.open_meeting(cast.elise, make_meeting(cast, status=MeetingStatus.PREPARING))
    with pytest.raises(NotOpenError):
        operations.close_meeting(cast.elise, make_meeting(cast))
    with pytest.raises(NotAllowedError):
        operations.open_meeting(cast.amina, make_meeting(cast))


def test_several_meetings_are_planned_at_a_pace_all_or_none(cast):
    starts = [STARTS, STARTS + timedelta(days=63)]

    made = operations.create_meetings(cast.elise, committee_of(cast), CONTENT, starts)

    assert [each.starts_at for each in made] == starts
    assert {each.ends_at - each.starts_at for each in made} == {timedelta(hours=2)}


def test_the_calendar_shows_what_comes_by_month_and_what_is_past(cast):
    now = clock.now()
    make_meeting(cast, starts_at=now + timedelta(days=70))
    make_meeting(cast, starts_at=now + timedelta(days=3))
    make_meeting(cast, status=MeetingStatus.CLOSED, starts_at=now - timedelta(days=3))
    make_meeting(cast, status=MeetingStatus.OPEN, starts_at=now - timedelta(hours=5))

    coming = [meeting for month in list_coming(cast.amina) for meeting in month.meetings]

    assert [each.status.value for each in coming] == ["open", "convened", "convened"]
    assert len(list_past(cast.amina, None, None).items) == 1
    assert list_coming(cast.chloe) == []


@pytest.mark.parametrize(
    ("pattern", "after", "expected"),
    [
        (Pattern(1, 1, 2), date(2026, 11, 25), [date(2026, 12, 1), date(2027, 2, 2)]),
        (Pattern(LAST, 4, 1), date(2026, 12, 30), [date(2027, 1, 29), date(2027, 2, 26)]),
        (Pattern(1, 0, 1), date(2026, 11, 1), [date(2026, 11, 2), date(2026, 12, 7)]),
        (Pattern(4, 3, 12), date(2026, 11, 26), [date(2026, 12, 24), date(2027, 12, 23)]),
    ],
)
def test_a_pace_gives_its_next_dates(pattern, after, expected):
    assert pattern.dates(after, 2) == expected
