"""The lists of dependencies: pinned, hashed, admitted by their ranges, silent about where they come from."""

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.sources import PACKAGE, ROOT

LISTS = PACKAGE / "requirements"
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+).*(?P<hashes>(?:\n .*)*)", re.MULTILINE)


def pins(text: str) -> dict[str, list[str]]:
    """The versions a list holds each package to: more than one where Pythons differ."""
    found: dict[str, list[str]] = {}
    for pin in PIN.finditer(text):
        found.setdefault(canonicalize_name(pin["name"]), []).append(pin["version"])
    return found


def not_admitted(ranges: list[str], held: dict[str, list[str]]) -> list[str]:
    """The ranges whose pin is missing or outside."""
    wanted = [Requirement(each) for each in ranges]
    return [
        str(each)
        for each in wanted
        if not (versions := held.get(canonicalize_name(each.name), []))
        or not all(each.specifier.contains(version) for version in versions)
    ]


def without_hash(text: str) -> list[str]:
    """The pins that would accept any file."""
    return [pin["name"] for pin in PIN.finditer(text) if "--hash=sha256:" not in pin["hashes"]]


def ranges_by_list() -> dict[str, list[str]]:
    """The ranges of the project, under the name of the list that pins them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"base": project["dependencies"], **project["optional-dependencies"]}


def test_each_range_admits_its_pin():
    base = pins((LISTS / "base.txt").read_text(encoding="utf-8"))

    outside = {
        name: not_admitted(ranges, {**base, **pins((LISTS / f"{name}.txt").read_text(encoding="utf-8"))})
        for name, ranges in ranges_by_list().items()
    }

    assert {name: ranges for name, ranges in outside.items() if ranges} == {}


def test_a_pin_outside_its_range_or_missing_is_seen():
    held = pins(
        "flask==3.1.2 \\\n    --hash=sha256:00\nnh3==0.3.8 ; python_version > '3' \\\n    --hash=sha256:01\n"
    )

    assert not_admitted(["flask>=3.1.3", "nh3>=0.3", "whoosh==2.7.4"], held) == [
        "flask>=3.1.3",
        "whoosh==2.7.4",
    ]


def test_each_list_has_its_ranges():
    assert sorted(path.stem for path in LISTS.glob("*.txt")) == sorted(ranges_by_list())


def test_no_list_names_a_host():
    assert [path.name for path in LISTS.glob("*.txt") if "://" in path.read_text(encoding="utf-8")] == []


def test_every_pin_is_hashed():
    assert {path.name: without_hash(path.read_text(encoding="utf-8")) for path in LISTS.glob("*.txt")} == {
        path.name: [] for path in LISTS.glob("*.txt")
    }


def test_a_pin_without_hash_is_seen():
    assert without_hash("flask==3.1.3\nnh3==0.3.8 \\\n    --hash=sha256:01\n") == ["flask"]
