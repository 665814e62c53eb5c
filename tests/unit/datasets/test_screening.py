"""What looks personal is shown, hidden but findable; what only looks like it is left alone."""

import pytest

from comite.datasets.reading.personal import Finding
from comite.datasets.reading.screening import screen
from tests.unit.datasets.reading_room import read_in

AGENTS = (
    "nom;prenom;courriel;tel;nir;iban;date_naissance;adresse\n"
    "DURAND;Marie;marie.durand@boite.test;06 12 34 56 78;1 85 05 78 006 084 91;"
    "FR76 3000 6000 0112 3456 7890 189;12/05/1985;12 rue des Lilas\n"
    "MARTIN;Jean;j.martin@boite.test;0612345679;185057800608436;FR1420041010050500013M02606;"
    "13/05/1970;3 bis avenue Foch\n"
)


@pytest.fixture
def findings(tmp_path):
    """Screens a content."""

    def of(content: str) -> list[Finding]:
        reading = read_in(tmp_path, content)
        arguments = {
            "path": str(tmp_path / "table.parquet"),
            "columns": reading.to_json()["columns"],
            "row_count": reading.row_count,
        }
        return [Finding.from_json(each) for each in screen(arguments, lambda share, step: None)]

    return of


def test_each_kind_is_found_and_counted(findings):
    found = {each.column: (each.kind.value, each.confidence.value, each.count) for each in findings(AGENTS)}

    assert found == {
        "nom": ("name", "high", 2),
        "prenom": ("name", "high", 2),
        "courriel": ("email", "high", 2),
        "tel": ("phone", "high", 2),
        "nir": ("nir", "high", 1),
        "iban": ("iban", "high", 2),
        "date_naissance": ("birth_date", "high", 2),
        "adresse": ("address", "medium", 2),
    }


def test_examples_are_hidden_and_say_their_line(findings):
    examples = {each.column: each.examples[0] for each in findings(AGENTS)}

    assert examples == {
        "nom": "D••• (ligne 2)",
        "prenom": "M••• (ligne 2)",
        "courriel": "m•••@b•••.test (ligne 2)",
        "tel": "06••••••78 (ligne 2)",
        "nir": "1•••••••••••••• (ligne 3)",
        "iban": "FR76••••••••••••••••••••••• (ligne 2)",
        "date_naissance": "••/••/1985 (ligne 2)",
        "adresse": "•• rue ••• (ligne 2)",
    }


def test_numbers_whose_key_is_wrong_are_no_one(findings):
    assert findings("ref;compte\n185057800608400;FR7630006000011234567890188\n") == []


def test_public_places_are_told_softly(findings):
    found = findings(
        "EQUIP_NOM;SIRET;TEL;EMAIL;ADRESSE\n"
        "Gymnase Jean Moulin;21780123400012;01 30 55 12 34;mairie@valmer.test;1 place de la Mairie\n"
        "École Marie Curie;21780123400020;01 30 55 12 35;ecole.curie@valmer.test;12 rue Jules Ferry\n"
    )

    assert {(each.column, each.confidence.value) for each in found} == {
        ("TEL", "medium"), ("EMAIL", "low"), ("ADRESSE", "low"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        "COLL_NOM;ENFANT_SEXE;ENFANT_PRENOM;NOMBRE_OCCURRENCES\nValmer;F;Emma;12\nValmer;M;Léo;3\n",
        "ecole;effectif\nJules Ferry;12\nJean Moulin;13\nMarie Curie;14\n",
        "voie_nom;numero\nrue Jean Jaurès;1\nplace Émile Zola;2\n",
        "montant;siret\n1234567890;73282932000074\n2345678901;55210055400013\n",
        "nom;n\nGymnase Jean Moulin;1\nStade Paul Robert;2\nClub Saint-Martin;3\n",
        "objet\nAutorisation donnée à Madame le Maire\nRapport de Monsieur le Président\n",
        "commune;population\nValmer;1200\nOstrelle;800\n",
    ],
)
def test_what_only_looks_personal_is_left_alone(findings, content):
    assert findings(content) == []


def test_one_person_among_associations_is_seen(findings):
    (found,) = findings(
        "nomBeneficiaire;montant\nAmicale laïque;1500\nJean Dupont;3\nClub de judo;3\nComité des fêtes;2\n"
    )

    assert (found.count, found.lines) == (1, (3,))


def test_a_civility_in_a_sentence_is_seen_without_the_sentence(findings):
    (found,) = findings(
        "objet;n\nSubvention de fonctionnement;1\nÉlection de M. Bernard Petit comme adjoint;2\n"
    )

    assert found.examples == ("M••• B••• (ligne 3)",)


def test_phone_numbers_taken_for_whole_numbers_are_seen(findings):
    (found,) = findings("service;telephone\nA;612345678\nB;712345678\n")

    assert (found.kind, found.count) == ("phone", 2)


def test_a_rare_address_far_down_is_seen(findings):
    (found,) = findings("n;note\n" + "1;rien\n" * 30_000 + "1;écrire à lea.roux@boite.test\n")

    assert (found.kind, found.count, found.lines) == ("email", 1, (30_002,))
