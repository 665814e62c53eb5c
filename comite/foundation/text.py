"""Plain text at the door: cleaned, folded, shortened, turned into addresses."""

import re
import unicodedata
from urllib.parse import urlsplit

# Controls, and the marks that turn the direction of reading: a name could hide behind them
# (Unicode Technical Report 36, 2.10 bidirectional text spoofing).
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
# The narrow and the plain no-break space are French typography: they stay.
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
_FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")
_FIGURES = re.compile(r"^[+-]?[0-9]+(?:[.,][0-9]+)?$")
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})
_SIGNS_AFTER = (";", ":", "!", "?", "»", "€", "%")
_SIGNS_BEFORE = ("«", "n°")
SLUG_MAX = 60
# The largest number of a row.
ROW_MAX = 2**31 - 1


def clean_line(value: str) -> str:
    """One line as it will be kept: NFC, no control, single spaces, trimmed."""
    return _SPACES.sub(" ", _CONTROLS.sub("", _valid(value))).strip()


def clean_text(value: str) -> str:
    """Several lines as they will be kept: NFC, no control, line feeds only, trimmed at the end."""
    unified = _valid(value).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", unified).rstrip()


def typeset(value: str) -> str:
    """The text with spaces that keep the French signs with their word: no line begins with « ? »."""
    for sign in _SIGNS_AFTER:
        value = value.replace(f" {sign}", f"\u202f{sign}")
    for sign in _SIGNS_BEFORE:
        value = value.replace(f"{sign} ", f"{sign}\u202f")
    return value


def fold(value: str) -> str:
    """The text without case, accents or ligatures, to compare what people type."""
    if value.isascii():
        return value.casefold()
    decomposed = unicodedata.normalize("NFKD", value.translate(_LIGATURES))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def whole(written: str | None, most: int = ROW_MAX) -> int | None:
    """The number that an address or a form writes in figures, up to `most`; None for anything else."""
    if not written or not (written.isascii() and written.isdigit()) or len(written) > 20:
        return None
    number = int(written)
    return number if number <= most else None


def is_web_address(value: str) -> bool:
    """Whether a text is the whole address of a page on the web."""
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # such as brackets that do not close
        return False


def harmless_cell(value: str) -> str:
    """A cell of an exported CSV that no spreadsheet runs as a formula; numbers stay numbers."""
    risky = value[:1] in _FORMULA_SIGNS and not _FIGURES.match(value)
    return f"'{value}" if risky else value


def slugify(value: str) -> str:
    """The part of an address made from a title; « contenu » when nothing of it can be said in ASCII."""
    slug = _NOT_IN_SLUG.sub("-", fold(value)).strip("-")[:SLUG_MAX].strip("-")
    return slug or "contenu"


def shorten(value: str, limit: int) -> str:
    """The beginning of a text, cut between words, with an ellipsis when something is left out."""
    if len(value) <= limit:
        return value
    cut = value[: limit - 1]
    if " " in cut and not value[limit - 1].isspace():
        cut = cut.rsplit(" ", 1)[0]
    return cut.rstrip(" ,;:") + "…"


def _valid(value: str) -> str:
    """NFC without the lone surrogates that no encoding can carry."""
    return unicodedata.normalize("NFC", value.encode("utf-8", "ignore").decode("utf-8"))
