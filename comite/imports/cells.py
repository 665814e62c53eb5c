"""The cells of one line, read as what they should hold; every fault says where, what, and what to do."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from comite.foundation.clock import FIRST_DAY, LAST_DAY
from comite.foundation.text import clean_line, clean_text, fold, shorten
from comite.imports.columns import Column

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

_DAY = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$")
_ISO_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$")
# What a spreadsheet shows of a day whose cell has lost its format: 46022 is 31/12/2025.
_SERIAL_DAY = re.compile(r"^[3-7]\d{4}$")
_FIRST_SERIAL = date(1899, 12, 30)
_IGNORED = str.maketrans("", "", " \u00a0\u202f€")
_YES, _NO = {"oui", "o", "x", "1", "true", "vrai", "yes"}, {"non", "n", "0", "false", "faux", "no"}
SHOWN = 60


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell: its column, the problem, and what to do."""

    column: str
    problem: str
    advice: str


class Cells:
    """One line, whose faults gather as it is read."""

    def __init__(self, written: Mapping[str, str], columns: Iterable[Column]) -> None:
        self.written = written
        self.columns = {each.name: each for each in columns}
        self.faults: list[Fault] = []

    def fault(self, name: str, problem: str, advice: str) -> None:
        """Say what is wrong with a cell."""
        self.faults.append(Fault(self.columns[name].heading, problem, advice))

    def line(self, name: str, most: int) -> str:
        """One line of text."""
        return self._bounded(name, clean_line(self.written.get(name, "")), most)

    def text(self, name: str, most: int) -> str:
        """Several lines of text."""
        return self._bounded(name, clean_text(self.written.get(name, "")).strip("\n"), most)

    def _bounded(self, name: str, value: str, most: int) -> str:
        """A text within its limit, and there when it is needed."""
        if not value and self.columns[name].needed:
            self.fault(name, "La cellule est vide.", "Remplissez-la : cette colonne est nécessaire.")
        if len(value) > most:
            self.fault(name, f"{len(value)} caractères, pour {most} au plus.", "Raccourcissez ce texte.")
        return value

    def among(self, name: str, known: Mapping[T, str], also: Mapping[str, T] | None = None) -> T | None:
        """One of a list, by its label, or by another word for it."""
        cell = clean_line(self.written.get(name, ""))
        return (also or {}).get(fold(cell)) or self._one(name, cell, known)

    def several(self, name: str, known: Mapping[T, str]) -> tuple[T, ...]:
        """Any of a list, by their labels."""
        found = [self._one(name, word, known) for word in self.words(name, 20)]
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def _one(self, name: str, cell: str, known: Mapping[T, str]) -> T | None:
        """The member that a word designates: its label, its beginning if it is alone, or its code."""
        wanted = fold(cell)
        if not wanted:
            return None
        labels = {each: fold(label) for each, label in known.items()}
        exact = [each for each, label in labels.items() if wanted in (label, fold(str(each)))]
        close = [each for each, label in labels.items() if label.startswith(wanted)]
        for found in (exact, close):
            if len(found) == 1:
                return found[0]
        self.fault(name, f"« {shorten(cell, SHOWN)} » n’est pas dans la liste.", _choices(known.values()))
        return None

    def whole(self, name: str, most: int) -> int | None:
        """A whole number, with or without spaces and €."""
        cell = clean_line(self.written.get(name, ""))
        # « 1.000 » is a thousand for some and one for others: neither is guessed.
        digits = re.sub(r"[.,]0{1,2}$", "", cell.translate(_IGNORED))
        if not digits:
            return None
        if not digits.isascii() or not digits.isdigit() or int(digits[:15]) > most or len(digits) > 15:
            self.fault(
                name,
                f"« {shorten(cell, SHOWN)} » n’est pas un nombre entier accepté.",
                f"Écrivez un nombre entre 0 et {most}, sans lettres, point ni virgule.",
            )
            return None
        return int(digits)

    def yes_no(self, name: str) -> bool | None:
        """Yes, no, or nothing said."""
        cell = clean_line(self.written.get(name, ""))
        answer = fold(cell)
        if not answer:
            return None
        if answer not in _YES | _NO:
            self.fault(
                name, f"« {shorten(cell, SHOWN)} » n’est ni oui ni non.", "Écrivez « oui » ou « non »."
            )
        return answer in _YES

    def day(self, name: str) -> date | None:
        """A day, as French people or spreadsheets write it."""
        cell = clean_line(self.written.get(name, ""))
        if not cell:
            return None
        french, iso, serial = _DAY.match(cell), _ISO_DAY.match(cell), _SERIAL_DAY.match(cell)
        try:
            parts = (french[3], french[2], french[1]) if french else iso.groups() if iso else ()
            day = (
                date(*map(int, parts)) if parts else _FIRST_SERIAL + timedelta(int(cell)) if serial else None
            )
        except ValueError:
            day = None
        if day is not None and FIRST_DAY <= day <= LAST_DAY:
            return day
        self.fault(
            name,
            f"« {shorten(cell, SHOWN)} » n’est pas une date.",
            "Écrivez-la comme 31/12/2026, avec un jour qui existe.",
        )
        return None

    def words(self, name: str, most: int, longest: int = 80) -> tuple[str, ...]:
        """Several words, separated by commas or semicolons."""
        parts = re.split(r"[;,\n]", self.written.get(name, ""))
        found = list(dict.fromkeys(word for word in map(clean_line, parts) if word))
        if len(found) > most:
            self.fault(name, f"{len(found)} éléments, pour {most} au plus.", "Gardez les principaux.")
        if any(len(word) > longest for word in found):
            self.fault(
                name,
                f"Un élément dépasse {longest} caractères.",
                "Séparez les éléments par des virgules.",
            )
        return tuple(found[:most])


def _choices(labels: Iterable[str]) -> str:
    """What can be written, within reason."""
    known: Sequence[str] = list(labels)
    shown = ", ".join(f"« {each} »" for each in known[:12])
    return f"Écrivez l’un de : {shown}{'…' if len(known) > 12 else '.'}" if known else "Laissez vide."
