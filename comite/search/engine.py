"""The search engine: what is asked, by whom, and what they may find."""

import heapq
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from pathlib import Path
from typing import Any

from comite.search import synonyms
from comite.search.documents import (
    LIMIT_MAX,
    QUERY_MAX,
    RANK_MAX,
    Counts,
    Hit,
    IndexedDocument,
    Order,
    SearchRequest,
    SearchResult,
)
from comite.search.errors import SearchUnavailableError
from comite.search.excerpts import Marker
from comite.search.phrases import places_of
from comite.search.questions import Question, parse
from comite.search.ranking import Ranking
from comite.search.snapshots import OpenSegment, Sight, Snapshot
from comite.search.store import reading, state, writing

_OPENING_ATTEMPTS = 3


class WhooshEngine:
    """One folder's index: written by one process at a time, read by any number."""

    def __init__(self, folder: Path, data_dir: Path | None = None) -> None:
        self.folder = folder
        self._data_dir = data_dir
        self._segments: dict[str, OpenSegment] = {}
        self._snapshot: Snapshot | None = None
        # Whoosh's files have one reading head each.
        self._lock = threading.Lock()

    def create(self) -> None:
        """Begin an empty index."""
        state.create(self.folder)

    def build(self, documents: Iterable[IndexedDocument]) -> int:
        """Fill an index just created, in one commit; returns how many documents it holds."""
        return writing.write(self.folder, documents, whole=True)

    def change(self, documents: Iterable[IndexedDocument], removed: Iterable[tuple[str, int]] = ()) -> int:
        """Replace documents and remove others, in one commit."""
        return writing.write(self.folder, documents, removed)

    def is_present(self) -> bool:
        """Whether the index can be opened at all."""
        try:
            with state.guarded():
                state.mark(self.folder)
        except SearchUnavailableError:
            return False
        return True

    def is_sound(self) -> bool:
        """Whether the files are those that were written."""
        return state.is_sound(self.folder)

    def is_worn(self) -> bool:
        """Whether documents that were removed or replaced are still on the disk."""
        with state.guarded():
            return state.count_struck_out(self.folder) > 0

    def warm_up(self) -> None:
        """Load now what the first question would wait for."""
        with state.guarded(), self._lock:
            for segment in self._current().segments:
                segment.vocabulary  # noqa: B018 - loading it is the purpose

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer from what the keys of the request open; raises `SearchUnavailableError`, nothing else."""
        question = parse(request.text, QUERY_MAX)
        known = synonyms.current(self._data_dir)
        with state.guarded(), self._lock:
            return _Search(self._current(), request, question, known).answer()

    def _current(self) -> Snapshot:
        """The present state of the index; segments already open are kept open."""
        for attempt in range(_OPENING_ATTEMPTS):
            try:
                mark = state.mark(self.folder)
                if self._snapshot is None or self._snapshot.mark != mark:
                    self._snapshot = self._opened(mark)
            except FileNotFoundError:
                # The writer put another state in place between two of our looks.
                if attempt == _OPENING_ATTEMPTS - 1:
                    raise
            else:
                return self._snapshot
        raise SearchUnavailableError

    def _opened(self, mark: object) -> Snapshot:
        """Open the present state."""
        known = {name: segment.view for name, segment in self._segments.items()}
        views = reading.open_segments(self.folder, known)
        self._segments = {view.name: self._segments.get(view.name) or OpenSegment(view) for view, _ in views}
        return Snapshot(mark, [(self._segments[view.name], removed) for view, removed in views])


class _Search:
    """The work of answering one request."""

    def __init__(
        self, snapshot: Snapshot, request: SearchRequest, question: Question, known: synonyms.Synonyms
    ) -> None:
        self._snapshot = snapshot
        self._request = request
        self._question = question
        self._sight: Sight = snapshot.sight(request.keys)
        self._ranking = Ranking(self._sight, question, known)

    def answer(self) -> SearchResult:
        """The page of hits and the counts."""
        found = self._found()
        hits, counts = self._narrowed(found)
        others = self._bundled(hits) if self._request.in_bundles else {}
        if others:
            hits = [place for place in hits if place in others or self._snapshot.bundles[place] is None]
        return SearchResult(
            total=len(hits),
            hits=tuple(self._hit(place, others.get(place, 0)) for place in self._page(hits)),
            counts=counts,
            marker=Marker(self._ranking.marked, self._ranking.marked_sequences),
            suggestion=self._ranking.suggestion(),
            has_only_common_words=self._question.had_words and self._question.is_empty,
        )

    def _found(self) -> list[int]:
        """The documents in sight that answer the question, before filters."""
        question = self._question
        if question.is_empty:
            # Filters alone, or exclusions alone, list everything; common words alone list nothing.
            places = [] if question.had_words else self._sight.places()
        else:
            places = self._ranking.places()
        for phrase in question.phrases:
            wanted = places_of(self._snapshot, phrase)
            places = [place for place in places if place in wanted]
        for phrase in question.excluded:
            refused = places_of(self._snapshot, phrase)
            places = [place for place in places if place not in refused]
        return places

    def _narrowed(self, found: list[int]) -> tuple[list[int], Counts]:
        """The hits that pass every filter; each filter is counted with the others only."""
        request, snapshot = self._request, self._snapshot
        columns: list[tuple[Sequence[Any], frozenset[Any]]] = [
            (snapshot.kinds, request.kinds),
            (snapshot.committee_ids, request.committee_ids),
            (snapshot.authority_ids, request.authority_ids),
            (snapshot.domains, request.domains),
            (snapshot.years, request.years),
        ]
        misses = [0] * len(found)
        for number, (column, wanted) in enumerate(columns):
            if wanted:
                bit = 1 << number
                misses = [
                    missed if column[place] in wanted else missed | bit
                    for missed, place in zip(misses, found, strict=True)
                ]
        hits = list(compress(found, map((0).__eq__, misses)))
        apart = self._apart(hits)
        tables = [
            self._count(
                column,
                self._apart(
                    [
                        place
                        for place, missed in zip(found, misses, strict=True)
                        if not missed & ~(1 << number)
                    ]
                ),
            )
            if wanted
            else self._count(column, apart)
            for number, (column, wanted) in enumerate(columns)
        ]
        return hits, Counts(*tables)

    def _apart(self, places: list[int]) -> tuple[list[int], list[int]]:
        """The documents shown each for itself, and those shown with their bundle."""
        if not self._request.in_bundles:
            return places, []
        bundles = self._snapshot.bundles
        return (
            [place for place in places if bundles[place] is None],
            [place for place in places if bundles[place] is not None],
        )

    def _count(self, column: Sequence[Any], apart: tuple[list[int], list[int]]) -> dict[Any, int]:
        """How many results bear each value: a bundle counts once, however many of it bear the value."""
        alone, together = apart
        counted = Counter(map(column.__getitem__, alone))
        bundles = self._snapshot.bundles
        counted.update(value for value, _ in {(column[place], bundles[place]) for place in together})
        counted.pop(None, None)
        return dict(counted)

    def _bundled(self, hits: list[int]) -> dict[int, int]:
        """The best hit of each bundle, with how many others of it there are."""
        bundles = self._snapshot.bundles
        together: dict[str, list[int]] = {}
        for place in hits:
            bundle = bundles[place]
            if bundle is not None:
                together.setdefault(bundle, []).append(place)
        return {min(places, key=self._order): len(places) - 1 for places in together.values()}

    def _page(self, hits: list[int]) -> list[int]:
        """The hits of the page asked for."""
        request, rank = self._request, self._rank
        first = max(0, request.offset)
        last = min(first + max(0, min(request.limit, LIMIT_MAX)), RANK_MAX)
        if first >= min(last, len(hits)):
            return []
        threshold = heapq.nlargest(last, map(rank, hits))[-1]
        best = [place for place in hits if rank(place) >= threshold]
        best.sort(key=self._order)
        return best[first:last]

    @property
    def _rank(self) -> Callable[[int], float]:
        """What sorts the hits, the highest first."""
        by_date = self._request.order is Order.RECENT or self._question.is_empty
        return (self._snapshot.instants if by_date else self._ranking.scores).__getitem__

    def _order(self, place: int) -> tuple[float, int, str, int]:
        """The place of a hit among the others: ties go to the latest, then by name."""
        snapshot = self._snapshot
        return (
            -self._rank(place),
            -snapshot.instants[place],
            snapshot.kinds[place],
            snapshot.subject_ids[place],
        )

    def _hit(self, place: int, other_count: int) -> Hit:
        """A document of the page."""
        snapshot = self._snapshot
        score = self._ranking.scores[place] if self._ranking.scores else 0.0
        return Hit(
            snapshot.kinds[place],
            snapshot.subject_ids[place],
            score,
            snapshot.title(place),
            snapshot.text(place),
            other_count,
        )
