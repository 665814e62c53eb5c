"""Changes to pooled projects: each function is one whole change."""

from typing import TypeVar

from sqlalchemy import delete, func, select

from comite.accounts import trash
from comite.accounts.audiences import may_read
from comite.accounts.readers import Reader
from comite.datasets.models import Dataset
from comite.engineering import errors
from comite.engineering.models.projects import (
    BudgetLine,
    PartyStanding,
    PooledProject,
    ProjectDataset,
    ProjectFile,
    ProjectParty,
    ProjectStatus,
    ProjectStep,
)
from comite.engineering.permissions import projects as permissions
from comite.engineering.project_content import (
    CLOSING_MAX,
    FILES_MAX,
    LINES_MAX,
    STEPS_MAX,
    NewDocument,
    NewLine,
    NewStep,
    PartyAnswer,
    ProjectContent,
)
from comite.engineering.queries import projects as queries
from comite.foundation import citations, clock, markdown, storage
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, StaleVersionError, require
from comite.foundation.markdown import Rendered
from comite.foundation.slugs import free_slug
from comite.foundation.text import clean_text, shorten
from comite.notifications.models import Reason
from comite.notifications.operations import subscribe, tell
from comite.search.operations import reindex
from comite.territories.queries import list_members

P = TypeVar("P", ProjectStep, BudgetLine, ProjectFile)
Part = ProjectStep | BudgetLine | ProjectFile
KIND = "project"
MOST: dict[type[Part], int] = {ProjectStep: STEPS_MAX, BudgetLine: LINES_MAX, ProjectFile: FILES_MAX}
FORWARD = {
    ProjectStatus.INTENTION: (ProjectStatus.PREPARING, ProjectStatus.ABANDONED),
    ProjectStatus.PREPARING: (ProjectStatus.INTENTION, ProjectStatus.RUNNING, ProjectStatus.ABANDONED),
    ProjectStatus.RUNNING: (ProjectStatus.DONE, ProjectStatus.ABANDONED),
    ProjectStatus.DONE: (ProjectStatus.RUNNING,),
    ProjectStatus.ABANDONED: (ProjectStatus.INTENTION,),
}


@operation
def start_project(
    actor: Reader, authority_id: int, committee_id: int, content: ProjectContent, rendered: Rendered
) -> PooledProject:
    """Write down the intention of an authority, its pilot, and tell the members of its committee."""
    require(permissions.may_start(actor, authority_id, committee_id))
    project = PooledProject(
        slug=free_slug(PooledProject.slug, content.title),
        authority_id=authority_id,
        committee_id=committee_id,
        status=ProjectStatus.INTENTION,
        created_by_id=actor.user_id,
        created_at=clock.now(),
    )
    _describe(project, content, rendered)
    db.session.add(project)
    db.session.flush()
    citations.note(KIND, project.id, [rendered.html])
    db.session.add(
        ProjectParty(
            project_id=project.id,
            authority_id=authority_id,
            standing=PartyStanding.INTERESTED,
            answered_by_id=actor.user_id,
            answered_at=clock.now(),
        )
    )
    subscribe(actor.user_id or 0, KIND, project.id)
    others = [each.id for each in list_members(committee_id, clock.today()) if each.id != authority_id]
    tell(
        queries.ids_of_writers(others),
        reason=Reason.PROJECT_PROPOSED,
        kind=KIND,
        subject_id=project.id,
        actor=actor,
        detail=shorten(rendered.plain, 280),
    )
    reindex.later(kind=KIND, subject_id=project.id)
    return project


@operation
def edit_project(
    actor: Reader, project: PooledProject, content: ProjectContent, rendered: Rendered, version: int
) -> None:
    """Change its description or its key; raises `StaleVersionError` when somebody saved meanwhile."""
    require(permissions.may_edit(actor, project))
    if project.version != version:
        raise StaleVersionError
    _describe(project, content, rendered)
    project.version += 1
    citations.note(KIND, project.id, [rendered.html])
    reindex.later(kind=KIND, subject_id=project.id)


