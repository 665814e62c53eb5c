"""What every chapter of an archive shares: for whom it is made, and the shape of what it gives."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comite.accounts.readers import Reader
from comite.foundation.archive import file_name
from comite.foundation.records import plain_thing
from comite.foundation.storage import FileColumns
from comite.territories.models import Committee

# How a thing is kept and watched over, not what it says.
_INNER = frozenset(
    (
        "html", "rendered", "plain", "markup_version", "version", "sort_title", "texts", "description_html",
        "objective_html", "objective_plain", "hidden_at", "hidden_reason", "trashed_at", "changes_requested",
        "masked_at", "masked_reason",
        "reminded_at", "report_id", "own_report_id", "review_told_at", "asked_to_evaluate_at",
        "committee_id", "authority_id", "digest",
        "is_for_lead", "subject_audience", "visibility", "last_number", "last_shown_number", "message_count",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """Who takes away what, and when."""

    reader: Reader
    committee: Committee
    public_url: str
    now: datetime


@dataclass(frozen=True)
class Piece:
    """One file of the archive: its place, and its bytes or the digest of a stored content."""

    path: str
    content: Iterable[bytes] | str


def no_ids(_desk: Desk) -> Sequence[int]:
    """Nothing to tell one by one."""
    return ()


def no_pieces(*_: object) -> Iterator[Piece]:
    """Nothing at all."""
    return iter(())


@dataclass(frozen=True)
class Chapter:
    """One kind of things: which ones, what each becomes, and what is said of all of them together.

    Both ask again what the reader may read: an archive is long to make, and a thing may be hidden meanwhile.
    """

    folder: str
    title: str
    says: str
    ids: Callable[[Desk], Sequence[int]] = no_ids
    pieces: Callable[[Desk, Sequence[int]], Iterator[Piece]] = no_pieces
    whole: Callable[[Desk], Iterator[Piece]] = no_pieces


def facts_of(thing: Any, **added: Any) -> dict[str, Any]:
    """The columns of a thing that say something, with what its numbers mean."""
    return {**plain_thing(thing, without=_INNER), **added}


def files_of(folder: str, files: Iterable[FileColumns]) -> Iterator[Piece]:
    """The files joined to a thing, byte for byte."""
    for file in files:
        number: int = file.id  # type: ignore[attr-defined]  # every table of files has one
        yield Piece(f"{folder}/fichiers/{file_name(number, file.file_name)}", file.digest)


def named_files(files: Iterable[FileColumns]) -> list[dict[str, Any]]:
    """What is said of joined files: their place in the archive, their name as it was sent."""
    return [
        {
            "place": f"fichiers/{file_name(each.id, each.file_name)}",  # type: ignore[attr-defined]  # as above
            "name": each.file_name,
            "media_type": each.media_type,
            "size": each.size,
            "sha256": each.digest,
        }
        for each in files
    ]


def in_markdown(title: str, *parts: str) -> list[bytes]:
    """A text with its title, as a file."""
    return ["\n\n".join([f"# {title}", *(part for part in parts if part)]).encode() + b"\n"]
