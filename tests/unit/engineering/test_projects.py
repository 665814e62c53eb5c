"""Pooled projects: who starts them, who takes part, what moves them on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comite.accounts.audiences import Audience
from comite.engineering import errors
from comite.engineering.costs import CostBasis, CostKey
from comite.engineering.models.projects import BudgetLine, PartyStanding, ProjectStatus, SpendingKind
from comite.engineering.operations import projects as operations
from comite.engineering.project_content import NewLine, NewStep, PartyAnswer
from comite.engineering.queries import projects as queries
from comite.engineering.queries.projects import Filters
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, NotFoundError, StaleVersionError
from comite.foundation.markdown import render
from comite.notifications.models import Notification, Reason
from tests.cast import Cast
from tests.factories_engineering_projects import (
    YES,
    again,
    make_furnished_project,
    make_project,
    project_content,
)

INTERESTED = PartyAnswer(PartyStanding.INTERESTED, word="Nous aussi.")


def told(reason: Reason) -> set[int]:
    """Whom a reason was told to."""
    return set(db.session.scalars(db.select(Notification.recipient_id).where(Notification.reason == reason)))


def test_an_agent_says_what_their_authority_looks_for_and_the_members_are_told(cast: Cast) -> None:
    project = make_project(cast)

    assert project.is_intention
    assert [(each.authority_id, each.standing) for each in project.parties] == [(cast.valmer, "interested")]
    assert told(Reason.PROJECT_PROPOSED) == {cast.elise.user_id}


def test_outsiders_observers_and_the_suspended_start_nothing(cast: Cast) -> None:
    for nobody in (cast.chloe, cast.farid, cast.gael, cast.visitor, cast.denis):
        with pytest.raises(NotAllowedError):
            make_project(cast, by=nobody)


def test_nobody_starts_a_project_in_the_name_of_another_authority(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        make_project(cast, by=cast.bruno, authority=cast.lead)


def test_a_member_says_nous_aussi_and_the_pilot_is_told(cast: Cast) -> None:
    project = make_project(cast)

    operations.answer_project(cast.elise, project, cast.lead, INTERESTED)

    assert again(cast, project).party_of(cast.lead).word == "Nous aussi."
    assert told(Reason.PROJECT_ANSWERED) == {1, 2}


def test_an_agent_does_not_engage_the_authority(cast: Cast) -> None:
    project = make_project(cast)

    with pytest.raises(NotAllowedError):
        operations.answer_project(cast.bruno, project, cast.valmer, YES)

    operations.answer_project(cast.amina, project, cast.valmer, YES)
    assert again(cast, project).party_of(cast.valmer).deliberated_on == date(2026, 3, 2)


def test_an_agent_does_not_undo_what_the_council_decided(cast: Cast) -> None:
    project = make_project(cast)
    operations.answer_project(cast.amina, project, cast.valmer, YES)

    with pytest.raises(NotAllowedError):
        operations.answer_project(cast.bruno, project, cast.valmer, INTERESTED)


def test_taking_part_needs_a_deliberation_already_taken(cast: Cast) -> None:
    project = make_project(cast)

    with pytest.raises(errors.DeliberationNeededError):
        operations.answer_project(cast.amina, project, cast.valmer, replace(YES, deliberated_on=None))
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(errors.DeliberationToComeError):
        operations.answer_project(cast.amina, project, cast.valmer, replace(YES, deliberated_on=tomorrow))


@pytest.mark.parametrize("answer", [INTERESTED, YES])
def test_who_is_not_a_member_does_not_answer(cast: Cast, answer: PartyAnswer) -> None:
    project = make_project(cast, visibility=Audience.PUBLIC)

    for who, authority in ((cast.chloe, cast.ostrelle), (cast.farid, cast.waters), (cast.amina, cast.lead)):
        with pytest.raises(NotAllowedError):
            operations.answer_project(who, project, authority, answer)


def test_a_project_is_run_by_two_at_least(cast: Cast) -> None:
    project = make_project(cast)
    operations.move_project(cast.bruno, project, ProjectStatus.PREPARING)
    operations.answer_project(cast.amina, project, cast.valmer, YES)

    with pytest.raises(errors.NotPooledYetError):
        operations.move_project(cast.bruno, project, ProjectStatus.RUNNING)

    operations.answer_project(cast.elise, project, cast.lead, YES)
    operations.move_project(cast.bruno, project, ProjectStatus.RUNNING)
    assert again(cast, project).status is ProjectStatus.RUNNING


def test_a_project_does_not_jump_over_its_life(cast: Cast) -> None:
    project = make_project(cast)

    for status in (ProjectStatus.RUNNING, ProjectStatus.DONE, ProjectStatus.INTENTION):
        with pytest.raises(errors.CannotMoveError):
            operations.move_project(cast.bruno, project, status)


def test_what_is_over_changes_no_more_but_can_begin_again(cast: Cast) -> None:
    project = make_project(cast)
    operations.move_project(cast.bruno, project, ProjectStatus.ABANDONED, "Trop cher pour nous.")
    over = again(cast, project)

    assert (over.closing_word, over.is_over) == ("Trop cher pour nous.", True)
    with pytest.raises(NotAllowedError):
        operations.add_step(cast.bruno, over, NewStep("Encore"))
    with pytest.raises(NotAllowedError):
        operations.answer_project(cast.elise, over, cast.lead, INTERESTED)
    operations.move_project(cast.bruno, over, ProjectStatus.INTENTION)
    assert again(cast, project).closing_word == ""


def test_a_stale_edit_is_refused(cast: Cast) -> None:
    project = make_project(cast)
    content = project_content(title="Un autre titre")
    operations.edit_project(cast.bruno, project, content, render(""), project.version)

    with pytest.raises(StaleVersionError):
        operations.edit_project(cast.amina, project, content, render(""), 1)

    assert again(cast, project).slug == project.slug


def test_dates_in_the_wrong_order_and_half_keys_are_refused(cast: Cast) -> None:
    with pytest.raises(errors.EndsBeforeItStartsError):
        make_project(cast, starts_on=date(2026, 5, 1), ends_on=date(2026, 4, 1))
    with pytest.raises(errors.KeyNotWholeError):
        make_project(cast, key=CostKey(CostBasis.MIXED, 50, 20, 10))


def test_only_those_who_accepted_share_the_cost_once_one_has(cast: Cast) -> None:
    project = make_project(cast)
    operations.answer_project(cast.elise, project, cast.lead, INTERESTED)
    assert len(queries.sharing_parties(again(cast, project))) == 2

    operations.answer_project(cast.amina, project, cast.valmer, YES)

    assert [each.authority_id for each in queries.sharing_parties(again(cast, project))] == [cast.valmer]


def test_a_part_of_another_project_is_not_found(cast: Cast) -> None:
    mine, other = make_furnished_project(cast), make_furnished_project(cast, title="Un autre")

    with pytest.raises(NotFoundError):
        operations.drop_line(cast.bruno, mine, other.budget[0].id)
    with pytest.raises(NotFoundError):
        operations.change_step(cast.bruno, mine, other.steps[0].id, "do")
    with pytest.raises(NotFoundError):
        operations.drop_document(cast.bruno, mine, other.files[0].id)


def test_the_number_of_lines_has_a_limit(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(operations.MOST, BudgetLine, 1)
    project = make_furnished_project(cast)

    with pytest.raises(errors.TooManyPartsError):
        operations.add_line(cast.bruno, project, NewLine("Encore", SpendingKind.RUNNING, 100))


def test_an_outsider_finds_no_project_of_a_committee(cast: Cast) -> None:
    project = make_project(cast)

    with pytest.raises(NotFoundError):
        queries.get_project(cast.chloe, project.slug)
    assert queries.list_projects(cast.chloe, Filters(), None).count == 0
    assert queries.list_projects(cast.farid, Filters(), None).count == 1
