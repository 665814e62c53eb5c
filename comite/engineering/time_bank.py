"""The time bank: days given and received, added up in whole quarters, so that nothing is lost in rounding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comite.engineering.content import QUARTERS_A_DAY

CENTS_A_QUARTER = 100 // QUARTERS_A_DAY


@dataclass(frozen=True)
class Movement:
    """Some quarters of a day, between two authorities; an offer has nobody on the other side yet."""

    helper_id: int
    quarter_days: int
    helped_id: int | None = None


@dataclass(frozen=True)
class Account:
    """What one authority offered, booked, gave and received, in quarters of a day."""

    authority_id: int
    offered: int = 0
    booked: int = 0
    spent: int = 0
    booked_for: int = 0
    received: int = 0

    @property
    def balance(self) -> int:
        """What it gave, less what it received: all balances together make zero."""
        return self.spent - self.received

    def value(self, euros_a_day: int | None) -> int | None:
        """What it received is worth, in cents, exactly; nothing when the committee counts no value."""
        return None if euros_a_day is None else self.received * euros_a_day * CENTS_A_QUARTER


def accounts_of(
    offers: Iterable[Movement], bookings: Iterable[Movement], work: Iterable[Movement]
) -> Mapping[int, Account]:
    """The account of every authority that took part, by its id."""
    sums: dict[int, dict[str, int]] = {}

    def add(authority_id: int | None, name: str, quarter_days: int) -> None:
        if authority_id is not None:
            account = sums.setdefault(authority_id, {})
            account[name] = account.get(name, 0) + quarter_days

    for each in offers:
        add(each.helper_id, "offered", each.quarter_days)
    for each in bookings:
        add(each.helper_id, "booked", each.quarter_days)
        add(each.helped_id, "booked_for", each.quarter_days)
    for each in work:
        add(each.helper_id, "spent", each.quarter_days)
        add(each.helped_id, "received", each.quarter_days)
    return {key: Account(key, **values) for key, values in sums.items()}


def total_of(accounts: Iterable[Account]) -> Account:
    """All accounts together."""
    rows = list(accounts)
    return Account(
        0,
        offered=sum(each.offered for each in rows),
        booked=sum(each.booked for each in rows),
        spent=sum(each.spent for each in rows),
        booked_for=sum(each.booked_for for each in rows),
        received=sum(each.received for each in rows),
    )
