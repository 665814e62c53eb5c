"""Shared models for the tests: every argument but the cast is optional."""

from datetime import date
from typing import Any

from comite.accounts.audiences import Audience
from comite.engineering.library_content import ModelContent
from comite.engineering.models.library import ModelKind, SharedModel
from comite.engineering.operations import library as operations
from comite.engineering.queries import library as queries
from tests.cast import Cast


def model_content(**facts: Any) -> ModelContent:
    """The words of a model."""
    values: dict[str, Any] = {
        "kind": ModelKind.REVERSIBILITY_CLAUSE,
        "title": "Clause de réversibilité",
        "summary": "Pouvoir partir sans perdre ses données.",
        "source": "Le titulaire restitue **toutes** les données sous 30 jours.",
        "visibility": Audience.PUBLIC,
        "law_checked_on": date(2026, 1, 15),
    }
    return ModelContent(**{**values, **facts})


def make_model(cast: Cast, *, published: bool = True, **facts: Any) -> SharedModel:
    """A model that Bruno writes for Valmer and Amina publishes, unless said otherwise."""
    model = operations.share_model(cast.bruno, cast.valmer, model_content(**facts))
    if published:
        operations.publish_model(cast.amina, queries.get_model(cast.amina, model.slug))
    return queries.get_model(cast.amina, model.slug)
