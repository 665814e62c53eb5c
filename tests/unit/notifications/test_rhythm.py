"""The hour of a summary, on the clocks of Paris."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comite.foundation.clock import in_paris
from comite.notifications.rhythm import Frequency, Rhythm, has_had_enough

START = datetime(2025, 1, 1, tzinfo=UTC)
DAILY, WEEKLY, NEVER = Frequency.DAILY, Frequency.WEEKLY, Frequency.NEVER


@pytest.mark.parametrize(
    ("rhythm", "now", "due"),
    [
        (Rhythm(DAILY, 8), datetime(2026, 1, 14, 7, 0, tzinfo=UTC), datetime(2026, 1, 14, 7, 0, tzinfo=UTC)),
        (Rhythm(DAILY, 8), datetime(2026, 1, 14, 6, 59, tzinfo=UTC), datetime(2026, 1, 13, 7, 0, tzinfo=UTC)),
        (Rhythm(DAILY, 8), datetime(2026, 7, 14, 6, 0, tzinfo=UTC), datetime(2026, 7, 14, 6, 0, tzinfo=UTC)),
        (Rhythm(WEEKLY, 8, 1), datetime(2026, 1, 14, 9, 0, tzinfo=UTC), datetime(2026, 1, 13, 7, tzinfo=UTC)),
        (Rhythm(WEEKLY, 8, 3), datetime(2026, 1, 14, 9, 0, tzinfo=UTC), datetime(2026, 1, 8, 7, tzinfo=UTC)),
        # In summer, midnight in Paris is the evening before in London.
        (Rhythm(DAILY, 0), datetime(2026, 6, 1, 22, 30, tzinfo=UTC), datetime(2026, 6, 1, 22, 0, tzinfo=UTC)),
        (Rhythm(NEVER), datetime(2026, 6, 1, 22, 30, tzinfo=UTC), None),
    ],
)
def test_the_last_hour_due_is_that_of_paris(rhythm: Rhythm, now: datetime, due: datetime | None) -> None:
    assert rhythm.last_due(now) == due


def test_an_hour_skipped_by_the_change_to_summer_time_is_due_when_it_would_have_begun() -> None:
    rhythm, skipped = Rhythm(DAILY, 2), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)

    assert rhythm.last_due(skipped - timedelta(seconds=1)) == datetime(2026, 3, 28, 1, 0, tzinfo=UTC)
    assert rhythm.last_due(skipped) == skipped
    assert in_paris(skipped).hour == 3


def test_an_hour_that_comes_twice_is_due_once() -> None:
    rhythm, first = Rhythm(DAILY, 2), datetime(2026, 10, 25, 0, 0, tzinfo=UTC)

    assert rhythm.last_due(first) == first
    assert rhythm.last_due(first + timedelta(hours=1)) == first


@given(
    st.builds(Rhythm, st.sampled_from([DAILY, WEEKLY]), st.integers(0, 23), st.integers(0, 6)),
    st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
)
def test_a_due_hour_has_come_and_the_next_one_has_not(rhythm: Rhythm, now: datetime) -> None:
    due = rhythm.last_due(now)

    assert due is not None
    assert due <= now
    longest = timedelta(days=1 if rhythm.frequency is DAILY else 7, hours=1)
    assert now - due < longest
    assert in_paris(due).hour == rhythm.hour or (in_paris(due).month, rhythm.hour) == (3, 2)
    assert rhythm.last_due(due) == due


@pytest.mark.parametrize(
    ("absent_days", "mailed_days", "enough"),
    [(31, 6, True), (31, 7, False), (31, None, False), (29, 0, False), (30, 1, True)],
)
def test_who_stays_away_for_a_month_has_had_enough_for_a_week(
    absent_days: int, mailed_days: int | None, enough: bool
) -> None:
    now = datetime(2026, 3, 29, 12, tzinfo=UTC)
    last = None if mailed_days is None else now - timedelta(days=mailed_days)

    assert has_had_enough(now, seen_at=now - timedelta(days=absent_days), last_sent_at=last) is enough
