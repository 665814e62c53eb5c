"""The columns of a list: their headings, what goes in them, and how a file's own headings name them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comite.foundation.text import fold
from comite.imports.errors import UnusableFileError

HEADING_ROWS = 20
# What our own reports add before the columns of the file: sent again, they are known and left out.
LINE, RESULT, FAULTS, PLACE = REPORTED = (
    "Ligne du fichier",
    "Résultat de l’import",
    "À corriger",
    "Adresse sur le site",
)
IMPORTED = "Importée"
# As the model writes it, with its colon: « Exemple de délibération » may well be somebody's title.
_EXAMPLE = re.compile(r"(?i)\s*exemple\s*:")
_SIGNS = " *:()«»\u00a0\u202f'’"
_WITHOUT_SIGNS = str.maketrans(_SIGNS, " " * len(_SIGNS))


@dataclass(frozen=True)
class Column:
    """One column of a model file."""

    name: str
    heading: str
    hint: str
    example: str = ""
    needed: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """The lines of a file under its headings, by the names of our columns."""

    lines: tuple[tuple[int, dict[str, str]], ...]
    unknown_headings: tuple[str, ...]


def matched(rows: Sequence[tuple[int, Sequence[str]]], columns: Sequence[Column]) -> Found:
    """Find the line of headings, and name the cells under it; raises `UnusableFileError`."""
    names = _names_of(columns)
    place, header = _heading_row(rows, names)
    places = {index: names[plain] for index, cell in enumerate(header) if (plain := _plain(cell)) in names}
    missing = [each.heading for each in columns if each.needed and each.name not in places.values()]
    if missing:
        raise UnusableFileError(_missing(missing, header))
    unknown = [cell.strip() for index, cell in enumerate(header) if cell.strip() and index not in places]
    results = [index for index, cell in enumerate(header) if cell.strip() == RESULT]
    lines = tuple(
        (number, _named(cells, places))
        for number, cells in rows[place + 1 :]
        if _says_something(cells) and not any(cells[each : each + 1] == [IMPORTED] for each in results)
    )
    if not lines:
        raise UnusableFileError(
            "Les titres de colonnes sont là, mais aucune ligne n’est remplie en dessous. "
            "Ajoutez vos lignes, puis déposez le fichier de nouveau."
        )
    return Found(lines, tuple(each for each in dict.fromkeys(unknown) if each not in REPORTED)[:20])


def _names_of(columns: Sequence[Column]) -> dict[str, str]:
    """Our names, by every way of writing their headings."""
    return {_plain(word): each.name for each in columns for word in (each.name, each.heading, *each.others)}


def _plain(cell: str) -> str:
    """A heading without accents, case, or the signs that people add."""
    return " ".join(fold(cell).translate(_WITHOUT_SIGNS).split())


def _heading_row(
    rows: Sequence[tuple[int, Sequence[str]]], names: Mapping[str, str]
) -> tuple[int, Sequence[str]]:
    """The row, among the first, that names most of our columns."""
    counted = [
        (len({names[_plain(cell)] for cell in cells if _plain(cell) in names}), -index)
        for index, (_number, cells) in enumerate(rows[:HEADING_ROWS])
    ]
    best, place = max(counted, default=(0, 0))
    if not best:
        raise UnusableFileError(
            "Aucun titre de colonne n’a été reconnu dans les premières lignes. Téléchargez le fichier "
            "modèle, copiez-y vos lignes sous les titres, puis déposez-le."
        )
    return -place, rows[-place][1]


def _missing(missing: Sequence[str], header: Sequence[str]) -> str:
    """The sentence about columns that are not there."""
    wanted = ", ".join(f"« {each} »" for each in missing)
    present = ", ".join(f"« {cell.strip()} »" for cell in header if cell.strip())[:400]
    noun = "La colonne nécessaire" if len(missing) == 1 else "Les colonnes nécessaires"
    verb = "n’a pas été trouvée" if len(missing) == 1 else "n’ont pas été trouvées"
    return (
        f"{noun} {wanted} {verb}. Titres lus dans le fichier : {present}. "
        "Renommez la colonne, ou partez du fichier modèle."
    )


def _named(cells: Sequence[str], places: Mapping[int, str]) -> dict[str, str]:
    """The cells of a line by name; a column given twice keeps the first that says something."""
    named: dict[str, str] = {}
    for index, name in places.items():
        cell = cells[index].strip() if index < len(cells) else ""
        if cell and not named.get(name):
            named[name] = cell
    return named


def _says_something(cells: Sequence[str]) -> bool:
    """Whether a line is filled in, and is not the example of the model file."""
    first = next((cell for cell in cells if cell.strip()), "")
    return bool(first) and not _EXAMPLE.match(first)
