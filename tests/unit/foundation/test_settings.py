"""The settings: read once, each mistake said in a sentence."""

import stat
from pathlib import Path

import pytest

from comite.foundation.settings import SECRET_MIN, SettingsError, load


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who only chose a folder."""
    return {"DATA_DIR": str(tmp_path / "donnees")}


def test_nothing_but_a_folder_is_needed_to_try(bare, tmp_path):
    found = load(bare)

    assert found.mode == "development"
    assert found.database_url == f"sqlite:///{tmp_path}/donnees/comite.sqlite3"
    assert found.public_url == "http://127.0.0.1:8000"
    assert found.uses_sqlite
    assert not found.is_https


def test_the_secret_is_drawn_once_and_kept_for_its_owner(bare, tmp_path):
    first, second = load(bare).secret_key, load(bare).secret_key

    kept = tmp_path / "donnees" / "secret_key"
    assert first == second == kept.read_text()
    assert len(first) >= SECRET_MIN
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_secret_cut_short_is_drawn_again(bare, tmp_path):
    folder = tmp_path / "donnees"
    folder.mkdir()
    (folder / "secret_key").write_text("court")

    assert len(load(bare).secret_key) >= SECRET_MIN


def test_production_draws_no_secret_by_itself(bare, tmp_path):
    found = load({**bare, "COMITE_MODE": "production"})

    assert found.secret_key == ""
    assert not (tmp_path / "donnees" / "secret_key").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COMITE_MODE", "prod"),
        ("PORT", "huit mille"),
        ("PORT", "-1"),
        ("COMITE_WORKERS", "2.5"),
        ("COMITE_PROXIES", "un"),
        ("COMITE_UPLOAD_MAX_MB", "300 Mo"),
    ],
)
def test_a_value_that_means_nothing_is_refused_by_name(bare, name, value):
    with pytest.raises(SettingsError, match=name):
        load({**bare, name: value})


def test_a_slip_in_a_name_is_remembered(bare):
    found = load({**bare, "COMITE_PUBLIC_ULR": "https://x.test", "OTHER": "1", "COMITE_NO_VENV": "1"})

    assert found.unknown == ("COMITE_PUBLIC_ULR",)


def test_lists_and_addresses_are_read_as_people_write_them(bare):
    found = load(
        {
            **bare,
            "COMITE_TRUSTED_HOSTS": " a.test , ,b.test",
            "COMITE_PUBLIC_URL": "https://a.test/",
            "COMITE_TRAFFIC_LIMITS": "0",
        }
    )

    assert found.trusted_hosts == ("a.test", "b.test")
    assert found.public_url == "https://a.test"
    assert found.is_https
    assert not found.traffic_limits
