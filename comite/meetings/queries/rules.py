"""Reading how a committee decides."""

from comite.foundation.database import db
from comite.meetings.models.rules import CommitteeRules, Rules


def rules_of(committee_id: int) -> Rules:
    """The rules of a committee; the defaults if it chose none."""
    chosen = db.session.get(CommitteeRules, committee_id)
    return chosen.as_rules() if chosen else Rules()
