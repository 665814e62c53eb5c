"""Documents that people go on writing: what HTML and rows become in ODT and ODS."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odfdo import Document, Element

from comite.foundation import office
from comite.foundation.markdown import render
from comite.foundation.office import Sheet
from comite.foundation.office_text import BodyWriter

SOURCE = """## Objet

Un **mot** et un [lien](https://exemple.test/?a=1&b=2), puis [ici](/chez-nous).

- un
- deux
    - trois

| Poste | Jours |
|---|--:|
| Étude <rapide> | 12 |
| | |

> Une citation.
"""


def content_of(document: bytes) -> str:
    """The XML of a document's words."""
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        return parts.read("content.xml").decode()


def read_again(document: bytes) -> Document:
    """The same, as the library reads it."""
    return Document(io.BytesIO(document))


def test_a_text_document_keeps_ranked_headings_lists_and_tables() -> None:
    made = read_again(office.text_document("Convention & co", render(SOURCE, first_title=2).html))

    headings = [(each.get_attribute("text:outline-level"), str(each).strip()) for each in made.body.headers]
    assert headings == [("1", "Convention & co"), ("2", "Objet")]
    assert made.body.tables[0].width == 2
    assert len(made.body.lists) >= 2
    assert made.meta.get_title() == "Convention & co"
    assert made.meta.get_language() == "fr-FR"


def test_the_header_row_of_a_table_is_one() -> None:
    content = content_of(office.text_document("Tableau", render(SOURCE).html))

    assert "<table:table-header-rows><table:table-row>" in content
    assert 'table:number-columns-repeated="2"' in content


def test_only_links_that_lead_outside_are_links() -> None:
    content = content_of(office.text_document("Liens", render(SOURCE).html))

    assert 'xlink:href="https://exemple.test/?a=1&amp;b=2"' in content
    assert "/chez-nous" not in content
    assert "ici" in content


@pytest.mark.parametrize(
    "html",
    [
        "",
        "mots sans paragraphe",
        "<ul><li>ouverte",
        "<table><tr><td>ouverte",
        "</ul></table></li></p>",
        "<p><strong>jamais fermé</p><p>suite</p>",
        "<table></table>",
        "<h2></h2>",
        "<p>\x00\x0b\ufffe caractères interdits</p>",
        "<ul></ul><ol><ol><li>x</li></ol></ol>",
    ],
)
def test_whatever_the_html_the_document_opens(html: str) -> None:
    made = read_again(office.text_document("Titre \x00\ud800", html))

    assert made.body.headers


def test_the_words_of_a_spreadsheet_are_never_formulas() -> None:
    rows = [["=1+1", 3], ["+33 1 02", None], ["-2", 2.5]]

    content = content_of(office.spreadsheet([Sheet("Banque: [temps]", ["Qui", "Jours"], rows)]))

    assert "table:formula" not in content
    assert "<text:p>=1+1</text:p>" in content
    assert 'office:value-type="float" office:value="2.5"' in content


def test_every_sheet_of_a_spreadsheet_has_its_name_and_header() -> None:
    sheets = [Sheet("Un", ["a"], []), Sheet("Deux" * 20, ["b"], [["x"]])]

    made = read_again(office.spreadsheet(sheets))

    assert made.body.tables[0].name == "Un"
    assert len(made.body.tables[1].name) <= 31


TAGS = (
    "p",
    "h2",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tr",
    "th",
    "td",
    "strong",
    "a",
    "pre",
    "blockquote",
    "br",
)


@given(st.lists(st.sampled_from([*(f"<{each}>" for each in TAGS), *(f"</{each}>" for each in TAGS), "mots"])))
@settings(max_examples=150, deadline=None)
def test_no_order_of_marks_makes_a_document_that_does_not_open(marks: list[str]) -> None:
    writer = BodyWriter()

    writer.write("".join(marks))

    for block in writer.blocks:
        Element.from_tag(block)
