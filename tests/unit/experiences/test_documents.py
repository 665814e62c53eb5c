"""A report to take away, and what is made of its words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comite.experiences import completeness, queries
from comite.experiences.content import IndicatorContent, ReportContent
from comite.experiences.documents.flow import flow_of
from comite.experiences.documents.markdown import as_markdown
from comite.experiences.documents.outline import outline
from comite.experiences.documents.pdf import _styles, as_pdf
from comite.experiences.figures import grouped
from comite.experiences.models import Indicator, Section
from comite.experiences.revisions import changes_between, difference
from comite.foundation import markdown
from comite.foundation.errors import RuleBrokenError
from tests.factories_experiences import make_report

FIGURES = (
    IndicatorContent("Appels perdus (première source)", "65", "8", "%", source="Sénat n° 447"),
    IndicatorContent("Appels perdus (deuxième source)", "70", "", "%", source="Europe 1"),
    IndicatorContent("Repas", "16000", "15000"),
)


@pytest.fixture
def taken(cast):
    report = make_report(
        cast,
        title="Essai *étoilé*",
        solution="# Titre\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- un\n- deux\n\n```\ncode\n```",
        indicators=FIGURES,
        sources=("Sénat n° 447",),
    )
    return outline(queries.get_report(cast.visitor, report.slug), "https://comite.exemple", with_people=True)


def test_the_markdown_file_says_everything(taken):
    words = as_markdown(taken)

    assert words.startswith("# Essai \\*étoilé\\*\n")
    assert "| Appels perdus (première source) | 65 | 8 | % |" in words
    assert "Sources discordantes : Appels perdus." in words
    assert "### Titre" in words
    assert "<https://comite.exemple/retours-experience/essai-etoile>" in words


def test_the_pdf_is_titled_and_in_french(taken):
    made = as_pdf(taken, "Comité").getvalue()

    assert made.startswith(b"%PDF-")
    assert b"/Lang (fr-FR)" in made
    assert b"/Title" in made


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab é*_`#>-|[]()<&\n1.~:\u202f€"), max_size=300))
def test_no_text_breaks_the_pdf(source):
    try:
        html = markdown.render(source).html
    except RuleBrokenError:
        return

    flow_of(str(html), _styles())


def test_a_cell_longer_than_a_page_still_makes_a_pdf(cast):
    long = "mot " * 1_900
    report = make_report(cast, solution=f"| a | b | c |\n|---|---|---|\n| {long} | 2 | 3 |")
    told = outline(queries.get_report(cast.visitor, report.slug), "https://comite.exemple", with_people=True)

    assert as_pdf(told, "Comité").getvalue().startswith(b"%PDF-")


def test_a_very_long_word_in_a_table_still_makes_a_pdf(cast):
    row = f"| {'mot' * 40} |" + " y |" * 6
    report = make_report(cast, solution="|" + " x |" * 7 + "\n|" + "---|" * 7 + f"\n{row}")
    told = outline(queries.get_report(cast.visitor, report.slug), "https://comite.exemple", with_people=False)

    assert as_pdf(told, "Comité").getvalue().startswith(b"%PDF-")


def test_sources_that_disagree_stand_together():
    rows = [Indicator(label=each.label, before=each.before, after=each.after) for each in FIGURES]

    groups = grouped(rows)

    assert [(each.label, len(each.rows), each.is_discordant) for each in groups] == [
        ("Appels perdus", 2, True),
        ("Repas", 1, False),
    ]


def test_the_same_value_from_two_sources_is_no_disagreement():
    rows = [Indicator(label="Fuites", before="15", after=after) for after in ("", "5")]

    assert not grouped(rows)[0].is_discordant


def test_the_gauge_says_what_helps_most_first():
    empty = completeness.assess(ReportContent(title="Essai"))
    told = completeness.assess(
        ReportContent(title="Essai", problem="p", solution="s", has_personal_data=False)
    )

    assert empty.percent == 0
    assert empty.following.section is Section.NEED
    assert told.percent > empty.percent
    assert Section.DATA in {each.section for each in told.gaps}
    assert not any("has_personal_data" in each.names for each in told.gaps)


def test_a_difference_is_told_word_by_word():
    assert difference("deux fuites par semaine", "trois fuites par jour") == [
        ("removed", "deux"),
        ("added", "trois"),
        ("same", " fuites par "),
        ("removed", "semaine"),
        ("added", "jour"),
    ]


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_difference_holds_both_texts(before, after):
    pieces = difference(before, after)

    assert "".join(text for kind, text in pieces if kind != "added") == before
    assert "".join(text for kind, text in pieces if kind != "removed") == after


def test_only_what_changed_is_listed():
    before = ReportContent(title="Un", problem="p", has_personal_data=None)
    after = ReportContent(title="Deux", problem="p", has_personal_data=False)

    assert [each.label for each in changes_between(before, after)] == ["Titre", "Données personnelles"]
