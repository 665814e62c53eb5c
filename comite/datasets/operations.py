"""Changes to datasets: each function is one whole change."""

import uuid
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from comite.accounts import queries as accounts
from comite.accounts import trash
from comite.accounts.audiences import Audience
from comite.accounts.models import Role
from comite.accounts.operations import log_moderation
from comite.accounts.readers import Reader
from comite.datasets import permissions
from comite.datasets.content import DatasetContent, SentFile, Sharing
from comite.datasets.errors import (
    AlreadyPublishedError,
    DecisionNeededError,
    NoFileError,
    NotAwaitingError,
    NotReadyError,
    PublishedFileError,
    WrongCommitteeError,
)
from comite.datasets.models import Dataset, DatasetFile, DatasetStatus, PrivacyChoice, PrivacyDecision
from comite.datasets.tables import read_file, reading_key
from comite.discussions import operations as discussions
from comite.foundation import audit, citations, clock, markdown, storage, tasks
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, RuleBrokenError, StaleVersionError, require
from comite.foundation.jobs import job
from comite.foundation.markdown import Rendered
from comite.foundation.slugs import free_slug
from comite.notifications.models import Level, Reason
from comite.notifications.operations import announce, forget_about, subscribe, tell
from comite.search.operations import reindex
from comite.uploads.operations import take_upload

KIND = "dataset"
CLOCK_DRIFT = timedelta(seconds=1)


@operation
def create_dataset(
    actor: Reader, authority_id: int, content: DatasetContent, rendered: Rendered, files: list[SentFile]
) -> Dataset:
    """A new draft of an authority, with the files sent along; their reading begins at once."""
    require(permissions.may_create(actor, authority_id))
    now = clock.now()
    dataset = Dataset(
        identifier=str(uuid.uuid4()),
        slug=free_slug(Dataset.slug, content.title),
        authority_id=authority_id,
        status=DatasetStatus.DRAFT,
        audience=Audience.AUTHORITY,
        created_by_id=actor.user_id,
        created_at=now,
        modified_at=now,
        version=1,
    )
    _describe(actor, dataset, content, rendered)
    db.session.add(dataset)
    db.session.flush()
    for sent in files:
        _add_file(actor, dataset, sent)
    citations.note(KIND, dataset.id, [rendered.html])
    _settle(dataset)
    subscribe(actor.user_id or 0, KIND, dataset.id, Level.ALL)
    return dataset


@operation
def edit_dataset(
    actor: Reader, dataset: Dataset, content: DatasetContent, rendered: Rendered, version: int
) -> None:
    """Change the description; raises `StaleVersionError` when somebody saved since the form was opened."""
    require(permissions.may_edit(actor, dataset))
    if dataset.version != version:
        raise StaleVersionError
    _describe(actor, dataset, content, rendered)
    citations.note(KIND, dataset.id, [rendered.html])
    dataset.version += 1
    _touch(dataset)


@operation
def add_file(actor: Reader, dataset: Dataset, sent: SentFile) -> DatasetFile:
    """Add a file already kept in the storage; its reading begins at once."""
    require(permissions.may_edit(actor, dataset))
    file = _add_file(actor, dataset, sent)
    _touch(dataset)
    return file


@operation
def remove_file(actor: Reader, dataset: Dataset, file: DatasetFile) -> None:
    """Take a file out of a dataset, for thirty days to the trash.

    Raises `PublishedFileError` for the last one of a published dataset.
    """
    require(permissions.may_edit(actor, dataset))
    others = db.session.scalar(
        select(DatasetFile.id)
        .where(
            DatasetFile.dataset_id == dataset.id,
            DatasetFile.id != file.id,
            DatasetFile.trashed_at.is_(None),
        )
        .limit(1)
    )
    if not dataset.is_draft and others is None:
        raise PublishedFileError
    tasks.forget(reading_key(file.id))
    trash.throw(actor, file)
    _touch(dataset)


@operation
def restore_file(actor: Reader, dataset: Dataset, file: DatasetFile) -> None:
    """Put a file back in its dataset; raises `NotThrownError`."""
    require(permissions.may_edit(actor, dataset))
    if file.dataset_id != dataset.id:
        raise NotFoundError
    trash.take_back(file)
    _touch(dataset)


@operation
def read_again(actor: Reader, dataset: Dataset, file: DatasetFile) -> None:
    """Ask for another reading of a file."""
    require(permissions.may_edit(actor, dataset))
    _ask_reading(actor, dataset, file)


@operation
def decide_privacy(
    actor: Reader, dataset: Dataset, file: DatasetFile, decision: PrivacyDecision, reason: str
) -> None:
    """Log what the producer decides about columns that look personal."""
    require(permissions.may_decide(actor, dataset))
    db.session.add(
        PrivacyChoice(
            file_id=file.id,
            decision=decision,
            reason=reason,
            decided_at=clock.now(),
            decided_by_id=actor.user_id,
        )
    )


