"""What may help at once, among what may be read: reports, people who know, models, requests alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from comite.accounts.readers import Reader
from comite.engineering.models.requests import HelpRequest, RequestStatus
from comite.foundation.subjects import Subject, registry
from comite.search import analysis
from comite.search import queries as search
from comite.search.documents import QUERY_MAX
from comite.search.queries import Criteria

SHOWN = 3
ALIKE_SHOWN = 5
KINDS = frozenset({"experience", "expertise", "shared_model", "help_request"})
# Words that every request holds say nothing of what it is about.
_COMMON_WORDS = (
    "besoin aide aider appui demande cherche chercher voudrait voudrions souhaite souhaitons",
    "commune mairie collectivité ia intelligence artificielle outil projet mettre place accompagner",
)
# Two sentences ask for the same when they share two words that count, and a good part of the shorter one.
SHARED_LEAST = 2
SHARED_PART = 0.4


@dataclass(frozen=True)
class Proposals:
    """What the product proposes beside a request."""

    reports: Sequence[Subject] = ()
    experts: Sequence[Subject] = ()
    models: Sequence[Subject] = ()
    alike: Sequence[Subject] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.reports or self.experts or self.models or self.alike)


def propose(reader: Reader, request: HelpRequest) -> Proposals:
    """What may help those who asked, and those who would help them; one question for all kinds."""
    words = f"{request.sentence} {request.need}"
    kinds = KINDS & registry().keys()
    found = search.search(reader, Criteria(text=words[:QUERY_MAX], kinds=kinds))
    subjects = [each.subject for each in found.items]
    return Proposals(
        reports=_near(words, subjects, "experience"),
        experts=_near(words, subjects, "expertise"),
        models=_near(words, subjects, "shared_model"),
        alike=_alike(request, subjects),
    )


def _near(words: str, subjects: Sequence[Subject], kind: str) -> list[Subject]:
    """The nearest things of a kind, among those that share a word that counts."""
    asked = telling_stems(words)
    near = [
        each
        for each in subjects
        if each.kind == kind and asked & telling_stems(f"{each.title} {each.text} {each.extra}")
    ]
    return near[:SHOWN]


def _alike(request: HelpRequest, subjects: Sequence[Subject]) -> list[Subject]:
    """The requests that await something and ask for the same."""
    asked = telling_stems(request.sentence)
    near = [
        each
        for each in subjects
        if each.kind == "help_request"
        and each.id != request.id
        and not RequestStatus(each.status).is_settled
        and is_alike(asked, telling_stems(each.title))
    ]
    return near[:ALIKE_SHOWN]


def telling_stems(words: str) -> frozenset[str]:
    """The stems of the words that say what a text is about."""
    found = (token.term for token in analysis.tokens(analysis.normalise(words[:4_000])))
    return frozenset(each.stem for each in found if not each.is_common and each.stem not in _common_stems())


@cache
def _common_stems() -> frozenset[str]:
    """The stems of what every request holds, made at the first question."""
    return frozenset(analysis.term(word).stem for line in _COMMON_WORDS for word in line.split())


def is_alike(asked: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sentences ask for the same."""
    shared = len(asked & other)
    return shared >= SHARED_LEAST and shared >= SHARED_PART * min(len(asked), len(other))
