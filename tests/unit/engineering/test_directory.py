"""The directory of expertise: who writes what, who reads, AI leads, skills."""

import pytest

from comite.accounts import operations as accounts
from comite.accounts.models import Membership
from comite.engineering.content import ProfileContent
from comite.engineering.errors import NotAMemberError, NothingSaidError, SkillInUseError
from comite.engineering.operations import directory
from comite.engineering.queries import directory as queries
from comite.engineering.queries.directory import Filters
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, NotFoundError, StaleVersionError
from tests.cast import Cast
from tests.factories_engineering import make_profile
from tests.factories_experiences import make_report
from tests.factories_people import the_authority, the_user


def found(reader, **filters: object) -> set[str]:
    """Whom the directory shows to somebody."""
    db.session.remove()
    page = queries.list_profiles(reader, Filters(**filters), None)
    return {each.user.name if each.user else each.authority.name for each in page.items}


def test_members_read_the_directory_and_nobody_else(cast: Cast) -> None:
    profile = make_profile(cast)

    for member in (cast.bruno, cast.chloe, cast.farid, cast.denis):
        assert found(member) == {"Amina Berger"}
    assert found(cast.visitor) == set()
    with pytest.raises(NotFoundError):
        queries.get_profile(cast.visitor, profile.id)


def test_a_person_writes_theirs_and_an_editor_the_authority_s(cast: Cast) -> None:
    content = ProfileContent("Je montre.")

    for actor, authority, whose in (
        (cast.bruno, cast.valmer, cast.amina.user_id),
        (cast.amina, cast.ostrelle, cast.amina.user_id),
        (cast.bruno, cast.valmer, None),
        (cast.denis, cast.valmer, None),
    ):
        with pytest.raises(NotAllowedError):
            directory.describe(actor, the_authority(authority), whose, content, 0)
    directory.describe(cast.bruno, the_authority(cast.valmer), cast.bruno.user_id, content, 0)
    directory.describe(cast.amina, the_authority(cast.valmer), None, content, 0)

    assert found(cast.chloe) == {"Bruno Lemoine", "Valmer"}


def test_a_profile_is_written_once_for_each_and_stale_forms_are_refused(cast: Cast) -> None:
    make_profile(cast)

    with pytest.raises(StaleVersionError):
        make_profile(cast)
    with pytest.raises(NothingSaidError):
        make_profile(cast, version=1, note="  ")
    make_profile(cast, version=1, note="Mieux dit.")

    assert queries.find_profile(cast.valmer, cast.amina.user_id).note == "Mieux dit."


def test_filters_and_words_find_who_can_help(cast: Cast) -> None:
    directory.seed_skills()
    skills = {each.code: each.id for each in queries.list_skills()}
    make_profile(cast, note="Standard vocal.", skill_ids=(skills["finances"],), kilometres=0)
    make_profile(cast, by=cast.farid, note="Fuites d’eau.", words="débit", quarter_days_a_year=8)
    directory.name_ai_leads(cast.amina, the_authority(cast.valmer), [cast.amina.user_id])

    assert found(cast.bruno, words="vocal") == {"Amina Berger"}
    assert found(cast.bruno, words="débit eau") == {"Farid Haddad"}
    assert found(cast.bruno, words="syndicat") == {"Farid Haddad"}
    assert found(cast.bruno, words="100%_") == set()
    assert found(cast.bruno, skill="finances") == {"Amina Berger"}
    assert found(cast.bruno, with_days=True) == {"Farid Haddad"}
    assert found(cast.bruno, remote_only=True) == {"Amina Berger"}
    assert found(cast.bruno, ai_leads_only=True) == {"Amina Berger"}


def test_a_suspended_or_erased_person_leaves_the_directory(cast: Cast) -> None:
    profile = make_profile(cast, by=cast.bruno)
    accounts.suspend(cast.denis, the_user(cast.bruno.user_id), "Des propos répétés.")

    assert found(cast.amina) == set()
    with pytest.raises(NotFoundError):
        queries.get_profile(cast.amina, profile.id)


def test_who_did_it_before_comes_from_what_the_reader_may_read(cast: Cast) -> None:
    profile = make_profile(cast)
    make_report(cast, title="Public")

    done = queries.list_done(cast.chloe, profile)

    assert [each.title for each in done] == ["Public"]
    assert queries.count_done(cast.chloe, [profile]) == {cast.amina.user_id: 1}


def test_a_profile_is_removed_by_its_person_or_by_the_editors_of_its_authority(cast: Cast) -> None:
    profile = make_profile(cast, by=cast.bruno)

    for stranger in (cast.chloe, cast.farid, cast.denis):
        with pytest.raises(NotAllowedError):
            directory.remove_profile(stranger, profile)
    directory.remove_profile(cast.amina, profile)

    assert found(cast.chloe) == set()


def test_editors_name_ai_leads_among_those_who_write_for_the_authority(cast: Cast) -> None:
    valmer = the_authority(cast.valmer)

    for stranger in (cast.bruno, cast.chloe, cast.elise):
        with pytest.raises(NotAllowedError):
            directory.name_ai_leads(stranger, valmer, [cast.bruno.user_id])
    with pytest.raises(NotAMemberError):
        directory.name_ai_leads(cast.amina, valmer, [cast.chloe.user_id])
    directory.name_ai_leads(cast.amina, valmer, [cast.bruno.user_id])
    db.session.remove()

    assert [each.user.name for each in queries.list_ai_leads(cast.farid)] == ["Bruno Lemoine"]
    assert queries.list_ai_leads(cast.visitor) == []
    directory.name_ai_leads(cast.denis, the_authority(cast.valmer), [])
    assert db.session.scalar(db.select(db.func.count(Membership.ai_lead_since))) == 0


def test_administrators_keep_the_list_of_skills(cast: Cast) -> None:
    directory.seed_skills()
    assert directory.seed_skills() == 0

    with pytest.raises(NotAllowedError):
        directory.add_skill(cast.elise, "Drones")
    skill = directory.add_skill(cast.denis, "Drones")
    with pytest.raises(SkillInUseError):
        directory.add_skill(cast.denis, "Drones")
    with pytest.raises(NotAllowedError):
        directory.retire_skill(cast.amina, skill)
    make_profile(cast, skill_ids=(skill.id,))
    directory.retire_skill(cast.denis, skill)

    kept = make_profile(cast, version=1, skill_ids=(skill.id,))
    assert [each.label for each in queries.get_profile(cast.amina, kept.id).skills] == ["Drones"]
    fresh = make_profile(cast, by=cast.farid, skill_ids=(skill.id,))
    assert queries.get_profile(cast.amina, fresh.id).skills == []
