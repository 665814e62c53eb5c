"""What the list of datasets counts is what it shows."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comite.accounts.audiences import Audience
from comite.accounts.readers import Reader
from comite.datasets import queries
from comite.datasets.models import Theme
from comite.datasets.queries import Filters
from comite.foundation.database import db, write
from tests.cast import Cast
from tests.factories_datasets import make_dataset

WAYS = {
    "all": Filters(),
    "of a theme": Filters(theme=Theme.EDUC),
    "of an authority": Filters(authority_id=2),
    "of a committee": Filters(committee_id=1),
    "of a departement": Filters(departement="99"),
    "of all at once": Filters(theme=Theme.EDUC, authority_id=2, committee_id=1),
    "of none": Filters(theme=Theme.EDUC, authority_id=4),
    "ours": Filters(is_mine=True),
}


@pytest.fixture
def shelves(cast: Cast) -> None:
    """Datasets of two authorities, several themes and readers, one of them thrown away."""
    plans = (
        (cast.amina, cast.valmer, Audience.PUBLIC, None, Theme.EDUC),
        (cast.amina, cast.valmer, Audience.PUBLIC, None, Theme.EDUC),
        (cast.amina, cast.valmer, Audience.COMMITTEE, cast.committee, Theme.EDUC),
        (cast.amina, cast.valmer, Audience.NETWORK, cast.committee, None),
        (cast.amina, cast.valmer, Audience.AUTHORITY, None, Theme.ENVI),
        (cast.chloe, cast.ostrelle, Audience.PUBLIC, None, Theme.ENVI),
        (cast.chloe, cast.ostrelle, Audience.COMMITTEE, cast.other_committee, Theme.EDUC),
        (cast.amina, cast.valmer, Audience.PUBLIC, None, Theme.EDUC),
    )
    for number, (author, authority, audience, committee, theme) in enumerate(plans):
        made = make_dataset(
            cast,
            title=f"Jeu {number}",
            author=author,
            authority_id=authority,
            visibility=audience,
            committee_id=committee,
            published=number < len(plans) - 1,
        )
        with write():
            made.theme = theme
            if number == len(plans) - 1:
                made.trashed_at = datetime(2026, 1, 1, tzinfo=UTC)
        db.session.commit()


def shown(reader: Reader, filters: Filters) -> int:
    """How many datasets the pages of the list show."""
    return len(queries.list_datasets(reader, filters, size=100).items)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", ["amina", "chloe", "denis", "farid", "visitor"])
def test_each_count_is_what_its_choice_shows(cast, shelves, who, way):
    reader, filters = cast.people()[who], WAYS[way]

    counts = queries.count_datasets(reader, filters)

    by_theme = {each.value: shown(reader, replace(filters, theme=each)) for each in Theme}
    by_authority = {key: shown(reader, replace(filters, authority_id=key)) for key in range(1, 5)}
    by_committee = {key: shown(reader, replace(filters, committee_id=key)) for key in (1, 2)}
    assert counts.total == shown(reader, filters)
    assert counts.themes == {key: count for key, count in by_theme.items() if count}
    assert {key: count for key, _, count in counts.authorities} == _some(by_authority)
    assert {key: count for key, _, count in counts.committees} == _some(by_committee)


def test_choices_bear_the_names_of_places(cast, shelves):
    counts = queries.count_datasets(cast.visitor, Filters())

    assert {name for _, name, _ in counts.authorities} == {"Valmer", "Ostrelle"}
    assert (counts.total, sum(count for _, _, count in counts.authorities)) == (3, 3)


def _some(counts: dict[int, int]) -> dict[int, int]:
    """The counts of what is there."""
    return {key: count for key, count in counts.items() if count}
