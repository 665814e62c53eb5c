"""Words of the trade are explained once a page, in text only, and change nothing else of the page."""

import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comite.foundation.glossary import MEANINGS, explained, term
from comite.foundation.markdown import render


def marked(html):
    """The words that are explained, in order."""
    return re.findall(r"<abbr>([^<]+)</abbr><span", str(explained(html)))


def without_terms(html):
    """The page without what explaining added."""
    meaning = '<span class="term__meaning">[^<]*</span>'
    return re.sub(
        f'<button class="term" type="button"><abbr>([^<]+)</abbr>{meaning}</button>', r"\1", str(html)
    )


def test_the_first_occurrence_only_is_explained():
    html = explained("<p>Une AIPD, puis une AIPD et un EPCI.</p>")

    assert marked("<p>Une AIPD, puis une AIPD et un EPCI.</p>") == ["AIPD", "EPCI"]
    assert html.count("Analyse d’impact") == 1


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/">AIPD</a>',
        "<button>AIPD</button>",
        "<label>AIPD <input></label>",
        "<h2>L’AIPD</h2>",
        "<pre><code>AIPD</code></pre>",
        "<select><option>AIPD</option></select>",
        "<textarea>AIPD</textarea>",
        '<abbr title="x">AIPD</abbr>',
        "<p>AIPDs, COGITO, l’anti-COG, @DPO, /COG, a.COG</p>",
        '<p title="une AIPD > une AIPD">x</p>',
        "<p title='une AIPD > une AIPD'>x</p>",
        "<!-- <p> AIPD > AIPD --><p>x</p>",
        '<article class="card card--draft"><p>AIPD</p></article>',
        '<a href="/"><span>x</span> AIPD</a>',
        "<nav><nav>x</nav> AIPD</nav>",
    ],
)
def test_what_is_no_text_of_a_page_is_left_alone(html):
    assert str(explained(html)) == html


def test_what_follows_a_control_is_text_again():
    assert marked('<a href="/">x<br></a> AIPD <label>y <input></label> COG') == ["AIPD", "COG"]


def test_a_word_that_a_template_explained_already_is_not_explained_twice():
    assert marked(f"<dl><dt>{term('COG')}</dt></dl><p>Le COG.</p>") == ["COG"]


def test_hostile_text_of_people_stays_text():
    source = '[a](http://x.test "> AIPD onclick=alert(1) b") et <b>AIPD</b> & `AIPD`'
    html = render(source).html

    assert without_terms(explained(html)) == str(html)
    tree = html5lib.parse(str(explained(html)), namespaceHTMLElements=False)
    assert not [each for each in tree.iter() if any(str(name).startswith("on") for name in each.attrib)]


MARKS = ("<p>", "</p>", '"', "'", ">", "<", "&lt;", " ", "<a href='x'>", "</a>", '<i title="', "<!--", "-->")


@given(st.lists(st.sampled_from([*MEANINGS, *MARKS]), max_size=30).map("".join))
def test_explaining_only_ever_adds_terms(html):
    assert without_terms(explained(html)) == html


@given(st.text(max_size=400))
def test_rendered_markdown_keeps_its_words(source):
    html = render(source).html

    assert without_terms(explained(html)) == str(html)


def test_a_page_without_words_is_given_back_as_it_is():
    html = "<p>Rien.</p>"

    assert str(explained(html)) == html
