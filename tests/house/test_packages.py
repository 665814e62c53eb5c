"""What a package and a module may hold at their head."""

import ast
import sys
from pathlib import Path

from tests.house.sources import PACKAGE, name_of, python_files, tree_of

ROOMS = {"views", "operations", "forms", "subjects", "queries", "permissions", "labels", "models", "errors"}
NOT_A_HOME = {"utils", "util", "helpers", "helper", "common", "core", "misc", "base", "tools", "manager"}


def more_than_a_docstring(tree: ast.Module, *, is_room: bool = False) -> bool:
    """Whether a package says more than what it is; a room that became a folder may also gather its names."""
    rest = tree.body[1:] if ast.get_docstring(tree) else [ast.Pass()]
    return any(not (is_room and (isinstance(node, ast.ImportFrom) or is_all(node))) for node in rest)


def is_all(node: ast.stmt) -> bool:
    """Whether it is the `__all__` of a package."""
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


def imported_from_elsewhere(tree: ast.Module) -> set[str]:
    """The modules a file imports that Python does not bring."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}


def without_docstring(tree: ast.Module) -> list[str]:
    """The public modules, classes and functions that don't say what they promise."""
    missing = [] if ast.get_docstring(tree) else ["(module)"]
    for holder in [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]:
        for node in holder.body:
            is_public = isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
            if is_public and node.name != "Meta" and not ast.get_docstring(node):
                missing.append(node.name)
    return missing


def test_a_package_holds_its_docstring_and_nothing_else():
    packages = [path for path in python_files() if path.name == "__init__.py"]

    talkative = [
        path for path in packages if more_than_a_docstring(tree_of(path), is_room=path.parent.name in ROOMS)
    ]

    assert list(map(name_of, talkative)) == []


def test_code_in_a_package_is_seen():
    tree = ast.parse('"""A feature."""\nfrom comite.accounts import models')

    assert more_than_a_docstring(tree)
    assert not more_than_a_docstring(tree, is_room=True)
    assert more_than_a_docstring(ast.parse('"""Tables."""\nTHREE = 3'), is_room=True)


def test_what_runs_before_the_environment_needs_the_standard_library_only():
    first = [PACKAGE / "__init__.py", PACKAGE / "__main__.py"]

    assert {name_of(path): imported_from_elsewhere(tree_of(path)) for path in first} == {
        "comite/__init__.py": set(),
        "comite/__main__.py": set(),
    }


def test_an_import_from_elsewhere_is_seen_wherever_it_hides():
    tree = ast.parse("import os\ndef run():\n    from comite.cli import main\n    import flask")

    assert imported_from_elsewhere(tree) == {"comite.cli", "flask"}


def test_each_public_thing_says_what_it_promises():
    silent = {name_of(path): without_docstring(tree_of(path)) for path in python_files()}

    assert {name: missing for name, missing in silent.items() if missing} == {}


def test_a_public_method_that_says_nothing_is_seen():
    tree = ast.parse(
        '"""Module."""\nclass Seat:\n    """A seat."""\n    def free(self): ...\n    def _own(self): 1'
    )

    assert without_docstring(tree) == ["free"]


def test_no_file_is_named_after_nothing():
    names = {part.removesuffix(".py") for path in python_files() for part in path.relative_to(PACKAGE).parts}

    assert names & NOT_A_HOME == set()


def test_every_folder_of_code_is_a_package():
    folders = {path.parent for path in python_files()}

    assert [name_of(folder) for folder in folders if not Path(folder / "__init__.py").is_file()] == []
