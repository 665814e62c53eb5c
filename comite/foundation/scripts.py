"""Our JavaScript modules as one script: one request instead of twenty, whatever the page does.

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
OTHER_FORM = re.compile(r"^\s*(?:import\b(?!\()|export\b).*|\bimport\(.*", re.MULTILINE)


class UnknownFormError(ValueError):
    """A module imports or exports in a way that joining does not know."""


def joined(folder: Path) -> str:
    """The modules of a folder as one script, each after those it imports, the entry last."""
    sources = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.js"))
    }
    ordered: list[str] = []
    for name in sorted(sources, key=lambda name: (name == ENTRY, name)):
        _place(name, sources, ordered)
    names = {name: f"m{rank}" for rank, name in enumerate(ordered)}
    parts = [_wrapped(name, sources[name], names) for name in ordered]
    return "\n".join(["const behaviours = {};", *parts, ""])


def _place(name: str, sources: dict[str, str], ordered: list[str], below: tuple[str, ...] = ()) -> None:
    """Put a module in the order, after those it imports."""
    if name in ordered:
        return
    if name in below:
        raise UnknownFormError(f"{name} imports itself through {' → '.join(below)}")
    for _, address in IMPORT.findall(sources[name]):
        _place(_target(name, address), sources, ordered, (*below, name))
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
    body = IMPORT.sub(lambda found: f"const {{ {found[1]} }} = {names[_target(name, found[2])]};", source)
    body = EXPORT.sub(r"\1 \2", body).replace(LATER, "Promise.resolve(behaviours[name])")
    body = re.sub(r"^\s*//.*\n|[ \t]+// [^\"'`\n]*$", "", body, flags=re.MULTILINE)
    other = OTHER_FORM.search(body)
    if other:
        raise UnknownFormError(f"{name}: {other[0].strip()}")
    body = re.sub(r"^\s+", "", body, flags=re.MULTILINE).strip()
    whole = f"const {names[name]} = (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();"
    if name.startswith(BEHAVIOURS):
        behaviour = name.removeprefix(BEHAVIOURS).removesuffix(".js")
        whole += f'\nbehaviours["{behaviour}"] = {names[name]};'
    return whole
