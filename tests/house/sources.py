"""The files the house rules are about, as they stand now."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "comite"


def python_files() -> list[Path]:
    """The product's own code."""
    return sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)


def files(folder: str, ending: str) -> list[Path]:
    """The files of a folder of the repository with this ending."""
    return sorted((ROOT / folder).rglob(f"*{ending}"))


def tree_of(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Every function of a file, methods and inner functions included."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def name_of(path: Path) -> str:
    """The path as one says it."""
    return path.relative_to(ROOT).as_posix()


def tracked_files() -> list[Path]:
    """What a newcomer receives, and what the next commit would add; every file where git does not answer."""
    ask = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    told = (
        subprocess.run(ask, cwd=ROOT, capture_output=True, text=True, check=False)
        if shutil.which("git")
        else None
    )
    if told and told.returncode == 0:
        return [ROOT / name for name in told.stdout.split("\0") if name and (ROOT / name).is_file()]
    made_here = {".git", ".venv", "instance", "__pycache__"}
    found = (path for path in ROOT.rglob("*") if path.is_file() and not path.name.endswith(".pyc"))
    return [path for path in found if not made_here & set(path.relative_to(ROOT).parts[:-1])]
