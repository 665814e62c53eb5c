"""Who records decisions and moves actions on."""

from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.meetings.models.decisions import Decision, FollowUp
from comite.meetings.permissions import may_run_committee


def may_record(reader: Reader, committee_id: int) -> bool:
    """Who runs the committee."""
    return may_run_committee(reader, committee_id)


def may_edit(reader: Reader, decision: Decision) -> bool:
    """Who runs its committee."""
    return may_run_committee(reader, decision.committee_id)


def may_move(reader: Reader, follow_up: FollowUp) -> bool:
    """People of the authority that owns the action, and who runs the committee."""
    return reader.has_role(Role.AGENT, follow_up.owner_authority_id) or may_run_committee(
        reader, follow_up.committee_id
    )


def may_comment(reader: Reader, follow_up: FollowUp) -> bool:
    """People of the member authorities, the owner's among them, and who runs the committee."""
    return follow_up.committee_id in reader.member_committee_ids or may_move(reader, follow_up)
