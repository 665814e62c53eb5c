"""Pages of a list: every row once, in order, from either end, whatever cursor is sent."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from comite.foundation.database import write
from comite.foundation.paging import Order, Page, paged
from comite.territories.models import Committee, CommitteeLevel
from tests.cast import Cast

ORDER = [Order(Committee.name, descending=True), Order(Committee.id)]
TWO_TIMES = [Order(Committee.created_at), Order(Committee.id, descending=True)]
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fill(cast: Cast, names: list[str]) -> None:
    """One committee for each name; equal names and instants are frequent."""
    with write() as session:
        session.execute(delete(Committee).where(Committee.id >= 100))
        rows = [
            {
                "id": 100 + rank,
                "slug": f"essai-{rank}",
                "name": name,
                "territory": "",
                "purpose": "",
                "level": CommitteeLevel.FREE,
                "lead_authority_id": cast.valmer,
                "founded_on": BEGINNING.date(),
                "created_at": BEGINNING + timedelta(days=len(name)),
            }
            for rank, name in enumerate(names)
        ]
        if rows:
            session.execute(insert(Committee), rows)


def page_of(order: list[Order], cursor: str | None, size: int) -> Page[Committee]:
    """One page of the committees of this test."""
    return paged(select(Committee).where(Committee.id >= 100), order, cursor, size)


def walk(order: list[Order], size: int) -> tuple[list[int], str | None]:
    """All the rows, page after page, and the cursor of the last page."""
    found, cursor, last = [], None, None
    while True:
        page = page_of(order, cursor, size)
        found += [each.id for each in page.items]
        if page.next_cursor is None:
            return found, last
        cursor = last = page.next_cursor


def test_each_row_is_on_one_page_in_order(app: Flask, cast: Cast) -> None:
    @given(st.lists(st.text("ab", max_size=3), max_size=12), st.integers(1, 5))
    @FEW
    def holds(names: list[str], size: int) -> None:
        fill(cast, names)

        expected = sorted(range(len(names)), key=lambda rank: rank)
        expected.sort(key=lambda rank: names[rank], reverse=True)
        found, _last = walk(ORDER, size)
        by_instant, _last = walk(TWO_TIMES, size)

        assert found == [100 + rank for rank in expected]
        assert by_instant == [
            100 + rank for rank in sorted(range(len(names)), key=lambda rank: (len(names[rank]), -rank))
        ]

    holds()


def test_one_comes_back_by_the_same_pages(app: Flask, cast: Cast) -> None:
    @given(st.lists(st.text("ab", max_size=3), min_size=2, max_size=12), st.integers(1, 4))
    @FEW
    def holds(names: list[str], size: int) -> None:
        fill(cast, names)
        forward, last = walk(ORDER, size)

        page = page_of(ORDER, last, size)
        backward = [each.id for each in page.items]
        while page.previous_cursor:
            page = page_of(ORDER, page.previous_cursor, size)
            backward = [each.id for each in page.items] + backward

        assert backward == forward
        assert page.next_cursor is not None or len(names) <= size

    holds()


def test_any_other_cursor_gives_the_first_page(app: Flask, cast: Cast) -> None:
    fill(cast, ["a", "b", "c"])
    first = [each.id for each in page_of(ORDER, None, 2).items]
    with_an_instant = page_of(TWO_TIMES, None, 2).next_cursor

    @given(st.one_of(st.text(max_size=40), st.binary(max_size=40).map(lambda raw: raw.decode("latin-1"))))
    @FEW
    def holds(cursor: str) -> None:
        assert [each.id for each in page_of(ORDER, cursor, 2).items] == first

    holds()
    for cursor in ("W10", "WyJuIl0", "e30", "x" * 5000, "WyJuIiwgbnVsbCwgMV0"):
        assert [each.id for each in page_of(ORDER, cursor, 2).items] == first
    # The cursor of a list of instants, where a name was one's due: it is a name like another.
    assert set(first) >= {each.id for each in page_of(ORDER, with_an_instant, 2).items}
    assert page_of(ORDER, None, 10**6).next_cursor is None
