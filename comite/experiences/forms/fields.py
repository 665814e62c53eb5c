"""Fields of our own: amounts as people type them, lists written one a line, yes-no-unknown."""

from collections.abc import Sequence
from typing import Any

from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import NumberRange, Optional, ValidationError

from comite.foundation.text import clean_line

_IGNORED = str.maketrans("", "", " \u00a0\u202f€")
ANSWERS = {"yes": True, "no": False, "": None}


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


def answer(label: str, *, hint: str = "") -> RadioField:
    """Yes, no, or not said."""
    return RadioField(
        label,
        choices=[("yes", "Oui"), ("no", "Non"), ("", "Pas encore précisé")],
        coerce=lambda value: {True: "yes", False: "no", None: "", "None": ""}.get(value, value),
        default=None,
        validators=[],
        description=hint,
    )


def told(value: Any) -> bool | None:
    """The answer of a yes-no-unknown field."""
    return ANSWERS.get(value)
