"""Searching as a page does it: the index proposes, the database confirms, nothing else is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from comite.accounts.audiences import keys_of
from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.subjects import Subject, find_many, registry
from comite.search import indexes
from comite.search.documents import QUERY_MAX, RANK_MAX, Counts, Order, SearchRequest
from comite.search.errors import SearchUnavailableError
from comite.search.excerpts import Marker, Piece
from comite.search.models import ATTEMPTS_MAX, SearchChange, SearchIndexState
from comite.search.questions import parse
from comite.territories.models import Committee, LocalAuthority

PAGE = 20
LAST_PAGE = RANK_MAX // PAGE
SIMPLE_PER_KIND = 20
SIMPLE_WORDS_MAX = 6


@dataclass(frozen=True)
class Criteria:
    """What somebody asks of the search page."""

    text: str = ""
    kinds: frozenset[str] = frozenset()
    committee_ids: frozenset[int] = frozenset()
    authority_ids: frozenset[int] = frozenset()
    domains: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    order: Order = Order.RELEVANCE
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter is in use."""
        return any((self.kinds, self.committee_ids, self.authority_ids, self.domains, self.years))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked yet."""
        return not self.text.strip() and not self.is_narrowed


@dataclass(frozen=True)
class Found:
    """One thing found, as the page shows it; the pieces say which words were asked for."""

    subject: Subject
    kind_label: str
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    other_count: int = 0

    @property
    def others(self) -> str:
        """What the rest of its bundle is called."""
        bundle = self.subject.bundle
        if bundle is None:
            return ""
        return bundle.another if self.other_count == 1 else bundle.others


@dataclass(frozen=True)
class Results:
    """A page of results; `is_simple` when the index could not answer and the database did."""

    items: tuple[Found, ...] = ()
    total: int = 0
    last_page: int = 1
    counts: Counts = field(default_factory=Counts)
    suggestion: str | None = None
    has_only_common_words: bool = False
    is_simple: bool = False


@dataclass(frozen=True)
class Health:
    """Whether what is published is found: how much waits, since when, and what was given up."""

    is_built: bool
    waiting_count: int
    oldest_seconds: float
    dead_count: int


def search(reader: Reader, criteria: Criteria, *, in_bundles: bool = True) -> Results:
    """What this reader may find, the best of each bundle unless all is asked.

    The database answers when the index cannot.
    """
    if criteria.is_empty:
        return Results()
    try:
        return _indexed(reader, criteria, in_bundles=in_bundles)
    except SearchUnavailableError:
        return _simple(reader, criteria, in_bundles=in_bundles)


def name_counted(counts: Counts) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """The names of the committees and of the authorities that are counted."""
    return _names(Committee, counts.committee_ids), _names(LocalAuthority, counts.authority_ids)


def get_health() -> Health:
    """How far the index is behind the database."""
    state = db.session.get(SearchIndexState, 1)
    alive = SearchChange.attempts < ATTEMPTS_MAX
    waiting, oldest = db.session.execute(
        select(func.count(SearchChange.id), func.min(SearchChange.asked_at)).where(alive)
    ).one()
    return Health(
        is_built=state is not None and state.schema_version == indexes.SCHEMA_VERSION,
        waiting_count=waiting,
        oldest_seconds=max(0.0, (clock.now() - oldest).total_seconds()) if waiting else 0.0,
        dead_count=db.session.scalar(select(func.count(SearchChange.id)).where(~alive)) or 0,
    )


def _indexed(reader: Reader, criteria: Criteria, *, in_bundles: bool) -> Results:
    """Ask the index, then the database which hits may be shown."""
    result = indexes.in_use().search(
        SearchRequest(
            text=criteria.text,
            keys=keys_of(reader),
            kinds=criteria.kinds,
            committee_ids=criteria.committee_ids,
            authority_ids=criteria.authority_ids,
            domains=criteria.domains,
            years=criteria.years,
            order=criteria.order,
            offset=(criteria.page - 1) * PAGE,
            limit=PAGE,
            in_bundles=in_bundles,
        )
    )
    confirmed = find_many(reader, [(hit.kind, hit.subject_id) for hit in result.hits])
    items = tuple(
        _found(confirmed[hit.kind, hit.subject_id], hit.text, result.marker, hit.other_count)
        for hit in result.hits
        if (hit.kind, hit.subject_id) in confirmed
    )
    return Results(
        items=items,
        total=result.total - len(result.hits) + len(items),
        last_page=min(LAST_PAGE, max(1, -(-result.total // PAGE))),
        counts=result.counts,
        suggestion=result.suggestion,
        has_only_common_words=result.has_only_common_words,
    )


def _found(subject: Subject, indexed_text: str, marker: Marker, other_count: int = 0) -> Found:
    """One result: the words shown are the database's, those of the index only when it gives none."""
    return Found(
        subject=subject,
        kind_label=registry()[subject.kind].label,
        title=marker.mark(subject.title),
        excerpt=marker.excerpt(subject.text or indexed_text),
        other_count=other_count,
    )


def _simple(reader: Reader, criteria: Criteria, *, in_bundles: bool) -> Results:
    """A plain search of the database: every word, kind by kind, without ranking or counts."""
    question = parse(criteria.text, QUERY_MAX)
    words = [asked.term.shown for asked in question.asked][:SIMPLE_WORDS_MAX]
    if not words:
        return Results(has_only_common_words=question.had_words, is_simple=True)
    marker = Marker(frozenset(asked.term.stem for asked in question.asked))
    found = [
        subject
        for kind, loader in registry().items()
        if not criteria.kinds or kind in criteria.kinds
        for subject in loader.search(reader, words, SIMPLE_PER_KIND)
        if _passes(subject, criteria)
    ]
    items = tuple(_found(subject, "", marker, others) for subject, others in _bundled(found, in_bundles))
    return Results(items=items, total=len(items), is_simple=True)


def _bundled(found: Iterable[Subject], in_bundles: bool) -> list[tuple[Subject, int]]:
    """The first of each bundle, with how many others of it there are."""
    together: dict[object, list[Subject]] = {}
    for subject in found:
        key = subject.bundle.key if subject.bundle and in_bundles else (subject.kind, subject.id)
        together.setdefault(key, []).append(subject)
    return [(first, len(others)) for first, *others in together.values()]


def _passes(subject: Subject, criteria: Criteria) -> bool:
    """Whether a thing passes the filters in use."""
    year = clock.in_paris(subject.happened_at).year if subject.happened_at else None
    return (
        (not criteria.committee_ids or subject.committee_id in criteria.committee_ids)
        and (not criteria.authority_ids or subject.authority_id in criteria.authority_ids)
        and (not criteria.domains or subject.domain in criteria.domains)
        and (not criteria.years or year in criteria.years)
    )


def _names(model: type[Committee] | type[LocalAuthority], ids: Iterable[int]) -> Mapping[int, str]:
    """The names of some rows."""
    wanted = sorted(ids)
    if not wanted:
        return {}
    return {
        row.id: row.name
        for row in db.session.execute(select(model.id, model.name).where(model.id.in_(wanted)))
    }
