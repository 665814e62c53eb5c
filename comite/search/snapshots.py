"""One state of the index held open for reading, and what each set of keys may see of it."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import compress, repeat
from math import log
from typing import Generic, TypeVar

from comite.foundation.text import fold
from comite.search.spelling import beginning_with
from comite.search.store.reading import Postings, SegmentView

# The usual constants of BM25; on the measuring corpus every near choice gives the same figures.
SATURATION = 1.2
LENGTH_WEIGHT = 0.75

# Postings kept in memory, in entries of eight bytes: about 5 MB a process each.
RAW_POSTINGS_MAX = 600_000
WEIGHED_POSTINGS_MAX = 600_000
# What the objects around a few postings weigh, in such entries.
POSTINGS_OVERHEAD = 60

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The last values used, up to a total weight."""

    def __init__(self, heaviest: int, weigh: Callable[[Value], int]) -> None:
        self._values: OrderedDict[object, Value] = OrderedDict()
        self._heaviest, self._weigh, self._total = heaviest, weigh, 0

    def get(self, key: object, make: Callable[[], Value]) -> Value:
        """The value of a key, made the first time."""
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        value = self._values[key] = make()
        self._total += self._weigh(value)
        while self._total > self._heaviest and len(self._values) > 1:
            self._total -= self._weigh(self._values.popitem(last=False)[1])
        return value


def _weight(postings: Postings) -> int:
    """How much memory postings take, in entries."""
    return POSTINGS_OVERHEAD + len(postings[0])


class Vocabulary:
    """The words of one segment: those that share a spelling without accents, and all in order."""

    def __init__(self, words: Iterator[str]) -> None:
        self.spellings: dict[str, tuple[str, ...]] = {}
        for word in words:
            folded = fold(word)
            self.spellings[folded] = (*self.spellings.get(folded, ()), word)
        self.ordered = sorted(self.spellings)

    @cached_property
    def mirrored(self) -> list[str]:
        """Every word read backwards, in order; only rare questions ask for it."""
        return sorted(word[::-1] for word in self.ordered)


