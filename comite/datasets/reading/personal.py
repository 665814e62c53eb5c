"""The shapes of personal data in France: how each is written, checked and hidden when it is shown."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from stdnum import iban
from stdnum.exceptions import ValidationError
from stdnum.fr import nir

from comite.foundation.text import fold

HIDDEN = "•"


class PersonalKind(StrEnum):
    """What a column seems to say about people."""

    EMAIL = "email"
    PHONE = "phone"
    NIR = "nir"
    IBAN = "iban"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    NAME = "name"
    UNCHECKED = "unchecked"


class Confidence(StrEnum):
    """How sure one may be."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Shape:
    """How one kind is written (for Python and RE2 alike), what makes it true, how it is hidden."""

    kind: PersonalKind
    pattern: str
    is_true: Callable[[str], bool]
    mask: Callable[[str], str]


@dataclass(frozen=True)
class Finding:
    """A column where something concerns people: how much of it, how surely, and a few hidden examples."""

    column: str
    position: int
    kind: PersonalKind
    label: str
    count: int
    share: float
    confidence: Confidence
    examples: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Finding":
        """The finding that `asdict` wrote."""
        return cls(
            **{
                **value,
                "kind": PersonalKind(value["kind"]),
                "confidence": Confidence(value["confidence"]),
                "examples": tuple(value["examples"]),
                "lines": tuple(value["lines"]),
            }
        )


PHONE = r"(?:(?:\+33|0033)[ .]?(?:\(0\))?[ .]?[1-9]|0[1-9])(?:[ .-]?[0-9]{2}){4}"
NIR = r"[12378] ?[0-9]{2} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}"
IBAN = r"[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?"
WAY = (
    r"(?:rue|r\.|avenue|av\.?|ave|boulevard|bd|blvd|place|pl\.|chemin|che|impasse|imp|all[ée]es?|route|rte|quai|square"
    r"|cours|lotissement|lot\.?|hameau|r[ée]sidence|faubourg|fbg|passage|sentier|ruelle|mont[ée]e|c[ôo]te|esplanade"
    r"|promenade|clos|venelle|voie|lieu[- ]dit|villa)"
)
ADDRESS = rf"(?i)(?:^|[ ,;])[0-9]{{1,4}} ?(?:bis|ter|quater|[a-d])?,? +{WAY} +[^\W\d_]"
EMAIL = r"[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,180}\.[A-Za-z]{2,24}"
NOT_PERSONAL_BOXES = re.compile(
    r"(mairie|commune|ville|contact|accueil|info|infos|information|secretariat|administration|bureau|direction|service"
    r"|communication|urbanisme|ecole|ce\.[0-9a-z]+|mediatheque|bibliotheque|ccas|dpo|rgpd|opendata|data|sig|elections"
    r"|technique|culture|sport|tourisme|association|club|comite|president|noreply|ne-pas-repondre|support|webmaster)"
    r"([._-].*)?"
)


def bounded(pattern: str) -> str:
    """The pattern where no letter or figure touches it: a phone number inside a SIRET is none."""
    return rf"(?:^|[^0-9A-Za-z])({pattern})(?:$|[^0-9A-Za-z])"


def is_nir(text: str) -> bool:
    """The key of the number is right."""
    return nir.is_valid(text)


def is_iban(text: str) -> bool:
    """The control figures of the account are right."""
    try:
        iban.validate(text, check_country=False)
    except ValidationError:
        return False
    return True


def is_any(_: str) -> bool:
    """Its writing says enough."""
    return True


def is_of_a_body(address: str) -> bool:
    """The box of a service rather than that of a person."""
    return NOT_PERSONAL_BOXES.fullmatch(fold(address.partition("@")[0])) is not None


def hide_email(text: str) -> str:
    """The first letter of each side."""
    box, _, host = text.partition("@")
    return f"{box[:1]}{HIDDEN * 3}@{host[:1]}{HIDDEN * 3}.{host.rsplit('.', 1)[-1]}"


def hide_figures(text: str, shown_start: int, shown_end: int) -> str:
    """A number of which only the ends are readable."""
    plain = "".join(text.split())
    hidden = max(0, len(plain) - shown_start - shown_end)
    return plain[:shown_start] + HIDDEN * hidden + plain[len(plain) - shown_end :]


def hide_words(text: str) -> str:
    """The first letter of each word."""
    return " ".join(word[:1] + HIDDEN * 3 for word in text.split()[:5])


def hide_address(text: str) -> str:
    """The kind of way, without number or name."""
    way = re.search(WAY, text, re.IGNORECASE)
    return f"{HIDDEN * 2} {way[0].lower() if way else ''} {HIDDEN * 3}".replace("  ", " ")


def hide_date(text: str) -> str:
    """The year alone."""
    year = re.search(r"(?:19|20)[0-9]{2}", text)
    return f"{HIDDEN * 2}/{HIDDEN * 2}/{year[0] if year else HIDDEN * 4}"


SHAPES = (
    Shape(PersonalKind.EMAIL, EMAIL, is_any, hide_email),
    Shape(PersonalKind.PHONE, bounded(PHONE), is_any, lambda text: hide_figures(text, 2, 2)),
    Shape(PersonalKind.NIR, bounded(NIR), is_nir, lambda text: hide_figures(text, 1, 0)),
    Shape(PersonalKind.IBAN, bounded(IBAN), is_iban, lambda text: hide_figures(text, 4, 0)),
    Shape(PersonalKind.ADDRESS, ADDRESS, is_any, hide_address),
)
