"""Committees and their members: who changes them, and which rules hold."""

from datetime import date, timedelta

import pytest

from comite.accounts import queries as people
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, StaleVersionError
from comite.territories import operations, queries
from comite.territories.errors import (
    AlreadySeatedError,
    AuthorityExistsError,
    BadSirenError,
    CommitteeClosedError,
    ImpossibleDatesError,
    LeadSitsError,
)
from comite.territories.models import (
    AuthorityKind,
    Committee,
    CommitteeContent,
    CommitteeLevel,
    LocalAuthority,
    NewAuthority,
    Participation,
    SeatContent,
    Standing,
)
from tests.cast import Cast
from tests.factories_people import make_authority, the_authority, the_committee

SIREN = "200990018"
MEMBER = SeatContent(Standing.MEMBER, date(2026, 1, 5))
OBSERVER = SeatContent(Standing.OBSERVER, date(2026, 1, 5))


def content(**changes: object) -> CommitteeContent:
    known = {"name": "Comité des Hauts", "territory": "Les Hauts", "level": CommitteeLevel.FREE}
    return CommitteeContent(**{**known, **changes})


def syndicate(siren: str = SIREN) -> NewAuthority:
    return NewAuthority("Syndicat du Haut-Val", AuthorityKind.SYNDICAT, siren)


def seat_of(cast: Cast, authority: int) -> Participation:
    return next(each for each in queries.list_seats(cast.committee) if each.authority_id == authority)


@pytest.mark.parametrize("written", ["200990018", "200 990 018", " 200.990.018 "])
def test_an_animator_adds_a_syndicate_with_its_siren(cast: Cast, written: str) -> None:
    authority = operations.create_authority(cast.elise, syndicate(written))

    assert authority.siren == SIREN
    assert queries.get_authority("syndicat-du-haut-val-200990018").id == authority.id


@pytest.mark.parametrize("wrong", ["200990019", "20099001", "abcdefghi", ""])
def test_a_siren_whose_key_is_wrong_is_refused(cast: Cast, wrong: str) -> None:
    with pytest.raises(BadSirenError):
        operations.create_authority(cast.elise, syndicate(wrong))


def test_the_same_siren_is_not_added_twice(cast: Cast) -> None:
    operations.create_authority(cast.elise, syndicate())

    with pytest.raises(AuthorityExistsError):
        operations.create_authority(cast.denis, syndicate())


@pytest.mark.parametrize("name", ["amina", "bruno", "farid", "visitor"])
def test_others_add_no_authority(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowedError):
        operations.create_authority(getattr(cast, name), syndicate())


def test_an_administrator_founds_a_committee_whose_lead_is_its_first_member(cast: Cast) -> None:
    committee = operations.create_committee(cast.denis, the_authority(cast.ostrelle), content())

    [seat] = queries.list_seats(committee.id)
    assert committee.slug == "comite-des-hauts"
    assert (seat.authority_id, seat.standing) == (cast.ostrelle, Standing.MEMBER)


def test_two_committees_of_the_same_name_have_their_own_addresses(cast: Cast) -> None:
    lead = the_authority(cast.ostrelle)

    slugs = [operations.create_committee(cast.denis, lead, content(name="Nouveau")).slug for _ in range(2)]

    assert slugs == ["nouveau-2", "nouveau-3"]


@pytest.mark.parametrize("name", ["amina", "elise", "visitor"])
def test_others_found_no_committee(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowedError):
        operations.create_committee(getattr(cast, name), the_authority(cast.ostrelle), content())

    assert db.session.query(Committee).count() == 2


def test_the_animator_changes_the_words_of_the_committee_and_its_address_stays(cast: Cast) -> None:
    committee = the_committee(cast.committee)

    operations.edit_committee(cast.elise, committee, content(name="Autre nom"), 1)

    assert queries.get_committee("comite-de-valmer").name == "Autre nom"


def test_the_animator_of_another_committee_changes_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        operations.edit_committee(cast.elise, the_committee(cast.other_committee), content(), 1)


def test_words_written_over_newer_ones_are_refused(cast: Cast) -> None:
    committee = the_committee(cast.committee)
    operations.edit_committee(cast.elise, committee, content(), 1)

    with pytest.raises(StaleVersionError):
        operations.edit_committee(cast.elise, committee, content(name="Trop tard"), 1)


def test_only_an_administrator_closes_a_committee(cast: Cast) -> None:
    committee = the_committee(cast.committee)
    closing = content(closed_on=clock.today())

    with pytest.raises(NotAllowedError):
        operations.edit_committee(cast.elise, committee, closing, 1)
    operations.edit_committee(cast.denis, committee, closing, 1)

    assert the_committee(cast.committee).is_closed


def test_a_committee_does_not_close_before_it_is_founded(cast: Cast) -> None:
    dates = {"founded_on": date(2026, 2, 1), "closed_on": date(2026, 1, 1)}

    with pytest.raises(ImpossibleDatesError):
        operations.create_committee(cast.denis, the_authority(cast.ostrelle), content(**dates))


def test_a_seated_authority_lets_its_people_read_what_the_committee_shares(cast: Cast) -> None:
    operations.seat_authority(
        cast.elise, the_committee(cast.committee), the_authority(cast.ostrelle), OBSERVER
    )

    chloe = people.reader_of(cast.chloe.user_id)
    assert cast.committee in chloe.committee_ids
    assert cast.committee not in chloe.member_committee_ids


