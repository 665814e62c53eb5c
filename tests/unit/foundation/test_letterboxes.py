"""Fetching mails: from a Maildir, and from a small IMAP server on loopback."""

import base64
import mailbox
import re
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from comite.foundation import letterboxes
from comite.foundation.letterboxes import Imap, Maildir
from tests.unit.foundation.test_return_addresses import HERE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    mailbox.Maildir(tmp_path / "courrier", create=True).close()
    return tmp_path / "courrier"


def put(folder: Path, *mails: bytes) -> None:
    box = mailbox.Maildir(folder)
    for each in mails:
        box.add(each)


def test_mails_are_taken_once_oldest_first(folder: Path) -> None:
    put(folder, b"Subject: un\n\nx", b"Subject: deux\n\ny")

    first = [each.raw for each in Maildir(folder).waiting(10)]
    second = list(Maildir(folder).waiting(10))

    assert sorted(first) == [b"Subject: deux\n\ny", b"Subject: un\n\nx"]
    assert second == []


def test_a_mail_that_could_not_be_kept_stays(folder: Path) -> None:
    put(folder, b"Subject: un\n\nx")

    for _ in Maildir(folder).waiting(10):
        break  # as an error would

    assert [each.raw for each in Maildir(folder).waiting(10)] == [b"Subject: un\n\nx"]


def test_of_a_mail_too_large_only_the_head_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letterboxes, "BYTES_MAX", 1_000)
    monkeypatch.setattr(letterboxes, "HEAD_BYTES", 100)
    put(folder, b"Subject: un\n\n" + b"x" * 2_000)

    found = list(Maildir(folder).waiting(10))

    assert [(len(each.raw), each.is_whole) for each in found] == [(100, False)]


def test_a_folder_that_is_missing_is_a_failure_that_is_caught(tmp_path: Path) -> None:
    with pytest.raises(letterboxes.FAILURES):
        list(Maildir(tmp_path / "absent").waiting(10))


class Session(socketserver.StreamRequestHandler):
    """As much of IMAP4rev1 as fetching asks."""

    def handle(self) -> None:
        self.wfile.write(b"* OK pret\r\n")
        while line := self.rfile.readline().decode("ascii", "replace").strip():
            tag, _, command = line.partition(" ")
            self.server.asked.append(command)  # type: ignore[attr-defined]
            if self.answer(tag, command):
                return

    def answer(self, tag: str, command: str) -> bool:
        mails: dict[str, bytes] = self.server.mails  # type: ignore[attr-defined]
        verb = " ".join(command.upper().split()[: 2 if command.upper().startswith("UID") else 1])
        if verb == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif verb == "LOGIN" and "mauvais" in command:
            self.say(f"{tag} NO refuse")
            return False
        elif verb == "AUTHENTICATE":
            self.say("+ ")
            self.server.asked.append(self.rfile.readline().decode().strip())  # type: ignore[attr-defined]
        elif verb == "SELECT":
            self.say(f"* {len(mails)} EXISTS")
        elif verb == "UID SEARCH":
            self.say("* SEARCH " + " ".join(mails))
        elif verb == "UID FETCH":
            broken = mails[command.split()[2]]
            if broken in (b"refused", b"gone"):
                self.say(f"{tag} NO illisible" if broken == b"refused" else f"{tag} OK rien")
                return False
            self.fetch(command, mails)
        elif verb == "UID STORE":
            mails.pop(command.split()[2])
        elif verb == "LOGOUT":
            self.say("* BYE")
            self.say(f"{tag} OK fini")
            return True
        self.say(f"{tag} OK fait")
        return False

    def fetch(self, command: str, mails: dict[str, bytes]) -> None:
        uid = command.split()[2]
        if "RFC822.SIZE" in command:
            self.say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(mails[uid])})")
            return
        cut = re.search(r"<0\.(\d+)>", command)
        content = mails[uid][: int(cut[1])] if cut else mails[uid]
        self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(content)}}}\r\n".encode() + content + b")\r\n")

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@pytest.fixture
def imap() -> Iterator[socketserver.ThreadingTCPServer]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
    server.daemon_threads = True
    server.mails = {"7": b"Subject: un\r\n\r\nx", "9": b"Subject: deux\r\n\r\n" + b"y" * 3_000}  # type: ignore[attr-defined]
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def url_of(server: socketserver.ThreadingTCPServer, password: str = "s%40cret") -> str:
    return f"imap://reponse%40exemple.test:{password}@127.0.0.1:{server.server_address[1]}/INBOX"