def _describe(project: PooledProject, content: ProjectContent, rendered: Rendered) -> None:
    """Write the words and the key of a project down."""
    if content.starts_on and content.ends_on and content.ends_on < content.starts_on:
        raise errors.EndsBeforeItStartsError
    if not content.key.is_whole:
        raise errors.KeyNotWholeError
    project.title = content.title
    project.objective = content.objective
    project.objective_html, project.objective_plain = rendered.html, rendered.plain
    project.markup_version = markdown.VERSION
    project.audience = content.visibility
    project.cost_basis = content.key.basis
    project.population_percent = content.key.population_percent
    project.flat_percent = content.key.flat_percent
    project.usage_percent = content.key.usage_percent
    project.usage_unit = content.usage_unit
    project.respond_by, project.wanted_on = content.respond_by, content.wanted_on
    project.starts_on, project.ends_on = content.starts_on, content.ends_on
    project.updated_at = clock.now()


@operation
def move_project(actor: Reader, project: PooledProject, status: ProjectStatus, word: str = "") -> None:
    """Bring a project to another state; to be run, at least two authorities must have accepted."""
    require(permissions.may_run(actor, project))
    if status not in FORWARD[project.status]:
        raise errors.CannotMoveError
    accepted = select(func.count(ProjectParty.id)).where(
        ProjectParty.project_id == project.id, ProjectParty.standing == PartyStanding.ACCEPTED
    )
    if status is ProjectStatus.RUNNING and (db.session.scalar(accepted) or 0) < 2:
        raise errors.NotPooledYetError
    project.status = status
    project.ended_at = clock.now() if status.is_over else None
    said = clean_text(word)[:CLOSING_MAX].strip()
    project.closing_word = said if status.is_over else ""
    _touch(project)
    _tell_parties(actor, project, Reason.PROJECT_MOVED, said)


@operation
def answer_project(actor: Reader, project: PooledProject, authority_id: int, answer: PartyAnswer) -> None:
    """Say where an authority stands; accepting or declining is for its editors, with its own deliberation."""
    require(permissions.may_say(actor, project, authority_id, answer.standing))
    if answer.standing is PartyStanding.ACCEPTED and answer.deliberated_on is None:
        raise errors.DeliberationNeededError
    if answer.deliberated_on is not None and answer.deliberated_on > clock.today():
        raise errors.DeliberationToComeError
    party = db.session.scalar(
        select(ProjectParty).where(
            ProjectParty.project_id == project.id, ProjectParty.authority_id == authority_id
        )
    )
    if party is not None and party.standing is not PartyStanding.INTERESTED:
        require(permissions.may_accept(actor, project, authority_id))
    if party is None:
        party = ProjectParty(project_id=project.id, authority_id=authority_id)
        db.session.add(party)
    party.standing = answer.standing
    is_accepted = answer.standing is PartyStanding.ACCEPTED
    party.deliberated_on = answer.deliberated_on if is_accepted else None
    party.deliberation_reference = answer.reference if is_accepted else ""
    party.usage, party.word = answer.usage, answer.word
    party.answered_by_id, party.answered_at = actor.user_id or 0, clock.now()
    subscribe(actor.user_id or 0, KIND, project.id)
    _touch(project)
    tell(
        queries.ids_of_writers([project.authority_id]),
        reason=Reason.PROJECT_ANSWERED,
        kind=KIND,
        subject_id=project.id,
        actor=actor,
        detail=answer.word,
    )


@operation
def add_step(actor: Reader, project: PooledProject, step: NewStep) -> None:
    """Add a step at the end."""
    require(permissions.may_edit(actor, project))
    position = _next(ProjectStep, project)
    db.session.add(
        ProjectStep(project_id=project.id, position=position, title=step.title, due_on=step.due_on)
    )
    _touch(project)


@operation
def change_step(actor: Reader, project: PooledProject, step_id: int, action: str) -> None:
    """Say that a step is done, or not yet, or throw it away."""
    require(permissions.may_edit(actor, project))
    step = _own(db.session.get(ProjectStep, step_id), project)
    if action == "drop":
        trash.throw(actor, step)
    else:
        step.done_on = clock.today() if action == "do" else None
    _touch(project)


