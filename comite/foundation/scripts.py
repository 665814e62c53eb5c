"""Our JavaScript modules as one script: one request instead of twenty, whatever the page does.

What few pages need stays apart: a browser asks for it when a page names it.

The modules stay as they are written and work alone too; joining asks that they keep to two forms,
`import { name, other } from "./file.js";` on one line and `export function|class|const name`.
"""

import re
from pathlib import Path

ENTRY = "comite.js"
BEHAVIOURS = "behaviours/"
IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "(\.[\w./-]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
LATER = "import(`./behaviours/${name}.js`)"
FOUND_OR_LATER = f"(behaviours[name] ? Promise.resolve(behaviours[name]) : {LATER})"
# Where one writes, waits for some work, holds a meeting or comes home: hardly ever on the same page.
APART = ("copy", "editor", "fold", "poll", "quorum", "reorder")
OTHER_FORM = re.compile(r"^\s*(?:import\b(?!\()|export\b).*|\bimport\(.*", re.MULTILINE)


class UnknownFormError(ValueError):
    """A module imports or exports in a way that joining does not know."""


def joined(folder: Path) -> dict[str, str]:
    """The script of a folder's modules, each after those it imports, and the behaviours that stay apart.

    They are named by their paths in the folder: the script takes the place of its entry.
    """
    sources = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.js"))
    }
    apart = [name for each in APART if (name := f"{BEHAVIOURS}{each}.js") in sources]
    ordered: list[str] = []
    for name in sorted(sources.keys() - set(apart), key=lambda name: (name == ENTRY, name)):
        _place(name, sources, ordered)
    names = {name: f"m{rank}" for rank, name in enumerate(ordered)}
    parts = [_wrapped(name, sources[name], names) for name in ordered]
    shared = sorted({names[each] for name in apart for each in _imported(name, sources[name])})
    export = [f"export {{ {', '.join(shared)} }};"] if shared else []
    whole = {ENTRY: "\n".join(["const behaviours = {};", *parts, *export, ""])}
    return whole | {name: _alone(name, sources[name], names) for name in apart}


def _imported(name: str, source: str) -> list[str]:
    """The modules that one imports."""
    return [_target(name, address) for _, address in IMPORT.findall(source)]


def _alone(name: str, source: str, names: dict[str, str]) -> str:
    """A module that stays apart, and takes what it imports from the script."""
    taken = sorted({names[each] for each in _imported(name, source)})
    head = [f'import {{ {", ".join(taken)} }} from "../{ENTRY}";'] if taken else []
    return "\n".join([*head, _stripped(_bound(name, source, names)), ""])


def _place(name: str, sources: dict[str, str], ordered: list[str], below: tuple[str, ...] = ()) -> None:
    """Put a module in the order, after those it imports."""
    if name in ordered:
        return
    if name in below:
        raise UnknownFormError(f"{name} imports itself through {' → '.join(below)}")
    for each in _imported(name, sources[name]):
        _place(each, sources, ordered, (*below, name))
    ordered.append(name)


def _target(name: str, address: str) -> str:
    """The module that a relative address designates, seen from another."""
    parts = name.split("/")[:-1]
    for step in address.split("/"):
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def _wrapped(name: str, source: str, names: dict[str, str]) -> str:
    """A module in a function of its own, so that its names meet no other's."""
    exported = [found[1] for found in EXPORT.findall(source)]
    body = _stripped(EXPORT.sub(r"\1 \2", _bound(name, source, names)))
    other = OTHER_FORM.search(body.replace(LATER, ""))
    if other:
        raise UnknownFormError(f"{name}: {other[0].strip()}")
    body = body.replace(LATER, FOUND_OR_LATER)
    whole = f"const {names[name]} = (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();"
    if name.startswith(BEHAVIOURS):
        behaviour = name.removeprefix(BEHAVIOURS).removesuffix(".js")
        whole += f'\nbehaviours["{behaviour}"] = {names[name]};'
    return whole


def _bound(name: str, source: str, names: dict[str, str]) -> str:
    """A module that takes what it imports from the names that stand for the others."""
    return IMPORT.sub(lambda found: f"const {{ {found[1]} }} = {names[_target(name, found[2])]};", source)


def _stripped(body: str) -> str:
    """Without its comments and its margins."""
    body = re.sub(r"^\s*//.*\n|[ \t]+// [^\"'`\n]*$", "", body, flags=re.MULTILINE)
    return re.sub(r"^\s+", "", body, flags=re.MULTILINE).strip()
