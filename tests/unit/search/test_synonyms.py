"""Words looked for one for another."""

import os

from comite.search import synonyms
from comite.search.analysis import term
from tests.unit.search.conftest import asking, document, found

PLAN = [
    document(1, "Le PLU à l’épreuve", "Des cartes lues par une machine."),
    document(2, "Plan local d’urbanisme", "Le zonage relu."),
    document(3, "Un plan pour la ville", "Rien sur le sujet."),
    document(4, "La cantine", "Les repas."),
]


def test_an_acronym_finds_the_words_it_stands_for(index):
    ask = index(PLAN)

    assert set(found(ask("PLU"))) == {1, 2}


def test_the_words_find_the_acronym_before_what_only_shares_one_of_them(index):
    ask = index(PLAN)

    hits = found(ask("plan local d’urbanisme"))

    assert set(hits[:2]) == {1, 2}
    assert hits[2] == 3


def test_artificial_intelligence_is_found_under_its_names(index):
    ask = index(
        [document(1, "Intelligence artificielle au service de l’eau"), document(2, "Une IA pour les fuites")]
    )

    assert set(found(ask("ia"))) == {1, 2}
    assert set(found(ask("intelligence artificielle"))) == {1, 2}


def test_an_installation_has_its_own_list_at_once(index, tmp_path):
    ask = index([document(1, "La grande boucle"), document(2, "Le tour de France")])
    (tmp_path / "synonyms.txt").write_text("grande boucle, tour de France\n", encoding="utf-8")

    assert set(found(ask("grande boucle"))) == {1, 2}


def test_the_list_is_read_again_when_it_changes(engine, tmp_path):
    own = tmp_path / "synonyms.txt"
    own.write_text("cantine, réfectoire\n", encoding="utf-8")
    first = synonyms.current(tmp_path)
    own.write_text("mairie, hôtel de ville\n", encoding="utf-8")
    os.utime(own, ns=(1, 1))

    second = synonyms.current(tmp_path)

    assert term("cantine").stem in {member[0] for member in first.families}
    assert term("mairie").stem in {member[0] for member in second.families}


def test_lines_that_say_nothing_are_passed_over(tmp_path):
    own = tmp_path / "synonyms.txt"
    own.write_bytes(b"# remarque\n\n,,,\nseul\nle, la\n\xff\xfe, abc\ncantine, cantines\n")

    assert synonyms.read(own).families == {}


def test_every_member_of_the_shipped_list_can_be_looked_for():
    lines = synonyms.SHIPPED.read_text(encoding="utf-8").splitlines()
    members = [
        member for line in lines if not line.startswith("#") for member in line.split(",") if member.strip()
    ]

    known = synonyms.read(synonyms.SHIPPED)

    assert len(members) > 60
    assert [each for each in members if not known.families.get(synonyms.phrase_of(each).stems)] == []


def test_no_member_of_the_shipped_list_loses_its_first_or_last_word():
    lines = synonyms.SHIPPED.read_text(encoding="utf-8").splitlines()
    members = [member.split() for line in lines if not line.startswith("#") for member in line.split(",")]

    ends = [word for member in members if member for word in (member[0], member[-1])]

    assert [word for word in ends if term(word).is_common] == []


def test_without_data_folder_the_shipped_list_is_used(engine):
    engine.change([document(1, "Le RGPD en pratique")])

    assert found(asking(engine)("règlement général sur la protection des données")) == [1]
