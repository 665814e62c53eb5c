"""What a reader is answered depends on nothing they may not read."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comite.search.documents import IndexedDocument, SearchRequest
from comite.search.engine import WhooshEngine
from tests.unit.search.conftest import asking, document, found

WORDS = (
    "eau",
    "fuite",
    "fuites",
    "cantine",
    "cantinne",
    "budget",
    "vert",
    "agricole",
    "agriculture",
    "plu",
    "ia",
)
KEYS = ("public", "network", "committee:1", "authority:7")

documents = st.builds(
    IndexedDocument,
    kind=st.sampled_from(["experience", "dataset"]),
    subject_id=st.integers(1, 400),
    title=st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
    text=st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    keys=st.lists(st.sampled_from(KEYS), max_size=2).map(tuple),
    committee_id=st.sampled_from([None, 1, 2]),
    domain=st.sampled_from([None, "Eau", "École"]),
    bundle=st.sampled_from([None, None, "thread:1", "thread:2"]),
)
questions = st.lists(
    st.sampled_from(
        [*WORDS, "cantime", "buget", "agriculteur", '"eau fuite"', "-vert", "plan local d’urbanisme"]
    ),
    max_size=4,
).map(" ".join)


def engine_with(folder: Path, several: list[IndexedDocument]) -> WhooshEngine:
    engine = WhooshEngine(folder)
    engine.create()
    half = len(several) // 2
    engine.change(several[:half])
    engine.change(several[half:])
    return engine


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(documents, max_size=14, unique_by=lambda each: (each.kind, each.subject_id)),
    st.frozensets(st.sampled_from(KEYS)),
    questions,
)
def test_the_answer_is_the_same_as_if_the_rest_did_not_exist(several, keys, question):
    request = SearchRequest(text=question, keys=keys)
    with tempfile.TemporaryDirectory() as folder:
        everything = engine_with(Path(folder) / "all", several)
        readable = engine_with(
            Path(folder) / "some", [each for each in several if not keys.isdisjoint(each.keys)]
        )

        assert everything.search(request) == readable.search(request)


def test_a_private_word_is_never_suggested(index):
    ask = index([document(1, "La cantine"), document(2, "Zyxwerty", keys=("committee:1",))])

    outside, inside = ask("zyxwertz"), ask("zyxwertz", keys=frozenset({"committee:1"}))

    assert (outside.suggestion, outside.total) == (None, 0)
    assert inside.suggestion == "zyxwerty"


def test_a_word_is_not_suggested_after_its_deletion(engine):
    engine.change([document(1, "Zyxwerty")])
    engine.change([], [("experience", 1)])

    assert asking(engine)("zyxwertz").suggestion is None


def test_counts_are_of_readable_things_only(index):
    ask = index(
        [
            document(1, "Cantine", domain="Éducation", committee_id=1),
            document(2, "Cantine", domain="Secret", committee_id=2, keys=("committee:2",)),
        ]
    )

    result = ask("cantine")

    assert result.counts.domains == {"Éducation": 1}
    assert result.counts.committee_ids == {1: 1}


def test_without_key_nothing_is_found(index):
    ask = index([document(1, "Cantine"), document(2, "Cantine", keys=())])

    assert found(ask("cantine", keys=frozenset())) == []
    assert found(ask("cantine")) == [1]
