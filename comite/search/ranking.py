"""What each document in sight scores for a question.

A word counts by its stem (which decides whether a document is a hit), a little by its exact form, and a
little by its root (its first letters: agriculture, agricole). A word that no readable document holds is
replaced by the readable words one or two slips away. Measured on the corpus in `tests.bench.search`.
"""

from array import array
from itertools import compress

from comite.search.analysis import STOP_WORDS, Term, term
from comite.search.phrases import places_of
from comite.search.questions import Asked, Phrase, Question
from comite.search.snapshots import Sight
from comite.search.spelling import may_be_misspelt, one_slip, two_slips
from comite.search.store.reading import Postings
from comite.search.synonyms import Synonyms

EXACT_WEIGHT = 0.3
ROOT_WEIGHT = 0.4
ROOT_LENGTH = 5
SYNONYM_WEIGHT = 0.9
CORRECTED_WORDS_MAX = 6
CORRECTIONS_MAX = 5
INFLECTION_WEIGHT = 0.8

Alternative = tuple[Term, float]


class Ranking:
    """The scores of one question, for one sight."""

    def __init__(self, sight: Sight, question: Question, synonyms: Synonyms) -> None:
        self._sight = sight
        self._question = question
        self.scores: list[float] = []
        self._hits = bytearray()
        self._corrected: list[tuple[Asked, Term]] = []
        self._stems: set[str] = set()
        self._sequences: list[tuple[str, ...]] = []
        if not question.is_empty:
            self._run(synonyms)

    @property
    def marked(self) -> frozenset[str]:
        """The stems to highlight."""
        return frozenset(self._stems)

    @property
    def marked_sequences(self) -> tuple[tuple[str, ...], ...]:
        """The synonyms of several words to highlight."""
        return tuple(self._sequences)

    def places(self) -> list[int]:
        """The documents that hold at least one of the words, or of those that stand for them."""
        return list(compress(range(len(self._hits)), self._hits))

    def suggestion(self) -> str | None:
        """The question with its unknown words replaced by the likeliest readable ones."""
        if not self._corrected:
            return None
        text = self._question.text
        for asked, best in sorted(self._corrected, key=lambda each: -each[0].start):
            written = self._sight.spellings(best.folded)
            text = text[: asked.start] + (written[0] if written else best.shown) + text[asked.end :]
        return text

    def _run(self, synonyms: Synonyms) -> None:
        """Score every word, then every family of synonyms."""
        size = self._sight.snapshot.size
        self.scores = [0.0] * size
        self._hits = bytearray(size)
        left = CORRECTED_WORDS_MAX
        for asked in self._question.asked:
            alternatives = self._alternatives(asked, may_correct=left > 0)
            left -= asked.term.folded != alternatives[0][0].folded
            self._score(alternatives)
        self._score_synonyms(synonyms)

    def _alternatives(self, asked: Asked, *, may_correct: bool) -> list[Alternative]:
        """The word itself, or the readable words it may have meant."""
        own = asked.term
        if self._sight.word(own.folded)[0] or not may_correct or not may_be_misspelt(own.folded):
            found: list[Alternative] = [(own, 1.0)]
        elif self._sight.stem(own.stem)[0]:
            # Another form of a known word: it stands, and its neighbours may help.
            found = [(own, 1.0), *((near, INFLECTION_WEIGHT) for near in self._near(own))]
        else:
            near = self._near(own)
            if near and near[0].is_common:
                return [(near[0], 1.0)]
            found = [(each, 1.0) for each in near] or [(own, 1.0)]
            if near:
                self._corrected.append((asked, near[0]))
        return [*found, *([(asked.joined, 1.0)] if asked.joined else [])]

    def _near(self, wrong: Term) -> list[Term]:
        """Readable words one slip away, or else two; the most frequent first."""
        near = set(one_slip(wrong.folded))
        if not near.isdisjoint(STOP_WORDS):
            return [term(min(near & STOP_WORDS))]
        frequent = self._most_frequent(near)
        if frequent:
            return frequent
        further: set[str] = set()
        for segment in self._sight.snapshot.segments:
            vocabulary = segment.vocabulary
            if len(wrong.folded) >= 8:
                further |= two_slips(wrong.folded, vocabulary.ordered, vocabulary.mirrored)
        return self._most_frequent(further)

    def _most_frequent(self, words: set[str]) -> list[Term]:
        """The terms of those words that readable documents hold."""
        known = {
            word
            for word in words
            if any(word in one.vocabulary.spellings for one in self._sight.snapshot.segments)
        }
        counted = sorted((-len(self._sight.word(word)[0]), word) for word in known)
        return [term(word) for count, word in counted[:CORRECTIONS_MAX] if count]

    def _score(self, alternatives: list[Alternative]) -> None:
        """Add what a word, or the best of those that stand for it, brings to each document."""
        sight = self._sight
        telling = [each for each in alternatives if not each[0].is_common]
        self._stems.update(each.stem for each, _ in telling)
        stems = [(sight.stem(each.stem), weight) for each, weight in telling]
        self._add(stems, is_hit=True)
        self._add([(sight.word(each.folded), weight * EXACT_WEIGHT) for each, weight in telling])
        roots = [
            (sight.root(each.folded[:ROOT_LENGTH]), weight * ROOT_WEIGHT)
            for each, weight in telling
            if len(each.folded) >= ROOT_LENGTH or not each.folded.isdigit()
        ]
        # A word that nothing readable holds is still looked for by its root.
        self._add(roots, is_hit=not any(postings[0] for postings, _ in stems))

    def _score_synonyms(self, synonyms: Synonyms) -> None:
        """Let a document that says it otherwise score nearly as much."""
        asked = self._question.asked
        for family in synonyms.find([each.term.stem for each in asked]):
            own = asked[family.first : family.first + family.count]
            reached = self._reached(own)
            others = [(self._phrase(other), SYNONYM_WEIGHT) for other in family.others]
            if family.count > 1:
                others = [(postings, weight * family.count) for postings, weight in others]
            self._lift(others, reached)
            self._sequences += [other.stems for other in family.others]

    def _reached(self, own: tuple[Asked, ...]) -> dict[int, float]:
        """What the words of the question already brought to each document."""
        reached: dict[int, float] = {}
        for asked in own:
            for place, score in zip(*self._sight.stem(asked.term.stem), strict=True):
                reached[place] = reached.get(place, 0.0) + score
        return reached

    def _phrase(self, phrase: Phrase) -> Postings:
        """What each document in sight scores for a phrase taken as one word."""
        if len(phrase.terms) == 1:
            return self._sight.stem(phrase.stems[0])
        visible = self._sight.visible
        found = {
            place: often for place, often in places_of(self._sight.snapshot, phrase).items() if visible[place]
        }
        return self._sight.scored((array("I", found.keys()), array("f", found.values())))

    def _lift(self, several: list[tuple[Postings, float]], reached: dict[int, float]) -> None:
        """Raise each document to what its best synonym is worth."""
        for place, score in self._best(several).items():
            already = reached.get(place, 0.0)
            if score > already:
                self.scores[place] += score - already
            self._hits[place] = 1

    def _add(self, several: list[tuple[Postings, float]], *, is_hit: bool = False) -> None:
        """Add to each document the best of what it scores for these words."""
        scores, hits = self.scores, self._hits
        if len(several) == 1:
            (places, values), weight = several[0]
            for place, value in zip(places, values, strict=True):
                scores[place] += weight * value
            if is_hit:
                for place in places:
                    hits[place] = 1
            return
        for place, score in self._best(several).items():
            scores[place] += score
            if is_hit:
                hits[place] = 1

    @staticmethod
    def _best(several: list[tuple[Postings, float]]) -> dict[int, float]:
        """The best score of each document."""
        best: dict[int, float] = {}
        for (places, values), weight in several:
            for place, value in zip(places, values, strict=True):
                score = weight * value
                if score > best.get(place, 0.0):
                    best[place] = score
        return best
