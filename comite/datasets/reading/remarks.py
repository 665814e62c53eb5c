"""The remarks made along a reading: the first of each kind in full, the others counted."""

from collections import Counter
from typing import Any

from comite.datasets.reading.facts import Remark
from comite.datasets.reading.messages import sentence

SHOWN_PER_KIND = 10


class UnreadableError(Exception):
    """The file cannot become a table; carries what to tell the person who sent it."""

    def __init__(
        self, code: str, *, line: int | None = None, column: str | None = None, **values: Any
    ) -> None:
        super().__init__(code)
        self.remark = Remark(code, sentence(code, line=line, column=column, **values), line, column)


class Remarks:
    """A notebook that a million faults do not fill."""

    def __init__(self) -> None:
        self.kept: list[Remark] = []
        self.seen: Counter[tuple[str, str | None]] = Counter()

    def add(self, code: str, *, line: int | None = None, column: str | None = None, **values: Any) -> None:
        """Write down a remark, or count it when its kind is already well illustrated."""
        kind = (code, column)
        self.seen[kind] += 1
        if self.seen[kind] <= SHOWN_PER_KIND:
            self.kept.append(Remark(code, sentence(code, line=line, column=column, **values), line, column))

    def all(self) -> tuple[Remark, ...]:
        """The remarks in the order they were made, then how many more of each kind there were."""
        more = [
            Remark(code, sentence("more", count=count - SHOWN_PER_KIND, about=code), None, column, count)
            for (code, column), count in self.seen.items()
            if count > SHOWN_PER_KIND
        ]
        return (*self.kept, *more)
