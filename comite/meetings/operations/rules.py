"""Choosing how a committee meets and votes."""

from dataclasses import asdict
from enum import StrEnum

from comite.accounts.readers import Reader
from comite.foundation import audit
from comite.foundation.database import db, operation
from comite.foundation.errors import StaleVersionError, require
from comite.meetings import permissions
from comite.meetings.models.rules import CommitteeRules, Rules
from comite.territories.models import Committee


@operation
def change_rules(actor: Reader, committee: Committee, rules: Rules, version: int) -> None:
    """Change the rules of a committee, and write in the log what changed; raises `StaleVersionError`."""
    require(permissions.may_run(actor, committee))
    row = db.session.get(CommitteeRules, committee.id, with_for_update=True)
    if (row.version if row else 0) != version:
        raise StaleVersionError
    before = asdict(row.as_rules() if row else Rules())
    if row is None:
        row = CommitteeRules(committee_id=committee.id, version=0)
        db.session.add(row)
    row.take(rules)
    row.version += 1
    changes = {name: _plain(value) for name, value in asdict(rules).items() if value != before[name]}
    if changes:
        audit.record(
            actor,
            "change_rules",
            scope=f"committee:{committee.id}",
            kind="committee",
            subject_id=committee.id,
            changes=changes,
        )


def _plain(value: object) -> object:
    """A rule as the log keeps it: numbers and words of the code; free words are only said to have changed."""
    if isinstance(value, StrEnum):
        return value.value
    return "changed" if isinstance(value, str) else value