def test_an_authority_has_one_place_in_a_committee(cast: Cast) -> None:
    with pytest.raises(AlreadySeatedError):
        operations.seat_authority(
            cast.elise, the_committee(cast.committee), the_authority(cast.valmer), MEMBER
        )


def test_an_authority_that_left_comes_back_in_its_former_place(cast: Cast) -> None:
    committee = the_committee(cast.committee)
    operations.end_seat(cast.elise, committee, seat_of(cast, cast.waters))

    operations.seat_authority(cast.elise, committee, the_authority(cast.waters), MEMBER)

    assert seat_of(cast, cast.waters).is_current
    assert seat_of(cast, cast.waters).standing is Standing.MEMBER


def test_whoever_left_no_longer_reads_what_the_committee_shares(cast: Cast) -> None:
    operations.end_seat(cast.elise, the_committee(cast.committee), seat_of(cast, cast.waters))

    assert people.reader_of(cast.farid.user_id).committee_ids == frozenset()


def test_the_lead_authority_cannot_leave_nor_become_an_observer(cast: Cast) -> None:
    committee = the_committee(cast.committee)

    with pytest.raises(LeadSitsError):
        operations.end_seat(cast.elise, committee, seat_of(cast, cast.lead))
    with pytest.raises(LeadSitsError):
        operations.edit_seat(cast.elise, committee, seat_of(cast, cast.lead), OBSERVER)

    assert seat_of(cast, cast.lead).standing is Standing.MEMBER


def test_a_place_does_not_end_before_it_begins(cast: Cast) -> None:
    dates = SeatContent(Standing.MEMBER, date(2026, 1, 5), date(2026, 1, 4))

    with pytest.raises(ImpossibleDatesError):
        operations.edit_seat(cast.elise, the_committee(cast.committee), seat_of(cast, cast.valmer), dates)


def test_a_place_to_come_gives_nothing_yet(cast: Cast) -> None:
    later = SeatContent(Standing.MEMBER, clock.today() + timedelta(days=3))

    operations.seat_authority(cast.elise, the_committee(cast.committee), the_authority(cast.ostrelle), later)

    assert cast.committee not in people.reader_of(cast.chloe.user_id).committee_ids


@pytest.mark.parametrize("name", ["amina", "chloe", "farid", "visitor"])
def test_others_seat_nobody(cast: Cast, name: str) -> None:
    committee, actor = the_committee(cast.committee), getattr(cast, name)

    with pytest.raises(NotAllowedError):
        operations.seat_authority(actor, committee, the_authority(cast.ostrelle), MEMBER)
    with pytest.raises(NotAllowedError):
        operations.end_seat(actor, committee, seat_of(cast, cast.valmer))
    with pytest.raises(NotAllowedError):
        operations.edit_seat(actor, committee, seat_of(cast, cast.valmer), OBSERVER)


def test_an_animator_does_not_touch_the_seat_of_another_committee(cast: Cast) -> None:
    [elsewhere] = queries.list_seats(cast.other_committee)

    with pytest.raises(NotAllowedError):
        operations.edit_seat(cast.elise, the_committee(cast.committee), elsewhere, OBSERVER)


def test_a_closed_committee_takes_no_new_member(cast: Cast) -> None:
    committee = the_committee(cast.committee)
    operations.edit_committee(cast.denis, committee, content(closed_on=clock.today()), 1)

    with pytest.raises(CommitteeClosedError):
        operations.seat_authority(cast.elise, committee, make_authority("Brézannes"), MEMBER)


def test_another_lead_gives_its_animators_the_committee(cast: Cast) -> None:
    operations.change_lead(cast.denis, the_committee(cast.committee), the_authority(cast.waters))

    committee = the_committee(cast.committee)
    assert committee.lead_authority_id == cast.waters
    assert seat_of(cast, cast.waters).standing is Standing.MEMBER
    assert not people.reader_of(cast.elise.user_id).animates(cast.committee)


def test_the_animator_does_not_give_the_committee_away(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        operations.change_lead(cast.elise, the_committee(cast.committee), the_authority(cast.valmer))


def test_an_imported_file_adds_corrects_and_leaves_the_rest(cast: Cast, tmp_path: object) -> None:
    listed = """nom;code_insee;population;code postal
Ostrelle-sur-Mer;99002;7 300;99110
Neuville;99300;210;99120
"""
    path = tmp_path / "communes.csv"
    path.write_bytes(listed.encode("cp1252"))

    first, second = operations.import_reference(file=path), operations.import_reference(file=path)

    ostrelle = the_authority(cast.ostrelle)
    assert (first, second) == (2, 0)
    assert (ostrelle.name, ostrelle.population, ostrelle.slug) == ("Ostrelle-sur-Mer", 7_300, "ostrelle")
    assert ostrelle.siren == "990000037"
    assert queries.find_authorities("99120")[0].name == "Neuville"


def test_the_list_of_insee_leaves_delegated_communes_out(cast: Cast, tmp_path: object) -> None:
    path = tmp_path / "v_commune.csv"
    path.write_text("TYPECOM,COM,REG,DEP,LIBELLE\nCOM,99301,99,99,Neuville\nCOMD,99302,,,Vieilleville\n")

    assert operations.import_reference(file=path) == 1
    assert db.session.query(LocalAuthority).where(LocalAuthority.name == "Vieilleville").count() == 0
