"""The five questions that make a draft, on one page or one at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from comite.accounts.audiences import Audience
from comite.experiences import content as contents
from comite.experiences.content import ReportContent
from comite.experiences.labels import AI_TYPES, OUTCOMES, PHASES
from comite.experiences.models import AiType, Outcome, Phase
from comite.foundation.forms import Form, choice, choice_of_ids, long_text, several, text


class StartForm(Form):
    """What was tried, where it stands, why, how, and what came of it."""

    authority_id = choice_of_ids("Au nom de", required=False)
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

    def content(self, committee_id: int | None) -> ReportContent:
        """A draft for the authority's committee if it has one, for the network otherwise."""
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
