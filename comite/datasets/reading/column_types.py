"""What the values of a column are, guessed from its name and a sample.

Patterns are read by Python and by DuckDB (RE2) alike, hence ASCII digits and no look-around.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from stdnum import luhn

from comite.datasets.reading.facts import CodeKind, ColumnType
from comite.foundation.text import fold

SPACES = " \u00a0\u202f\u2009"
GROUPS = f"[{SPACES}'’]"
SIGN = "[-−]?"
EXPONENT = "(?:[eE][-+][0-9]{1,3})?"
UNIT = f"[{SPACES}]*(?:€|EUR|[Ee]uros?|%)"

INTEGER = re.compile(f"(?:{SIGN}[0-9]{{1,18}}|\\+[0-9]{{1,6}}|{SIGN}[0-9]{{1,3}}(?:{GROUPS}[0-9]{{3}})+)")
COMMA = re.compile(
    f"{SIGN}(?:(?:[0-9]{{1,38}}|[0-9]{{1,3}}(?:[{SPACES}'’.][0-9]{{3}})+)(?:,[0-9]+)?|,[0-9]+){EXPONENT}"
    "|\\+[0-9]{1,6}(?:,[0-9]+)?"
)
DOT = re.compile(
    f"{SIGN}(?:(?:[0-9]{{1,38}}|[0-9]{{1,3}}(?:[{SPACES}'’,][0-9]{{3}})+)(?:\\.[0-9]+)?|\\.[0-9]+){EXPONENT}"
    "|\\+[0-9]{1,6}(?:\\.[0-9]+)?"
)
LONE_DOT_GROUP = re.compile(r"[-−+]?[0-9]{1,3}\.[0-9]{3}")
LEADING_ZERO = re.compile(r"0[0-9]+")
SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+[0-9]+")
WITH_UNIT = re.compile(f".*[0-9]{UNIT}")

YMD = "[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
DMY = "[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}"
DMY_SHORT = "[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}"
CLOCK = "[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2})?"
OFFSET = "Z|[-+][0-9]{2}:?[0-9]{2}"
ANY_DAY = f"(?:{YMD}|{DMY}|{DMY_SHORT})"
DAY = re.compile(ANY_DAY)
INSTANT = re.compile(f"({ANY_DAY})(?:T| +|  *à +)({CLOCK})(\\.[0-9]+)?({OFFSET})?")
MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
WORDED = re.compile(
    r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?(1er|[0-9]{1,2}) "
    r"(janvier|f[eé]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[eé]cembre) "
    r"([0-9]{4})",
    re.IGNORECASE,
)
COMPACT = re.compile(r"(?:19|20)[0-9]{6}")
SERIAL = re.compile(r"[2-6][0-9]{4}")
CODE = re.compile(r"[0-9A-Za-z+(][0-9A-Za-z +()./_-]{0,39}")
GEOMETRY = re.compile(
    r'\s*(?:\{\s*"(?:type|coordinates)"|(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*(?:Z\s*)?\()', re.IGNORECASE
)
BOOLEANS = (("oui", "non"), ("vrai", "faux"), ("true", "false"), ("yes", "no"))

CODE_NAMES = (
    (CodeKind.SIRET, re.compile(r"siret|^id (attribuant|beneficiaire)$")),
    (CodeKind.SIREN, re.compile(r"siren")),
    (
        CodeKind.INSEE,
        re.compile(
            r"insee|(^| )cog( |$)|(code|num) ?(officiel )?(de la |du )?(commune|com|geo)( |$)|depcom|codgeo"
        ),
    ),
    (CodeKind.POSTAL, re.compile(r"(code|cd) ?post|codepost|zip ?code|postcode|(^| )cp( |$)")),
    (
        CodeKind.OTHER,
        re.compile(
            r"(^| )(codes?|nir|iban|bic|rna|uai|finess|nic|ape|naf|cpv|tel(ephone)?|portable|mobile|fax|phone"
            r"|nature|fonction|chapitre|article|compte|dep|dept|immatriculation|matricule)( |$)"
        ),
    ),
)  # fmt: skip
REFERENCE_NAME = re.compile(r"(^| )(id|uid|identifiants?|numeros?|num|refs?|references?|versions?)( |$)")
DATE_NAME = re.compile(r"(^| )(dates?|jour|dt|le)( |$)|naissance")


@dataclass(frozen=True)
class TypeGuess:
    """A type to be proved on the whole column, and how its values are written."""

    type: ColumnType
    code_kind: CodeKind | None = None
    decimal_mark: str | None = None
    has_unit: bool = False
    month_first: bool = False
    worded: bool = False
    compact: bool = False
    serial: bool = False
    with_offset: bool = False

    @property
    def needs_proof(self) -> bool:
        """Texts, codes and shapes keep every value as it is written."""
        return self.type not in (ColumnType.TEXT, ColumnType.CODE, ColumnType.GEOMETRY)


TEXT = TypeGuess(ColumnType.TEXT)


def guess(name: str, values: Sequence[str]) -> TypeGuess:
    """The type of a column from its name and a sample of its values, without the empty ones."""
    if not values:
        return TEXT
    words = name_words(name)
    found = guess_code(words, values) or guess_plain(words, values) or TEXT
    if found.type is ColumnType.DECIMAL and announces_codes(name) and any(map(SCIENTIFIC.fullmatch, values)):
        # A shortened SIRET: as a number it would look whole.
        return TEXT
    return found


def guess_nearly(name: str, values: Sequence[str]) -> TypeGuess:
    """The type the column would have without its cells in words ("NC", "inconnu"); otherwise a text."""
    figures = [value for value in values if any(map(str.isdigit, value))]
    found = guess(name, figures) if len(figures) > 0.5 * len(values) else TEXT
    return found if found.needs_proof else TEXT


def announces_codes(name: str) -> bool:
    """The name of the column is that of a code."""
    return any(pattern.search(name_words(name)) for _, pattern in CODE_NAMES)


def name_words(name: str) -> str:
    """A column name as separate plain words: `CodePostal`, `code_postal` and `Code postal` are one."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(spaced)).split())


