"""From a bare Python to a running command: `comite/__main__.py` on a product of one tiny wheel, offline."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from comite import __main__ as set_up
from tests.house.sources import PACKAGE

COMMAND = (
    "import sys, tiny, pathlib\nprint(tiny.WORD, pathlib.Path(sys.prefix).name, *sys.argv[1:])\nsys.exit(7)\n"
)


@pytest.fixture(scope="module")
def ready_product(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Product"]:
    """A product like ours in a folder with a space and an accent, started once."""
    made = Product(tmp_path_factory.mktemp("lieu") / "Comité d’essai")
    made.first = made.start("demo")
    yield made
    shutil.rmtree(made.root)


@pytest.fixture
def product(ready_product: "Product") -> "Product":
    """The same, held to the first wheel."""
    ready_product.pin(ready_product.wheels / "tiny-1.0-py3-none-any.whl")
    return ready_product


class Product:
    """The set-up of this repository, with one list of one wheel and a command that says it was reached."""

    first: subprocess.CompletedProcess[str]

    def __init__(self, root: Path) -> None:
        self.root, self.package, self.wheels = root, root / "comite", root / "wheels"
        (self.package / "cli").mkdir(parents=True)
        (self.package / "requirements").mkdir()
        self.wheels.mkdir()
        for name in ("__init__.py", "__main__.py"):
            shutil.copy(PACKAGE / name, self.package / name)
        (self.package / "cli" / "__init__.py").touch()
        (self.package / "cli" / "__main__.py").write_text(COMMAND)
        self.pin(make_wheel(self.wheels, "1.0"))

    def pin(self, wheel: Path, digest: str = "") -> None:
        """Hold the base list to this wheel."""
        version = wheel.name.split("-")[1]
        digest = digest or hashlib.sha256(wheel.read_bytes()).hexdigest()
        base = self.package / "requirements" / "base.txt"
        base.write_text(f"tiny=={version} \\\n    --hash=sha256:{digest}\n")

    def state(self) -> dict[str, object]:
        """What the set-up remembers."""
        return json.loads((self.root / ".venv" / "comite.json").read_text())

    def command(self, *arguments: str) -> list[str]:
        """The first command of the README."""
        return [
            getattr(sys, "_base_executable", sys.executable),
            "-m",
            "comite",
            "--offline",
            "wheels",
            *arguments,
        ]

    def start(self, *arguments: str, umask: int = 0o022, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run it as an ordinary person would, with a home that can't be used."""
        return subprocess.run(
            self.command(*arguments), cwd=self.root, env=self.environ(**environ), umask=umask,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def environ(self, **more: str) -> dict[str, str]:
        """Almost nothing."""
        return {"PATH": os.environ["PATH"], "HOME": "", "PIP_CONFIG_FILE": os.devnull, **more}


def make_wheel(folder: Path, version: str) -> Path:
    """A package of one line, as a wheel."""
    held = {
        "tiny.py": f'WORD = "tiny {version}"\n',
        f"tiny-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n",
        f"tiny-{version}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    path = folder / f"tiny-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in held.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
            record += f"{name},sha256={digest},{len(text)}\n"
            archive.writestr(name, text)
        archive.writestr(f"tiny-{version}.dist-info/RECORD", f"{record}tiny-{version}.dist-info/RECORD,,\n")
    return path


def test_the_first_start_makes_the_environment_and_becomes_the_command(product):
    assert product.first.stdout.splitlines()[-1] == "tiny 1.0 .venv demo", product.first
    assert product.first.returncode == 7
    assert product.state()["step"] == "ready"


def test_the_second_start_installs_nothing(product):
    product.start("demo")
    shutil.move(product.wheels, product.root / "elsewhere")
    product.wheels.mkdir()

    again = product.start("worker", "--once")

    shutil.rmtree(product.wheels)
    shutil.move(product.root / "elsewhere", product.wheels)
    assert again.stdout == "tiny 1.0 .venv worker --once\n"


def test_a_changed_list_is_installed_at_the_next_start(product):
    product.pin(make_wheel(product.wheels, "1.1"))

    told = product.start("demo")

    assert told.stdout.splitlines()[-1] == "tiny 1.1 .venv demo", told


def test_a_file_that_is_not_the_one_pinned_is_refused_and_the_rest_still_stands(product):
    product.start("demo")
    base = product.package / "requirements" / "base.txt"
    before = base.read_text()
    product.pin(make_wheel(product.wheels, "1.2"), digest="0" * 64)

    refused = product.start("demo")
    base.write_text(before)
    after = product.start("demo")

    assert refused.returncode == 1
    assert "n’ont pas pu être installées" in refused.stderr
    assert after.stdout.splitlines() == ["tiny 1.0 .venv demo"], after


@pytest.mark.parametrize("step", ["creating", "installing"])
def test_what_a_kill_left_half_made_is_made_again(product, step):
    state = product.root / ".venv" / "comite.json"
    state.write_text(json.dumps({**product.state(), "step": step}))
    next(product.root.glob(".venv/lib/*/site-packages/tiny.py")).write_text("def")

    told = product.start("demo", umask=0o777)

    assert told.stdout.splitlines()[-1].endswith(".venv demo"), told
    assert product.state()["step"] == "ready"


def test_two_starts_at_once_prepare_it_once(product):
    shutil.rmtree(product.root / ".venv")

    both = [
        subprocess.Popen(
            product.command(name), cwd=product.root, env=product.environ(), stdout=subprocess.PIPE, text=True
        )
        for name in ("demo", "worker")
    ]
    told = [each.communicate()[0] for each in both]

    assert sum("Installation des dépendances" in each for each in told) == 1, told
    assert sorted(each.split()[-1] for each in told) == ["demo", "worker"]


def test_a_packager_who_wants_no_environment_gets_none(product):
    told = product.start("demo", COMITE_NO_VENV="1", PYTHONPATH=str(next(product.wheels.glob("*1.0*"))))

    assert told.stdout == f"tiny 1.0 {Path(sys.base_prefix).name} demo\n", told


def test_the_tests_need_more_lists_than_the_site():
    assert set_up.needed_lists(["demo"], [], {}) == ["base"]
    assert set_up.needed_lists(["serve"], ["pdf"], {"DATABASE_URL": "postgresql+psycopg://x/y"}) == [
        "base",
        "pdf",
        "postgresql",
    ]
    assert set_up.needed_lists(["test"], [], {}) == ["base", "test", "browser", "postgresql"]


def test_the_options_of_the_set_up_are_its_own_and_the_rest_goes_on(tmp_path):
    read = set_up.read_options(
        ["serve", f"--offline={tmp_path}", "--with", "s3,pdf", "--port", "1", "--", "--with"]
    )

    assert read == (tmp_path, ["s3", "pdf"], ["serve", "--port", "1", "--", "--with"])


@pytest.mark.parametrize("wrong", [["--offline"], ["--offline", "/nowhere"], ["--with", "fantaisie"]])
def test_a_wrong_option_gets_its_sentence(wrong):
    with pytest.raises(set_up.SetUpError, match=r"--(offline|with)"):
        set_up.read_options(wrong)


def test_another_python_is_told_which_will_do(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 14, 0, "final", 0))

    with pytest.raises(
        set_up.SetUpError, match=r"3\.11, 3\.12 ou 3\.13 est nécessaire ; celui-ci est 3\.14\.0"
    ):
        set_up.refuse_other_pythons()


def test_a_machine_without_any_pip_is_told_the_package_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(set_up, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(set_up, "STATE", tmp_path / ".venv" / "comite.json")
    monkeypatch.setattr(set_up.importlib.util, "find_spec", lambda _name: None)

    with pytest.raises(set_up.SetUpError, match="python3-venv"):
        set_up.make_environment()

    assert not (tmp_path / ".venv").exists()


def test_a_folder_that_is_not_an_environment_is_left_alone(monkeypatch, tmp_path):
    precious = tmp_path / ".venv" / "these.odt"
    precious.parent.mkdir()
    precious.touch()
    monkeypatch.setattr(set_up, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(set_up, "STATE", tmp_path / ".venv" / "comite.json")

    with pytest.raises(set_up.SetUpError, match="n’est pas un environnement Python"):
        set_up.must_be_made({}, made_here=False)

    assert precious.exists()
