"""The sign-in sheet and the proxies."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, NotFoundError, RefusedError
from comite.meetings.errors import (
    AlreadySeatedError,
    NameMissingError,
    NotEntitledError,
    NotOpenError,
    NotSeatedError,
    OwnProxyError,
    ProxiesForbiddenError,
    ProxyChainError,
    ProxyLimitError,
    RepliesClosedError,
)
from comite.meetings.models.attendance import Presence, Proxy
from comite.meetings.models.meetings import MeetingStatus
from comite.meetings.models.rules import Rules
from comite.meetings.operations import attendance as operations
from comite.meetings.queries import get_meeting, quorum_at
from comite.meetings.queries.seats import get_seat
from comite.meetings.queries.sheets import list_rows, possible_holders, quorum_in
from tests.factories_meetings import make_meeting, make_proxy, make_rules, make_seat


@pytest.fixture
def meeting(cast):
    return make_meeting(cast, status=MeetingStatus.OPEN)


@pytest.fixture
def seat(cast):
    return loaded(cast, make_seat(cast, cast.valmer, cast.amina, cast.bruno))


def loaded(cast, seat):
    """A seat with its people, as views read it."""
    return get_seat(cast.committee, seat.id)


def seats(cast, count):
    return [loaded(cast, make_seat(cast, cast.lead, cast.elise, name=str(rank))) for rank in range(count)]


def test_arrivals_and_departures_are_noted_with_their_time(cast, meeting, seat):
    with clock.at(meeting.opened_at + timedelta(minutes=3)):
        operations.arrive(cast.elise, meeting, seat, cast.bruno.user_id)
    with clock.at(meeting.opened_at + timedelta(minutes=9)):
        operations.leave(cast.elise, meeting, seat)

    presence = db.session.scalar(db.select(Presence))
    assert presence.user_id == cast.bruno.user_id
    assert presence.left_at - presence.arrived_at == timedelta(minutes=6)


def test_who_came_back_has_two_presences(cast, meeting, seat):
    operations.arrive(cast.elise, meeting, seat, cast.amina.user_id)
    operations.leave(cast.elise, meeting, seat)
    operations.arrive(cast.elise, meeting, seat, cast.amina.user_id)

    assert len(list_rows(meeting)[0].presences) == 2
    assert list_rows(meeting)[0].seated is not None


def test_somebody_without_account_is_noted_by_name(cast, meeting, seat):
    with pytest.raises(NameMissingError):
        operations.arrive(cast.elise, meeting, seat, None, "  ")

    meeting, seat = get_meeting(cast.elise, meeting.id), loaded(cast, seat)
    operations.arrive(cast.elise, meeting, seat, None, "Jeanne Roche")

    assert db.session.scalar(db.select(Presence.attendee_name)) == "Jeanne Roche"


def test_a_mistake_is_taken_back_without_a_trace(cast, meeting, seat):
    operations.arrive(cast.elise, meeting, seat, cast.amina.user_id)
    operations.cancel_arrival(cast.elise, meeting, seat)

    assert db.session.scalars(db.select(Presence)).all() == []


def test_a_seat_is_taken_once_left_once_and_only_by_its_people(cast, meeting, seat):
    with pytest.raises(NotEntitledError):
        operations.arrive(cast.elise, meeting, seat, cast.farid.user_id)
    meeting, seat = get_meeting(cast.elise, meeting.id), loaded(cast, seat)
    with pytest.raises(NotSeatedError):
        operations.leave(cast.elise, meeting, seat)
    meeting, seat = get_meeting(cast.elise, meeting.id), loaded(cast, seat)
    operations.arrive(cast.elise, meeting, seat, cast.amina.user_id)
    with pytest.raises(AlreadySeatedError):
        operations.arrive(cast.elise, meeting, seat, cast.bruno.user_id)


@pytest.mark.parametrize("status", ["preparing", "convened", "closed", "cancelled"])
def test_the_sheet_is_filled_while_the_meeting_is_open(cast, seat, status):
    meeting = make_meeting(cast, status=MeetingStatus(status))

    with pytest.raises(NotOpenError):
        operations.arrive(cast.elise, meeting, seat, cast.amina.user_id)


def test_only_who_runs_the_committee_fills_the_sheet(cast, meeting, seat):
    with pytest.raises(NotAllowedError):
        operations.arrive(cast.amina, meeting, seat, cast.amina.user_id)


def test_an_observer_never_sits_on_a_voice(cast, meeting):
    observer = loaded(cast, make_seat(cast, cast.waters, cast.farid))

    with pytest.raises(NotEntitledError):
        operations.arrive(cast.elise, meeting, observer, cast.farid.user_id)


def test_a_holder_gives_their_proxy_and_takes_it_back(cast, meeting, seat):
    other = seats(cast, 1)[0]

    operations.give_proxy(cast.amina, meeting, seat, other)
    given = [(each.giver_seat_id, each.holder_seat_id) for each in db.session.scalars(db.select(Proxy))]
    operations.withdraw_proxy(cast.amina, meeting, seat)

    assert given == [(seat.id, other.id)]
    assert db.session.scalars(db.select(Proxy)).all() == []
    with pytest.raises(NotFoundError):
        operations.withdraw_proxy(cast.amina, meeting, seat)


def test_nobody_gives_the_proxy_of_another_seat(cast, meeting, seat):
    with pytest.raises(NotAllowedError):
        operations.give_proxy(cast.farid, meeting, seat, seats(cast, 1)[0])


def test_a_proxy_that_is_changed_takes_the_place_of_the_first(cast, meeting, seat):
    first, second = seats(cast, 2)

    operations.give_proxy(cast.amina, meeting, seat, first)
    operations.give_proxy(cast.amina, meeting, seat, second)

    assert [each.holder_seat_id for each in db.session.scalars(db.select(Proxy))] == [second.id]


def test_proxies_are_limited_never_chained_and_never_given_to_oneself(cast, meeting, seat):
    first, second, third = seats(cast, 3)
    operations.give_proxy(cast.amina, meeting, seat, first)

    for giver, holder, refusal in (
        (second, first, ProxyLimitError),
        (first, second, ProxyChainError),
        (second, seat, ProxyChainError),
        (second, second, OwnProxyError),
    ):
        with pytest.raises(refusal):
            operations.give_proxy(
                cast.elise, get_meeting(cast.elise, meeting.id), loaded(cast, giver), loaded(cast, holder)
            )
    make_rules(cast, proxies_per_holder=2)
    operations.give_proxy(
        cast.elise, get_meeting(cast.elise, meeting.id), loaded(cast, third), loaded(cast, first)
    )


def test_rules_may_allow_no_proxy_at_all(cast, meeting, seat):
    make_rules(cast, proxies_per_holder=0)

    with pytest.raises(ProxiesForbiddenError):
        operations.give_proxy(cast.amina, meeting, seat, seats(cast, 1)[0])


def test_a_proxy_goes_to_a_seat_with_a_voice_while_there_is_time(cast, meeting, seat):
    observer = loaded(cast, make_seat(cast, cast.waters, cast.farid))

    with pytest.raises(NotEntitledError):
        operations.give_proxy(cast.amina, meeting, seat, observer)
    over = make_meeting(cast, status=MeetingStatus.CLOSED)
    with pytest.raises(RepliesClosedError):
        operations.give_proxy(cast.amina, over, loaded(cast, seat), seats(cast, 1)[0])


def test_the_page_offers_exactly_the_seats_that_may_hold_a_proxy(cast, meeting, seat):
    first, second, third = seats(cast, 3)
    make_proxy(cast, meeting, first, second)
    rows = list_rows(meeting)

    assert {row.seat.id for row in possible_holders(Rules(), seat.id, rows)} == {third.id}
    assert possible_holders(Rules(), second.id, rows) == []


def run_together(app, *acts):
    """Do several things at once, each in its own thread; the refusals are counted."""
    start, refusals = Barrier(len(acts)), []

    def act(function):
        with app.app_context():
            start.wait()
            try:
                function()
            except RefusedError as error:
                refusals.append(type(error))

    threads = [Thread(target=act, args=(each,)) for each in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refusals


def test_two_tablets_that_note_the_same_arrival_leave_one(app, cast, meeting, seat):
    ids = meeting.id, seat.id
    db.session.remove()

    def arrive():
        found = get_meeting(cast.elise, ids[0])
        operations.arrive(cast.elise, found, get_seat(cast.committee, ids[1]), cast.amina.user_id)

    refusals = run_together(app, *[arrive] * 6)

    assert len(refusals) == 5
    assert db.session.scalar(db.select(db.func.count(Presence.id))) == 1


def test_proxies_given_at_once_respect_the_limit_and_make_no_chain(app, cast, meeting):
    ids = [each.id for each in seats(cast, 6)]
    meeting_id = meeting.id
    db.session.remove()

    def give(giver, holder):
        def act():
            found = get_meeting(cast.elise, meeting_id)
            operations.give_proxy(
                cast.elise, found, get_seat(cast.committee, giver), get_seat(cast.committee, holder)
            )

        return act

    run_together(app, *[give(giver, ids[(rank + 1) % 6]) for rank, giver in enumerate(ids)])

    given = db.session.execute(db.select(Proxy.giver_seat_id, Proxy.holder_seat_id)).all()
    assert given
    assert not {each.giver_seat_id for each in given} & {each.holder_seat_id for each in given}
    assert len({each.holder_seat_id for each in given}) == len(given)


def test_the_quorum_counts_proxies_only_if_the_rules_say_so(cast, meeting, seat):
    other = seats(cast, 1)[0]
    make_rules(cast, quorum_percent=100)
    make_proxy(cast, meeting, seat, other)
    operations.arrive(
        cast.elise, get_meeting(cast.elise, meeting.id), loaded(cast, other), cast.elise.user_id
    )

    without = quorum_at(meeting, clock.now())
    make_rules(cast, quorum_percent=100, are_proxies_in_quorum=True)

    now = clock.now()
    for counted in (True, False):
        rules = Rules(quorum_percent=100, are_proxies_in_quorum=counted)
        make_rules(cast, quorum_percent=100, are_proxies_in_quorum=counted)
        assert quorum_in(rules, list_rows(meeting), now) == quorum_at(meeting, now)
    make_rules(cast, quorum_percent=100, are_proxies_in_quorum=True)
    assert (without.present, without.is_reached) == (1, False)
    assert quorum_at(meeting, clock.now()).is_reached
