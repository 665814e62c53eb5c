"""The five questions that make a draft, on one page or one at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from comite.accounts.audiences import Audience
from comite.experiences import content as contents
from comite.experiences.content import ReportContent
from comite.experiences.labels import AI_TYPES, OUTCOMES, PHASES
from comite.experiences.models import AiType, Outcome, Phase
from comite.foundation.forms import (
    Form,
    choice,
    choice_in_sight,
    choice_of_ids,
    long_text,
    offer,
    several,
    text,
)


@dataclass(frozen=True)
class Place:
    """Where a report is told: in whose name, and in which of its committees, if it sits in one."""

    authority_id: int
    authority_name: str
    committee_id: int | None = None
    committee_name: str = ""

    @property
    def key(self) -> str:
        """What the form sends for it."""
        return f"{self.authority_id}-{self.committee_id or 0}"


class StartForm(Form):
    """What was tried, where it stands, why, how, and what came of it."""

    place = choice_in_sight(
        "Où le racontez-vous ?",
        hint="Rien n’est publié encore : qui pourra lire se décide ensuite, et le comité peut changer.",
    )
    title = text(
        "Qu’avez-vous essayé ?",
        max_length=contents.TITLE_MAX,
        hint="Une phrase simple. Par exemple : « Un assistant pour préparer les délibérations ».",
    )
    domain_id = choice_of_ids("Dans quel domaine ?")
    phase = choice("Où en êtes-vous ?", Phase, PHASES, radio=True)
    problem = long_text(
        "Quel problème vouliez-vous régler ?",
        max_length=contents.TEXT_MAX,
        rows=4,
        hint="Deux ou trois phrases suffisent, comme vous le diriez à une collègue.",
    )
    solution = long_text(
        "Comment avez-vous fait ?",
        max_length=contents.TEXT_MAX,
        rows=4,
        hint="L’outil, qui s’en sert, depuis quand. Les détails viendront plus tard.",
    )
    ai_types = several(
        "Quelle sorte d’IA ?", AiType, AI_TYPES, hint="Si vous le savez ; plusieurs réponses possibles."
    )
    outcome = choice("Qu’est-ce que cela a donné ?", Outcome, OUTCOMES, radio=True)
    what_worked = long_text("Ce qui a marché", max_length=contents.TEXT_MAX, required=False, rows=3)
    what_did_not = long_text(
        "Ce qui n’a pas marché",
        max_length=contents.TEXT_MAX,
        required=False,
        rows=3,
        hint="Un échec raconté évite le même aux autres : c’est une vraie contribution.",
    )

    def __init__(self, places: Sequence[Place], voice_id: int | None) -> None:
        """The authority one speaks for is proposed first, unless it sits in several committees."""
        self.places = places
        of_voice = [each for each in places if each.authority_id == voice_id]
        super().__init__(data={"place": of_voice[0].key if len(of_voice) == 1 else None})
        offer(self.place, [(each.key, self._name(each)) for each in places], blank=None)
        self.place.label.text = self._asked()

    @property
    def place_hints(self) -> Mapping[str, str]:
        """The committee of each place, when the authorities alone tell them apart."""
        return {each.key: each.committee_name for each in self.places if not self._has_rivals}

    def place_chosen(self) -> Place:
        """In whose name, and in which committee."""
        return next(each for each in self.places if each.key == self.place.data)

    @property
    def _has_rivals(self) -> bool:
        """Whether an authority sits in several committees."""
        return len({each.authority_id for each in self.places}) < len(self.places)

    def _name(self, place: Place) -> str:
        """What tells a place from the others."""
        if not self._has_rivals:
            return place.authority_name
        if len({each.authority_id for each in self.places}) == 1:
            return place.committee_name
        return f"{place.authority_name}, {place.committee_name or 'sans comité'}"

    def _asked(self) -> str:
        """What there is to choose."""
        if not self._has_rivals:
            return "Au nom de qui ?"
        if len({each.authority_id for each in self.places}) == 1:
            return "Dans quel comité ?"
        return "Au nom de qui, et dans quel comité ?"

    def content(self) -> ReportContent:
        """A draft for the committee that was chosen if there is one, for the network otherwise."""
        committee_id = self.place_chosen().committee_id
        return ReportContent(
            title=self.title.data or "",
            domain_id=self.domain_id.data,
            phase=self.phase.data,
            outcome=self.outcome.data,
            ai_types=tuple(self.ai_types.data or ()),
            problem=self.problem.data or "",
            solution=self.solution.data or "",
            what_worked=self.what_worked.data or "",
            what_did_not=self.what_did_not.data or "",
            visibility=Audience.COMMITTEE if committee_id else Audience.NETWORK,
            committee_id=committee_id,
        )


@dataclass(frozen=True)
class Question:
    """One of the five: the fields that answer it, how long it takes, and where real cases answered it."""

    title: str
    labels: Mapping[str, str]
    minutes: int
    example: str = ""
    needed: tuple[str, ...] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that answer it."""
        return tuple(self.labels)

    def is_answered(self, said: Mapping[str, object]) -> bool:
        """Whether all that it needs is said."""
        return all(said.get(name) for name in self.needed)


QUESTIONS = (
    Question("Qu’avez-vous essayé ?", {"title": "En une phrase"}, 1, "title", ("title",)),
    Question(
        "Dans quel domaine, et à quelle étape ?",
        {"domain_id": "Domaine", "phase": "Étape"},
        1,
        needed=("domain_id", "phase"),
    ),
    Question(
        "Quel problème vouliez-vous régler ?",
        {"problem": "Le problème de départ"},
        3,
        "problem",
        ("problem",),
    ),
    Question(
        "Comment avez-vous fait ?",
        {"solution": "Ce que vous avez mis en place", "ai_types": "Quelle sorte d’IA ?"},
        3,
        "solution",
        ("solution",),
    ),
    Question(
        "Qu’est-ce que cela a donné ?",
        {"outcome": "Votre bilan", "what_worked": "Ce qui a marché", "what_did_not": "Ce qui n’a pas marché"},
        2,
        "what_did_not",
        ("outcome",),
    ),
)
