"""The files that a person takes away: all of theirs, none of anybody else's, a little at a time."""

import io
import json
import tracemalloc
import zipfile
from datetime import timedelta

import pytest

from comite.accounts import personal_files
from comite.accounts.readers import Reader
from comite.datasets.models import DatasetFile
from comite.discussions.models.threads import Attachment, Message, MessageContent, NewFile
from comite.discussions.operations.messages import delete_message, post_message
from comite.discussions.operations.moderation import hide_message
from comite.discussions.queries.messages import get_message
from comite.engineering.models.projects import ProjectFile
from comite.experiences.models import ReportFile
from comite.foundation import clock, storage
from comite.foundation.archive import SUMS
from comite.foundation.database import db, write
from comite.foundation.storage import Kept
from comite.imports.models import ImportBatch, ImportKind
from comite.meetings.models.decisions import FollowUpProof
from comite.meetings.models.meetings import AgendaDocument
from comite.uploads.models import Upload
from tests.cast import Cast
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_thread
from tests.factories_engineering_projects import make_project
from tests.factories_experiences import make_draft
from tests.factories_meetings import make_agenda_item, make_meeting
from tests.factories_minutes import make_action

MEGABYTE = 1024 * 1024


def kept(content: bytes) -> Kept:
    """A content put in the storage."""
    return storage.current().put(io.BytesIO(content), 100 * MEGABYTE)


def named(by: Reader, number: int) -> dict[str, object]:
    """The columns of a file whose content and name tell who sent it."""
    content = kept(f"de {by.handle}, n° {number}".encode())
    return storage.named(content, f"fichier de {by.handle}.txt", "text/plain")


def send_everywhere(cast: Cast, *senders: Reader) -> None:
    """A file of each person in every table of files, all joined to the same things."""
    report, dataset = make_draft(cast), make_dataset(cast, published=False)
    item, action = make_agenda_item(cast, make_meeting(cast)), make_action(cast)
    project, thread = make_project(cast), make_thread(cast)
    now = clock.now()
    for by in senders:
        content = NewFile(kept(f"de {by.handle}, n° 0".encode()), f"fichier de {by.handle}.txt", "text/plain")
        post_message(by, thread, MessageContent("Voici.", (content,)))
    with write() as session:
        for who in senders:
            by = who.user_id
            session.add_all(
                (
                    ReportFile(**named(who, 1), report_id=report.id, attached_by_id=by, attached_at=now),
                    DatasetFile(**named(who, 2), dataset_id=dataset.id, added_by_id=by, added_at=now),
                    AgendaDocument(**named(who, 3), item_id=item.id, added_by_id=by),
                    FollowUpProof(**named(who, 4), follow_up_id=action.id, added_by_id=by),
                    ProjectFile(**named(who, 5), project_id=project.id, added_by_id=by),
                    ImportBatch(
                        **named(who, 6),
                        kind=ImportKind.REPORTS,
                        owner_id=by,
                        authority_id=cast.valmer,
                        asked_at=now,
                    ),
                    Upload(
                        **(sent := named(who, 7)),
                        key=who.handle,
                        user_id=by,
                        received=sent["size"],
                        started_at=now,
                        expires_at=now + timedelta(days=1),
                    ),
                )
            )


def taken_by(reader: Reader) -> zipfile.ZipFile:
    """The archive of a person, opened."""
    assert reader.user_id is not None
    files = personal_files.list_sent(reader.user_id)
    names = personal_files.names_of(reader, files)
    at = clock.in_paris(clock.now())
    pieces = personal_files.archived(storage.current(), at, {"Compte": reader.name}, files, names)
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def files_in(zipped: zipfile.ZipFile) -> dict[str, bytes]:
    """The files that were sent, by their place."""
    return {name: zipped.read(name) for name in zipped.namelist() if name.startswith("fichiers/")}


def manifest_of(zipped: zipfile.ZipFile) -> list[dict]:
    """What is said of each file."""
    return json.loads(zipped.read(personal_files.MANIFEST))


def test_a_person_takes_every_file_they_sent_and_no_file_of_anybody_else(app, cast: Cast) -> None:
    send_everywhere(cast, cast.bruno, cast.amina)

    zipped = taken_by(cast.bruno)

    assert zipped.testzip() is None
    found = files_in(zipped)
    assert sorted(found.values()) == [f"de {cast.bruno.handle}, n° {rank}".encode() for rank in range(8)]
    assert {name.split("/")[1] for name in found} == {each.folder for each in personal_files.SENDINGS}
    assert cast.amina.handle not in b"".join(map(zipped.read, zipped.namelist())).decode()
    assert zipped.read(SUMS).decode().count("  fichiers/") == 8