def guess_code(words: str, values: Sequence[str]) -> TypeGuess | None:
    """Codes, which arithmetic would spoil: known by their name, their control key or their first zero."""
    if not every(CODE.fullmatch, values):
        return None
    for kind, pattern in CODE_NAMES:
        if pattern.search(words) and sum(any(map(str.isdigit, value)) for value in values) > 0.5 * len(
            values
        ):
            return TypeGuess(ColumnType.CODE, kind)
    digits = [re.sub(f"[{SPACES}]", "", value) for value in values]
    if every(str.isdigit, digits):
        if len(digits) >= 3 and all(len(value) == 9 and luhn.is_valid(value) for value in digits):
            return TypeGuess(ColumnType.CODE, CodeKind.SIREN)
        if all(len(value) == 14 for value in digits):
            # Nobody counts in tens of billions: a typing fault among SIRET must not make them numbers.
            are_sirets = sum(map(luhn.is_valid, digits)) > 0.5 * len(digits)
            return TypeGuess(ColumnType.CODE, CodeKind.SIRET if are_sirets else CodeKind.OTHER)
    if any(LEADING_ZERO.fullmatch(value) or (value.isdigit() and len(value) > 18) for value in digits):
        return TypeGuess(ColumnType.CODE, CodeKind.OTHER)
    return None


def guess_plain(words: str, values: Sequence[str]) -> TypeGuess | None:
    """The first type that fits each value of the sample."""
    return (
        guess_boolean(values)
        or guess_number(words, values)
        or guess_day(words, values)
        or guess_instant(values)
        or (TypeGuess(ColumnType.GEOMETRY) if every(GEOMETRY.match, values) else None)
    )


def every(question: Callable[[str], object], values: Iterable[str]) -> bool:
    """Yes for each value."""
    return all(map(question, values))


def guess_boolean(values: Sequence[str]) -> TypeGuess | None:
    """Yes or no, in one of its usual pairs."""
    found = {value.lower() for value in values}
    return TypeGuess(ColumnType.BOOLEAN) if any(found <= set(pair) for pair in BOOLEANS) else None


def guess_number(words: str, values: Sequence[str]) -> TypeGuess | None:
    """Whole or decimal numbers, and the sign that marks their decimals."""
    has_unit = any(map(WITH_UNIT.fullmatch, values))
    bare = [re.sub(f"{UNIT}$", "", value) for value in values] if has_unit else values
    if every(INTEGER.fullmatch, bare):
        if DATE_NAME.search(words) and every(SERIAL.fullmatch, bare):
            return TypeGuess(ColumnType.DATE, serial=True)
        if DATE_NAME.search(words) and every(COMPACT.fullmatch, bare):
            return TypeGuess(ColumnType.DATE, compact=True)
        return TypeGuess(ColumnType.INTEGER, has_unit=has_unit)
    mark = decimal_mark(bare)
    return TypeGuess(ColumnType.DECIMAL, decimal_mark=mark, has_unit=has_unit) if mark else None


def decimal_mark(values: Sequence[str]) -> str | None:
    """The sign before the decimals: comma, dot, or either (`mixed`) when no value can be misread."""
    if any("," in value for value in values) and every(COMMA.fullmatch, values):
        return ","
    if every(DOT.fullmatch, values):
        return "."
    if every(COMMA.fullmatch, values):
        return ","
    fits = every(lambda value: COMMA.fullmatch(value) or DOT.fullmatch(value), values)
    return "mixed" if fits and not any(map(LONE_DOT_GROUP.fullmatch, values)) else None


def may_be_thousands(values: Sequence[str]) -> bool:
    """Every dot is followed by exactly three figures: 1.250 may be meant for 1250."""
    dotted = [value for value in values if "." in value]
    return len(dotted) > 2 and every(LONE_DOT_GROUP.fullmatch, dotted)


def guess_day(words: str, values: Sequence[str]) -> TypeGuess | None:
    """Days, in the French order unless that is impossible."""
    if every(WORDED.fullmatch, values):
        return TypeGuess(ColumnType.DATE, worded=True)
    if REFERENCE_NAME.search(words) or not every(DAY.fullmatch, values):
        return None
    if every(looks_like_version, values) and not DATE_NAME.search(words):
        return None
    return TypeGuess(ColumnType.DATE, month_first=month_comes_first(values))


def looks_like_version(value: str) -> bool:
    """1.2.24 may number an article as well as a day."""
    return value.count(".") == 2 and re.fullmatch(DMY_SHORT, value) is not None


def month_comes_first(days: Iterable[str]) -> bool:
    """Some second numbers are too large for a month, and no first one is: an American file."""
    pairs = [(int(first), int(second)) for first, second in (re.split("[-/.]", day)[:2] for day in days)]
    short = [(first, second) for first, second in pairs if first < 100]
    return any(second > 12 for _, second in short) and all(first <= 12 for first, _ in short)


def guess_instant(values: Sequence[str]) -> TypeGuess | None:
    """Days with an hour; an hour with its offset and one without are not comparable."""
    matches = [INSTANT.fullmatch(value) for value in values]
    if not all(matches):
        return None
    offsets = {bool(match and match[4]) for match in matches}
    if len(offsets) > 1:
        return None
    days = [match[1] for match in matches if match]
    return TypeGuess(ColumnType.DATETIME, month_first=month_comes_first(days), with_offset=offsets == {True})
