"""The datasets: described, read, screened, decided upon, published."""

import mimetypes
from collections.abc import Iterator
from datetime import date
from functools import partial
from io import BytesIO

from sqlalchemy import select

from comite.accounts.audiences import Audience
from comite.accounts.models import Role
from comite.cli.demonstration import reading
from comite.cli.demonstration.files.catalogue import make_file
from comite.cli.demonstration.loading import company
from comite.cli.demonstration.loading.story import Moment, Progress
from comite.cli.demonstration.reading import Entry
from comite.datasets import operations, tables
from comite.datasets.content import Box, DatasetContent, SentFile, Sharing
from comite.datasets.models import (
    Dataset,
    DatasetFile,
    Frequency,
    Licence,
    PrivacyDecision,
    ReadingState,
    Schema,
    Theme,
)
from comite.foundation import markdown, storage
from comite.foundation.database import db

FILE_MAX = 20 * 1024 * 1024
# How long a producer describes a dataset before publishing it, and since when a draft has been one.
PREPARING = 2
DRAFTED = -6
# Types that a bare machine's lists may lack.
_TYPES = {
    ".geojson": "application/geo+json",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".tsv": "text/tab-separated-values",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def find(slug: str) -> Dataset:
    """The dataset of these words."""
    return db.session.scalars(select(Dataset).where(Dataset.slug == slug)).one()


def beginnings(today: date) -> Iterator[Moment]:
    """Each dataset is described and its files are sent."""
    for entry in reading.datasets():
        files = [_keep(file["name"]) for file in entry["files"]]
        begun = entry.get("published_on", DRAFTED + PREPARING) - PREPARING
        yield Moment(begun, partial(_create, entry, files, today))


def read_files(progress: Progress) -> None:
    """Read the files that wait, as the worker would, one after the other."""
    unsettled = DatasetFile.state.not_in([ReadingState.READ, ReadingState.UNREADABLE])
    waiting = list(db.session.scalars(select(DatasetFile.id).where(unsettled).order_by(DatasetFile.id)))
    for done, file_id in enumerate(waiting, start=1):
        tables.read_file(file_id=file_id)
        progress(done, len(waiting))


def publications() -> Iterator[Moment]:
    """What looks personal is decided upon, then each dataset is published."""
    for entry in reading.datasets():
        for choice in entry.get("screening", []):
            yield Moment(choice["on"], partial(_decide, entry["slug"], choice))
        if entry["status"] == "published":
            yield Moment(entry["published_on"], partial(_publish, entry))


def _keep(name: str) -> SentFile:
    """A file in the storage."""
    kept = storage.current().put(BytesIO(make_file(name)), FILE_MAX)
    ending = name[name.rindex(".") :].lower()
    media_type = _TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return SentFile(kept.digest, kept.size, name, media_type)


def _create(entry: Entry, files: list[SentFile], today: date) -> None:
    """A producer describes a dataset and sends its files."""
    author = company.reader(entry["author"], entry["authority"])
    content = _content(entry, today)
    rendered = markdown.render(content.description)
    authority_id = company.authority(entry["authority"]).id
    operations.create_dataset(author, authority_id, content, rendered, files).slug = entry["slug"]


def _content(entry: Entry, today: date) -> DatasetContent:
    """The description of a dataset."""
    until = entry.get("restricted_until")
    return DatasetContent(
        title=entry["title"],
        acronym=entry.get("acronym", ""),
        general_interest=entry["general_interest"],
        description=entry["description"],
        licence=Licence(entry["licence"]),
        frequency=Frequency(entry["frequency"]),
        covers_from=entry["covers_from"],
        covers_until=entry["covers_until"],
        spatial_code=entry["spatial_code"],
        box=Box(*entry["box"]),
        theme=Theme(entry["theme"]),
        keywords=tuple(entry["keywords"]),
        contact_name=entry["contact_name"],
        contact_email=entry["contact_email"],
        schema=Schema(entry["schema"]) if "schema" in entry else None,
        sharing=Sharing(
            visibility=Audience(entry["visibility"]),
            committee_id=company.committee(entry["committee"]).id,
            reason=entry.get("restriction_reason", ""),
            until=reading.day(until, today) if until is not None else None,
        ),
    )


def _decide(slug: str, choice: Entry) -> None:
    """The producer says what a column that looks personal holds."""
    dataset = find(slug)
    file = db.session.scalars(select(DatasetFile).where(DatasetFile.dataset_id == dataset.id).limit(1)).one()
    reason = f"Colonne «\u00a0{choice['column']}\u00a0»\u202f: {choice['reason']}"
    actor = company.reader(choice["by"])
    operations.decide_privacy(actor, dataset, file, PrivacyDecision(choice["decision"]), reason)


def _publish(entry: Entry) -> None:
    """Its author publishes a dataset, or an editor for them."""
    dataset = find(entry["slug"])
    author = company.reader(entry["author"], entry["authority"])
    is_editor = author.has_role(Role.EDITOR, dataset.authority_id)
    operations.publish_dataset(author if is_editor else company.editor_of(entry["authority"]), dataset)
