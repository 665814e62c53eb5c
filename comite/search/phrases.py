"""Words that follow one another, found by their positions."""

from comite.search.questions import Phrase
from comite.search.snapshots import Snapshot


def places_of(snapshot: Snapshot, phrase: Phrase) -> dict[int, int]:
    """How often the phrase stands in each document that holds it, in sight or not."""
    (first, _), *others = phrase.terms
    beginnings = {place: set(positions) for place, positions in snapshot.positions(first.stem).items()}
    for term, distance in others:
        positions = snapshot.positions(term.stem)
        beginnings = {
            place: remaining
            for place, starts in beginnings.items()
            if place in positions
            and (remaining := starts.intersection(position - distance for position in positions[place]))
        }
    return {place: len(starts) for place, starts in beginnings.items()}
