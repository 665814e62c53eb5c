"""Archives whose names cannot escape, whatever people called their things."""

import hashlib
import io
import zipfile
from datetime import datetime

import pytest

from comite.foundation.archive import SUMS, Archive, file_name, folder_name

AT = datetime(2026, 11, 25, 12, 0)  # noqa: DTZ001 - a zip knows no time zone
HOSTILE = (
    "../../x",
    "..",
    ".",
    "/etc/passwd",
    "C:\\Windows\\x",
    "CON",
    "nul.txt",
    "a\x00b",
    "a\nb",
    "\u202egpj.exe",
    "😀",
    "é" * 5_000,
    "a/../../b.csv",
    ".htaccess",
    "",
    "   ",
    "x." + "y" * 300,
)


class OneWay(io.RawIOBase):
    """A stream that cannot go back, as a draft of the storage."""

    def __init__(self):
        self.content = bytearray()

    def write(self, piece):
        self.content += piece
        return len(piece)


def written(*pieces):
    """The zip of some pieces."""
    target = OneWay()
    with Archive(target, AT) as archive:
        for path, content in pieces:
            archive.add(path, content)
    return zipfile.ZipFile(io.BytesIO(bytes(target.content)))


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_escapes_from_its_folder_nor_breaks_the_zip(title, tmp_path):
    path = f"discussions/{folder_name(7, title)}/fichiers/{file_name(8, title)}"

    zipped = written((path, [b"content"]))

    assert zipped.testzip() is None
    zipped.extractall(tmp_path)
    found = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert {each.parent.name for each in found} == {tmp_path.name, "fichiers"}
    assert all(each.name.startswith(("00008-", "EMPREINTES")) for each in found)
    assert all(len(str(each.relative_to(tmp_path))) < 180 for each in found)


@pytest.mark.parametrize(
    "path", ["../x", "/x", "a//b", "a/./b", "a/../b", "a/", "a\\b", "é", ".x", "", "a\n"]
)
def test_a_name_that_could_escape_is_refused_by_the_archive_itself(path):
    with pytest.raises(ValueError, match="not a name"):
        written((path, [b""]))


def test_two_pieces_never_share_a_name_even_where_case_does_not_count():
    with pytest.raises(ValueError, match="not a name"):
        written(("a/B.txt", [b"1"]), ("A/b.txt", [b"2"]))


def test_each_piece_has_its_digest_in_the_manifest():
    zipped = written(("a.txt", [b"un ", b"deux"]), ("b/c.zip", [b"\x00" * 4096]))

    lines = dict(reversed(line.split("  ")) for line in zipped.read(SUMS).decode().splitlines())
    assert lines == {name: hashlib.sha256(zipped.read(name)).hexdigest() for name in ("a.txt", "b/c.zip")}


def test_the_endings_of_files_stay():
    assert file_name(3, "Écoles de la commune.CSV") == "00003-ecoles-de-la-commune.csv"
    assert file_name(3, "sans fin") == "00003-sans-fin"
