"""Lists of people as they really come: any separator, any encoding, mailboxes, headings in any order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comite.accounts import operations
from comite.accounts.invitation_lists import decode, each_line
from comite.accounts.models import Invitation, Role
from comite.foundation.database import db
from tests.cast import Cast
from tests.factories_people import the_authority, the_committee

EXPECTED = [("anne@commune.fr", "Anne Martin", "Valmer", Role.EDITOR)]


@pytest.mark.parametrize(
    "text",
    [
        "anne@commune.fr;Anne Martin;Valmer;éditrice",
        "anne@commune.fr ; Anne Martin ; Valmer ; Editeur",
        "anne@commune.fr\tAnne Martin\tValmer\tediteur",
        "anne@commune.fr,Anne Martin,Valmer,éditeur",
        "anne@commune.fr|Anne Martin|Valmer|éditeur",
        '"anne@commune.fr";"Anne Martin";"Valmer";"éditeur"',
        "Anne Martin;Anne@Commune.fr;Valmer;éditeur",
        "Nom;Adresse électronique;Collectivité;Rôle\nAnne Martin;anne@commune.fr;Valmer;éditeur",
        "rôle,commune,courriel,prénom,nom\néditeur,Valmer,anne@commune.fr,Anne,Martin",
        "\n\nanne@commune.fr;Anne Martin;Valmer;éditeur\n\n",
    ],
)
def test_the_same_person_is_read_in_every_shape(text: str) -> None:
    found = [(line.address, line.name, line.authority, line.role) for line in each_line(text)]

    assert found == EXPECTED


@pytest.mark.parametrize(
    "content",
    [
        "anne@commune.fr;Élodie".encode(),
        "anne@commune.fr;Élodie".encode("utf-8-sig"),
        "anne@commune.fr;Élodie".encode("cp1252"),
        "anne@commune.fr;Élodie".encode("utf-16"),
    ],
)
def test_files_are_read_in_the_encodings_of_spreadsheets(content: bytes) -> None:
    [line] = each_line(decode(content))

    assert (line.address, line.name) == ("anne@commune.fr", "Élodie")


def test_addresses_copied_from_a_mail_are_all_found() -> None:
    lines = list(each_line('Anne Martin <anne@commune.fr>, "Paul Roy" <paul@commune.fr>; x@commune.fr'))

    assert [(line.address, line.name) for line in lines] == [
        ("anne@commune.fr", "Anne Martin"),
        ("paul@commune.fr", "Paul Roy"),
        ("x@commune.fr", ""),
    ]


def test_a_line_without_address_and_an_unknown_role_are_kept_to_be_reported() -> None:
    lines = list(each_line("anne@commune.fr\nAnne Martin;Valmer\npaul@commune.fr;Paul;Valmer;chef"))

    assert [(line.number, line.address, line.role) for line in lines] == [
        (1, "anne@commune.fr", Role.AGENT),
        (2, "", Role.AGENT),
        (3, "paul@commune.fr", None),
    ]


def test_a_long_line_without_address_is_read_in_no_time() -> None:
    lines = list(each_line("a" * 60_000 + "@"))

    assert [line.address for line in lines] == [""]


@given(st.text(max_size=300) | st.text("a@.;,<>|\t \n\"'", max_size=80))
def test_any_text_is_read_without_failing_and_every_line_keeps_what_was_written(text: str) -> None:
    lines = list(each_line(text))

    assert all(line.written and line.number >= 1 for line in lines)


def test_each_line_says_what_became_of_it_and_a_bad_one_loses_no_other(cast: Cast) -> None:
    text = """un@exemple.test;Un;Valmer;agent
sans adresse
deux@exemple.test;Deux;Ostrelle;agent
trois@exemple.test;Trois;99001;éditeur
un@exemple.test;Un encore;Valmer;agent
quatre@exemple.test;Quatre;Valmer;animateur
cinq@exemple.test"""
    committee = the_committee(cast.committee)

    report = operations.invite_list(
        cast.elise, list(each_line(text)), committee=committee, authority=the_authority(cast.valmer)
    )

    assert [(each.line.number, not each.refusal) for each in report] == [
        (1, True),
        (2, False),
        (3, False),
        (4, True),
        (5, False),
        (6, False),
        (7, True),
    ]
    assert db.session.query(Invitation).count() == 3


def test_a_line_for_another_authority_is_refused_to_an_editor(cast: Cast) -> None:
    lines = list(each_line("un@exemple.test;Un;Ostrelle;agent\ndeux@exemple.test;Deux;Valmer;agent"))

    report = operations.invite_list(cast.amina, lines, committee=None, authority=the_authority(cast.valmer))

    assert [bool(each.refusal) for each in report] == [True, False]
