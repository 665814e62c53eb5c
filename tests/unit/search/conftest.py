"""A small index of our own, without database."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from flask import Flask

from comite.search import operations
from comite.search.documents import IndexedDocument, SearchRequest, SearchResult
from comite.search.engine import WhooshEngine
from tests.unit.search.shelf import Shelf

PUBLIC = frozenset({"public"})

Ask = Callable[..., SearchResult]


def document(subject_id: int, title: str, text: str = "", **facts: object) -> IndexedDocument:
    """A public experience report, unless said otherwise."""
    return IndexedDocument(
        **{
            "kind": "experience",
            "keys": ("public",),
            **facts,
            "subject_id": subject_id,
            "title": title,
            "text": text,
        }
    )


def found(result: SearchResult) -> list[int]:
    """The ids of the hits, in order."""
    return [hit.subject_id for hit in result.hits]


def asking(engine: WhooshEngine) -> Ask:
    """Ask an engine as a visitor, unless said otherwise."""

    def ask(text: str, **options: object) -> SearchResult:
        return engine.search(SearchRequest(**{"keys": PUBLIC, **options, "text": text}))

    return ask


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    """An empty index."""
    made = WhooshEngine(tmp_path / "index", data_dir=tmp_path)
    made.create()
    return made


@pytest.fixture
def index(engine: WhooshEngine) -> Callable[[Iterable[IndexedDocument]], Ask]:
    """Fill the index, and get what asks it."""

    def fill(documents: Iterable[IndexedDocument]) -> Ask:
        engine.change(documents)
        return asking(engine)

    return fill


@pytest.fixture
def shelf(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Notes as the only kind of thing."""
    made = Shelf()
    monkeypatch.setitem(app.extensions, "subjects", {made.kind: made})
    monkeypatch.setattr(operations, "_checked_at", {})
    return made
