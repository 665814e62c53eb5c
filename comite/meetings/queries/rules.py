"""Reading how a committee decides."""

from comite.foundation.database import db
from comite.meetings.models.rules import CommitteeRules, Rules


def rules_of(committee_id: int) -> Rules:
    """The rules of a committee; the defaults if it chose none."""
    chosen = db.session.get(CommitteeRules, committee_id)
    return chosen.as_rules() if chosen else Rules()


def rules_version(committee_id: int) -> int:
    """The version of the rules that a committee chose; nought while it follows the defaults."""
    chosen = db.session.get(CommitteeRules, committee_id)
    return chosen.version if chosen else 0
