"""Writes rows as authorities send them: CSV of every habit, and OpenDocument without a library."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

# ZIP keeps a time for each member: a fixed one, so that the file never changes.
FIRST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

Row = Sequence[str | int | float]


def delimited(
    rows: Iterable[Row], *, separator: str = ",", encoding: str = "utf-8", decimal_comma: bool = False
) -> bytes:
    """Rows as text, with the separator, the encoding and the decimal mark of whoever sent them."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_cell(value, decimal_comma) for value in row])
    return written.getvalue().encode(encoding)


def opendocument(title: str, rows: Iterable[Row]) -> bytes:
    """One sheet of an OpenDocument spreadsheet, numbers typed as numbers."""
    table = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="{escape(title)}">{table}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        # The type comes first and uncompressed: readers look for it at a fixed place.
        _add(archive, "mimetype", ODS_TYPE, zipfile.ZIP_STORED)
        _add(archive, "content.xml", content, zipfile.ZIP_DEFLATED)
        _add(archive, "META-INF/manifest.xml", manifest, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def french(number: float, decimals: int = 2) -> str:
    """A number as a French spreadsheet shows it: thousands apart by a no-break space, decimal comma."""
    return f"{number:,.{decimals}f}".replace(",", "\u00a0").replace(".", ",")


def siret(siren: str, rank: int = 1) -> str:
    """The number of an establishment of this SIREN, with a Luhn key that holds."""
    body = f"{siren}{rank:04d}"
    for key in range(10):
        if _luhn(f"{body}{key}") == 0:
            return f"{body}{key}"
    raise ValueError(body)


def _luhn(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10


def _cell(value: str | float, decimal_comma: bool) -> str:
    if decimal_comma and isinstance(value, float):
        return str(value).replace(".", ",")
    return str(value)


def _ods_cell(value: str | float) -> str:
    if isinstance(value, str):
        text = f"<text:p>{escape(value)}</text:p>"
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}">'
        f"<text:p>{str(value).replace('.', ',')}</text:p></table:table-cell>"
    )


def _add(archive: zipfile.ZipFile, name: str, text: str, compression: int) -> None:
    member = zipfile.ZipInfo(name, FIRST_ZIP_TIME)
    member.compress_type = compression
    archive.writestr(member, text.encode("utf-8"))