@operation
def add_line(actor: Reader, project: PooledProject, line: NewLine) -> None:
    """Add an amount to the budget."""
    require(permissions.may_edit(actor, project))
    position = _next(BudgetLine, project)
    db.session.add(
        BudgetLine(
            project_id=project.id,
            position=position,
            label=line.label,
            kind=line.kind,
            year=line.year,
            amount_cents=line.amount_cents,
        )
    )
    _touch(project)


@operation
def drop_line(actor: Reader, project: PooledProject, line_id: int) -> None:
    """Throw an amount of the budget away."""
    require(permissions.may_edit(actor, project))
    trash.throw(actor, _own(db.session.get(BudgetLine, line_id), project))
    _touch(project)


@operation
def add_document(actor: Reader, project: PooledProject, document: NewDocument) -> None:
    """Join a document that was kept beforehand."""
    require(permissions.may_edit(actor, project))
    _refuse_one_more(ProjectFile, project)
    db.session.add(
        ProjectFile(
            project_id=project.id,
            added_by_id=actor.user_id,
            added_at=clock.now(),
            **storage.named(document.kept, document.name, document.media_type),
        )
    )
    _touch(project)


@operation
def drop_document(actor: Reader, project: PooledProject, file_id: int) -> None:
    """Throw a document away."""
    require(permissions.may_edit(actor, project))
    trash.throw(actor, _own(db.session.get(ProjectFile, file_id), project))
    _touch(project)


@operation
def restore_part(actor: Reader, project: PooledProject, part: Part) -> None:
    """Put a step, an amount or a document back in its place.

    Raises `TooManyPartsError`, `NotThrownError`.
    """
    require(permissions.may_edit(actor, project))
    if part.project_id != project.id:
        raise NotFoundError
    _refuse_one_more(type(part), project)
    trash.take_back(part)
    _touch(project)


@operation
def link_dataset(actor: Reader, project: PooledProject, dataset: Dataset) -> None:
    """Say that a project uses or makes a dataset; the same one twice is once."""
    require(permissions.may_edit(actor, project))
    if not may_read(actor, dataset):
        raise NotFoundError
    if db.session.get(ProjectDataset, (project.id, dataset.id)) is None:
        db.session.add(ProjectDataset(project_id=project.id, dataset_id=dataset.id))
    _touch(project)


@operation
def unlink_dataset(actor: Reader, project: PooledProject, dataset_id: int) -> None:
    """Take a dataset out of a project."""
    require(permissions.may_edit(actor, project))
    db.session.execute(
        delete(ProjectDataset).where(
            ProjectDataset.project_id == project.id, ProjectDataset.dataset_id == dataset_id
        )
    )
    _touch(project)


def _next(table: type[ProjectStep] | type[BudgetLine], project: PooledProject) -> int:
    """The place of one more row of a project, after those in the trash, which keep theirs."""
    _refuse_one_more(table, project)
    highest = db.session.scalar(select(func.max(table.position)).where(table.project_id == project.id))
    return (highest or 0) + 1


def _refuse_one_more(table: type[Part], project: PooledProject) -> None:
    """Raise `TooManyPartsError` when a project has as many of these as its page shows."""
    shown = select(func.count(table.id)).where(table.project_id == project.id, table.trashed_at.is_(None))
    if (db.session.scalar(shown) or 0) >= MOST[table]:
        raise errors.TooManyPartsError


def _own(part: P | None, project: PooledProject) -> P:
    """A part of this very project; raises `NotFoundError` for another's, and for one in the trash."""
    if part is None or part.project_id != project.id or part.is_trashed:
        raise NotFoundError
    return part


def _touch(project: PooledProject) -> None:
    """Say that it changed."""
    project.updated_at = clock.now()
    reindex.later(kind=KIND, subject_id=project.id)


def _tell_parties(actor: Reader, project: PooledProject, reason: Reason, detail: str) -> None:
    """Tell the people of the authorities that take part or think of it."""
    parties = db.session.scalars(
        select(ProjectParty.authority_id).where(
            ProjectParty.project_id == project.id, ProjectParty.standing != PartyStanding.DECLINED
        )
    ).all()
    tell(
        queries.ids_of_writers(parties),
        reason=reason,
        kind=KIND,
        subject_id=project.id,
        actor=actor,
        detail=detail,
    )
