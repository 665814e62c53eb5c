"""Days that people write by quarters: « 2,5 »; kept as whole quarters, so that sums are exact."""

import re
from collections.abc import Sequence

from wtforms import Field, IntegerField
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import TextInput

from comite.engineering.content import QUARTERS_A_DAY
from comite.foundation.forms import TO_COUNT

_WRITTEN = re.compile(r"^\d{1,5}(?:[.,]\d{1,2})?$")
_SENTENCE = "Indiquez des journées par quarts : 0,25 ; 0,5 ; 1 ; 2,5…"


class DaysField(IntegerField):
    """A number of days, multiple of a quarter; `data` is in quarters."""

    # Browsers refuse the comma in a field of type number.
    widget = TextInput()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read « 2,5 » as ten quarters."""
        typed = valuelist[0].strip().replace("\u202f", "").replace("\u00a0", "") if valuelist else ""
        self.data = None
        if not typed:
            return
        if not typed.isascii() or not _WRITTEN.match(typed):
            raise ValueError(_SENTENCE)
        whole, _, part = typed.replace(",", ".").partition(".")
        hundredths = int(whole) * 100 + int((part + "00")[:2])
        quarters, rest = divmod(hundredths * QUARTERS_A_DAY, 100)
        if rest:
            raise ValueError(_SENTENCE)
        self.data = quarters

    def _value(self) -> str:
        """What is shown: what was typed, or the quarters as days."""
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        whole, rest = divmod(int(self.data), QUARTERS_A_DAY)
        return str(whole) + {0: "", 1: ",25", 2: ",5", 3: ",75"}[rest]


def days(label: str, *, most: int, least: int = 1, required: bool = True, hint: str = "") -> DaysField:
    """A number of days, between bounds given in quarters."""

    def between(_form: object, field: Field) -> None:
        if field.data is not None and not least <= field.data <= most:
            raise ValidationError(f"Indiquez entre {_said(least)} et {_said(most)}.")

    presence = InputRequired(message=TO_COUNT) if required else Optional()
    return DaysField(
        label,
        validators=[presence, between],
        description=hint,
        render_kw={"inputmode": "decimal", "maxlength": 8},
    )


def _said(quarters: int) -> str:
    """« 0,25 jour »."""
    text = f"{quarters / QUARTERS_A_DAY:g}".replace(".", ",")
    return f"{text} jour" if quarters < 2 * QUARTERS_A_DAY else f"{text} jours"
