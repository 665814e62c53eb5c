"""What is thrown away in engineering leaves every sum, and what is settled takes nothing back."""

from datetime import timedelta

import pytest
import time_machine

from comite.accounts import trash
from comite.engineering import errors
from comite.engineering.models.directory import ExpertiseProfile
from comite.engineering.models.projects import BudgetLine, ProjectStatus
from comite.engineering.operations import directory, missions, projects
from comite.engineering.project_content import NewLine, NewStep
from comite.engineering.queries import directory as directory_queries
from comite.engineering.queries.directory import Filters
from comite.engineering.queries.missions import whole_mission
from comite.engineering.queries.time_bank import get_time_bank
from comite.engineering.subjects.directory import ExpertiseLoader
from comite.engineering.subjects.missions import MissionLoader
from comite.foundation import clock, storage
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, NotFoundError
from tests.cast import Cast
from tests.factories_engineering import close_mission, log_work, make_mission, make_profile
from tests.factories_engineering_projects import again, make_furnished_project
from tests.factories_meetings import committee_of
from tests.factories_thrown import purge, restore, throw_one


def test_a_line_thrown_away_leaves_the_time_bank_and_comes_back_into_it(cast: Cast) -> None:
    mission = make_mission(cast)
    entry = log_work(cast, mission, quarter_days=3)

    def given() -> int:
        return get_time_bank(cast.elise, committee_of(cast), None).total.spent

    before = given()
    missions.strike_out(cast.elise, mission, entry)
    thrown = given()
    restore(cast, "elise", "ligne-de-journal", entry.id)

    assert (before, thrown, given()) == (3, 0, 3)


def test_the_words_of_a_line_leave_search(cast: Cast) -> None:
    mission = make_mission(cast)
    entry = log_work(cast, mission)
    shown = next(iter(MissionLoader().load([mission.id]))).text

    missions.strike_out(cast.elise, mission, entry)
    db.session.expire_all()

    assert "Une matinée" in shown
    assert "Une matinée" not in next(iter(MissionLoader().load([mission.id]))).text


def test_a_closed_mission_takes_no_line_back(cast: Cast) -> None:
    mission = make_mission(cast)
    entry = log_work(cast, mission)
    missions.strike_out(cast.elise, mission, entry)
    close_mission(cast, whole_mission(mission.id))

    assert trash.list_thrown(cast.elise) == []
    with pytest.raises(errors.ClosedMissionError):
        restore(cast, "elise", "ligne-de-journal", entry.id)


def test_a_project_that_ended_takes_nothing_back(cast: Cast) -> None:
    project = make_furnished_project(cast)
    projects.drop_line(cast.bruno, project, project.budget[0].id)
    projects.move_project(cast.bruno, project, ProjectStatus.ABANDONED)

    assert trash.list_thrown(cast.bruno) == []
    with pytest.raises(NotFoundError):
        restore(cast, "bruno", "depense-de-projet", project.budget[0].id)
    with pytest.raises(NotAllowedError):
        projects.restore_part(cast.bruno, project, project.budget[0])


def test_a_part_in_the_trash_is_out_of_reach_and_out_of_the_count(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(projects.MOST, BudgetLine, 1)
    project = make_furnished_project(cast)
    line, step = project.budget[0], project.steps[0]
    projects.drop_line(cast.bruno, project, line.id)
    projects.change_step(cast.bruno, project, step.id, "drop")

    projects.add_line(cast.bruno, project, NewLine("Une autre", line.kind, 100))

    with pytest.raises(NotFoundError):
        projects.drop_line(cast.bruno, project, line.id)
    with pytest.raises(NotFoundError):
        projects.change_step(cast.bruno, project, step.id, "do")
    with pytest.raises(errors.TooManyPartsError):
        restore(cast, "bruno", "depense-de-projet", line.id)


def test_a_step_comes_back_before_those_written_since(cast: Cast) -> None:
    project = make_furnished_project(cast)
    first = project.steps[0]
    projects.change_step(cast.bruno, project, first.id, "drop")
    projects.add_step(cast.bruno, project, NewStep("Comparer les devis"))

    restore(cast, "bruno", "etape-de-projet", first.id)
    db.session.expire_all()

    assert [each.title for each in again(cast, project).steps] == [first.title, "Comparer les devis"]


def test_the_content_of_a_document_goes_when_no_row_names_it(cast: Cast) -> None:
    throw_one(cast, "document-de-projet")

    removed = []
    for days in (29, 31):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            purge()
            removed.append(storage.sweep())

    assert removed == [0, 1]


def test_a_profile_thrown_away_leaves_the_directory_and_search(cast: Cast) -> None:
    thing = throw_one(cast, "fiche-d-expertise")
    loader = ExpertiseLoader()

    assert directory_queries.list_profiles(cast.elise, Filters(), None).count == 0
    assert directory_queries.find_profile(cast.waters, cast.farid.user_id) is None
    assert list(loader.load([thing.id])) == []
    assert list(loader.each_id()) == []
    assert dict(loader.readable(cast.elise, [thing.id])) == {}
    assert list(loader.search(cast.elise, ["accueil"], 5)) == []


def test_a_profile_written_anew_takes_the_place_of_the_one_in_the_trash(cast: Cast) -> None:
    thing = throw_one(cast, "fiche-d-expertise")

    made = make_profile(cast, by=cast.farid, note="Les drones.")

    assert trash.list_thrown(cast.farid) == []
    assert db.session.scalars(db.select(ExpertiseProfile.id)).all() == [made.id]
    if made.id != thing.id:
        with pytest.raises(NotFoundError):
            restore(cast, "farid", "fiche-d-expertise", thing.id)


def test_an_editor_takes_back_a_profile_of_their_authority(cast: Cast) -> None:
    profile = make_profile(cast, by=cast.bruno)
    directory.remove_profile(cast.bruno, profile)
    found = {name: len(trash.list_thrown(reader)) for name, reader in cast.people().items()}

    restore(cast, "amina", "fiche-d-expertise", profile.id)

    assert directory_queries.get_profile(cast.bruno, profile.id).note == "L’accueil."
    assert {name for name, count in found.items() if count} == {"amina", "bruno"}
