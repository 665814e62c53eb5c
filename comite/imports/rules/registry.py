"""The kinds of imports, each with its rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from comite.imports.cells import Cells
from comite.imports.columns import Column
from comite.imports.models import ImportKind
from comite.imports.rules import datasets, members, reports
from comite.imports.rules.desk import Desk

Made = Callable[[], str]


@dataclass(frozen=True)
class Rules:
    """The columns of a kind, how a line is checked, and how it is carried out.

    `check` gives the name by which people know the line, and gathers its faults in the cells. `prepare` does
    all that can be done before the write lock, and gives what does the rest inside it: that, in turn, gives
    the address of the thing made.
    """

    columns: tuple[Column, ...]
    check: Callable[[Desk, Cells], str]
    prepare: Callable[[Desk, Cells], Made]


RULES: Mapping[ImportKind, Rules] = {
    ImportKind.REPORTS: Rules(reports.COLUMNS, reports.check, reports.prepare),
    ImportKind.MEMBERS: Rules(members.COLUMNS, members.check, members.prepare),
    ImportKind.DATASETS: Rules(datasets.COLUMNS, datasets.check, datasets.prepare),
}
