"""What must hold of an installation whose processes were killed; each check gives what is wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

from sqlalchemy import func, select, text

from comite.accounts.readers import VISITOR
from comite.datasets.models import Dataset, DatasetFile
from comite.discussions.models.threads import Message, Thread
from comite.foundation import jobs, storage
from comite.foundation.database import db
from comite.foundation.storage import StoredFile
from comite.notifications.models import Notification
from comite.search import queries as search
from comite.search.models import SearchChange
from comite.search.queries import Criteria
from tests.crash.writers import Kept

TITLES = {"thread": Thread.title, "message": Message.source, "dataset": Dataset.title}


def marks_of(kind: str) -> list[str]:
    """The marks of everything of a kind that the database holds."""
    texts = db.session.scalars(select(TITLES[kind]))
    return [word.strip(".,") for each in texts for word in each.split() if word.startswith("zz")]


def lost(kept: Iterable[Kept]) -> list[str]:
    """What was acknowledged and is not there, or not with its file."""
    present = {kind: set(marks_of(kind)) for kind in TITLES}
    files = {
        row.title.split()[-1]: row.digest
        for row in db.session.execute(select(Dataset.title, DatasetFile.digest).join(DatasetFile.dataset))
    }
    return [
        f"{each.kind} {each.mark}"
        for each in kept
        if each.mark not in present[each.kind] or (each.digest and files.get(each.mark) != each.digest)
    ]


def doubled() -> list[str]:
    """What is there twice."""
    found = [
        f"{kind} {mark}" for kind in TITLES for mark, count in Counter(marks_of(kind)).items() if count > 1
    ]
    told = select(Notification.recipient_id, Notification.kind, Notification.subject_id, Notification.reason)
    found += [
        f"told {row}" for row, count in Counter(map(tuple, db.session.execute(told))).items() if count > 1
    ]
    return found


def orphans() -> Iterator[str]:
    """Rows without their parent, threads without their messages, counts that are wrong."""
    for row in db.session.execute(text("PRAGMA foreign_key_check")):
        yield f"row of {row[0]} without its {row[2]}"
    answer = db.session.scalar(text("PRAGMA integrity_check"))
    if answer != "ok":
        yield f"damaged: {answer}"
    counted = select(Message.thread_id, func.count(), func.max(Message.number)).group_by(Message.thread_id)
    found = {row[0]: (row[1], row[2]) for row in db.session.execute(counted)}
    for thread in db.session.scalars(select(Thread)):
        if found.get(thread.id) != (thread.message_count, thread.last_number):
            yield f"thread {thread.id} counts {thread.message_count}, holds {found.get(thread.id)}"
    filed = set(db.session.scalars(select(DatasetFile.dataset_id)))
    for dataset_id in set(db.session.scalars(select(Dataset.id))) - filed:
        yield f"dataset {dataset_id} without its file"


def files_missing() -> Iterator[str]:
    """Contents that a row names and that are not on the disk as they were."""
    for digest in db.session.scalars(select(StoredFile.digest)):
        if sha256(storage.current().path(digest).read_bytes()).hexdigest() != digest:
            yield f"file {digest}"


def waiting() -> list[str]:
    """Work that is not done, and changes that the index does not have yet."""
    dead = [f"given up: {each.name} {each.error}" for each in jobs.list_dead()]
    late = [
        f"waits: {each}"
        for each in db.session.scalars(select(jobs.Job.name).where(jobs.Job.done_at.is_(None)))
    ]
    changes = db.session.scalar(select(func.count()).select_from(SearchChange)) or 0
    return [*dead, *late, *["a change to index"] * changes]


def unfound(kept: Iterable[Kept]) -> list[str]:
    """What everybody may read and search does not find, or finds twice."""
    public = [each for each in kept if each.kind != "dataset"]
    return [f"{each.kind} {each.mark}" for each in public if _count_found(each) != 1]


def _count_found(kept: Kept) -> int:
    """How many results of its kind the mark of a thing gives."""
    return len(search.search(VISITOR, Criteria(text=kept.mark, kinds=frozenset({kept.kind}))).items)
