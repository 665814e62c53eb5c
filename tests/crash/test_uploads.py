"""Files sent by the protocol's own client to a real site that is killed: the content is identical."""

import hashlib
import random
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from comite.cli.serving import THREADS
from comite.foundation.database import db
from comite.foundation.turns import SENDERS
from comite.uploads.models import Upload
from tests.crash.installation import Installation, Person

MEGABYTE = 1024 * 1024
SIZE = 40 * MEGABYTE
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A site that answers."""
    installation = Installation(tmp_path / "data")
    installation.start_web()
    installation.wait_for_web()
    yield installation
    installation.stop()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that no compression shortens."""
    path = tmp_path / "grand.bin"
    path.write_bytes(random.Random(447).randbytes(SIZE))
    return path


def client_of(installation: Installation, user_id: int = 2) -> TusClient:
    """The protocol's own client, with the key and the token of somebody's page."""
    person = Person(installation, user_id)
    headers = {"Cookie": f"comite={person.key}", "X-Form-Token": person.token()}
    return TusClient(f"http://127.0.0.1:{installation.port}/envois", headers=headers)


def kept_digest(installation: Installation) -> str | None:
    """What the only upload has become."""
    with installation.app.app_context():
        found = db.session.scalars(db.select(Upload.digest)).one()
        db.session.remove()
    return found


def digest_of(path: Path) -> str:
    """The digest of the file that left."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_protocols_own_client_sends_a_file_with_digests(installation, file):
    with file.open("rb") as stream:
        client_of(installation).uploader(
            file_stream=stream,
            chunk_size=7 * MEGABYTE,
            metadata={"filename": "grand été.bin"},
            upload_checksum=True,
        ).upload()

    assert kept_digest(installation) == digest_of(file)


def test_a_site_killed_while_it_receives_goes_on_where_it_said(installation, file):
    client = client_of(installation)
    with file.open("rb") as stream:
        uploader = client.uploader(file_stream=stream, chunk_size=SIZE)
        uploader.set_url(uploader.create_url())

        with half_sent(installation, client, uploader.url, file):
            installation.kill(installation.web)
        installation.start_web()
        installation.wait_for_web()
        held = uploader.get_offset()
        uploader.offset, uploader.chunk_size = held, 5 * MEGABYTE
        uploader.upload()

    assert 0 < held < SIZE
    assert kept_digest(installation) == digest_of(file)


def test_files_that_arrive_slowly_leave_room_for_the_pages(installation, file):
    client = client_of(installation)
    with file.open("rb") as stream, ExitStack() as slow:
        held = 0
        for _ in range(2 * THREADS):  # as many as the site has threads: some are asked to come back
            uploader = client.uploader(file_stream=stream, chunk_size=SIZE)
            with suppress(OSError, TusCommunicationError):
                uploader.set_url(uploader.create_url())
                slow.enter_context(half_sent(installation, client, uploader.url, file))
                held += 1
        pages = [
            requests.get(f"http://127.0.0.1:{installation.port}/sante", timeout=10).status_code
            for _ in range(8)
        ]

    assert held > SENDERS
    assert pages == [200] * 8


@contextmanager
def half_sent(installation: Installation, client: TusClient, url: str, file: Path) -> Iterator[None]:
    """Most of a piece has left, some of it counts already, and the connection is still open."""
    headers = {
        "Host": f"127.0.0.1:{installation.port}",
        "Tus-Resumable": "1.0.0",
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": "0",
        "Content-Length": str(SIZE),
        **client.headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", installation.port), timeout=20) as connection:
        connection.sendall(f"PATCH {urlsplit(url).path} HTTP/1.1\r\n{lines}\r\n".encode())
        connection.sendall(file.read_bytes()[: 3 * SIZE // 4])
        wait_until_some_counts(client, url)
        yield


def wait_until_some_counts(client: TusClient, url: str) -> None:
    """Wait for the site to say that something is on disk for good."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        answer = requests.head(url, headers={**client.headers, "Tus-Resumable": "1.0.0"}, timeout=10)
        if int(answer.headers["Upload-Offset"]) > 0:
            return
        time.sleep(0.05)
    raise AssertionError("nothing was counted")


def test_somebody_else_cannot_go_on_with_it(installation, file):
    with file.open("rb") as stream:
        uploader = client_of(installation).uploader(file_stream=stream, chunk_size=MEGABYTE)
        uploader.upload_chunk()
        uploader.client = client_of(installation, 3)

        with pytest.raises(TusCommunicationError):
            uploader.get_offset()
