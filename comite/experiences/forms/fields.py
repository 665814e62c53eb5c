"""Fields of our own: amounts as people type them, lists written one a line, yes-no-unknown."""

from enum import StrEnum
from typing import Any

from wtforms import TextAreaField
from wtforms.validators import NumberRange, Optional, ValidationError

from comite.foundation.forms import WholeNumberField, choice
from comite.foundation.text import clean_line


def amount(label: str, maximum: int, *, hint: str = "") -> WholeNumberField:
    """A whole number that may be left empty."""
    between = NumberRange(0, maximum, message="Ce nombre semble trop grand : vérifiez-le.")
    return WholeNumberField(
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
