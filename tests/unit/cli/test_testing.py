"""The verdict of `comite test`."""

import sys
from argparse import Namespace
from pathlib import Path

import pytest

from comite.cli import testing
from comite.cli.testing import Counts, Outcome

GOOD = Outcome("mypy", succeeded=True, seconds=1.0)
BAD = Outcome("deptry", succeeded=False, seconds=1.0)


def test_one_failure_is_a_failure(capsys):
    code = testing._verdict([GOOD, BAD], [])

    assert code == 1
    assert "Échec : deptry." in capsys.readouterr().out


def test_a_level_left_out_is_said(monkeypatch, capsys):
    monkeypatch.delenv("CI", raising=False)

    code = testing._verdict([GOOD], ["tests/browser : Chromium est introuvable."])

    assert code == 0
    assert "laissé de côté  tests/browser" in capsys.readouterr().out


def test_a_level_left_out_is_a_failure_where_machines_decide(monkeypatch):
    monkeypatch.setenv("CI", "true")

    assert testing._verdict([GOOD], ["tests/browser : Chromium est introuvable."]) == 1
    assert testing._verdict([GOOD], []) == 0


def test_without_chromium_the_browser_level_is_left_out_with_a_remedy(monkeypatch):
    left_out: list[str] = []
    monkeypatch.setenv("PATH", "/nowhere")

    levels = testing._heavy_levels(left_out)

    assert levels == ["tests/crash"]
    assert "sudo apt install chromium" in left_out[0]


def test_the_tests_do_not_see_the_settings_of_an_installation(monkeypatch):
    for name in ("COMITE_MODE", "DATABASE_URL", "DATA_DIR", "PORT"):
        monkeypatch.setenv(name, "production")

    environment = testing._environment(Path("images"))

    assert not {"COMITE_MODE", "DATABASE_URL", "DATA_DIR", "PORT"} & set(environment)
    assert environment["SCREENSHOTS_DIR"] == str(Path("images").resolve())


def test_what_pytest_reports_is_counted(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>')

    assert testing._counts(report) == Counts(passed=3, failed=3, skipped=3)
    assert testing._counts(tmp_path / "missing.xml") == Counts()


def test_a_tool_that_complains_is_heard(capsys):
    outcome = testing._check("a tool", ("-c", "import sys; print('line 3 is wrong'); sys.exit(1)"), {})

    assert not outcome.succeeded
    assert "line 3 is wrong" in capsys.readouterr().out


@pytest.mark.parametrize(("code", "expected"), [("assert True", 0), ("assert False", 1)])
def test_named_tests_are_run_alone_and_give_their_exit_code(tmp_path, code, expected):
    named = tmp_path / "test_named.py"
    named.write_text(f"def test_it():\n    {code}\n")

    chosen = Namespace(paths=[str(named), "-q", "-p", "no:cacheprovider"], screenshots=None)

    assert testing.run(chosen) == expected
    assert Path(testing.PYTEST[0]) == Path(sys.executable)


def test_pictures_alone_are_taken_and_shown_on_one_sheet(tmp_path, monkeypatch, capsys):
    photographer = tmp_path / "test_pictures.py"
    photographer.write_text(
        "import os, pathlib\n"
        "def test_it():\n"
        "    folder = pathlib.Path(os.environ['SCREENSHOTS_DIR'])\n"
        "    folder.mkdir()\n"
        "    for light in ('360-light', '1280-dark'):\n"
        "        (folder / f'Liste-des-retours-visitor--{light}.png').touch()\n"
    )
    monkeypatch.setattr(testing, "TOUR", (str(photographer), "-q", "-p", "no:cacheprovider"))
    folder = tmp_path / "images"

    assert testing.run(Namespace(paths=[], screenshots=folder)) == 0

    sheet = (folder / "index.html").read_text()
    assert sheet.count("<section>") == 1
    assert sheet.count("<img ") == 2
    assert "Liste des retours visitor, large, sombre" in sheet
    assert "2 images" in capsys.readouterr().out


def test_what_takes_the_pictures_exists():
    assert all((testing.ROOT / path).is_file() for path in testing.TOUR if path.startswith("tests/"))
