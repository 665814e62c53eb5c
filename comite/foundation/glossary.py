"""Words of the trade, explained where they are first read: on every page, in our words and in people's.

The layout hands the whole content of a page over, so that no template has to think of it.
"""

import re
from collections.abc import Iterator

from markupsafe import Markup

from comite.foundation.text import typeset

MEANINGS = {
    "AIPD": "Analyse d’impact relative à la protection des données : à faire avant un traitement risqué.",
    "CADA": "Commission d’accès aux documents administratifs.",
    "CCTP": "Cahier des clauses techniques particulières d’un marché public.",
    "CNIL": "Commission nationale de l’informatique et des libertés.",
    "COG": "Code officiel géographique : le code à cinq caractères que l’Insee donne à chaque commune.",
    "CRPA": "Code des relations entre le public et l’administration.",
    "DPO": "Délégué ou déléguée à la protection des données : qui conseille la collectivité sur ces données.",
    "EPCI": "Établissement public de coopération intercommunale : communauté de communes, d’agglomération, "
    "métropole.",
    "IA": "Intelligence artificielle.",
    "REX": "Retour d’expérience : le récit de ce qui a été tenté, réussi ou non.",
    "RGAA": "Référentiel général d’amélioration de l’accessibilité : ce que la loi demande aux sites "
    "publics.",
    "RGESN": "Référentiel général d’écoconception de services numériques.",
    "RGPD": "Règlement général sur la protection des données.",
    "SCDL": "Socle commun des données locales : des modèles de fichiers partagés entre collectivités.",
    "SIREN": "Numéro à neuf chiffres d’une organisation.",
}
# The whole site speaks of it: on each page it would be one stop more for who goes by keyboard.
_KNOWN_BY_ALL = {"IA"}
_WORDS = sorted(set(MEANINGS) - _KNOWN_BY_ALL)
_WORD = re.compile(rf"(?<![\w@/.-])(?:{'|'.join(_WORDS)})(?![\w-])")
# A tag with its attributes: what stands between quotes may hold a « > », and is never text.
_TAG = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^\"'>]|\"[^\"]*\"|'[^']*')*+)>", re.DOTALL)
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What is pressed, chosen, typed or copied, and what names something: a button has no place in it.
_LEFT_ALONE = {
    "a", "abbr", "button", "caption", "code", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label",
    "legend", "nav", "option", "output", "pre", "script", "select", "style", "summary", "svg", "template",
    "textarea", "th", "title",
}  # fmt: skip
# A card is one large link, a chip is a few letters wide; an announcement is read aloud as it comes.
_LEFT_ALONE_MARKS = re.compile(
    r"""class="(?:card|tag|button|visually-hidden)[ "-]|role="(?:status|alert)\""""
)
_MARKED = re.compile(r'<button class="term" type="button"><abbr>([^<]+)</abbr>')


def term(word: str, meaning: str = "") -> Markup:
    """A word with its meaning one press or one focus away: keyboard, touch, and without JavaScript."""
    said = typeset(meaning or MEANINGS[word])
    return Markup('<button class="term" type="button"><abbr>{}</abbr>{}</button>').format(
        word, Markup('<span class="term__meaning"> {}</span>').format(said)
    )


def explained(content: str) -> Markup:
    """The content of a page, the first occurrence of each word of the trade explained.

    Only text is looked at, outside of what is a control or a name; a page without any is given back as it is.
    """
    html = str(content)
    # Most pages have none or few: looking for letters costs a hundred times less than reading tags.
    left = {word for word in _WORDS if word in html}
    if left:
        left -= set(_MARKED.findall(html))
        html = "".join(_pieces(html, left))
    return Markup(html)  # noqa: S704 - what the template engine rendered, and our own terms


def _pieces(html: str, left: set[str]) -> Iterator[str]:
    """The page, tag after tag and text after text."""
    at, closed_by, depth = 0, "", 0
    for tag in _TAG.finditer(html):
        if not left:
            break
        text = html[at : tag.start()]
        yield text if closed_by else _with_terms(text, left)
        yield tag.group()
        at = tag.end()
        name = (tag[2] or "").lower()
        if closed_by:
            if name == closed_by:
                depth += -1 if tag[1] else 1
                closed_by = closed_by if depth else ""
        elif name and not tag[1] and _is_left_alone(name, tag[3]):
            closed_by, depth = name, 1
    yield html[at:] if closed_by else _with_terms(html[at:], left)


def _is_left_alone(name: str, attributes: str) -> bool:
    """Whether nothing inside an element is explained."""
    if name in _VOID:
        return False
    return name in _LEFT_ALONE or _LEFT_ALONE_MARKS.search(attributes) is not None


def _with_terms(text: str, left: set[str]) -> str:
    """A text, the words that nobody has read yet on the page explained; what is no whole text stays."""
    if not left or "<" in text:
        return text

    def first(found: re.Match[str]) -> str:
        word = found.group()
        if word not in left:
            return word
        left.discard(word)
        return str(term(word))

    return _WORD.sub(first, text)
