"""Components say in words what they show in colour, and leave out what is empty."""

import pytest

from comite.accounts.audiences import Audience
from comite.accounts.labels import AUDIENCES

WICKED = "\"'><img src=x onerror=alert(1)>"


def test_a_difference_is_said_as_well_as_coloured(show):
    page = show("difference", "difference(pieces)", pieces=[("removed", "hier"), ("added", "demain")])

    assert "<del" in page
    assert "supprimé" in page
    assert "<ins" in page
    assert "ajouté" in page


def test_what_moved_is_said_and_what_is_far_can_be_opened(show):
    pieces = [("moved_away", "ici"), ("far", "un deux trois"), ("moved_here", "ici")]
    page = show("difference", "difference(pieces)", pieces=pieces)

    assert "déplacé d’ici" in page
    assert "déplacé ici" in page
    assert "<summary>3\u00a0mots inchangés</summary>un deux trois</details>" in page


@pytest.mark.parametrize("audience", list(Audience))
def test_a_chip_says_who_can_read_in_the_words_of_the_forms(show, audience):
    page = show("tag", f"visibility_tag('{audience.value}')")

    assert "Peut lire" in page
    assert AUDIENCES[audience] in page


def test_the_committee_that_can_read_is_named(show):
    page = show("tag", "visibility_tag('committee', 'Comité de Valmer')")

    assert "Comité de Valmer" in page


def test_a_pager_of_a_single_page_shows_nothing(show):
    page = show("pager", "pager(page)", page={"previous_url": None, "next_url": None})

    assert page.strip() == ""


def test_a_removable_filter_says_what_pressing_it_does(show):
    page = show("filters", "filters([], active=[('Eau', '/sans-eau')], clear_url='/tout')")

    assert "Retirer le filtre" in page
    assert 'href="/sans-eau"' in page
    assert 'href="/tout"' in page


def test_empty_facts_are_left_out(show):
    page = show("meta", "meta([('Licence', ''), ('Acronyme', none), ('Thème', 'Eau')])")

    assert "Thème" in page
    assert "Licence" not in page
    assert "Acronyme" not in page


def test_a_chart_gives_its_figures_as_a_table(show):
    page = show("bar_chart", "bar_chart('Retours', [('Eau', 12000), ('Voirie', 0)])")

    assert "<table" in page
    assert "12\u202f000" in page


def test_a_chart_without_figures_stands(show):
    page = show("bar_chart", "bar_chart('Retours', [])")

    assert "Retours" in page


def test_sources_that_disagree_say_so(show):
    page = show("indicator", "indicator('Appels perdus', 65, 8, unit='%', discordant=true)")

    assert "Les sources ne s’accordent pas" in page
    assert "Avant" in page
    assert "Après" in page


def test_a_measure_of_nought_before_is_shown(show):
    page = show("indicator", "indicator('Fuites', 0, 12)")

    assert "Avant" in page


def test_work_that_is_over_stops_asking(show):
    running = show("progress", "progress('Lecture', 3, 10, url='/suite')")
    over = show("progress", "progress('Lecture', 10, 10)")

    assert 'data-poll-url="/suite"' in running
    assert "data-poll-url" not in over


@pytest.mark.parametrize(
    ("component", "call"),
    [
        ("card", "card(x, '/x', kicker=x, summary=x, details=[x])"),
        ("tag", "tag(x, '/x')"),
        ("tag", "status_tag(x, x)"),
        ("alert", "alert(x, title=x)"),
        ("empty_state", "empty_state(x, x, x, '/x')"),
        ("meta", "meta([(x, x)], compact=true)"),
        ("tabs", "tabs([(x, '/x', true, 3)], x)"),
        ("table", "table(x, [x, (x, 'number')], [[x, 3]], cards=true)"),
        ("difference", "changed_field(x, [('added', x), ('same', x)])"),
        ("steps", "steps([(x, 'current', x)], x)"),
        ("indicator", "indicator(x, x, x, unit=x, period=x, method=x, source=x)"),
        ("indicator", "figure(x, x, source=x, url='/x')"),
        ("bar_chart", "bar_chart(x, [(x, 3)], unit=x, source=x)"),
        ("file_list", "file_list([{'name': x, 'url': '/x', 'size': 3, 'kind': x, 'hint': x}])"),
        ("gauge", "gauge(3, 5, label=x, next_label=x, next_url='/x', why=x)"),
        ("progress", "progress(x, 3, 5, detail=x)"),
        ("filters", "filters([{'name': 'n', 'label': x, 'kind': 'checks', 'options': [(x, x, true, 3)]}])"),
        ("filters", "filters([], hidden={'q': x})"),
        ("filters", "filters([{'name': 'n', 'label': x, 'kind': 'text', 'value': x}], active=[(x, '/x')])"),
        ("glossary", "term(x, x)"),
        ("avatar", "avatar(x)"),
        ("link_list", "link_list([(x, '/x', x, true)], x)"),
        ("result", "result([(x, true)], '/x', x, words=[(x, false)], details=[x])"),
        ("button", "button(x, name=x, value=x)"),
        ("button", "post_button(x, '/x', fields={'a': x}, confirm=x)"),
        ("menu", "menu_post(x, '/x', fields={'a': x}, confirm=x)"),
        ("dialog", "dialog_opener(x, 'd', '/x')"),
    ],
)  # fmt: skip
def test_no_word_of_a_person_becomes_markup(show, component, call):
    page = show(component, call, x=WICKED)

    assert "<img" not in page
    assert "onerror" in page or component == "avatar"