@operation
def propose_dataset(actor: Reader, dataset: Dataset) -> None:
    """Ask the editors of the authority to publish."""
    require(permissions.may_propose(actor, dataset))
    dataset.status = DatasetStatus.PROPOSED
    dataset.changes_requested = ""
    _settle(dataset)
    editors = accounts.ids_with_role(Role.EDITOR, dataset.authority_id)
    tell(editors, reason=Reason.APPROVAL_AWAITED, kind=KIND, subject_id=dataset.id, actor=actor)


@operation
def request_changes(actor: Reader, dataset: Dataset, reason: str) -> None:
    """Send a proposal back to its author with the reason."""
    require(permissions.may_publish(actor, dataset))
    if dataset.status is not DatasetStatus.PROPOSED:
        raise NotAwaitingError
    dataset.status = DatasetStatus.DRAFT
    dataset.changes_requested = reason
    _settle(dataset)
    _tell_author(actor, dataset, Reason.CHANGES_REQUESTED, reason)


@operation
def publish_dataset(actor: Reader, dataset: Dataset) -> None:
    """Let its audience read the dataset; raises a sentence when files or decisions are missing."""
    require(permissions.may_publish(actor, dataset))
    if not dataset.is_draft:
        raise AlreadyPublishedError
    _refuse_unready(dataset)
    dataset.status = DatasetStatus.PUBLISHED
    dataset.published_at = dataset.modified_at = clock.now()
    dataset.changes_requested = ""
    _settle(dataset)
    _record(actor, "dataset.publish", dataset)
    _tell_author(actor, dataset, Reason.PUBLISHED)
    announce.later(kind=KIND, subject_id=dataset.id, actor_id=actor.user_id or 0)


@operation
def withdraw_dataset(actor: Reader, dataset: Dataset) -> None:
    """Bring a published dataset back to draft: only its authority reads it then."""
    require(permissions.may_publish(actor, dataset))
    if dataset.is_draft:
        raise NotAwaitingError
    dataset.status = DatasetStatus.DRAFT
    dataset.published_at = None
    _settle(dataset)
    _record(actor, "dataset.withdraw", dataset)


@operation
def archive_dataset(actor: Reader, dataset: Dataset) -> None:
    """Say that it is no longer kept up to date; it stays readable."""
    require(permissions.may_publish(actor, dataset))
    if not dataset.is_published:
        raise RuleBrokenError
    dataset.status = DatasetStatus.ARCHIVED
    _settle(dataset)
    _record(actor, "dataset.archive", dataset)


@operation
def restore_dataset(actor: Reader, dataset: Dataset) -> None:
    """Make an archived dataset current again."""
    require(permissions.may_publish(actor, dataset))
    if dataset.status is not DatasetStatus.ARCHIVED:
        raise RuleBrokenError
    dataset.status = DatasetStatus.PUBLISHED
    _touch(dataset)


@operation
def delete_dataset(actor: Reader, dataset: Dataset) -> None:
    """Throw away a draft with its files; it can be taken back for thirty days."""
    require(permissions.may_delete(actor, dataset))
    trash.throw(actor, dataset)
    reindex.later(kind=KIND, subject_id=dataset.id)


@operation
def restore_draft(actor: Reader, dataset: Dataset) -> None:
    """Take a draft out of the trash, as it was; raises `NotThrownError`."""
    require(permissions.may_take_out_of_trash(actor, dataset))
    trash.take_back(dataset)
    reindex.later(kind=KIND, subject_id=dataset.id)


@job
def purge_trashed() -> None:
    """Delete for good the drafts and files thrown away more than thirty days ago."""
    gone = Dataset.trashed_at < trash.oldest()
    for dataset_id in db.session.scalars(select(Dataset.id).where(gone)).all():
        citations.forget(KIND, dataset_id)
        forget_about.later(kind=KIND, subject_id=dataset_id)
        reindex.later(kind=KIND, subject_id=dataset_id)
    trash.purge(DatasetFile)
    trash.purge(Dataset)


@operation
def hide(actor: Reader, dataset: Dataset, reason: str) -> None:
    """Take a dataset out of sight of all but its authority, with the reason, logged."""
    require(permissions.may_moderate(actor, dataset))
    dataset.hidden_at, dataset.hidden_reason = clock.now(), reason
    _settle(dataset)
    log_moderation(actor, "hide", KIND, dataset.id, reason, dataset.committee_id)
    _tell_author(actor, dataset, Reason.MODERATED, reason)


@operation
def unhide(actor: Reader, dataset: Dataset, reason: str = "") -> None:
    """Put a hidden dataset back in sight, logged."""
    require(permissions.may_moderate(actor, dataset))
    dataset.hidden_at, dataset.hidden_reason = None, ""
    _settle(dataset)
    log_moderation(actor, "unhide", KIND, dataset.id, reason, dataset.committee_id)


