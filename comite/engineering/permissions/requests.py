"""Who may ask for help, offer it and answer offers."""

from comite.accounts.audiences import may_read
from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.engineering.models.offers import Offer
from comite.engineering.models.requests import HelpRequest


def may_ask(reader: Reader, authority_id: int | None) -> bool:
    """Agents ask for their authority from their first day."""
    return reader.has_role(Role.AGENT, authority_id)


def may_change(reader: Reader, request: HelpRequest) -> bool:
    """Agents of the authority that asked, while something is awaited."""
    return not request.is_settled and reader.has_role(Role.AGENT, request.authority_id)


def may_offer(reader: Reader, request: HelpRequest, authority_id: int | None) -> bool:
    """Editors of another authority, among those who read: an offer engages its time."""
    return (
        may_read(reader, request)
        and authority_id != request.authority_id
        and reader.has_role(Role.EDITOR, authority_id)
    )


def may_take_back(reader: Reader, offer: Offer) -> bool:
    """Editors of the authority that made it."""
    return reader.has_role(Role.EDITOR, offer.authority_id)


def may_answer(reader: Reader, request: HelpRequest) -> bool:
    """Agents of the authority that asked: in a small commune there is nobody else."""
    return reader.has_role(Role.AGENT, request.authority_id)


def may_group(reader: Reader, request: HelpRequest) -> bool:
    """Agents of the authority that asked, and the animator of its committee."""
    return not request.is_settled and (
        reader.has_role(Role.AGENT, request.authority_id)
        or reader.animates(request.committee_id)
        or reader.is_administrator
    )