def test_the_manifest_says_what_each_file_belongs_to(app, cast: Cast) -> None:
    send_everywhere(cast, cast.bruno)

    told = {each["group"]: each for each in manifest_of(taken_by(cast.bruno))}

    report = told["Documents de retours d’expérience"]
    assert report["name"] == f"fichier de {cast.bruno.handle}.txt"
    assert report["belongs_to"]["kind"] == "experience"
    assert report["belongs_to"]["address"].startswith("/retours-experience/")
    assert told["Pièces d’actions"]["belongs_to"]["title"].endswith("Adopter la charte commune")
    assert told["Fichiers importés"]["belongs_to"] is None
    assert not any(each["is_missing"] for each in told.values())


def test_a_thing_that_its_sender_may_no_longer_read_is_not_named(app, cast: Cast) -> None:
    report = make_draft(cast, title="Un brouillon de Valmer")
    with write() as session:
        facts = {"attached_by_id": cast.chloe.user_id, "attached_at": clock.now()}
        session.add(ReportFile(**named(cast.chloe, 1), report_id=report.id, **facts))

    zipped = taken_by(cast.chloe)

    (told,) = manifest_of(zipped)
    assert told["belongs_to"] == {"kind": "experience", "id": report.id, "title": None, "address": None}
    assert len(files_in(zipped)) == 1
    assert "Un brouillon de Valmer" not in b"".join(map(zipped.read, zipped.namelist())).decode()


def test_a_file_that_the_disk_has_lost_is_said_and_the_rest_goes(app, cast: Cast) -> None:
    send_everywhere(cast, cast.bruno)
    lost = db.session.scalar(db.select(ProjectFile.digest))
    storage.current().remove(lost)

    zipped = taken_by(cast.bruno)

    assert zipped.testzip() is None
    assert len(files_in(zipped)) == 7
    assert [each["group"] for each in manifest_of(zipped) if each["is_missing"]] == ["Documents de projets"]
    said = zipped.read(personal_files.MISSING).decode()
    assert f"fichier de {cast.bruno.handle}.txt" in said
    assert "Redemandez-la plus tard" in said


@pytest.mark.parametrize("what", ["hidden", "deleted"])
def test_files_follow_the_words_of_a_message_that_is_out_of_sight(app, cast: Cast, what: str) -> None:
    thread = make_thread(cast)
    content = MessageContent("Voici.", (NewFile(kept(b"un plan"), "plan.txt", "text/plain"),))
    message = get_message(cast.bruno, post_message(cast.bruno, thread, content).id)
    if what == "hidden":
        hide_message(cast.elise, message.thread, message, "Hors sujet.")
    else:
        delete_message(cast.bruno, message)

    assert list(files_in(taken_by(cast.bruno)).values()) == [b"un plan"]
    assert db.session.scalar(db.select(Message.source).where(Message.id == message.id)) == "Voici."


def test_two_files_of_the_same_name_have_two_places(app, cast: Cast) -> None:
    thread, same = make_thread(cast), NewFile(kept(b"un plan"), "../../plan.txt", "text/plain")
    post_message(cast.bruno, thread, MessageContent("Voici.", (same, same)))

    names = list(files_in(taken_by(cast.bruno)))

    assert len(names) == 2
    assert all(name.endswith("-plan.txt") and ".." not in name for name in names)
    assert db.session.query(Attachment).count() == 2


def test_a_large_file_is_never_held_whole(app, cast: Cast) -> None:
    thread = make_thread(cast)
    large = storage.current().put(io.BytesIO(bytes(40 * MEGABYTE)), 100 * MEGABYTE)
    post_message(cast.bruno, thread, MessageContent("Voici.", (NewFile(large, "gros.bin", "image/x"),)))
    files = personal_files.list_sent(cast.bruno.user_id)
    tracemalloc.start()

    at = clock.in_paris(clock.now())
    total = sum(len(piece) for piece in personal_files.archived(storage.current(), at, {}, files, {}))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total > 40 * MEGABYTE
    assert peak < 8 * MEGABYTE
