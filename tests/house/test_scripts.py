"""What a script may hold: one behaviour a file, and nothing that turns text into code."""

import re

from tests.house.sources import ROOT, files

FAULTS = {
    "text made into markup": re.compile(
        r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc)\b"
    ),
    "text made into code": re.compile(
        r"\beval\s*\(|\bnew\s+Function\b|\bset(?:Timeout|Interval)\s*\(\s*[\"'`]"
    ),
    "a style or a handler as attribute": re.compile(r"setAttribute\(\s*[\"'](?:style|on\w+)[\"']"),
    "another host": re.compile(r"https?://(?!www\.w3\.org/)\w"),
    "a global": re.compile(r"\b(?:window|globalThis)\.\w+\s*=[^=]"),
    "an old form of module": re.compile(r"\brequire\s*\(|\bmodule\.exports\b|\(function\s*\("),
}


def faults(name: str, text: str) -> list[str]:
    """What this script holds and should not."""
    code = re.sub(r"^\s*//[^\n]*$|/\*.*?\*/", "", text, flags=re.MULTILINE | re.DOTALL)
    found = [fault for fault, pattern in FAULTS.items() if pattern.search(code)]
    exported = re.findall(
        r"^export\s+(?:async\s+)?(?:function|const|class)\s+(\w+)", code, flags=re.MULTILINE
    )
    if "/behaviours/" in name and exported != ["start"]:
        found.append("not one behaviour, named start")
    return found


def test_scripts_are_modules_that_make_no_code_of_text():
    found = {}
    for path in files("static/js", ".js"):
        name = path.relative_to(ROOT).as_posix()
        found[name] = faults(name, path.read_text(encoding="utf-8"))

    assert {name: words for name, words in found.items() if words} == {}


def test_each_fault_is_seen():
    entry, behaviour = "static/js/comite.js", "static/js/behaviours/copy.js"

    assert faults(entry, "box.innerHTML = text") == ["text made into markup"]
    assert faults(entry, "eval(text)") == ["text made into code"]
    assert faults(entry, 'setTimeout("go()", 5)') == ["text made into code"]
    assert faults(entry, 'box.setAttribute("style", text)') == ["a style or a handler as attribute"]
    assert faults(entry, 'fetch("https://example.org")') == ["another host"]
    assert faults(entry, "window.start = 1") == ["a global"]
    assert faults(entry, 'const fs = require("fs")') == ["an old form of module"]
    assert faults(behaviour, "export function start() {}\nexport function stop() {}") == [
        "not one behaviour, named start"
    ]


def test_what_is_right_is_left_alone():
    assert (
        faults("static/js/behaviours/copy.js", "// no innerHTML here\nexport function start(button) {}") == []
    )
