"""How shared models present themselves to search, notifications and discussions."""

import re
from collections.abc import Iterator, Mapping, Sequence

from flask import url_for
from sqlalchemy import ColumnElement, Select, literal, or_, select
from sqlalchemy.orm import joinedload

from comite.accounts.audiences import effective, keys_for, readable_by
from comite.accounts.readers import Reader
from comite.engineering.labels.library import KINDS
from comite.engineering.models.library import ModelVersion, SharedModel
from comite.foundation.database import db
from comite.foundation.subjects import Linking, Subject, by_slug


class ModelLoader:
    """Shared models, found by the words of their last version."""

    kind = "shared_model"
    label = "Modèle"
    linking = Linking(
        re.compile(r"/ingenierie/modeles/(?P<key>[a-z0-9-]+)"),
        by_slug(SharedModel.slug, SharedModel.id),
        is_offered=True,
        cites=True,
    )

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """The models of these ids, for the index."""
        yield from _subjects(SharedModel.id.in_(ids))

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those that a reader may read."""
        found = _subjects(SharedModel.id.in_(ids), readable_by(reader, SharedModel))
        return {each.id: each for each in found}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The titles of those that a reader may read."""
        return select(SharedModel.id, SharedModel.title, SharedModel.slug, literal(0)).where(
            readable_by(reader, SharedModel)
        )

    def address(self, _subject_id: int, key: str, _rank: int) -> str:
        """The page of the model."""
        return url_for("library.show", slug=key)

    def each_id(self) -> Iterator[int]:
        """Every model's id, in order."""
        yield from db.session.scalars(select(SharedModel.id).order_by(SharedModel.id))

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """The models whose title bears one of these words, latest first."""
        wanted = or_(*(SharedModel.title.icontains(word, autoescape=True) for word in words))
        return list(_subjects(readable_by(reader, SharedModel), wanted, limit=limit))


def _subjects(*conditions: ColumnElement[bool], limit: int | None = None) -> Iterator[Subject]:
    """Models as others speak of them, latest first."""
    rows = db.session.execute(
        select(SharedModel, ModelVersion.plain)
        .join(
            ModelVersion,
            (ModelVersion.model_id == SharedModel.id) & (ModelVersion.number == SharedModel.last_number),
        )
        .where(*conditions)
        .order_by(SharedModel.updated_at.desc(), SharedModel.id.desc())
        .limit(limit)
        .options(joinedload(SharedModel.authority))
    )
    for model, plain in rows:
        yield Subject(
            kind="shared_model",
            id=model.id,
            title=model.title,
            address=url_for("library.show", slug=model.slug),
            audience=effective(model).value,
            authority_id=model.authority_id,
            committee_id=model.committee_id,
            text=f"{model.summary}\n{plain}",
            extra=KINDS[model.kind],
            happened_at=model.updated_at,
            authority_name=model.authority.name,
            status="draft" if model.is_draft else "published",
            keys=keys_for(effective(model), model.authority_id, model.committee_id),
        )
