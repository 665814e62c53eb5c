"""The time bank as a table to take away."""

from comite.engineering.content import QUARTERS_A_DAY
from comite.engineering.queries.time_bank import TimeBank
from comite.engineering.time_bank import Account
from comite.foundation.office import CellValue, Sheet

COLUMNS = (
    "Collectivité",
    "Journées offertes",
    "Journées réservées",
    "Journées données",
    "Journées réservées pour elle",
    "Journées reçues",
    "Solde",
)
VALUE = "Valeur reçue (euros)"


def sheet_of(bank: TimeBank) -> Sheet:
    """One line for each authority, then their total."""
    columns = [*COLUMNS, VALUE] if bank.euros_a_day else list(COLUMNS)
    rows = [_row(name, account, bank.euros_a_day) for name, account in bank.rows]
    rows.append(_row("Total", bank.total, bank.euros_a_day))
    return Sheet("Banque de temps", columns, rows)


def _row(name: str, account: Account, euros_a_day: int | None) -> list[CellValue]:
    """One line of the table; days as decimal numbers, which quarters always are exactly."""
    sums = (
        account.offered,
        account.booked,
        account.spent,
        account.booked_for,
        account.received,
        account.balance,
    )
    row: list[CellValue] = [name, *(each / QUARTERS_A_DAY for each in sums)]
    value = account.value(euros_a_day)
    return row if value is None else [*row, value / 100]
