"""How moderation, which knows nothing of engineering, masks what is written there and shows it again."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from comite.accounts.audiences import effective
from comite.discussions import operations as discussions
from comite.discussions.moderated import Case
from comite.discussions.operations.masking import Masking
from comite.engineering.models.library import ModelVersion, SharedModel
from comite.engineering.models.missions import Mission
from comite.engineering.models.offers import Offer
from comite.engineering.models.projects import PooledProject
from comite.engineering.models.requests import HelpRequest
from comite.engineering.operations.settling import (
    MISSION,
    REQUEST,
    agents_of,
    settle_discussions,
    settle_titles,
)
from comite.engineering.queries import missions, requests
from comite.foundation.database import db
from comite.search.operations import reindex

OFFER, PROJECT, MODEL = "help_offer", "project", "shared_model"


def _request_case(request: HelpRequest) -> Case:
    """A request as moderators see it."""
    words = (request.need, request.tried, request.data_held, request.settled_word)
    return Case(
        kind=REQUEST,
        id=request.id,
        title=request.sentence,
        address=f"/ingenierie/demandes/{request.slug}",
        text=_joined(*words),
        author_name=request.asked_by.name,
        authority_name=request.authority.name,
        committee_id=request.committee_id,
        is_hidden=request.is_masked,
    )


def _joined(*words: str) -> str:
    """The texts of a thing, one after the other."""
    return "\n\n".join(each for each in words if each)


def _mission_case(mission: Mission) -> Case:
    """A mission as moderators see it, with its log."""
    return Case(
        kind=MISSION,
        id=mission.id,
        title=mission.title,
        address=f"/ingenierie/missions/{mission.slug}",
        text=_joined(*(each.done for each in mission.log), mission.evaluation, mission.learnt),
        author_name=mission.helper.name,
        authority_name=mission.authority.name,
        committee_id=mission.committee_id,
        is_hidden=mission.is_masked,
    )


def _offer_case(offer: Offer) -> Case:
    """An offer as moderators see it."""
    return Case(
        kind=OFFER,
        id=offer.id,
        title=f"Offre à « {offer.request.sentence} »",
        address=f"/ingenierie/demandes/{offer.request.slug}#offres",
        text=offer.note,
        author_name=offer.offered_by.name,
        authority_name=offer.authority.name,
        committee_id=offer.request.committee_id,
        is_hidden=offer.is_masked,
    )


def _project_case(project: PooledProject) -> Case:
    """A project as moderators see it."""
    return Case(
        kind=PROJECT,
        id=project.id,
        title=project.title,
        address=f"/ingenierie/projets/{project.slug}",
        text=_joined(project.objective_plain, project.closing_word),
        author_name=project.created_by.name,
        authority_name=project.authority.name,
        committee_id=project.committee_id,
        is_hidden=project.is_masked,
    )


def _model_case(model: SharedModel) -> Case:
    """A shared model as moderators see it."""
    return Case(
        kind=MODEL,
        id=model.id,
        title=model.title,
        address=f"/ingenierie/modeles/{model.slug}",
        text=_joined(model.summary, model.origin, model.latest.plain if model.latest else ""),
        authority_name=model.authority.name,
        committee_id=model.committee_id,
        is_hidden=model.is_masked,
    )


def _load_offers(ids: Sequence[int]) -> Sequence[Offer]:
    """Offers whatever their state."""
    options = (joinedload(Offer.request), joinedload(Offer.authority), joinedload(Offer.offered_by))
    return db.session.scalars(select(Offer).where(Offer.id.in_(ids)).options(*options)).all()


def _load_projects(ids: Sequence[int]) -> Sequence[PooledProject]:
    """Projects whatever their state."""
    options = (joinedload(PooledProject.authority), joinedload(PooledProject.created_by))
    return db.session.scalars(select(PooledProject).where(PooledProject.id.in_(ids)).options(*options)).all()


def _load_models(ids: Sequence[int]) -> Sequence[SharedModel]:
    """Models that left their authority, masked or not: a draft stays home."""
    return db.session.scalars(
        select(SharedModel)
        .where(SharedModel.id.in_(ids), SharedModel.published_at.is_not(None))
        .options(joinedload(SharedModel.authority), joinedload(SharedModel.latest))
    ).all()


def _settle_offer(offer: Offer) -> None:
    """The missions that came of it are found without its words."""
    for mission_id in db.session.scalars(select(Mission.id).where(Mission.offer_id == offer.id)):
        reindex.later(kind=MISSION, subject_id=mission_id)


def _settle(kind: str) -> Callable[[Any], None]:
    """What follows the masking of a kind: its discussions, and the index."""

    def settle(thing: Any) -> None:
        if kind in (REQUEST, MISSION):
            settle_discussions(kind, thing)
            if kind == REQUEST:
                settle_titles(thing)
        else:
            discussions.narrow(kind, thing.id, effective(thing), thing.authority_id, thing.committee_id)
        reindex.later(kind=kind, subject_id=thing.id)

    return settle


def _itself(kind: str) -> Callable[[Any], tuple[str, int]]:
    """People are told of a thing by the thing itself: its authority still reads it."""
    return lambda thing: (kind, thing.id)


def _people_of_mission(mission: Mission) -> set[int]:
    """Whoever wrote in its log, and the authority that is helped."""
    return {each.logged_by_id for each in mission.log} | set(agents_of(mission.authority_id))


def _authors_of_model(model: SharedModel) -> Sequence[int]:
    """Whoever wrote one of its versions."""
    written = select(ModelVersion.written_by_id).where(ModelVersion.model_id == model.id)
    return db.session.scalars(written.distinct()).all()


MODERATED = tuple(
    each.moderated()
    for each in (
        Masking(
            REQUEST,
            lambda ids: requests.list_loaded(HelpRequest.id.in_(ids)),
            _request_case,
            lambda request: [request.asked_by_id],
            _itself(REQUEST),
            _settle(REQUEST),
        ),
        Masking(
            MISSION,
            lambda ids: missions.list_loaded(Mission.id.in_(ids)),
            _mission_case,
            _people_of_mission,
            lambda mission: (REQUEST, mission.request_id),  # both parties read it
            _settle(MISSION),
        ),
        Masking(
            OFFER,
            _load_offers,
            _offer_case,
            lambda offer: [offer.offered_by_id],
            lambda offer: (REQUEST, offer.request_id),
            _settle_offer,
        ),
        Masking(
            PROJECT,
            _load_projects,
            _project_case,
            lambda project: [project.created_by_id],
            _itself(PROJECT),
            _settle(PROJECT),
        ),
        Masking(MODEL, _load_models, _model_case, _authors_of_model, _itself(MODEL), _settle(MODEL)),
    )
)
