"""A list of people sent and checked, and a draft thrown away: what waits for a decision."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO

from sqlalchemy import select

from comite.cli.demonstration import reading
from comite.cli.demonstration.loading import company
from comite.cli.demonstration.loading.story import Moment
from comite.cli.demonstration.reading import Entry
from comite.experiences import operations as experiences
from comite.experiences.content import ReportContent
from comite.foundation import storage
from comite.foundation.database import db
from comite.imports import operations, work
from comite.imports.models import BatchState, ImportBatch, ImportKind
from comite.imports.operations import Document

FILE_MAX = 1024 * 1024


def moments() -> Iterator[Moment]:
    """The list is sent; the draft is written, then thrown away."""
    sent, thrown = reading.sent_list(), reading.thrown_draft()
    content = sent["lines"].strip().replace("\n", "\r\n").encode("cp1252")
    kept = storage.current().put(BytesIO(content), FILE_MAX)
    yield Moment(sent["at"], partial(_send, sent, Document(kept, sent["file_name"], "text/csv")))
    yield Moment(thrown["at"], partial(_throw_away, thrown))


def _send(entry: Entry, document: Document) -> None:
    """The animator sends her list."""
    committee = company.committee(entry["committee"])
    operations.ask_import(company.reader(entry["by"]), ImportKind.MEMBERS, None, committee, document)


def _throw_away(entry: Entry) -> None:
    """An agent begins a draft, then throws it away."""
    actor = company.reader(entry["by"], entry["authority"])
    content = ReportContent(title=entry["title"], problem=entry["problem"], solution=entry["solution"])
    report = experiences.start_report(actor, company.authority(entry["authority"]), content)
    experiences.delete_draft(actor, report)


def check() -> None:
    """Check the lists that wait, as the worker would; once checked, they are left alone."""
    waiting = select(ImportBatch.id).where(ImportBatch.state == BatchState.READING)
    for batch_id in db.session.scalars(waiting).all():
        work.check_lines(batch_id=batch_id)
