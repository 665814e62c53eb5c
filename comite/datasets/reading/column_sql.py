"""The SQL that proves and converts the values of a column: NULL for a value that is not of its type."""

from comite.datasets.reading.column_types import (
    BOOLEANS,
    COMMA,
    COMPACT,
    DMY,
    DMY_SHORT,
    DOT,
    INSTANT,
    INTEGER,
    LONE_DOT_GROUP,
    MONTHS,
    SERIAL,
    SPACES,
    UNIT,
    WORDED,
    YMD,
    TypeGuess,
)
from comite.datasets.reading.facts import ColumnType


def expression(found: TypeGuess, cell: str, storage: str = "DOUBLE") -> str:
    """SQL for the value of a cell (an SQL expression of text); NULL when it is not of the type."""
    match found.type:
        case ColumnType.BOOLEAN:
            return boolean_sql(cell)
        case ColumnType.INTEGER:
            return f"TRY_CAST({whole_sql(found, cell)} AS BIGINT)"
        case ColumnType.DECIMAL:
            return f"TRY_CAST({decimal_sql(found, cell)} AS {storage})"
        case ColumnType.DATE:
            return f"CAST({day_sql(found, cell)} AS DATE)"
        case ColumnType.DATETIME:
            return instant_sql(found, cell)
        case _:
            return cell


def text_sql(text: str) -> str:
    """A string of ours as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def fits_sql(cell: str, pattern: str) -> str:
    """The whole cell has this shape."""
    return f"regexp_full_match({cell}, {text_sql(pattern)})"


def boolean_sql(cell: str) -> str:
    """Yes, no, or neither."""
    yes, no = (", ".join(text_sql(pair[side]) for pair in BOOLEANS) for side in (0, 1))
    return f"CASE WHEN lower({cell}) IN ({yes}) THEN true WHEN lower({cell}) IN ({no}) THEN false END"


def bare_sql(found: TypeGuess, cell: str) -> str:
    """The number without its unit."""
    return f"regexp_replace({cell}, {text_sql(UNIT + '$')}, '')" if found.has_unit else cell


def respelled_sql(cell: str, swapped: str, replacements: str, dropped: str) -> str:
    """Some letters replaced, others left out."""
    return f"translate({cell}, {text_sql(swapped + dropped)}, {text_sql(replacements)})"


def whole_sql(found: TypeGuess, cell: str) -> str:
    """A whole number as the database spells it."""
    bare = bare_sql(found, cell)
    spelled = respelled_sql(bare, "−", "-", f"+{SPACES}'’")
    return f"CASE WHEN {fits_sql(bare, INTEGER.pattern)} THEN {spelled} END"


def decimal_sql(found: TypeGuess, cell: str) -> str:
    """A decimal number as the database spells it."""
    bare = bare_sql(found, cell)
    comma = (COMMA.pattern, respelled_sql(bare, ",−", ".-", f"+{SPACES}'’."))
    dot = (DOT.pattern, respelled_sql(bare, "−", "-", f"+{SPACES}'’,"))
    # The plus sign of an exponent may go as well: 1e5 is 1e+5.
    tries = {",": [comma], ".": [dot], "mixed": [dot, comma]}[found.decimal_mark or "."]
    branches = " ".join(f"WHEN {fits_sql(bare, pattern)} THEN {spelled}" for pattern, spelled in tries)
    ambiguous = f"WHEN {fits_sql(bare, LONE_DOT_GROUP.pattern)} THEN NULL" if len(tries) > 1 else ""
    return f"CASE {ambiguous} {branches} END"


def decimal_storage(whole_digits: int, scale: int, has_exponent: bool) -> str | None:
    """The column that keeps these numbers exactly; None when none does."""
    if has_exponent:
        return "DOUBLE"
    if whole_digits + scale <= 18 and scale <= 9:
        return f"DECIMAL(18, {scale})"
    if whole_digits + scale <= 15:
        return "DOUBLE"
    if whole_digits + scale <= 38:
        return f"DECIMAL(38, {scale})"
    return None


def day_sql(found: TypeGuess, cell: str) -> str:
    """A day at midnight, whichever way it is written."""
    if found.serial:
        return (
            f"CASE WHEN {fits_sql(cell, SERIAL.pattern)} THEN DATE '1899-12-30' + CAST({cell} AS INTEGER) END"
        )
    if found.compact:
        return f"CASE WHEN {fits_sql(cell, COMPACT.pattern)} THEN try_strptime({cell}, '%Y%m%d') END"
    if found.worded:
        return worded_sql(cell)
    dashed = f"translate({cell}, '/.', '--')"
    order = "%m-%d" if found.month_first else "%d-%m"
    shapes = ((YMD, "%Y-%m-%d"), (DMY, f"{order}-%Y"), (DMY_SHORT, f"{order}-%y"))
    branches = " ".join(
        f"WHEN {fits_sql(cell, shape)} THEN try_strptime({dashed}, '{format_}')" for shape, format_ in shapes
    )
    return f"CASE {branches} END"


def worded_sql(cell: str) -> str:
    """A day whose month is in letters."""
    folded = f"strip_accents(lower({cell}))"
    parts = [
        f"regexp_extract({folded}, '([0-9]+)(?:er)? ([a-z]+) ([0-9]+)$', {group})" for group in (1, 2, 3)
    ]
    month = (
        "CASE " + " ".join(f"WHEN {parts[1]} = '{m}' THEN '{n:02}'" for n, m in enumerate(MONTHS, 1)) + " END"
    )
    return (
        f"CASE WHEN {fits_sql(cell, '(?i)' + WORDED.pattern)} "
        f"THEN try_strptime({parts[2]} || '-' || {month} || '-' || {parts[0]}, '%Y-%m-%d') END"
    )


def instant_sql(found: TypeGuess, cell: str) -> str:
    """A day and an hour; in universal time when the offset is written."""
    day, clock, fraction, offset = (
        f"regexp_extract({cell}, {text_sql('^' + INSTANT.pattern + '$')}, {group})" for group in (1, 2, 3, 4)
    )
    seconds = f"CASE WHEN length({clock}) < 6 THEN ':00' ELSE '' END"
    time = f"TRY_CAST(lpad(replace({clock}, 'h', ':'), CASE WHEN length({clock}) < 6 THEN 5 ELSE 8 END, '0')"
    time = f"{time} || {seconds} || {fraction} AS TIME)"
    instant = f"CAST({day_sql(found, day)} AS DATE) + {time}"
    if found.with_offset:
        minutes = f"(CAST(substr({offset}, 2, 2) AS INTEGER) * 60 + CAST(right({offset}, 2) AS INTEGER))"
        signed = f"CASE WHEN {offset} = 'Z' THEN 0 WHEN {offset}[1] = '-' THEN -{minutes} ELSE {minutes} END"
        instant = f"{instant} - to_minutes({signed})"
    is_marked = f"({offset} <> '') = {str(found.with_offset).lower()}"
    return f"CASE WHEN {fits_sql(cell, INSTANT.pattern)} AND {is_marked} THEN {instant} END"
