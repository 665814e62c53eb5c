"""What became of each line, as a file to keep, to mend, and to send again."""

from collections.abc import Iterator, Sequence

from comite.foundation.office import Sheet, csv_table
from comite.imports.columns import REPORTED
from comite.imports.labels import LINE_STATES
from comite.imports.models import ImportBatch, ImportLine
from comite.imports.rules.registry import RULES


def as_csv(batch: ImportBatch, lines: Sequence[ImportLine], public_url: str) -> bytes:
    """The report, with what each line said: mended there, it can be sent again as it is."""
    columns = [each for each in RULES[batch.kind].columns if any(each.name in line.written for line in lines)]
    rows = []
    for line in lines:
        facts = [str(line.number), LINE_STATES[line.state], " ".join(_faults(line))]
        said = [str(line.written.get(each.name, "")) for each in columns]
        place = f"{public_url}{line.path}" if line.path else ""
        rows.append([*facts, place, *said])
    return csv_table(Sheet("Compte rendu", [*REPORTED, *(each.heading for each in columns)], rows))


def _faults(line: ImportLine) -> Iterator[str]:
    """What is wrong with a line, in sentences."""
    for fault in line.faults:
        where = f"{fault['column']} : " if fault["column"] else ""
        yield f"{where}{fault['problem']} {fault['advice']}"
