"""What became of each line, as a file to keep, to mend, and to send again."""

import csv
import io
from collections.abc import Iterator, Sequence

from comite.foundation.text import harmless_cell
from comite.imports.columns import REPORTED
from comite.imports.labels import LINE_STATES
from comite.imports.models import ImportBatch, ImportLine
from comite.imports.rules.registry import RULES


def as_csv(batch: ImportBatch, lines: Sequence[ImportLine], public_url: str) -> bytes:
    """The report, with what each line said: mended there, it can be sent again as it is."""
    columns = [each for each in RULES[batch.kind].columns if any(each.name in line.written for line in lines)]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([*REPORTED, *(each.heading for each in columns)])
    for line in lines:
        facts = [str(line.number), LINE_STATES[line.state], " ".join(_faults(line))]
        said = [str(line.written.get(each.name, "")) for each in columns]
        place = f"{public_url}{line.path}" if line.path else ""
        writer.writerow([harmless_cell(cell) for cell in (*facts, place, *said)])
    return text.getvalue().encode("utf-8-sig")


def _faults(line: ImportLine) -> Iterator[str]:
    """What is wrong with a line, in sentences."""
    for fault in line.faults:
        where = f"{fault['column']} : " if fault["column"] else ""
        yield f"{where}{fault['problem']} {fault['advice']}"
