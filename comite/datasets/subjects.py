"""How datasets present themselves to search, notifications and discussions."""

import re
from collections.abc import Iterator, Mapping, Sequence

from flask import url_for
from sqlalchemy import ColumnElement, Select, func, literal, or_, select

from comite.accounts.audiences import keys_for, readable_by
from comite.accounts.readers import Reader
from comite.datasets import labels, queries
from comite.datasets.models import Dataset
from comite.foundation.markdown import plain
from comite.foundation.subjects import Linking, Subject, by_slug
from comite.foundation.text import fold


class DatasetLoader:
    """Datasets, found by their description and by the names of their columns."""

    kind = "dataset"
    label = "Jeu de données"
    linking = Linking(
        re.compile(r"/jeux-de-donnees/(?P<key>[a-z0-9-]+)"),
        by_slug(Dataset.slug, Dataset.id),
        is_offered=True,
        cites=True,
    )

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """The datasets of these ids, for the index."""
        for dataset in queries.list_subjects(Dataset.id.in_(ids)):
            yield _subject(dataset)

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those that a reader may read."""
        found = queries.list_subjects(Dataset.id.in_(ids), readable_by(reader, Dataset))
        return {dataset.id: _subject(dataset) for dataset in found}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The titles of those that a reader may read."""
        return select(Dataset.id, Dataset.title, Dataset.slug, literal(0)).where(readable_by(reader, Dataset))

    def address(self, _subject_id: int, key: str, _rank: int) -> str:
        """The page of the dataset."""
        return url_for("datasets.show", slug=key)

    def each_id(self) -> Iterator[int]:
        """Every dataset's id, in order."""
        return queries.each_public_id()

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """Datasets whose title or reason holds every word, latest first."""
        conditions: list[ColumnElement[bool]] = [
            or_(
                func.lower(Dataset.title).contains(word.lower(), autoescape=True),
                func.lower(Dataset.general_interest).contains(word.lower(), autoescape=True),
            )
            for word in words
        ]
        found = queries.list_subjects(readable_by(reader, Dataset), *conditions)
        ordered = sorted(found, key=lambda each: each.modified_at, reverse=True)[:limit]
        return [_subject(dataset) for dataset in ordered]


def _subject(dataset: Dataset) -> Subject:
    """One dataset, as others speak of it."""
    words = [
        dataset.acronym,
        dataset.general_interest,
        plain(dataset.description_html),
        " ".join(dataset.keywords),
        labels.THEMES[dataset.theme] if dataset.theme else "",
    ]
    names = " ".join(file.column_names for file in dataset.files)
    return Subject(
        kind="dataset",
        id=dataset.id,
        title=dataset.title,
        address=url_for("datasets.show", slug=dataset.slug),
        audience=dataset.audience.value,
        authority_id=dataset.authority_id,
        committee_id=dataset.committee_id,
        text="\n".join(word for word in words if word),
        extra=f"{names} {fold(names)}"[:20_000],
        domain=labels.THEMES[dataset.theme] if dataset.theme else None,
        happened_at=dataset.modified_at,
        authority_name=dataset.authority.name,
        status=dataset.status.value,
        keys=keys_for(dataset.audience, dataset.authority_id, dataset.committee_id),
    )
