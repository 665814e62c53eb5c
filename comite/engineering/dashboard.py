"""What mutualised engineering puts on somebody's dashboard."""

from typing import Any

from sqlalchemy import Select, select

from comite.accounts.audiences import readable_by
from comite.accounts.dashboard import DashboardThings, Part, last_visit_of, row
from comite.accounts.readers import Reader
from comite.engineering.models.missions import Mission
from comite.engineering.models.requests import HelpRequest, RequestStatus
from comite.engineering.queries.waiting import has_offer_to_answer, is_to_evaluate, is_to_place
from comite.territories.models import LocalAuthority

REQUEST = "/ingenierie/demandes/{slug}"
MISSION = "/ingenierie/missions/{slug}"


def offers_to_answer(reader: Reader) -> Select[Any] | None:
    """The requests of one's authorities that received an offer."""
    if not reader.authority_ids:
        return None
    return _requests(reader, has_offer_to_answer(reader))


def missions_to_evaluate(reader: Reader) -> Select[Any] | None:
    """The missions of which one's authorities are asked what they make."""
    if not reader.authority_ids:
        return None
    return (
        select(
            *row(
                Mission.id,
                Mission.title,
                slug=Mission.slug,
                place=LocalAuthority.name,
                at=Mission.asked_to_evaluate_at,
            )
        )
        .join(LocalAuthority, LocalAuthority.id == Mission.helper_id)
        .where(readable_by(reader, Mission), is_to_evaluate(reader))
    )


def requests_without_offer(reader: Reader) -> Select[Any] | None:
    """The requests of the committees one animates to which nobody has offered help."""
    if not reader.led_committee_ids:
        return None
    others = HelpRequest.authority_id.not_in(sorted(reader.authority_ids))
    return _requests(reader, is_to_place(reader), others)


def requests_of_peers(reader: Reader) -> Select[Any] | None:
    """What the other members ask, for those who could help."""
    if not reader.authority_ids:
        return None
    return _requests(
        reader,
        HelpRequest.status.in_((RequestStatus.OPEN, RequestStatus.OFFERED)),
        HelpRequest.authority_id.not_in(sorted(reader.authority_ids)),
        HelpRequest.committee_id.not_in(sorted(reader.led_committee_ids)),
        audience=HelpRequest.audience,
        visited_at=last_visit_of(reader),
    )


def _requests(reader: Reader, *conditions: Any, audience: Any = "", visited_at: Any = None) -> Select[Any]:
    """Requests that one may read."""
    asked = HelpRequest
    columns = row(
        asked.id,
        asked.sentence,
        slug=asked.slug,
        place=LocalAuthority.name,
        at=asked.asked_at,
        audience=audience,
        visited_at=visited_at,
    )
    return (
        select(*columns)
        .join(LocalAuthority, LocalAuthority.id == asked.authority_id)
        .where(readable_by(reader, asked), *conditions)
    )


DASHBOARD = (
    DashboardThings(
        Part.AWAITING,
        "Offre d’aide à accepter ou à décliner",
        "Une collectivité propose son aide : elle attend votre réponse.",
        REQUEST,
        offers_to_answer,
        all_url="/ingenierie/?etat=offered&voir=les-notres",
        is_soonest_first=True,
    ),
    DashboardThings(
        Part.AWAITING,
        "Mission à évaluer",
        "Le travail est fait : quelques phrases closent la mission.",
        MISSION,
        missions_to_evaluate,
        all_url="/ingenierie/missions?voir=les-notres",
        is_soonest_first=True,
    ),
    DashboardThings(
        Part.ANIMATION,
        "Demande d’appui sans offre",
        "Personne n’a encore proposé d’aider.",
        REQUEST,
        requests_without_offer,
        all_url="/ingenierie/?etat=open",
        is_soonest_first=True,
    ),
    DashboardThings(
        Part.NEWS,
        "Demandes d’appui",
        "D’autres collectivités cherchent de l’aide : vous l’avez peut-être déjà fait.",
        REQUEST,
        requests_of_peers,
        all_url="/ingenierie/",
        one="Demande d’appui",
    ),
)
