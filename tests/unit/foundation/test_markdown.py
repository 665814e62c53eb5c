"""Texts become safe HTML once, and plain words for search and mails."""

from markupsafe import Markup

from comite.foundation.markdown import plain, render


def test_the_words_of_a_rendered_text_hold_no_tag():
    rendered = render("Premier *paragraphe*.\n\nSecond, avec `a < b`.")

    assert rendered.plain == "Premier paragraphe. Second, avec a < b."
    assert plain(rendered.html) == rendered.plain
    assert plain(Markup("<p>un</p><p>deux</p>")) == "un deux"


def test_words_get_their_french_spaces_and_code_keeps_its_own():
    rendered = render("Voter **pour** : non ! `a ? b : c`\n\n```\nx ; y\n```\n")

    assert "</strong>\u202f: non\u202f!" in rendered.html
    assert "a ? b : c" in rendered.html
    assert "x ; y" in rendered.html
