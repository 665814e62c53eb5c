"""Which format a file has: from its first bytes and its inside, its name being only a hint."""

import zipfile
from pathlib import Path
from typing import NamedTuple

from comite.datasets.reading.facts import FileFormat
from comite.datasets.reading.remarks import UnreadableError

HEAD_BYTES = 65536
MEMBERS_MAX = 5000
UNPACKED_BYTES_MAX = 400 * 1024 * 1024

SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"SQLite format 3\x00", "database"),
    (b"PAR1", "parquet"),
    (b"\x7fELF", "binary"),
    (b"MZ\x90\x00", "binary"),
)
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class Package(NamedTuple):
    """What a zip holds, as its directory announces it."""

    names: frozenset[str]
    unpacked_bytes: int
    mimetype: bytes


def recognise(path: Path, filename: str) -> FileFormat:
    """The format of a file that may hold a table; any other file is refused with the reason."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise UnreadableError("empty_file")
    for signature, code in SIGNATURES:
        if head.startswith(signature):
            raise UnreadableError(code)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return recognise_package(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return recognise_compound(path, head)
    return recognise_text(head, filename)


def recognise_package(path: Path) -> FileFormat:
    """A zip: a workbook, or something that must be unpacked first."""
    package = open_package(path)
    if package.unpacked_bytes > UNPACKED_BYTES_MAX:
        raise UnreadableError("unpacks_too_large", megabytes=UNPACKED_BYTES_MAX // 1024 // 1024)
    if package.names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return FileFormat.XLSX
    if b"opendocument.spreadsheet" in package.mimetype:
        return FileFormat.ODS
    if "word/document.xml" in package.names or b"opendocument.text" in package.mimetype:
        raise UnreadableError("word")
    if "ppt/presentation.xml" in package.names or b"opendocument" in package.mimetype:
        raise UnreadableError("binary")
    if any(name.startswith("xl/") for name in package.names):
        return FileFormat.XLSX
    raise UnreadableError("archive")


def open_package(path: Path) -> Package:
    """Read the directory of a zip without unpacking anything but its short type."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MEMBERS_MAX:
                raise UnreadableError("unpacks_too_large", megabytes=UNPACKED_BYTES_MAX // 1024 // 1024)
            mimetype = b""
            if "mimetype" in archive.NameToInfo:
                with archive.open("mimetype") as inside:
                    mimetype = inside.read(200)
            return Package(
                frozenset(member.filename.replace("\\", "/") for member in members),
                sum(member.file_size for member in members),
                mimetype,
            )
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, RuntimeError, EOFError) as error:
        raise UnreadableError("damaged") from error


def recognise_compound(path: Path, head: bytes) -> FileFormat:
    """An old Office file: a workbook, unless it is a text or a locked package."""
    with path.open("rb") as file:
        content = head + file.read(4 * 1024 * 1024)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableError("password")
    if "WordDocument".encode("utf-16-le") in content:
        raise UnreadableError("word")
    return FileFormat.XLS


def recognise_text(head: bytes, filename: str) -> FileFormat:
    """A text: JSON or HTML by its first sign, otherwise a table of separated values."""
    suffix = Path(filename).suffix.lower()
    if is_binary(head):
        raise UnreadableError("binary")
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b" \t\r\n\xff\xfe").lower()
    if not start and len(head) < HEAD_BYTES:
        raise UnreadableError("empty_file")
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<body")):
        raise UnreadableError("html")
    if start.startswith((b"<?xml", b"<kml", b"<gpx")):
        raise UnreadableError("xml")
    if suffix in {".geojson", ".json", ".jsonl", ".ndjson"} or looks_like_json(start, suffix):
        return FileFormat.GEOJSON if suffix == ".geojson" else FileFormat.JSON
    return FileFormat.CSV


def looks_like_json(start: bytes, suffix: str) -> bool:
    """It opens like a JSON object or a list of them, and nobody called it a CSV."""
    if suffix in {".csv", ".tsv", ".tab"}:
        return False
    opening = b"".join(start[:200].split())
    return opening.startswith((b'{"', b"[{", b"{}", b"[]"))


def is_binary(head: bytes) -> bool:
    """Bytes that no text has: many controls, and no rhythm of two-byte letters."""
    if head.startswith(BYTE_ORDER_MARKS):
        return False
    controls = sum(head.count(bytes([code])) for code in (*range(1, 8), *range(14, 27), *range(28, 32)))
    zeros_even, zeros_odd = head[::2].count(0), head[1::2].count(0)
    two_byte_letters = (
        max(zeros_even, zeros_odd) > len(head) * 0.3 and min(zeros_even, zeros_odd) < len(head) * 0.05
    )
    if two_byte_letters:
        return False
    return controls > len(head) * 0.02 + 2 or zeros_even + zeros_odd > len(head) * 0.05 + 4
