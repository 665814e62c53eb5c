"""What can be taken back in engineering: parts of projects, lines of logs, profiles of the directory.

What belongs to a project that ended or to a closed mission is not given back: it is settled.
"""

from typing import Any

from sqlalchemy import Select, and_, func, or_
from sqlalchemy.orm import aliased

from comite.accounts.audiences import readable_by
from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.accounts.trash import TrashKind, select_thrown
from comite.engineering.models.directory import ExpertiseProfile
from comite.engineering.models.missions import Mission, WorkLogEntry
from comite.engineering.models.projects import BudgetLine, PooledProject, ProjectFile, ProjectStep
from comite.engineering.operations import directory, missions, projects
from comite.engineering.permissions import directory as directory_permissions
from comite.engineering.permissions import missions as mission_permissions
from comite.engineering.permissions import projects as project_permissions
from comite.engineering.queries.projects import LIVING
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.territories.models import LocalAuthority

STEP, LINE, FILE = "etape-de-projet", "depense-de-projet", "document-de-projet"
ENTRY, PROFILE = "ligne-de-journal", "fiche-d-expertise"


def _of_project(reader: Reader, slug: str, label: str, table: type[Any], title: Any) -> Select[Any]:
    """What was taken out of the living projects that a reader may change."""
    found = select_thrown(slug, label, table, title, PooledProject.title)
    return found.join(PooledProject, PooledProject.id == table.project_id).where(
        PooledProject.status.in_(LIVING),
        readable_by(reader, PooledProject),
        or_(
            PooledProject.authority_id.in_(sorted(reader.authority_ids)),
            PooledProject.committee_id.in_(sorted(reader.led_committee_ids)),
        ),
    )


def thrown_steps(reader: Reader) -> Select[Any]:
    """The steps of projects."""
    return _of_project(reader, STEP, "Étape de projet", ProjectStep, ProjectStep.title)


def thrown_lines(reader: Reader) -> Select[Any]:
    """The amounts of budgets."""
    return _of_project(reader, LINE, "Dépense", BudgetLine, BudgetLine.label)


def thrown_files(reader: Reader) -> Select[Any]:
    """The documents of projects."""
    return _of_project(reader, FILE, "Document de projet", ProjectFile, ProjectFile.file_name)


def restore_step(reader: Reader, step_id: int) -> str:
    """Put a step back."""
    return _restore_part(reader, db.session.get(ProjectStep, step_id), "etapes")


def restore_line(reader: Reader, line_id: int) -> str:
    """Put an amount back."""
    return _restore_part(reader, db.session.get(BudgetLine, line_id), "budget")


def restore_file(reader: Reader, file_id: int) -> str:
    """Put a document back."""
    return _restore_part(reader, db.session.get(ProjectFile, file_id), "documents")


def _restore_part(reader: Reader, part: projects.Part | None, place: str) -> str:
    """Put a part of a project back, and say where on its page."""
    project = db.session.get(PooledProject, part.project_id) if part else None
    if part is None or project is None or not project_permissions.may_edit(reader, project):
        raise NotFoundError
    projects.restore_part(reader, project, part)
    return f"/ingenierie/projets/{project.slug}#{place}"


def thrown_entries(reader: Reader) -> Select[Any]:
    """The lines of the logs of missions that go on."""
    theirs = or_(
        WorkLogEntry.logged_by_id == reader.user_id,
        WorkLogEntry.person_id == reader.user_id,
        Mission.helper_id.in_(sorted(reader.edited_authority_ids)),
    )
    found = select_thrown(ENTRY, "Ligne de journal", WorkLogEntry, WorkLogEntry.done, Mission.title)
    return found.join(Mission, Mission.id == WorkLogEntry.mission_id).where(
        and_(Mission.helper_id.in_(sorted(reader.authority_ids)), theirs),
        Mission.closed_at.is_(None),
        readable_by(reader, Mission),
    )


def restore_entry(reader: Reader, entry_id: int) -> str:
    """Put a line back in its log."""
    entry = db.session.get(WorkLogEntry, entry_id)
    mission = db.session.get(Mission, entry.mission_id) if entry else None
    if entry is None or mission is None or not mission_permissions.may_strike_out(reader, mission, entry):
        raise NotFoundError
    missions.restore_entry(reader, mission, entry)
    return f"/ingenierie/missions/{mission.slug}#journal"


def thrown_profiles(reader: Reader) -> Select[Any]:
    """One's own profiles, and those of the authorities one edits for."""
    described = aliased(User)
    theirs = and_(
        ExpertiseProfile.user_id == reader.user_id,
        ExpertiseProfile.authority_id.in_(sorted(reader.authority_ids)),
    )
    title = func.coalesce(described.name, LocalAuthority.name)
    place = LocalAuthority.name
    return (
        select_thrown(PROFILE, "Fiche de l’annuaire d’expertise", ExpertiseProfile, title, place)
        .join(LocalAuthority, LocalAuthority.id == ExpertiseProfile.authority_id)
        .outerjoin(described, described.id == ExpertiseProfile.user_id)
        .where(or_(theirs, ExpertiseProfile.authority_id.in_(sorted(reader.edited_authority_ids))))
    )


def restore_profile(reader: Reader, profile_id: int) -> str:
    """Put a profile back in the directory."""
    profile = db.session.get(ExpertiseProfile, profile_id)
    if profile is None or not directory_permissions.may_remove(reader, profile):
        raise NotFoundError
    directory.restore_profile(reader, profile)
    return f"/ingenierie/annuaire/{profile.id}"


TRASH = (
    TrashKind(STEP, ProjectStep, thrown_steps, restore_step),
    TrashKind(LINE, BudgetLine, thrown_lines, restore_line),
    TrashKind(FILE, ProjectFile, thrown_files, restore_file),
    TrashKind(ENTRY, WorkLogEntry, thrown_entries, restore_entry),
    TrashKind(PROFILE, ExpertiseProfile, thrown_profiles, restore_profile),
)