def _describe(actor: Reader, dataset: Dataset, content: DatasetContent, rendered: Rendered) -> None:
    """Copy a description onto its row."""
    sharing = _checked_sharing(actor, dataset, content.sharing)
    dataset.title = content.title
    dataset.acronym = content.acronym
    dataset.description = content.description
    dataset.description_html, dataset.markup_version = rendered.html, markdown.VERSION
    dataset.general_interest = content.general_interest
    dataset.licence = content.licence
    dataset.frequency = content.frequency
    dataset.covers_from, dataset.covers_until = content.covers_from, content.covers_until
    dataset.spatial_code = content.spatial_code
    box = content.box
    dataset.west, dataset.south = (box.west, box.south) if box else (None, None)
    dataset.east, dataset.north = (box.east, box.north) if box else (None, None)
    dataset.theme = content.theme
    dataset.keywords = list(content.keywords)
    dataset.contact_name, dataset.contact_email = content.contact_name, content.contact_email
    dataset.schema = content.schema
    dataset.visibility, dataset.committee_id = sharing.visibility, sharing.committee_id
    dataset.restriction_reason, dataset.restricted_until = sharing.reason, sharing.until


def _checked_sharing(actor: Reader, dataset: Dataset, sharing: Sharing) -> Sharing:
    """A sharing with a committee names one where the authority is a member."""
    if sharing.visibility is Audience.PUBLIC:
        sharing = replace(sharing, reason="", until=None)
    is_kept = sharing.committee_id == dataset.committee_id
    if (
        sharing.committee_id is not None
        and not is_kept
        and sharing.committee_id not in actor.member_committee_ids
    ):
        raise WrongCommitteeError
    if sharing.visibility is Audience.COMMITTEE and sharing.committee_id is None:
        raise WrongCommitteeError
    return sharing


def _add_file(actor: Reader, dataset: Dataset, sent: SentFile) -> DatasetFile:
    """Name a kept content in the dataset, and ask for its reading."""
    if sent.upload_id is not None:
        take_upload(actor, sent.upload_id)
    file = DatasetFile(
        dataset_id=dataset.id,
        added_at=clock.now(),
        added_by_id=actor.user_id,
        **storage.named(storage.Kept(sent.digest, sent.size), sent.name, sent.media_type),
    )
    db.session.add(file)
    db.session.flush()
    _ask_reading(actor, dataset, file)
    return file


def _ask_reading(actor: Reader, dataset: Dataset, file: DatasetFile) -> None:
    """Have a file read, as work that the person follows or leaves."""
    title, path = f"Lecture de « {file.file_name} »", f"/jeux-de-donnees/{dataset.slug}"
    tasks.start(actor.user_id, reading_key(file.id), title, path)
    read_file.later(file_id=file.id)


def _refuse_unready(dataset: Dataset) -> None:
    """Raise unless every file is read and every personal-data finding has its decision."""
    here = (DatasetFile.dataset_id == dataset.id, DatasetFile.trashed_at.is_(None))
    files = db.session.scalars(select(DatasetFile).where(*here)).all()
    if not files:
        raise NoFileError
    if not all(file.is_settled for file in files):
        raise NotReadyError
    decided = set(db.session.scalars(select(PrivacyChoice.file_id)))
    if any(file.findings and file.id not in decided for file in files):
        raise DecisionNeededError


def _touch(dataset: Dataset) -> None:
    """Note a change of what readers see."""
    dataset.modified_at = max(clock.now(), dataset.modified_at + CLOCK_DRIFT)
    _settle(dataset)


def _settle(dataset: Dataset) -> None:
    """Compute who may read now, and tell those who keep a copy of the answer."""
    is_home = dataset.is_draft or dataset.is_hidden
    dataset.audience = Audience.AUTHORITY if is_home else dataset.visibility
    db.session.flush()
    discussions.narrow(KIND, dataset.id, dataset.audience, dataset.authority_id, dataset.committee_id)
    reindex.later(kind=KIND, subject_id=dataset.id)


def _record(actor: Reader, action: str, dataset: Dataset) -> None:
    """Write down in the audit log that data reached its readers, or left them."""
    scope = f"authority:{dataset.authority_id}"
    audit.record(
        actor, action, scope=scope, kind=KIND, subject_id=dataset.id, audience=dataset.audience.value
    )


def _tell_author(actor: Reader, dataset: Dataset, reason: Reason, detail: str = "") -> None:
    """Tell the person who made it, unless that is who acts."""
    if dataset.created_by_id is not None and dataset.created_by_id != actor.user_id:
        tell(
            [dataset.created_by_id],
            reason=reason,
            kind=KIND,
            subject_id=dataset.id,
            actor=actor,
            detail=detail,
        )
