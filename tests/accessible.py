"""What a page owes to who cannot see it, beyond what axe asks: names, outlines, refusals, references."""

import re
from collections import defaultdict
from typing import Any

REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "for", "headers")
# What a thing that is pressed is about stands after this, said to all or only aloud (components/button.html).
ABOUT = " : "


def faults(tree: Any) -> list[str]:
    """What is wrong on a page, read by html5lib without namespaces."""
    elements = [each for each in tree.iter() if isinstance(each.tag, str)]
    above = {child: each for each in elements for child in each}
    return [
        *_title(elements),
        *_outline(elements, above),
        *_references(elements),
        *_tables(elements, above),
        *_names(elements),
        *_same_buttons(elements, above),
        *_groups(elements),
    ]


def said(element: Any) -> str:
    """The words that are read aloud."""
    if element.get("aria-label"):
        return str(element.get("aria-label"))
    is_silent = element.get("aria-hidden") == "true" or element.get("hidden") is not None
    if not isinstance(element.tag, str) or is_silent or "term__meaning" in _classes(element):
        return ""
    if element.tag == "img":
        return str(element.get("alt") or "")
    return (element.text or "") + "".join(said(each) + (each.tail or "") for each in element)


def words(element: Any) -> str:
    """The same, on one line, with plain spaces."""
    return " ".join(said(element).split())


def _title(elements: list[Any]) -> list[str]:
    """A refusal is heard first, and a page without refusal speaks of none."""
    title = next(words(each) for each in elements if each.tag == "title")
    is_refused = any("form-errors" in _classes(each) for each in elements)
    is_told = title.startswith("Erreur – ")
    if is_refused and not is_told:
        return [f"the title « {title} » does not say that the form was refused"]
    if is_told and not any(each.get("role") == "alert" or _is_clash(each) for each in elements):
        return [f"the title « {title} » speaks of an error that is nowhere on the page"]
    return []


def _is_clash(element: Any) -> bool:
    """Whether it asks to bring two versions together."""
    return bool(element.tag == "input" and element.get("name") == "clash")


def _outline(elements: list[Any], above: dict[Any, Any]) -> list[str]:
    """No rank of title is skipped, and none is empty; a closed dialog has its own outline."""
    found, last = [], 0
    for each in elements:
        if not re.fullmatch("h[1-6]", each.tag) or _inside(each, above, "dialog") is not None:
            continue
        rank = int(each.tag[1])
        if rank > last + 1:
            found.append(f"h{rank} « {words(each)} » under h{last}")
        if not words(each):
            found.append(f"an empty h{rank}")
        last = rank
    return found


def _references(elements: list[Any]) -> list[str]:
    """What names another element by its id names one that is there."""
    known = {each.get("id") for each in elements}
    found = [
        f"{each.tag} {name}={wanted}"
        for each in elements
        for name in REFERENCES
        for wanted in (each.get(name) or "").split()
        if wanted not in known
    ]
    anchors = [each.get("href") or "" for each in elements if each.tag == "a"]
    return found + [
        f"a link to {each}" for each in anchors if each[:1] == "#" and each[1:] not in {*known, ""}
    ]


def _tables(elements: list[Any], above: dict[Any, Any]) -> list[str]:
    """Each table has its name, and its heads say what they head."""
    found = []
    for each in elements:
        if (
            each.tag == "table"
            and not each.get("aria-label")
            and not any(part.tag == "caption" for part in each)
        ):
            found.append("a table without a name")
        if each.tag == "th" and not each.get("scope") and _inside(each, above, "thead") is not None:
            found.append(f"th « {words(each)} » without scope")
    return found


def _names(elements: list[Any]) -> list[str]:
    """What is pressed has a name, which holds the words that are seen (WCAG 2.5.3)."""
    found = []
    for each in elements:
        if each.tag not in {"a", "button", "summary"} or each.get("hidden") is not None:
            continue
        seen = " ".join("".join(each.itertext()).split())
        if not words(each):
            found.append(f"{each.tag} without a name ({each.get('href') or each.get('class')})")
        # A sign (« ↩ ») is no word.
        elif each.get("aria-label") and re.search(r"\w", seen) and seen.lower() not in words(each).lower():
            found.append(f"« {words(each)} » is not what is seen, « {seen} »")
    return found


def _same_buttons(elements: list[Any], above: dict[Any, Any]) -> list[str]:
    """Two buttons that do two things have two names, unless what folds them says what they are about."""
    does = defaultdict(set)
    for each in elements:
        if each.tag == "a" and "button" in _classes(each) and ABOUT not in (name := _plain(each)):
            does[name, "a"].add((each.get("href"),))
        form = _inside(each, above, "form") if each.tag == "button" else None
        if form is None or form.get("method") != "post" or ABOUT in (name := _plain(each)):
            continue
        fold = _inside(each, above, "details")
        place = _plain(next(iter(fold))) if fold is not None and len(fold) else ""
        if ABOUT in place:
            continue
        hidden = [
            (inner.get("name"), inner.get("value"))
            for inner in form.iter()
            if inner.tag == "input" and inner.get("type") == "hidden" and not _is_guard(inner)
        ]
        target = each.get("formaction") or form.get("action")
        does[name, place].add((target, each.get("name"), each.get("value"), *sorted(hidden)))
    return [f"{len(targets)} buttons « {name} »" for (name, _), targets in does.items() if len(targets) > 1]


def _plain(element: Any) -> str:
    """Its name, where a colon has plain spaces around it."""
    return words(element).replace("\u202f", " ")


def _is_guard(field: Any) -> bool:
    """Whether a hidden field only guards its form."""
    return field.get("name") in {"form_token", "form_key"}


def _groups(elements: list[Any]) -> list[str]:
    """Groups of fields have a legend, places of the page a name of their own, and nobody jumps the queue."""
    found = [
        "a fieldset without legend" for each in elements if each.tag == "fieldset" and _lacks_legend(each)
    ]
    places = [each.get("aria-label") for each in elements if each.tag == "nav"]
    found += ["a nav without a name" for each in places if not each]
    found += ["a positive tabindex" for each in elements if int(each.get("tabindex") or 0) > 0]
    found += [
        f"{each.get('type')} {each.get('name')} without autocomplete"
        for each in elements
        if each.tag == "input" and each.get("type") in {"email", "password"} and not each.get("autocomplete")
    ]
    return found + ["a link to a new window" for each in elements if each.get("target") == "_blank"]


def _lacks_legend(fieldset: Any) -> bool:
    """Whether a group of fields does not say what they are together."""
    return not any(each.tag == "legend" and words(each) for each in fieldset)


def _inside(element: Any, above: dict[Any, Any], tag: str) -> Any:
    """The nearest element of this kind around one, or nothing."""
    while (element := above.get(element)) is not None:
        if element.tag == tag:
            return element
    return None


def _classes(element: Any) -> list[str]:
    """Its classes."""
    return str(element.get("class") or "").split()
