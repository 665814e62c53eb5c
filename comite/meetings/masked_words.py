"""What is shown of words that moderation may mask: the words themselves, or a sentence that says why.

A decision keeps its number, minutes their parts and their hash: only what they say is taken out of sight.
"""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from comite.meetings.models.decisions import Decision
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.minutes import Amendment, MinutesSection, Note

DECISION, SECTION = "Décision masquée par la modération", "Partie masquée par la modération"
SENTENCES = {
    Decision: "Le texte de cette décision est masqué par la modération",
    Meeting: "La présentation de cette séance est masquée par la modération",
    MinutesSection: "Cette partie est masquée par la modération",
    Note: "Cette note est masquée par la modération",
    Amendment: "Cet amendement est masqué par la modération",
}
KEPT = " Le texte arrêté est conservé entier\u202f: c’est lui que dit l’empreinte."


@dataclass(frozen=True)
class Withheld:
    """What stands in place of masked words."""

    title: str
    plain: str
    vote: str = ""
    answer: str = ""

    @property
    def text(self) -> str:
        """The sentence, where words are shown as they were typed."""
        return self.plain

    @property
    def source(self) -> str:
        """The sentence, where a text is written in Markdown."""
        return self.plain

    @property
    def html(self) -> Markup:
        """The sentence, where a text is laid out."""
        return Markup("<p>{}</p>").format(self.plain)


def shown(thing: Decision | Meeting | MinutesSection | Note | Amendment) -> Any:
    """A thing whose words may be read, or what stands in their place, with the reason that was given."""
    reason = reason_of(thing)
    if reason is None:
        return thing
    said = f"{SENTENCES[type(thing)]}\u202f: {reason}"
    if isinstance(thing, Meeting):
        return Withheld(thing.title, said)
    if isinstance(thing, MinutesSection):
        return Withheld(SECTION, said + (KEPT if thing.minutes.is_frozen else ""))
    return Withheld(DECISION if isinstance(thing, Decision) else "", said)


def reason_of(thing: Decision | Meeting | MinutesSection | Note | Amendment) -> str | None:
    """Why the words of a thing are masked; nothing when they are not.

    A part of minutes repeats the title of its point, and of what was decided: it is masked with them.
    """
    if thing.is_masked:
        return thing.masked_reason
    if not isinstance(thing, MinutesSection):
        return None
    if thing.item is not None and thing.item.is_masked:
        return thing.item.masked_reason
    repeated = (each.masked_reason for each in thing.masked_decisions if each.title in thing.source)
    return next(repeated, None)
