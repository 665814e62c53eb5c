"""From what features say of their things to what the index keeps."""

from collections.abc import Iterator, Sequence

from comite.accounts.audiences import Audience, keys_for
from comite.foundation.subjects import Subject, registry
from comite.search.documents import IndexedDocument


def document_of(subject: Subject) -> IndexedDocument:
    """The document of a thing; its authority's name counts among its words."""
    return IndexedDocument(
        kind=subject.kind,
        subject_id=subject.id,
        title=subject.title,
        text=subject.text,
        extra=f"{subject.extra}\n{subject.authority_name}",
        keys=subject.keys or keys_for(Audience(subject.audience), subject.authority_id, subject.committee_id),
        committee_id=subject.committee_id,
        authority_id=subject.authority_id,
        domain=subject.domain,
        dated_at=subject.happened_at,
        bundle=subject.bundle.key if subject.bundle else None,
    )


def load(kind: str, ids: Sequence[int]) -> Iterator[IndexedDocument]:
    """The documents of some things of a kind; those that are gone, or of an unknown kind, are left out."""
    loader = registry().get(kind)
    if loader:
        yield from map(document_of, loader.load(ids))


def each_kind_and_ids() -> Iterator[tuple[str, list[int]]]:
    """Everything that has its place in the index."""
    for kind, loader in registry().items():
        yield kind, list(loader.each_id())
