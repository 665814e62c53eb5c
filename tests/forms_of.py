"""The forms of a page, as a browser holds them."""

from dataclasses import dataclass
from typing import Any

import html5lib
from werkzeug.test import TestResponse

TEXTS = {"text", "date", "time", "hidden", "email", "url", "number", "search"}


@dataclass(frozen=True)
class SentForm:
    """Where a form is sent, and what it would send as it stands."""

    address: str
    values: dict[str, Any]
    kept_at: str

    @property
    def place(self) -> str:
        """Where what is typed in it is kept."""
        return self.kept_at.rpartition("/")[2]


def forms_of(page: TestResponse) -> list[SentForm]:
    """Every form of a page that changes something."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page.get_data(as_text=True))
    return [
        SentForm(
            each.get("action") or page.request.full_path.rstrip("?"),
            _values(each),
            each.get("data-autosave-url", ""),
        )
        for each in tree.iter("form")
        if each.get("method") == "post"
    ]


def kept_form(page: TestResponse, name: str) -> SentForm:
    """The form of a page that is kept under this name."""
    found = [each for each in forms_of(page) if each.place == name or each.place.startswith(f"{name}-")]
    assert found, f"no form kept as {name} among {[each.place for each in forms_of(page)]}"
    return found[0]


def _values(form: Any) -> dict[str, Any]:
    """What the fields of a form say."""
    values: dict[str, Any] = {}
    for each in form.iter():
        name = each.get("name") if isinstance(each.tag, str) else None
        if not name or name in ("form_token", "form_key"):
            continue
        if each.tag == "textarea":
            values[name] = (each.text or "").removeprefix("\n").strip("\n")
        elif each.tag == "select":
            options = list(each.iter("option"))
            chosen = [one for one in options if one.get("selected") is not None] or options[:1]
            values[name] = chosen[0].get("value", "") if chosen else ""
        elif each.tag == "input" and each.get("type", "text") in TEXTS:
            values[name] = each.get("value", "")
        elif each.tag == "input" and each.get("checked") is not None:
            values.setdefault(name, []).append(each.get("value", "y"))
    return values
