"""Fields of our own: amounts as people type them, lists written one a line, yes-no-unknown."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from wtforms import IntegerField, TextAreaField
from wtforms.validators import NumberRange, Optional, ValidationError

from comite.foundation.forms import choice
from comite.foundation.text import clean_line

_IGNORED = str.maketrans("", "", " \u00a0\u202f€")


class AmountField(IntegerField):
    """A whole number, with or without the spaces and the sign that people write."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read « 12 000 € » as twelve thousand."""
        typed = [value.translate(_IGNORED) for value in valuelist]
        if typed and typed[0]:
            if not typed[0].isascii() or not typed[0].isdigit() or len(typed[0]) > 15:
                self.data = None
                raise ValueError("Indiquez un nombre entier, sans lettres ni virgule.")
            self.data = int(typed[0])

    def _value(self) -> str:
        """What is shown: what was typed if it was refused."""
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


def amount(label: str, maximum: int, *, hint: str = "") -> AmountField:
    """A whole number that may be left empty."""
    between = NumberRange(0, maximum, message="Ce nombre semble trop grand : vérifiez-le.")
    return AmountField(
        label, validators=[Optional(), between], description=hint, render_kw={"inputmode": "numeric"}
    )


def lines(label: str, *, most: int, longest: int, hint: str = "", rows: int = 4) -> TextAreaField:
    """Several short texts, one a line."""

    def bounded(_form: Any, field: TextAreaField) -> None:
        written = lines_of(field.data)
        if len(written) > most:
            raise ValidationError(f"Gardez au plus {most} lignes.")
        if any(len(line) > longest for line in written):
            raise ValidationError(f"Chaque ligne tient en {longest} caractères.")

    return TextAreaField(
        label,
        validators=[Optional(), bounded],
        description=hint,
        render_kw={"rows": rows},
    )


def lines_of(written: str | None) -> tuple[str, ...]:
    """The lines that say something."""
    return tuple(line for line in map(clean_line, (written or "").splitlines()) if line)


class Answer(StrEnum):
    """Yes, no, or not said."""

    YES = "yes"
    NO = "no"
    UNSAID = "unsaid"


_WORDS = {Answer.YES: "Oui", Answer.NO: "Non", Answer.UNSAID: "Pas encore précisé"}


def answer(label: str, *, hint: str = "") -> Any:
    """A question that may stay without answer."""
    return choice(label, Answer, _WORDS, required=False, hint=hint, radio=True)


def asked(said: bool | None) -> Answer:
    """How the field shows what is said."""
    return Answer.UNSAID if said is None else Answer.YES if said else Answer.NO


def told(given: Answer | None) -> bool | None:
    """What the field says."""
    return {Answer.YES: True, Answer.NO: False}.get(given) if given else None
