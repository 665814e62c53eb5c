"""What keeping files promises."""

import errno
import io
import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from comite.datasets.models import Dataset, DatasetFile
from comite.foundation import clock, storage
from comite.foundation.database import db, operation, write
from comite.foundation.errors import NotAllowedError, NotFoundError, TooLargeError, require
from comite.foundation.storage import DiskStorage, Kept, StoredFile, clean_name
from tests.cast import Cast
from tests.factories_datasets import make_dataset

CONTENT = b"commune;habitants\nValmer;18 400\n"
LIMIT = 1024 * 1024


@pytest.fixture
def disk(tmp_path: Path) -> DiskStorage:
    """A storage of its own."""
    return DiskStorage(tmp_path / "files")


class Breaking(io.BytesIO):
    """A sending that is cut in the middle."""

    def read(self, _size: int | None = -1) -> bytes:
        """One piece, then the line is cut."""
        if self.tell():
            raise ConnectionResetError
        self.seek(1)
        return b"half"


@operation
def record_and_fail(kept: Kept) -> None:
    """Name a content, then break a rule."""
    storage.record(kept)
    require(False)


def everything(folder: Path) -> list[str]:
    """Every file under a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def make_old(disk: DiskStorage, digest: str, age: timedelta) -> None:
    """Have a content look kept some time ago."""
    then = clock.now().timestamp() - age.total_seconds()
    os.utime(disk.path(digest), (then, then))


def test_a_content_is_kept_under_its_digest(disk: DiskStorage) -> None:
    kept = disk.put(io.BytesIO(CONTENT), LIMIT)

    assert kept == Kept(sha256(CONTENT).hexdigest(), len(CONTENT))
    with disk.open(kept.digest) as file:
        assert file.read() == CONTENT
    assert len(everything(disk.folder)) == 1


def test_the_same_content_twice_is_kept_once(disk: DiskStorage) -> None:
    first = disk.put(io.BytesIO(CONTENT), LIMIT)
    second = disk.put(io.BytesIO(CONTENT), LIMIT)

    assert first == second
    assert len(everything(disk.folder)) == 1


def test_a_content_above_the_limit_is_refused_and_nothing_of_it_stays(disk: DiskStorage) -> None:
    with pytest.raises(TooLargeError):
        disk.put(io.BytesIO(b"x" * 101), 100)

    assert everything(disk.folder) == []


def test_a_content_just_at_the_limit_is_kept(disk: DiskStorage) -> None:
    assert disk.put(io.BytesIO(b"x" * 100), 100).size == 100


def test_a_sending_cut_in_the_middle_leaves_nothing(disk: DiskStorage) -> None:
    with pytest.raises(ConnectionResetError):
        disk.put(Breaking(), LIMIT)

    assert everything(disk.folder) == []


def test_a_content_is_on_the_disk_before_it_has_its_name_and_the_name_before_a_row_can_say_it(
    disk: DiskStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        place = Path(f"/proc/self/fd/{descriptor}").readlink()
        steps.append(f"sync {'folder' if place.is_dir() else 'file'} {place.parent.name}/{place.name}")
        real_sync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        steps.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)

    digest = disk.put(io.BytesIO(CONTENT), LIMIT).digest

    assert steps[0].startswith("sync file incoming/")
    rename = steps.index("rename")
    assert steps[1:rename] == [
        f"sync folder files/{digest[:2]}",
        f"sync folder {disk.folder.parent.name}/files",
    ]
    assert steps[rename + 1 :] == [f"sync folder {digest[:2]}/{digest[2:4]}"]


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "g" * 64, f"{'a' * 64}\n", f"../{'a' * 61}"]
)
def test_a_name_that_is_no_digest_leads_nowhere(disk: DiskStorage, name: str) -> None:
    with pytest.raises(NotFoundError):
        disk.open(name)


def test_a_content_that_is_gone_is_not_found(disk: DiskStorage) -> None:
    kept = disk.put(io.BytesIO(CONTENT), LIMIT)

    disk.remove(kept.digest)
    disk.remove(kept.digest)

    with pytest.raises(NotFoundError):
        disk.open(kept.digest)


def test_the_folders_are_closed_to_others(disk: DiskStorage) -> None:
    kept = disk.put(io.BytesIO(CONTENT), LIMIT)

    path = disk.path(kept.digest)

    assert path.stat().st_mode & 0o077 == 0
    assert (disk.folder / "incoming").stat().st_mode & 0o077 == 0


def test_a_full_disk_keeps_nothing_and_says_so(disk: DiskStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", no_room)

    with pytest.raises(OSError, match="no space left"):
        disk.put(io.BytesIO(CONTENT), LIMIT)

    assert everything(disk.folder) == []


@pytest.fixture
def kept(app: Flask, cast: Cast) -> Kept:
    """A content of the installation, named by no row."""
    return storage.current().put(io.BytesIO(CONTENT), LIMIT)


def the_disk() -> DiskStorage:
    """The storage of the installation."""
    found = storage.current()
    assert isinstance(found, DiskStorage)
    return found


def test_the_sweep_removes_what_no_row_names_after_a_day(kept: Kept) -> None:
    make_old(the_disk(), kept.digest, timedelta(hours=25))

    removed = storage.sweep()

    assert removed == 1
    with pytest.raises(NotFoundError):
        the_disk().path(kept.digest)


def test_the_sweep_leaves_what_was_just_sent(kept: Kept) -> None:
    make_old(the_disk(), kept.digest, timedelta(hours=23))

    removed = storage.sweep()

    assert removed == 0
    assert the_disk().path(kept.digest).is_file()


def test_the_sweep_leaves_what_a_row_names_however_old(cast: Cast) -> None:
    dataset = make_dataset(cast, published=False)
    row = db.session.scalars(db.select(DatasetFile).where(DatasetFile.dataset_id == dataset.id)).one()
    make_old(the_disk(), row.digest, timedelta(days=400))
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        removed = storage.sweep()

    assert removed == 0
    assert the_disk().path(row.digest).is_file()


def test_the_sweep_removes_a_content_with_its_row_once_nothing_names_it(cast: Cast) -> None:
    dataset = make_dataset(cast, published=False)
    digest = db.session.scalars(db.select(DatasetFile.digest)).one()
    with write() as session:
        session.execute(db.delete(Dataset).where(Dataset.id == dataset.id))
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        removed = storage.sweep()

    assert removed == 1
    assert db.session.get(StoredFile, digest) is None
    with pytest.raises(NotFoundError):
        the_disk().path(digest)


def test_the_sweep_removes_the_remains_of_sendings_that_were_killed(kept: Kept) -> None:
    remains = the_disk().folder / "incoming" / "tmpabcdef"
    remains.write_bytes(b"half")
    then = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    os.utime(remains, (then, then))

    storage.sweep()

    assert not remains.exists()


def test_a_content_swept_before_its_row_was_written_refuses_the_row(kept: Kept) -> None:
    the_disk().remove(kept.digest)

    with pytest.raises(NotFoundError), write():
        storage.record(kept)

    assert db.session.get(StoredFile, kept.digest) is None


def test_an_operation_refused_after_its_file_was_kept_names_nothing(kept: Kept, cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        record_and_fail(kept)

    assert db.session.get(StoredFile, kept.digest) is None


@pytest.mark.parametrize(
    ("sent", "kept_name"),
    [
        ("délibérations 2025.csv", "délibérations 2025.csv"),
        (r"C:\Users\Mairie\budget.xlsx", "budget.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("rapport\x00.pdf\r\nX-Injected: 1", "rapport.pdf X-Injected: 1"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("   ", "fichier"),
        ("...", "fichier"),
        ("a" * 300 + ".geojson", "a" * 192 + ".geojson"),
        ("b" * 300, "b" * 200),
    ],
)
def test_the_name_of_a_file_is_one_clean_line(sent: str, kept_name: str) -> None:
    assert clean_name(sent) == kept_name


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("text/csv", "text/csv"),
        ("Text/Plain; charset=utf-8", "text/plain"),
        ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
        ("text/html\r\nSet-Cookie: a=b", "application/octet-stream"),
        ("text/é", "application/octet-stream"),
        ("\x00", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_what_a_sender_says_of_a_type_is_believed_only_when_a_header_can_carry_it(
    said: str, kept: str
) -> None:
    assert storage.clean_media_type(said) == kept
