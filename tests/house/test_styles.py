"""What a style sheet may hold: flat rules on classes, in their layer."""

import re

from tests.house.sources import ROOT, files

HOLDERS = ("@layer", "@media", "@supports", "@container", "@keyframes", "@font-face", "@page")
BY_FILE = {"tokens": "tokens", "base": "base", "layout": "layout", "utilities": "utilities"}


def preludes(text: str) -> list[tuple[str, int, str]]:
    """Each thing that opens a brace: what it says, how deep, and what holds it."""
    code = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    code = re.sub(r"\"[^\"]*\"|'[^']*'", '""', code)
    found: list[tuple[str, int, str]] = []
    open_ones: list[str] = []
    for said, mark in re.findall(r"([^{};]*)([{};])", code):
        if mark == "{":
            found.append((said.strip(), len(open_ones), open_ones[-1] if open_ones else ""))
            open_ones.append(said.strip())
        elif mark == "}" and open_ones:
            open_ones.pop()
    return found


def faults(name: str, text: str) -> list[str]:
    """What this style sheet holds and should not."""
    opened = preludes(text)
    selectors = [
        said for said, _, holder in opened if not said.startswith("@") and "@keyframes" not in holder
    ]
    stem = name.rpartition("/")[2].removesuffix(".css")
    layer = "components" if "/components/" in name else BY_FILE.get(stem, stem)
    found = []
    if any(re.search(r"#[A-Za-z_]", said) for said in selectors):
        found.append("an id as selector")
    if "!important" in text:
        found.append("!important")
    if any(holder and not holder.startswith(HOLDERS) for _, _, holder in opened) or any(
        "&" in s for s in selectors
    ):
        found.append("a rule in a rule")
    if any(depth == 0 and said != f"@layer {layer}" for said, depth, _ in opened) or not opened:
        found.append(f"something outside @layer {layer}")
    if re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", text):
        found.append("a file from elsewhere")
    return found


STATE = re.compile(r"\[aria-(?:selected|current|pressed|checked)[^\]]*\]")
# What still shows where the person chose every colour, and backgrounds and shadows are gone.
STILL_SHOWN = re.compile(r"\b(?:font-weight|text-decoration|transform|display|content)\s*:")
FORCED = "@media (forced-colors: active)"


def lost_states(text: str) -> list[str]:
    """The states that only colours tell, and that nothing tells where the person chose every colour."""
    code = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    told = "".join(re.findall(re.escape(FORCED) + r"\s*{(?:[^{}]*{[^{}]*})*[^{}]*}", code))
    rules = re.findall(r"([^{}]*)({[^{}]*})", code.replace(told, "") if told else code)
    return [
        said.strip()
        for said, body in rules
        if STATE.search(said) and not STILL_SHOWN.search(body) and _subject(said) not in told
    ]


def _subject(selector: str) -> str:
    """The class that bears a state, as a rule begins with it."""
    return STATE.split(selector.strip().split("\n")[-1])[0].strip()


def test_a_state_never_hangs_by_colours_alone():
    found = {path.name: lost_states(path.read_text(encoding="utf-8")) for path in files("static/css", ".css")}

    assert {name: states for name, states in found.items() if states} == {}


def test_a_state_told_by_a_colour_alone_is_seen():
    rule = '.tab[aria-current="page"] { background: red }'
    forced = FORCED + " { .tab:not([aria-current]) { border-color: Canvas } }"

    assert lost_states(rule) == ['.tab[aria-current="page"]']
    assert lost_states(f"{rule} {forced}") == []
    assert lost_states('.tab[aria-current="page"] { font-weight: 600 }') == []


def test_style_sheets_are_flat_and_in_their_layer():
    found = {}
    for path in files("static/css", ".css"):
        name = path.relative_to(ROOT).as_posix()
        found[name] = faults(name, path.read_text(encoding="utf-8"))

    assert {name: words for name, words in found.items() if words} == {}


def test_each_fault_is_seen():
    card = "static/css/components/card.css"

    assert faults(card, "@layer components { #card { color: red } }") == ["an id as selector"]
    assert faults(card, "@layer components { .card { color: red !important } }") == ["!important"]
    assert faults(card, "@layer components { .card { .card__title { margin: 0 } } }") == ["a rule in a rule"]
    assert faults(card, "@layer components { .card { @media print { margin: 0 } } }") == ["a rule in a rule"]
    assert faults(card, "@layer base { .card { margin: 0 } }") == ["something outside @layer components"]
    assert faults(card, ".card { margin: 0 }") == ["something outside @layer components"]
    assert faults(card, '@import "a.css"; @layer components { .a { margin: 0 } }') == [
        "a file from elsewhere"
    ]


def test_what_is_right_is_left_alone():
    sheet = '/* #1 */ @layer components { @media print { .a:is(.b) { color: #fff; content: "{"; } } }'

    assert faults("static/css/components/card.css", sheet) == []
    assert (
        faults(
            "static/css/base.css", "@layer base { @keyframes turn { from { opacity: 0 } to { opacity: 1 } } }"
        )
        == []
    )