class OpenSegment:
    """A segment and what was read of it: it outlives generations, for segments never change."""

    def __init__(self, view: SegmentView) -> None:
        self.view = view
        self.postings: Kept[Postings] = Kept(RAW_POSTINGS_MAX, _weight)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Its words."""
        return Vocabulary(self.view.vocabulary())

    def stem(self, stem: str) -> Postings:
        """The documents that hold a stem."""
        return self.postings.get(("stem", stem), lambda: self.view.stems(stem))

    def word(self, folded: str) -> Postings:
        """The documents that hold a word, whatever its accents."""
        spellings = self.vocabulary.spellings.get(folded, ())
        return self.postings.get(("word", folded), lambda: merged(map(self.view.words, spellings)))

    def root(self, root: str) -> Postings:
        """The documents that hold a word beginning so."""
        return self.postings.get(("root", root), lambda: merged(self._beginning(root)))

    def _beginning(self, root: str) -> Iterator[Postings]:
        """The postings of every word that begins so."""
        for folded in beginning_with(root, self.vocabulary.ordered):
            yield from map(self.view.words, self.vocabulary.spellings[folded])


def merged(several: Iterator[Postings]) -> Postings:
    """The postings of several words taken as one."""
    counts: dict[int, float] = {}
    first: Postings | None = None
    for postings in several:
        if first is None:
            first = postings
            continue
        if not counts:
            counts = dict(zip(*first, strict=True))
        for place, count in zip(*postings, strict=True):
            counts[place] = counts.get(place, 0.0) + count
    if counts:
        return array("I", counts.keys()), array("f", counts.values())
    return first or (array("I"), array("f"))


class Snapshot:
    """All segments of one state of the index, their documents numbered through."""

    def __init__(self, mark: object, segments: Sequence[tuple[OpenSegment, frozenset[int]]]) -> None:
        self.mark = mark
        self.segments = tuple(segment for segment, _ in segments)
        self.bases: list[int] = []
        self.removed: list[int] = []
        self.size = 0
        for segment, removed in segments:
            self.bases.append(self.size)
            self.removed += [self.size + place for place in removed]
            self.size += segment.view.size
        views = [segment.view for segment in self.segments]
        self.kinds = [value for view in views for value in view.kinds]
        self.subject_ids = [value for view in views for value in view.subject_ids]
        self.committee_ids = [value for view in views for value in view.committee_ids]
        self.authority_ids = [value for view in views for value in view.authority_ids]
        self.domains = [value for view in views for value in view.domains]
        self.years = [value for view in views for value in view.years]
        self.instants = [value for view in views for value in view.instants]
        self.keys = [value for view in views for value in view.keys]
        self.lengths = [value for view in views for value in view.lengths]
        self.bundles = [value for view in views for value in view.bundles]
        self.weighed: Kept[Postings] = Kept(WEIGHED_POSTINGS_MAX, _weight)
        self._sights: Kept[Sight] = Kept(32, lambda _: 1)

    def sight(self, keys: frozenset[str]) -> "Sight":
        """What a reader who holds these keys may see."""
        return self._sights.get(keys, lambda: Sight(self, keys))

    def gathered(self, read: Callable[[OpenSegment], Postings]) -> Postings:
        """Postings of every segment, places numbered through."""
        if len(self.segments) == 1:
            return read(self.segments[0])
        places, counts = array("I"), array("f")
        for segment, base in zip(self.segments, self.bases, strict=True):
            found, often = read(segment)
            places.extend(map(int.__add__, found, repeat(base)) if base else found)
            counts.extend(often)
        return places, counts

    def positions(self, stem: str) -> dict[int, "array[int]"]:
        """Where a stem stands, in every document."""
        return {
            base + place: positions
            for segment, base in zip(self.segments, self.bases, strict=True)
            for place, positions in segment.view.positions(stem).items()
        }

    def title(self, place: int) -> str:
        """The title of a document."""
        segment, within = self._locate(place)
        return segment.view.title(within)

    def text(self, place: int) -> str:
        """The text of a document."""
        segment, within = self._locate(place)
        return segment.view.text(within)

    def _locate(self, place: int) -> tuple[OpenSegment, int]:
        """The segment of a document, and its number there."""
        for segment, base in zip(reversed(self.segments), reversed(self.bases), strict=True):
            if place >= base:
                return segment, place - base
        raise LookupError(place)


class Sight:
    """The part of an index that some keys open: nothing else counts, not even for rarity.

    Whatever a reader is answered is computed from this part alone, so that it would be the same if what
    they may not read did not exist.
    """

    def __init__(self, snapshot: Snapshot, keys: frozenset[str]) -> None:
        self.snapshot = snapshot
        self._keys = keys
        opens = {bearing: not keys.isdisjoint(bearing) for bearing in set(snapshot.keys)}
        self.visible = bytearray(map(opens.__getitem__, snapshot.keys))
        for place in snapshot.removed:
            self.visible[place] = 0
        self.count = sum(self.visible)
        lengths = list(compress(snapshot.lengths, self.visible))
        mean = (sum(lengths) / len(lengths) if lengths else 0) or 1.0
        self._norms = array(
            "f", (SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * each / mean) for each in snapshot.lengths)
        )

    def places(self) -> list[int]:
        """Every document in sight."""
        return list(compress(range(self.snapshot.size), self.visible))

    def stem(self, stem: str) -> Postings:
        """What each document in sight scores for a stem."""
        return self._weighed(("stem", stem), lambda segment: segment.stem(stem))

    def word(self, folded: str) -> Postings:
        """What each document in sight scores for a word, whatever its accents."""
        return self._weighed(("word", folded), lambda segment: segment.word(folded))

    def root(self, root: str) -> Postings:
        """What each document in sight scores for the words that begin so."""
        return self._weighed(("root", root), lambda segment: segment.root(root))

    def spellings(self, folded: str) -> list[str]:
        """How a word is written in documents in sight, the most frequent first."""
        segments = self.snapshot.segments
        written = {each for one in segments for each in one.vocabulary.spellings.get(folded, ())}
        frequent = sorted((-self._frequency(each), each) for each in written)
        return [each for count, each in frequent if count]

    def _frequency(self, written: str) -> int:
        """How many documents in sight hold a word written exactly so."""
        return len(self._seen(self.snapshot.gathered(lambda segment: segment.view.words(written)))[0])

    def _seen(self, postings: Postings) -> Postings:
        """The postings of documents in sight."""
        seen = bytes(map(self.visible.__getitem__, postings[0]))
        if all(seen):
            return postings
        return array("I", compress(postings[0], seen)), array("f", compress(postings[1], seen))

    def _weighed(self, name: tuple[str, str], read: Callable[[OpenSegment], Postings]) -> Postings:
        """The postings in sight with their scores, kept for the next question."""
        return self.snapshot.weighed.get(
            (self._keys, name), lambda: self.scored(self._seen(self.snapshot.gathered(read)))
        )

    def scored(self, postings: Postings) -> Postings:
        """BM25: the rarer the word in sight and the shorter the document, the higher."""
        places, counts = postings
        rarity = log(1 + (self.count - len(places) + 0.5) / (len(places) + 0.5))
        most = rarity * (SATURATION + 1)
        norms = map(self._norms.__getitem__, places)
        return places, array(
            "f", (most * count / (count + norm) for count, norm in zip(counts, norms, strict=True))
        )
