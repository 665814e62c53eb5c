"""Reading the library of shared models."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.engineering.models.library import (
    ModelKind,
    ModelSuggestion,
    ModelUse,
    ModelVersion,
    SharedModel,
    SuggestionStatus,
)
from comite.experiences.models import ExperienceReport
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page, paged

LATEST_FIRST = (Order(SharedModel.updated_at, True), Order(SharedModel.id, True))


def get_model(reader: Reader, slug: str) -> SharedModel:
    """A model the reader may read, with who used it; raises `NotFoundError`."""
    found = db.session.scalar(
        select(SharedModel)
        .where(SharedModel.slug == slug, readable_by(reader, SharedModel))
        .options(
            joinedload(SharedModel.authority),
            joinedload(SharedModel.committee),
            selectinload(SharedModel.uses).joinedload(ModelUse.authority),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFoundError
    return found


def list_models(reader: Reader, kind: ModelKind | None, cursor: str | None) -> Page[SharedModel]:
    """A page of the library, changed last first."""
    conditions: list[ColumnElement[bool]] = [readable_by(reader, SharedModel)]
    if kind is not None:
        conditions.append(SharedModel.kind == kind)
    statement = (
        select(SharedModel)
        .where(*conditions)
        .options(
            joinedload(SharedModel.authority),
            joinedload(SharedModel.committee),
            selectinload(SharedModel.uses),
        )
    )
    count = db.session.scalar(select(func.count(SharedModel.id)).where(*conditions))
    return paged(statement, LATEST_FIRST, cursor, count=count or 0)


def get_version(model: SharedModel, number: int | None = None) -> ModelVersion:
    """One version of a model, the last one unless said otherwise; raises `NotFoundError`."""
    found = db.session.scalar(
        select(ModelVersion).where(
            ModelVersion.model_id == model.id, ModelVersion.number == (number or model.last_number)
        )
    )
    if found is None:
        raise NotFoundError
    return found


def list_versions(model: SharedModel) -> Sequence[ModelVersion]:
    """Every version of a model, latest first."""
    return db.session.scalars(
        select(ModelVersion)
        .where(ModelVersion.model_id == model.id)
        .order_by(ModelVersion.number.desc())
        .options(joinedload(ModelVersion.written_by))
    ).all()


def list_suggestions(model: SharedModel, *, pending_only: bool = False) -> Sequence[ModelSuggestion]:
    """What was suggested of a model, oldest first."""
    statement = select(ModelSuggestion).where(ModelSuggestion.model_id == model.id)
    if pending_only:
        statement = statement.where(ModelSuggestion.status == SuggestionStatus.PENDING)
    return db.session.scalars(
        statement.order_by(ModelSuggestion.id).options(
            joinedload(ModelSuggestion.suggested_by), joinedload(ModelSuggestion.authority)
        )
    ).all()


def get_suggestion(model: SharedModel, suggestion_id: int) -> ModelSuggestion:
    """A suggestion about this very model; raises `NotFoundError`."""
    found = db.session.get(ModelSuggestion, suggestion_id)
    if found is None or found.model_id != model.id:
        raise NotFoundError
    return found


def readable_reports(reader: Reader, model: SharedModel) -> dict[int, ExperienceReport]:
    """The reports told with the uses of a model, those that the reader may read."""
    ids = [each.report_id for each in model.uses if each.report_id is not None]
    if not ids:
        return {}
    found = db.session.scalars(
        select(ExperienceReport).where(ExperienceReport.id.in_(ids), readable_by(reader, ExperienceReport))
    )
    return {each.id: each for each in found}


def find_report(reader: Reader, written: str) -> ExperienceReport | None:
    """A report the reader may read, by its address or the last part of it."""
    slug = written.strip().rstrip("/").rpartition("/")[2]
    return db.session.scalar(
        select(ExperienceReport).where(ExperienceReport.slug == slug, readable_by(reader, ExperienceReport))
    )
