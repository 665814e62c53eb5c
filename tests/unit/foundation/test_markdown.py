"""Texts become safe HTML once, and plain words for search and mails."""

import hashlib
import re

import pytest
from markupsafe import Markup

from comite.foundation.markdown import VERSION, plain, render


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


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Voici :\n- un\n- deux", "p ul li li"),
        ("Voici :\n1. un\n2. deux\nsuite", "p ol li li"),
        ("1. un\n- deux", "ol li ul li"),
        ("Voici :\n| a | b |\n| --- | --- |\n| 1 | 2 |\n- fin", "p table th th td td ul li"),
        ("Voici :\n```\n- a\n```\nsuite\n- b", "p pre p ul li"),
        ("> Voici :\n> - un\n> fin", "blockquote p ul li"),
        ("- un\n  - deux\n    - trois\n- quatre", "ul li ul li ul li li"),
        ("1. un\n   - deux\n2. trois", "ol li ul li li"),
        ("- un\n- ", "ul li"),
        ("Texte\n- \nsuite", "p"),
    ],
)
def test_a_block_begins_right_under_a_sentence(written, shown):
    html = str(render(written).html)

    assert " ".join(re.findall(r"<(p|[uo]l|li|table|th|td|pre|blockquote|h\d)\b", html)) == shown


@pytest.mark.parametrize(
    "written",
    ["né en\n2024. Puis plus rien", "Téléphone\n+ 33 6 00", "    a\n    - b", "```\na\n- b\n| c |\n```"],
)
def test_what_begins_no_block_stays_in_its_own(written):
    html = str(render(written).html)

    assert re.findall(r"<(?:ul|ol|table)\b", html) == []


EVERYTHING = """\
# Titre
Voici :
- un *point* et **deux** : ~~non~~ !
  - [ ] à faire
  - [x] fait

1. un
2. deux

> cité @amina, puis @personne

| a | b |
| :-- | --: |
| 1 | `c : d` |

```python
x ; y
```

https://exemple.test/page [lien](/discussions/1) [non](javascript:x) <script>non</script> <b>gras</b>
ligne[^1]

[^1]: Une note.

*[IA]: intelligence artificielle

L’IA

---
### Fin
"""


def test_what_is_written_changes_only_with_its_version():
    """When this fails, raise `markdown.VERSION`: texts already kept are then rendered anew."""
    html = str(render(EVERYTHING, {"amina": "/personnes/amina"}).html)

    steady = re.sub(r"(fn|fnref)-[0-9a-f]{8}-", r"\1-", html)

    assert (VERSION, hashlib.sha256(steady.encode()).hexdigest()[:16]) == (4, "0d0b8b4d556d3092")
