"""What goes into the index and what comes out of it, as plain frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from comite.search.excerpts import Marker

QUERY_MAX = 256
LIMIT_MAX = 100
RANK_MAX = 2_000


@dataclass(frozen=True)
class IndexedDocument:
    """One thing that can be found, by who holds one of its keys; those of a `bundle` are shown as one."""

    kind: str
    subject_id: int
    title: str
    text: str = ""
    extra: str = ""
    keys: tuple[str, ...] = ()
    committee_id: int | None = None
    authority_id: int | None = None
    domain: str | None = None
    dated_at: datetime | None = None
    bundle: str | None = None


class Order(StrEnum):
    """How hits are sorted."""

    RELEVANCE = "relevance"
    RECENT = "recent"


@dataclass(frozen=True)
class SearchRequest:
    """What is asked, by whom (the keys held), narrowed to what; empty sets narrow nothing.

    `in_bundles` shows the best of each bundle in place of all that answer.
    """

    text: str
    keys: frozenset[str]
    kinds: frozenset[str] = frozenset()
    committee_ids: frozenset[int] = frozenset()
    authority_ids: frozenset[int] = frozenset()
    domains: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    order: Order = Order.RELEVANCE
    offset: int = 0
    limit: int = 20
    in_bundles: bool = True


@dataclass(frozen=True)
class Hit:
    """One document found, with the words the index kept of it, and how many others of its bundle were."""

    kind: str
    subject_id: int
    score: float
    title: str
    text: str
    other_count: int = 0


@dataclass(frozen=True)
class Counts:
    """How many hits each value of a filter would leave, the other filters being kept."""

    kinds: Mapping[str, int] = field(default_factory=dict)
    committee_ids: Mapping[int, int] = field(default_factory=dict)
    authority_ids: Mapping[int, int] = field(default_factory=dict)
    domains: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SearchResult:
    """A page of hits, the counts, and how to show where the words are.

    `suggestion` is the question with its unknown words corrected; `has_only_common_words` says that
    nothing could be looked for.
    """

    total: int
    hits: tuple[Hit, ...]
    counts: Counts
    marker: Marker
    suggestion: str | None = None
    has_only_common_words: bool = False
