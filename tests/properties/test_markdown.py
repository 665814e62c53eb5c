"""Whatever people write, what comes out is safe, well formed, and quick to make."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comite.foundation.markdown import (
    ATTRIBUTES,
    BRACKETS_MAX,
    LENGTH_MAX,
    TAGS,
    TooComplexTextError,
    plain,
    render,
)

PIECES = (
    "[a](",
    "[a]: ",
    "![",
    "](javascript:alert(1))",
    "<script>",
    "</script>",
    "<img src=x onerror=alert(1)>",
    "**",
    "_",
    "`",
    "```\n",
    "~~~html\n",
    "> ",
    "- ",
    "1. ",
    "| a | b |\n|:--|--:|\n| 1 | 2 |\n",
    "[^1]",
    "[^1]: note\n",
    "\n\n",
    "    ",
    "# ",
    "###### ",
    "@amina",
    "&lt;",
    "&#106;",
    "&",
    "\x00",
    "\u202e",
    "<a href='data:text/html,x'>",
    "~~",
    "^",
    "*[HTML]: x\n",
    "- [x] ",
    "https://exemple.test/a(b)",
    "<svg/onload=x>",
    "<!--",
    "-->",
    "\\",
    '"',
    "'",
    "é",
    "ﬁ",
    "<div markdown=1>",
    "{: onclick=x }",
    "[[",
    "]]",
    "http://",
    "mailto:a@b.c",
    "<style>*{}</style>",
    "\t",
    "***",
    "---\n",
)
MARKDOWN = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=40).map("".join)
SCHEMES = ("http:", "https:", "mailto:", "#", "/")
# What is added after the cleaning.
OURS = {
    "a": {"rel", "aria-label"},
    "div": {"role", "aria-label", "tabindex"},
    "input": {"aria-label"},
    "table": {"aria-label"},
}
CLASSES = re.compile(
    r"scroll|mention|footnote|footnote-ref|footnote-backref|task-list|task-list-item|language-\w{1,20}"
)


def elements(html: str) -> Iterator[Element]:
    """The elements as a browser understands them."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return (each for each in tree.iter() if isinstance(each.tag, str) and each.tag != "DOCUMENT_FRAGMENT")


def check_safe(html: str) -> None:
    """Fail on anything that could run, fetch, submit, frame or disguise."""
    for each in elements(html):
        # A browser adds the body of a table by itself.
        assert each.tag in TAGS | {"tbody", "colgroup"}, each.tag
        for name, value in each.attrib.items():
            assert name in ATTRIBUTES.get(str(each.tag), set()) | OURS.get(str(each.tag), set()), name
            if name == "href":
                assert value.lower().startswith(SCHEMES) or ":" not in re.split("[/?#]", value)[0], value
            if name == "class":
                assert all(CLASSES.fullmatch(word) for word in value.split()), value
        if each.tag == "a":
            assert {"nofollow", "ugc", "noopener"} <= set(each.get("rel", "").split())
        if each.tag == "input":
            assert each.get("type") == "checkbox"
            assert each.get("disabled") is not None


@given(MARKDOWN)
@example("<a href='javas\ncript:alert(1)'>x</a>")
@example("[x](JaVaScRiPt:alert(1))")
@example('[a]("](javascript:alert(1))')
@example("<a href='javascript'>x</a>")
@example("[x](  javascript:alert(1))")
@example("[x](data:text/html;base64,PHNjcmlwdD4=)")
@example("![x](https://traceur.test/pixel.gif)")
@example("<input type=text autofocus onfocus=alert(1)>")
@example("<form action=//mechant.test><input name=password></form>")
@example("<p id=fn:1 class='card'>x</p>")
@example("```onclick\nx\n```")
@settings(max_examples=300, deadline=None)
def test_what_comes_out_is_safe_whatever_was_written(source: str) -> None:
    html = render(source, {"amina": "/personnes/amina"}).html

    check_safe(str(html))


@given(MARKDOWN)
@settings(max_examples=150, deadline=None)
def test_the_words_alone_bear_no_markup(source: str) -> None:
    rendered = render(source)

    assert rendered.plain == " ".join(rendered.plain.split(" ")).strip()
    assert "\n" not in rendered.plain


@given(st.text(alphabet="abc é&<>\"'", max_size=60))
@settings(max_examples=150, deadline=None)
def test_words_that_look_like_markup_stay_words(typed: str) -> None:
    source = f"mot {typed}"

    text = plain(str(render(source.replace("<", "&lt;")).html))

    assert text == " ".join(source.split())


@pytest.mark.parametrize(
    "source",
    [
        "[" * (BRACKETS_MAX + 1),
        "<" * (BRACKETS_MAX + 1),
        "a" * (LENGTH_MAX + 1),
        "\n" * 5_000,
        "*" * 10_000,
        "`" * 3_000,
    ],
)
def test_what_would_hold_the_process_is_refused(source: str) -> None:
    with pytest.raises(TooComplexTextError):
        render(source)


@pytest.mark.parametrize(
    "source",
    [
        "[a](" * (BRACKETS_MAX - 1),
        "> " * 2_000 + "x",
        "- " * 2_000 + "x",
        "  " * 3_000 + "- x\n" * 50,
        "*a " * 1_900,
        "_" * 5_900,
        "`" * 1_900,
        "| a " * 3_000 + "\n" + "|---" * 3_000,
        "\n".join(f"{'  ' * depth}- x" for depth in range(200)),
        "\n".join("> " * depth + "x" for depth in range(200)),
        "[^1]" * 400 + "\n\n[^1]: x",
        "https://a.test/" + "a" * 20_000,
        "a@" * 5_000,
        "\\" * 20_000,
        "&" * 20_000,
        "```\n" * 600,
        "<" * 900 + "a" * 1_000,
        "a.b" * 9_000,
    ],
    ids=lambda source: source[:12],
)
@pytest.mark.timeout(20)
def test_the_worst_that_is_accepted_does_not_hold_the_process(source: str) -> None:
    try:
        check_safe(str(render(source).html))
    except TooComplexTextError:
        return
