"""What `audit verify` asks of ballots: that each count still says what the log kept at its end."""

import json
from collections.abc import Iterator

from comite.foundation import audit
from comite.foundation.audit import Fault
from comite.meetings.operations.ballots import KIND, facts_of
from comite.meetings.queries.ballots import each_closed, signatures_of


def check_ballots() -> Iterator[Fault]:
    """Count every closed ballot again; a row added, removed or changed since shows here."""
    for ballot in each_closed():
        place = f"Vote {ballot.id}"
        entry = audit.entry_of("ballot.close", KIND, ballot.id)
        if entry is None:
            yield Fault(place, "sa clôture ne figure pas au journal d’audit.")
            continue
        try:
            counted = facts_of(ballot)
        except ValueError:
            yield Fault(place, "ses votes ne vont plus avec sa liste de votants.")
            continue
        if json.loads(entry.facts) != counted:
            yield Fault(place, "recompté, il ne donne plus le résultat noté à sa clôture.")
        answered = sum(line[2] for line in counted["lines"])
        if ballot.is_secret and answered != len(signatures_of(ballot.id)):
            yield Fault(place, "il n’a pas autant de bulletins que de sièges qui ont voté.")
