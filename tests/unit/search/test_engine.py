"""What is found, in which order, and counted how."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comite.search.documents import Order
from comite.search.engine import WhooshEngine
from tests.unit.search.conftest import asking, document, found

JUNE = datetime(2025, 6, 3, 9, 0, tzinfo=UTC)
TOWN = [
    document(
        1,
        "Moins de fuites d’eau",
        "Des capteurs écoutent le réseau d’eau potable la nuit.",
        authority_id=10,
        committee_id=5,
        domain="Eau",
        dated_at=JUNE,
    ),
    document(
        2,
        "La cantine compte ses repas",
        "Prévoir les effectifs évite le gaspillage.",
        authority_id=11,
        committee_id=5,
        domain="Éducation",
        dated_at=JUNE - timedelta(days=400),
    ),
    document(
        3,
        "Compteurs d’eau relevés à distance",
        "Les agents ne passent plus.",
        kind="dataset",
        authority_id=10,
        committee_id=6,
        domain="Eau",
        dated_at=JUNE - timedelta(days=30),
    ),
    document(4, "Évènements de la rentrée", "Une réunion publique.", kind="discussion", authority_id=11),
]


@pytest.fixture
def ask(index):
    return index(TOWN)


@pytest.mark.parametrize("text", ["événement", "evenements", "ÉVÈNEMENTS", "l’évènement"])
def test_accents_case_and_plural_do_not_matter(ask, text):
    assert found(ask(text)) == [4]


def test_any_word_is_enough_and_more_words_come_first(ask):
    assert found(ask("Quelles fuites dans le réseau d’eau ?")) == [1, 3]


def test_a_title_counts_more_than_a_text(index):
    ask = index(
        [
            document(1, "Le tri", "Parfois la piscine et le reste."),
            document(2, "La piscine", "Le tri et le reste."),
        ]
    )

    assert found(ask("piscine")) == [2, 1]


def test_columns_are_found_without_being_shown(index):
    ask = index([document(1, "Aires de jeux", "Liste.", extra="code_insee surface_m2 annee_pose")])

    assert found(ask("surface_m2")) == [1]
    assert ask("surface").hits[0].text == "Liste."


def test_a_phrase_must_be_there_as_it_is_said(ask):
    assert found(ask('"réseau d’eau"')) == [1]
    assert found(ask('"eau réseau"')) == []
    assert found(ask('"eau potable" cantine')) == [1]


def test_words_can_be_refused(ask):
    assert found(ask("eau -fuites")) == [3]
    assert found(ask('eau -"réseau d’eau"')) == [3]
    assert found(ask("-eau")) == [2, 4]


@pytest.mark.parametrize("wrong", ["cantinne", "cntine", "acntine", "cqntine"])
def test_a_slip_of_the_finger_is_forgiven_and_said(ask, wrong):
    result = ask(f"la {wrong} scolaire")

    assert found(result) == [2]
    assert result.suggestion == "la cantine scolaire"


def test_the_suggestion_bears_its_accents(ask):
    assert ask("evenementz").suggestion == "évènements"


def test_a_word_that_is_known_is_never_corrected(index):
    ask = index([document(1, "Le port"), document(2, "Le sport")])

    result = ask("port")

    assert found(result) == [1]
    assert result.suggestion is None


def test_a_relative_of_the_word_is_found_when_nothing_else_is(index):
    ask = index([document(1, "Politique agricole"), document(2, "La cantine")])

    assert found(ask("agriculteur")) == [1]


def test_counts_follow_the_other_filters_but_not_their_own(ask):
    result = ask("eau cantine", kinds=frozenset({"dataset"}))

    assert found(result) == [3]
    assert result.counts.kinds == {"experience": 2, "dataset": 1}
    assert result.counts.authority_ids == {10: 1}
    assert result.counts.committee_ids == {6: 1}
    assert result.counts.domains == {"Eau": 1}
    assert result.counts.years == {2025: 1}


def test_filters_narrow_together(ask):
    both = ask("eau cantine", domains=frozenset({"Eau"}), committee_ids=frozenset({5}))

    assert found(both) == [1]
    assert both.counts.committee_ids == {5: 1, 6: 1}
    assert both.counts.domains == {"Eau": 1, "Éducation": 1}


def test_years_are_those_of_paris(index):
    ask = index([document(1, "Le réveillon", dated_at=datetime(2024, 12, 31, 23, 30, tzinfo=UTC))])

    assert ask("réveillon").counts.years == {2025: 1}


def test_filters_alone_list_the_latest_first(ask):
    assert found(ask("", domains=frozenset({"Eau"}))) == [1, 3]
    assert found(ask("")) == [1, 3, 2, 4]


def test_the_latest_can_come_first(ask):
    assert found(ask("compteurs eau", order=Order.RELEVANCE)) == [3, 1]
    assert found(ask("compteurs eau", order=Order.RECENT)) == [1, 3]


def test_common_words_alone_are_said_to_be_too_common(ask):
    result = ask("qui est-ce ?")

    assert result.total == 0
    assert result.has_only_common_words


def test_pages_follow_one_another_without_gap_or_repetition(index):
    ask = index([document(number, "Même titre", "Même texte.") for number in range(1, 31)])

    seen = [each for start in range(0, 35, 7) for each in found(ask("titre", offset=start, limit=7))]

    assert seen == list(range(1, 31))


CONVERSATION = [
    document(1, "La cantine", "Qui prévoit les repas ?", kind="thread", bundle="thread:1", dated_at=JUNE),
    document(11, "La cantine", "Nous, depuis un an.", kind="message", bundle="thread:1"),
    document(12, "La cantine", "La cantine : trois repas jetés.", kind="message", bundle="thread:1"),
    document(2, "Repas des aînés", "Une autre cantine.", kind="thread", bundle="thread:2"),
    document(3, "Un budget pour la cantine", domain="Éducation"),
]


def shown(result):
    return {(hit.kind, hit.subject_id): hit.other_count for hit in result.hits}


def test_the_best_of_a_bundle_stands_for_all_of_it(index):
    ask = index(CONVERSATION)

    result = ask("cantine jetés")

    assert shown(result) == {("message", 12): 2, ("experience", 3): 0, ("thread", 2): 0}
    assert result.total == 3
    assert found(result)[0] == 12


def test_a_bundle_counts_once_for_each_value_of_a_filter(index):
    ask = index(CONVERSATION)

    everything = ask("cantine")
    messages = ask("cantine", kinds=frozenset({"message"}))

    assert everything.counts.kinds == {"thread": 2, "message": 1, "experience": 1}
    assert messages.total == everything.counts.kinds["message"]
    assert list(shown(messages).values()) == [1]
    assert messages.counts.kinds == everything.counts.kinds


def test_the_latest_of_a_bundle_stands_for_it_when_the_latest_come_first(index):
    assert found(index(CONVERSATION)("cantine", order=Order.RECENT))[0] == 1


def test_all_of_a_bundle_is_given_to_who_asks(index):
    result = index(CONVERSATION)("cantine", in_bundles=False)

    assert result.total == len(CONVERSATION)
    assert set(shown(result).values()) == {0}
    assert result.counts.kinds == {"thread": 2, "message": 2, "experience": 1}


def test_pages_of_bundles_follow_one_another_too(index):
    several = [
        document(10 * thread + rank, f"Sujet {thread}", "Même texte.", bundle=f"thread:{thread}")
        for thread in range(1, 8)
        for rank in range(3)
    ]
    ask = index(several)

    pages = [found(ask("texte", offset=start, limit=3)) for start in range(0, 9, 3)]

    assert [len(page) for page in pages] == [3, 3, 1]
    assert sorted(each // 10 for page in pages for each in page) == list(range(1, 8))


def test_a_replaced_document_is_found_by_its_new_words_only(engine):
    engine.change([document(1, "Ancien titre")])
    engine.change([document(1, "Nouveau libellé")])
    ask = asking(engine)

    assert found(ask("ancien")) == []
    assert found(ask("libellé")) == [1]
    assert ask("").total == 1


def test_a_removed_document_is_found_no_more(engine):
    engine.change([document(1, "La cantine"), document(2, "La piscine")])
    engine.change([], [("experience", 1)])

    assert asking(engine)("cantine").total == 0
    assert found(asking(engine)("")) == [2]


def test_many_small_changes_are_merged_and_lose_nothing(engine):
    for number in range(60):
        engine.change([document(number % 40, f"Titre {number}", "Texte commun.")])
    ask = asking(engine)

    segments = len(list(engine.folder.glob("*.seg")))

    assert ask("commun").total == 40
    assert segments < 16


def test_a_whole_build_gives_the_same_as_small_changes(engine, tmp_path):
    built = WhooshEngine(tmp_path / "built")
    built.create()
    built.build(TOWN)
    for each in TOWN:
        engine.change([each])

    for text in ("eau", "fuites du réseau", "cantinne", '"eau potable"', ""):
        assert asking(built)(text) == asking(engine)(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    st.text(max_size=300)
    | st.text(alphabet="aeu -\"«»“”'’()*?:^~[]{}\\/&|!+.\x00", max_size=300)
    | st.lists(st.sampled_from(["eau", "plan", "local", "urbanisme", "IA", '"', "-", "cantinne"])).map(
        " ".join
    )
)
def test_no_text_whatever_makes_it_fail(ask, text):
    result = ask(text)

    assert result.total >= len(result.hits)
