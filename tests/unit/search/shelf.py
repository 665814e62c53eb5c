"""A kind of thing made for the tests: notes kept in memory, with the one rule of visibility."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from comite.accounts.audiences import Audience, may_read
from comite.accounts.readers import Reader
from comite.foundation.subjects import Subject


class Shelf:
    """Notes, found and shown as any feature's things are."""

    kind = "note"
    label = "Note"

    def __init__(self) -> None:
        self.notes: dict[int, Subject] = {}
        self.unreadable: set[int] = set()

    def put(self, note_id: int, title: str, text: str = "", **facts: object) -> Subject:
        """Write or replace a note; public unless said otherwise."""
        plain = Subject("note", note_id, title, f"/notes/{note_id}", "public", authority_id=2, text=text)
        self.notes[note_id] = replace(plain, **facts)
        return self.notes[note_id]

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """The notes of these ids."""
        if self.unreadable.intersection(ids):
            raise ValueError("this note cannot be read")
        return (self.notes[each] for each in ids if each in self.notes)

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those that a reader may read."""
        held = (self.notes[each] for each in ids if each in self.notes)
        return {
            note.id: note
            for note in held
            if may_read(reader, replace(note, audience=Audience(note.audience)))
        }

    def each_id(self) -> Iterator[int]:
        """Every note."""
        return iter(sorted(self.notes))

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """Notes whose title holds every word."""
        return [
            note
            for note in self.readable(reader, list(self.notes)).values()
            if all(word.lower() in note.title.lower() for word in words)
        ][:limit]
