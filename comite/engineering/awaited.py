"""The requests, missions and models that wait for somebody."""

from sqlalchemy import Select, select

from comite.accounts.readers import Reader
from comite.engineering.models.library import ModelSuggestion, SharedModel, SuggestionStatus
from comite.engineering.models.missions import Mission
from comite.engineering.models.requests import HelpRequest
from comite.engineering.queries.waiting import has_offer_to_answer, is_to_evaluate, is_to_place
from comite.notifications.awaited import Awaited
from comite.notifications.models import Reason


def offers_to_answer(reader: Reader) -> Select[int]:
    """The requests of one's authorities that received an offer."""
    return select(HelpRequest.id).where(has_offer_to_answer(reader))


def requests_to_place(reader: Reader) -> Select[int]:
    """The requests, in the committees one runs, that nobody offered to help with."""
    return select(HelpRequest.id).where(is_to_place(reader))


def missions_to_evaluate(reader: Reader) -> Select[int]:
    """The missions of which one's authorities are asked what they make."""
    return select(Mission.id).where(is_to_evaluate(reader))


def suggestions_to_answer(reader: Reader) -> Select[int]:
    """The models of one's authorities to which somebody suggested a change."""
    return (
        select(ModelSuggestion.model_id)
        .join(SharedModel, SharedModel.id == ModelSuggestion.model_id)
        .where(
            ModelSuggestion.status == SuggestionStatus.PENDING,
            SharedModel.authority_id.in_(sorted(reader.authority_ids)),
        )
    )


AWAITED = (
    Awaited("help_request", (Reason.HELP_OFFERED,), offers_to_answer),
    Awaited("help_request", (Reason.HELP_ASKED,), requests_to_place),
    Awaited("mission", (Reason.EVALUATION_AWAITED,), missions_to_evaluate),
    Awaited("shared_model", (Reason.CHANGE_SUGGESTED,), suggestions_to_answer),
)
