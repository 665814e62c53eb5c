"""Finding authorities: by any spelling of their name, by any of their codes, the likeliest first."""

import pytest

from comite.foundation.database import write
from comite.foundation.errors import NotFoundError
from comite.territories import queries
from comite.territories.models import AuthorityKind, Standing
from tests.cast import Cast
from tests.factories_people import make_authority, make_seat


def names(words: str) -> list[str]:
    return [each.name for each in queries.find_authorities(words)]


@pytest.mark.parametrize(
    "words",
    [
        "Saint-Étienne-du-Val",
        "saint etienne du val",
        "ST ETIENNE",
        "étienne val",
        "99777",
        "etienne d",
        "saint étienne",
    ],
)
def test_an_authority_is_found_however_it_is_written(cast: Cast, words: str) -> None:
    make_authority("Saint-Étienne-du-Val", insee_code="99777")

    found = names(words)

    assert found == ["Saint-Étienne-du-Val"]


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "'", "tienne", "99778", "x" * 300, "\\", "1 OR 1=1"])
def test_nothing_is_found_for_what_names_nothing(cast: Cast, words: str) -> None:
    make_authority("Saint-Étienne-du-Val", insee_code="99777")

    assert names(words) == []


def test_an_authority_is_found_by_its_siren_and_its_postal_code(cast: Cast) -> None:
    with write():
        make_authority("Brézannes").postal_codes = ["99140"]

    assert names("990000029") == ["Valmer"]
    assert names("99140") == ["Brézannes"]


def test_the_exact_name_comes_first_then_the_most_people(cast: Cast) -> None:
    make_authority("Orme", insee_code="99501", population=100)
    make_authority("Orme-la-Grande", insee_code="99502", population=50_000)
    make_authority("Le Bel Orme", insee_code="99503", population=90_000)
    make_authority("Orme-la-Petite", insee_code="99504", population=200)

    assert names("orme") == ["Orme", "Orme-la-Grande", "Orme-la-Petite", "Le Bel Orme"]


def test_a_written_name_designates_one_authority_or_none(cast: Cast) -> None:
    make_authority("Villeneuve", insee_code="99601")
    make_authority("Villeneuve", insee_code="99602")

    assert queries.find_authority_named("villeneuve") is None
    assert queries.find_authority_named("99602").insee_code == "99602"
    assert queries.find_authority_named("Valmer").id == cast.valmer


def test_a_name_that_many_share_is_told_apart_among_the_members(cast: Cast) -> None:
    ours = make_authority("Villeneuve", insee_code="99601")
    make_authority("Villeneuve", insee_code="99602")
    make_seat(cast.committee, ours)

    assert queries.find_seated_authority_named(cast.committee, "villeneuve").id == ours.id
    assert queries.find_seated_authority_named(cast.committee, "ostrelle") is None


def test_the_list_shows_those_of_the_committees_unless_asked_for_all(cast: Cast) -> None:
    make_authority("Brézannes")

    engaged = queries.list_authorities("", None, "", True, None)
    everybody = queries.list_authorities("", None, "", False, None)
    syndicates = queries.list_authorities("", AuthorityKind.SYNDICAT, "", True, None)

    assert engaged.count == 4
    assert everybody.count == 5
    assert [each.name for each in syndicates.items] == ["Syndicat des eaux du Val"]


def test_the_seats_of_a_committee_begin_with_its_lead_then_its_members(cast: Cast) -> None:
    make_seat(cast.committee, make_authority("Brézannes"))

    seats = queries.list_seats(cast.committee)

    assert [seat.authority.name for seat in seats] == [
        "Valmer Agglomération",
        "Brézannes",
        "Valmer",
        "Syndicat des eaux du Val",
    ]
    assert seats[-1].standing is Standing.OBSERVER


def test_committees_are_counted_by_their_present_seats(cast: Cast) -> None:
    gone = make_authority("Brézannes")
    make_seat(cast.committee, gone, left_on=gone.created_at.date())

    summaries = {each.committee.id: each for each in queries.list_committees()}

    assert summaries[cast.committee].member_count == 2
    assert summaries[cast.committee].observer_count == 1


@pytest.mark.parametrize("find", [queries.get_authority, queries.get_committee])
def test_an_unknown_address_is_not_found(cast: Cast, find: object) -> None:
    with pytest.raises(NotFoundError):
        find("nulle-part")
