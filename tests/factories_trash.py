"""Things that somebody threw away."""

import io
from typing import Any

from comite.accounts.readers import Reader
from comite.datasets import operations as datasets
from comite.datasets.models import Dataset
from comite.discussions.models.threads import Attachment, Message, MessageContent, NewFile
from comite.discussions.operations import messages
from comite.discussions.queries.messages import get_message
from comite.experiences import operations as experiences
from comite.experiences.models import ExperienceReport, ReportFile
from comite.experiences.operations.documents import Document
from comite.foundation import storage
from comite.foundation.database import db
from tests.cast import Cast
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_thread
from tests.factories_experiences import make_draft


def throw_report(cast: Cast, *, by: Reader | None = None, **options: Any) -> ExperienceReport:
    """A draft that Bruno started, then threw away."""
    report = make_draft(cast, **options)
    experiences.delete_draft(by or cast.bruno, report)
    return report


def throw_dataset(cast: Cast, **options: Any) -> Dataset:
    """A dataset that Bruno started, then threw away."""
    dataset = make_dataset(cast, author=cast.bruno, published=False, **options)
    datasets.delete_dataset(cast.bruno, dataset)
    return dataset


def attach(cast: Cast, report: ExperienceReport) -> ReportFile:
    """A document that Amina attached."""
    kept = storage.current().put(io.BytesIO(b"une annexe"), 1000)
    return experiences.attach_file(cast.amina, report, Document(kept, "annexe.txt", "text/plain"))


def message_with_file(cast: Cast) -> tuple[Message, Attachment]:
    """A message of Bruno's, off which he took its file."""
    kept = storage.current().put(io.BytesIO(b"un plan"), 1000)
    content = MessageContent("Voici.", (NewFile(kept, "plan.txt", "text/plain"),))
    written = messages.post_message(cast.bruno, make_thread(cast), content)
    message = get_message(cast.bruno, written.id)
    file = message.attachments[0]
    messages.edit_message(
        cast.bruno, message, MessageContent("Voici.", dropped_file_ids=(file.id,)), message.version
    )
    db.session.expire_all()
    return get_message(cast.bruno, written.id), file