def test_mails_are_fetched_by_imap_and_taken_away(imap: socketserver.ThreadingTCPServer) -> None:
    found = list(Imap(url_of(imap)).waiting(10))

    assert [each.raw[:14] for each in found] == [b"Subject: un\r\n\r", b"Subject: deux\r"]
    assert imap.mails == {}  # type: ignore[attr-defined]
    assert 'LOGIN reponse@exemple.test "s@cret"' in imap.asked  # type: ignore[attr-defined]
    assert list(Imap(url_of(imap)).waiting(10)) == []


def test_a_password_and_a_folder_with_accents_open_the_box(imap: socketserver.ThreadingTCPServer) -> None:
    place = f"imap://r%C3%A9ponse:motdepass%C3%A9@127.0.0.1:{imap.server_address[1]}/R%26D/R%C3%A9ponses%20%E2%82%AC"

    found = list(Imap(place).waiting(10))

    assert len(found) == 2
    asked: list[str] = imap.asked  # type: ignore[attr-defined]
    words = asked[asked.index("AUTHENTICATE PLAIN") + 1]
    assert base64.b64decode(words).decode() == "\0réponse\0motdepassé"
    assert 'SELECT "R&-D/R&AOk-ponses &IKw-"' in asked


@pytest.mark.parametrize("answer", [b"refused", b"gone"])
def test_a_mail_that_the_server_cannot_give_holds_nothing_back_and_stays(
    imap: socketserver.ThreadingTCPServer, answer: bytes
) -> None:
    imap.mails = {"3": answer, **imap.mails}  # type: ignore[attr-defined]

    found = list(Imap(url_of(imap)).waiting(2))

    assert [each.raw[:14] for each in found] == [b"Subject: un\r\n\r", b"Subject: deux\r"]
    assert list(imap.mails) == ["3"]  # type: ignore[attr-defined]


def test_what_is_no_mail_in_the_folder_holds_nothing_back(folder: Path) -> None:
    (folder / "new" / "0000.dossier").mkdir()
    (folder / "new" / "0001.lien").symlink_to(folder / "absent")
    put(folder, b"Subject: un\n\nx")

    assert [each.raw for each in Maildir(folder).waiting(1)] == [b"Subject: un\n\nx"]
    assert list(Maildir(folder).waiting(1)) == []


def test_by_imap_too_what_could_not_be_kept_stays(imap: socketserver.ThreadingTCPServer) -> None:
    waiting = Imap(url_of(imap)).waiting(10)
    next(waiting)
    waiting.close()

    assert sorted(imap.mails) == ["7", "9"]  # type: ignore[attr-defined]


def test_by_imap_too_only_the_head_of_a_large_mail_is_read(
    imap: socketserver.ThreadingTCPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letterboxes, "BYTES_MAX", 1_000)
    monkeypatch.setattr(letterboxes, "HEAD_BYTES", 100)

    found = list(Imap(url_of(imap)).waiting(10))

    assert [(len(each.raw), each.is_whole) for each in found] == [(16, True), (100, False)]


def test_a_refused_password_and_a_closed_port_are_failures_that_are_caught(
    imap: socketserver.ThreadingTCPServer,
) -> None:
    for box in (Imap(url_of(imap, "mauvais")), Imap("imap://x:y@127.0.0.1:1/INBOX")):
        with pytest.raises(letterboxes.FAILURES):
            box.look()


def test_an_installation_has_the_boxes_of_its_settings() -> None:
    both = replace(HERE, reply_maildir="/var/mail/comite", reply_imap_url="imaps://x:y@exemple.test")

    assert letterboxes.configured(HERE) == []
    assert [type(each) for each in letterboxes.configured(both)] == [Maildir, Imap]
