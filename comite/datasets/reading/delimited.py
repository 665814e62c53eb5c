"""Tables written as text: which sign separates the cells, then one record after another, faults and all."""

import csv
import itertools
import math
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from comite.datasets.reading.remarks import Remarks

SEPARATORS = ";\t|,"
SAMPLE_LINES = 300
FIELD_CHARACTERS_MAX = 1_000_000
RUNAWAY_LINES = 200
LOOK_AHEAD_LINES = 20
LOOK_AHEAD_BUDGET = 100_000
CONVINCING = 0.45
WRITTEN_COMMA = re.compile(r"(?<=\d),(?=\d)|, ")

Record = tuple[int, list[str]]


@dataclass(frozen=True)
class Dialect:
    """How the cells of a text are told apart."""

    separator: str | None
    skips_space: bool = False
    first_line: int = 1


def detect_dialect(sample: str) -> Dialect:
    """The separator that cuts the sample most evenly; none when the file has one column."""
    lines = sample.split("\n")[:SAMPLE_LINES]
    if declared := re.fullmatch(r"\s*\"?sep=(.)\"?\s*", lines[0]):
        return Dialect(declared[1], spaces_before_quotes(lines, declared[1]), first_line=2)
    scores = {separator: evenness(lines, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: scores[separator])
    if scores[best] < CONVINCING:
        return Dialect(None)
    if best == "," and commas_are_writing(lines):
        best = max(SEPARATORS, key=lambda each: (each != "," and scores[each] >= CONVINCING, scores[each]))
    return Dialect(best, spaces_before_quotes(lines, best))


def spaces_before_quotes(lines: list[str], separator: str) -> bool:
    """Cells are written `; "text"`: the space is not part of them."""
    padded = sum(line.count(f'{separator} "') for line in lines)
    return padded > sum(line.count(f'{separator}"') for line in lines)


def evenness(lines: list[str], separator: str) -> float:
    """How regularly a separator cuts these lines: 0 for one column, more for many equal rows."""
    rows = [row for row in csv.reader(lines, delimiter=separator) if any(cell.strip() for cell in row)]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0
    width = max(widths, key=lambda each: (widths[each] * math.log2(1 + each), each))
    share = widths[width] / len(rows)
    return share * math.sqrt(math.log2(width)) * trust(lines, rows, separator, width)


def commas_are_writing(lines: list[str]) -> bool:
    """The commas stand in figures (12,50) and sentences: every row may have as many, none cuts cells."""
    found = sum(line.count(",") for line in lines)
    return sum(len(WRITTEN_COMMA.findall(line)) for line in lines) > 0.9 * found


def trust(lines: list[str], rows: list[list[str]], separator: str, width: int) -> float:
    """Less than one when the separator looks like punctuation, or when the column names don't have it."""
    trust = 1.0
    found = sum(line.count(separator) for line in lines)
    if separator == "," and sum(line.count(", ") for line in lines) > 0.9 * found:
        trust *= 0.5
    if separator == "," and width == 2 and len(rows[0]) == 1 and len(rows) > 1 and len(rows[1]) == width:
        trust *= 0.3
    return trust


class Flow:
    """Lines that can be given back, numbered as in the file."""

    def __init__(self, lines: Iterable[str], first_line: int, has_nul: bool) -> None:
        self.lines = iter(lines)
        self.returned: deque[str] = deque()
        self.taken: list[str] = []
        self.line = first_line
        self.has_nul = has_nul
        self.patience = RUNAWAY_LINES

    def __iter__(self) -> Iterator[str]:
        taken, returned = self.taken, self.returned
        while (line := returned.popleft() if returned else next(self.lines, None)) is not None:
            clean = line.replace("\x00", "") if self.has_nul else line
            taken.append(clean)
            if len(taken) > self.patience:
                # Each time less: a file where every line opens a quotation must not be read 200 times.
                self.patience = max(2, self.patience // 2)
                raise csv.Error("a quotation that never ends")
            yield clean

    def keep(self, count: int) -> None:
        """The record ends after this many lines: the others are read again."""
        self.returned.extendleft(reversed(self.taken[count:]))
        self.line += count
        self.taken.clear()


class Records:
    """The records of a text, one after another. A broken quotation costs its own record, never the rest."""

    def __init__(
        self, lines: Iterable[str], dialect: Dialect, remarks: Remarks, has_nul: bool = False
    ) -> None:
        csv.field_size_limit(FIELD_CHARACTERS_MAX)
        # A lone column has no separator: a sign that no text holds does the work.
        self.separator = dialect.separator or "\x1f"
        self.skips_space = dialect.skips_space
        self.flow = Flow(itertools.islice(lines, dialect.first_line - 1, None), dialect.first_line, has_nul)
        self.remarks = remarks
        self.expected_width: int | None = None
        self.look_ahead = LOOK_AHEAD_BUDGET

    def __iter__(self) -> Iterator[Record]:
        flow = self.flow
        reader = self.new_reader()
        while True:
            line = flow.line
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error:
                row = self.mend()
                reader = self.new_reader()
            else:
                lines_taken = len(flow.taken)
                if lines_taken == 1:
                    flow.taken.clear()
                    flow.line += 1
                elif self.swallowed_its_neighbours(row):
                    row = self.mend()
                    reader = self.new_reader()
                else:
                    flow.keep(lines_taken)
            yield line, row

    def new_reader(self) -> Iterator[list[str]]:
        """A strict reader on what remains."""
        return iter(
            csv.reader(
                self.flow,
                delimiter=self.separator,
                strict=True,
                skipinitialspace=self.skips_space,
            )
        )

    def swallowed_its_neighbours(self, row: list[str]) -> bool:
        """Several lines made a record of the wrong width, while the first alone has the right one."""
        if self.expected_width is None or len(row) == self.expected_width:
            return False
        return len(split_loosely(self.flow.taken[0], self.separator)) == self.expected_width

    def mend(self) -> list[str]:
        """Read again, without trusting its quotation marks, the record where they went wrong."""
        flow = self.flow
        self.remarks.add("broken_quotes", line=flow.line)
        first = split_loosely(flow.taken[0], self.separator)
        count, row, following = 1, first, iter(flow)
        while self.is_too_short(row) and count < LOOK_AHEAD_LINES and self.look_ahead > 0:
            self.look_ahead -= 1
            if count >= len(flow.taken) and next(following, None) is None:
                break
            count += 1
            row = split_loosely("".join(flow.taken[:count]), self.separator)
        if self.expected_width is not None and len(row) != self.expected_width:
            count, row = 1, first
        flow.keep(count)
        return row

    def is_too_short(self, row: list[str]) -> bool:
        """Cells are missing: the record may go on in the next line."""
        return self.expected_width is not None and len(row) < self.expected_width


def split_loosely(line: str, separator: str) -> list[str]:
    """Cut a line whose quotation marks are wrong: one that encloses no cell is a letter like another."""
    cells: list[str] = []
    quoted: list[str] = []
    for part in line.rstrip("\n").split(separator):
        if quoted:
            quoted.append(part)
            if closes(part):
                cells.append(unquoted(separator.join(quoted)))
                quoted = []
        elif part.startswith('"') and not (len(part) > 1 and closes(part)):
            quoted = [part]
        else:
            cells.append(unquoted(part))
    # A quotation that never closes did not protect anything.
    cells.extend(part.removeprefix('"') if index == 0 else part for index, part in enumerate(quoted))
    return cells


def closes(part: str) -> bool:
    """The part ends with one quotation mark, not with a doubled one."""
    marks = len(part) - len(part.rstrip('"'))
    return marks % 2 == 1 or part == '""'


def unquoted(part: str) -> str:
    """A cell without the marks around it."""
    if len(part) > 1 and part.startswith('"') and part.endswith('"'):
        return part[1:-1].replace('""', '"')
    return part
