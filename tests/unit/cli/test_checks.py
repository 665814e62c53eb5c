"""What production refuses to start with, and what `comite check` says of it."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest

from comite.cli import checks
from comite.foundation import migrations
from comite.foundation.database import db
from comite.foundation.errors import RefusedError
from comite.foundation.settings import Settings, load

GOOD = {
    "COMITE_MODE": "production",
    "COMITE_SECRET_KEY": "x" * 40,
    "COMITE_PUBLIC_URL": "https://comite.exemple.fr",
    "COMITE_TRUSTED_HOSTS": "comite.exemple.fr",
    "COMITE_SMTP_URL": "smtp://127.0.0.1:25",
    "COMITE_MAIL_FROM": "comite@exemple.fr",
}


@pytest.fixture
def good(tmp_path: Path) -> dict[str, str]:
    """The environment of an installation that is ready."""
    folder = tmp_path / "donnees"
    folder.mkdir(mode=0o750)
    return {**GOOD, "DATA_DIR": str(folder)}


def bad_labels(in_use: Settings) -> list[str]:
    """The checks that fail."""
    return [each.label for each in checks.settings_findings(in_use) if not each.is_good]


def test_a_ready_installation_passes(good):
    assert bad_labels(load(good)) == []
    checks.refuse_unsafe(load(good))


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"COMITE_SECRET_KEY": ""}, "secret"),
        ({"COMITE_SECRET_KEY": "court"}, "secret"),
        ({"COMITE_PUBLIC_URL": "http://comite.exemple.fr"}, "https"),
        ({"COMITE_PUBLIC_URL": "https://"}, "https"),
        ({"COMITE_TRUSTED_HOSTS": ""}, "confiance"),
        ({"COMITE_REPLY_MAILDIR": "/var/mail/comite"}, "adresse des réponses"),
        ({"COMITE_REPLY_ADDRESS": "reponse@exemple.fr"}, "boîte des réponses"),
        ({"COMITE_REPLY_MAILDIR": "/x", "COMITE_REPLY_ADDRESS": "r" * 40 + "@exemple.fr"}, "adresse des"),
        ({"COMITE_REPLY_MAILDIR": "/x", "COMITE_REPLY_ADDRESS": "pas une adresse"}, "adresse des"),
        (
            {"COMITE_REPLY_ADDRESS": "r@exemple.fr", "COMITE_REPLY_IMAP_URL": "imap://u:p@exemple.fr"},
            "chiffrée",
        ),
        (
            {"COMITE_REPLY_ADDRESS": "r@exemple.fr", "COMITE_REPLY_IMAP_URL": "https://u:p@exemple.fr"},
            "chiffrée",
        ),
        ({"COMITE_TRUSTED_HOSTS": "*"}, "confiance"),
        ({"COMITE_DEBUG": "1"}, "inconnu"),
        ({"COMITE_TRAFFIC_LIMITS": "0"}, "trafic"),
        ({"COMITE_SMTP_URL": ""}, "courriels"),
        ({"COMITE_MAIL_FROM": ""}, "courriels"),
    ],
)
def test_production_refuses_each_unsafe_setting(good, changes, label):
    in_use = load({**good, **changes})

    assert len(bad_labels(in_use)) == 1
    assert label in bad_labels(in_use)[0]
    with pytest.raises(RefusedError, match=label):
        checks.refuse_unsafe(in_use)


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o707, 0o777])
def test_production_refuses_a_folder_that_others_open(good, mode):
    Path(good["DATA_DIR"]).chmod(mode)

    assert bad_labels(load(good)) == ["dossier de données fermé aux autres"]


def test_other_modes_start_with_anything(good):
    checks.refuse_unsafe(load({"DATA_DIR": good["DATA_DIR"], "COMITE_TRAFFIC_LIMITS": "0"}))


def test_the_command_says_each_check_and_how_to_mend_it(good, monkeypatch, capsys):
    for name, value in good.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DATABASE_URL", raising=False)

    before = checks.check(Namespace())
    said = capsys.readouterr().out
    app = checks.create_app(load())
    with app.app_context():
        migrations.upgrade()
        db.session.remove()
        db.engine.dispose()
    after = checks.check(Namespace())

    assert before == 1
    assert "NON  base à jour" in said
    assert "→ lancez : comite migrate" in said
    assert "oui  mode production" in said
    assert after == 0
    assert "NON" not in capsys.readouterr().out


def test_replies_by_mail_that_are_well_set_pass(good, tmp_path):
    for name in ("new", "cur", "tmp"):
        (tmp_path / "courrier" / name).mkdir(parents=True)
    settings = load(
        {
            **good,
            "COMITE_REPLY_ADDRESS": "Reponse@exemple.fr",
            "COMITE_REPLY_MAILDIR": str(tmp_path / "courrier"),
            "COMITE_REPLY_IMAP_URL": "imaps://u:p@exemple.fr/INBOX",
        }
    )

    assert bad_labels(settings) == []
    assert [each.is_good for each in checks._letterbox_findings(replace(settings, reply_imap_url=""))] == [
        True
    ]


def test_a_letterbox_that_does_not_open_is_said(good, tmp_path):
    settings = load(
        {
            **good,
            "COMITE_REPLY_ADDRESS": "reponse@exemple.fr",
            "COMITE_REPLY_MAILDIR": str(tmp_path / "absent"),
            "COMITE_REPLY_IMAP_URL": "imap://u:p@127.0.0.1:1/INBOX",
        }
    )

    found = list(checks._letterbox_findings(settings))

    assert [each.is_good for each in found] == [False, False]
    assert all(each.remedy for each in found)
