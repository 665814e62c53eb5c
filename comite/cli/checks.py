"""The checks an installation passes before real people rely on it."""

import os
import shutil
import stat
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import text

from comite.app import create_app
from comite.foundation import clock, jobs, letterboxes, migrations, settings
from comite.foundation.database import db, has_room
from comite.foundation.errors import RefusedError
from comite.foundation.letterboxes import LOCAL_HOSTS, SCHEMES
from comite.foundation.mail import is_address
from comite.foundation.return_addresses import BASE_MAX
from comite.foundation.settings import SECRET_MIN, Settings

# The WAL-reset bug of SQLite can corrupt a database; 3.51.3 mends it (sqlite.org, release notes).
SQLITE_MIN = (3, 51, 3)
OUTBOX_AGE_MAX = 600


@dataclass(frozen=True)
class Finding:
    """One check: what was looked at, whether it is good, and what to do otherwise."""

    label: str
    is_good: bool
    remedy: str = ""


def check(_chosen: Namespace) -> int:
    """Print every check; exit 1 when one fails."""
    in_use = settings.load()
    findings = [*settings_findings(in_use), *_installation_findings(in_use)]
    for finding in findings:
        print(f"{'oui' if finding.is_good else 'NON'}  {finding.label}")
        if not finding.is_good:
            print(f"     → {finding.remedy}")
    failures = sum(not finding.is_good for finding in findings)
    print(f"\n{len(findings) - failures} vérifications sur {len(findings)} sont bonnes.")
    return 1 if failures else 0


def refuse_unsafe(in_use: Settings) -> None:
    """Stop the start of a production whose settings would put people at risk."""
    if not in_use.is_production:
        return
    bad = [finding for finding in settings_findings(in_use) if not finding.is_good]
    if bad:
        lines = "\n".join(f"  - {finding.label} : {finding.remedy}" for finding in bad)
        raise RefusedError(f"Comité refuse de démarrer en production :\n{lines}")


def settings_findings(in_use: Settings) -> Iterator[Finding]:
    """What the settings alone tell."""
    yield Finding("mode production", in_use.is_production, "définissez COMITE_MODE=production")
    yield Finding(
        f"secret d’au moins {SECRET_MIN} caractères",
        len(in_use.secret_key) >= SECRET_MIN,
        "définissez COMITE_SECRET_KEY, par exemple avec « openssl rand -base64 48 »",
    )
    yield Finding(
        "adresse publique en https",
        in_use.is_https and bool(urlsplit(in_use.public_url).hostname),
        "définissez COMITE_PUBLIC_URL=https://…",
    )
    yield Finding(
        "noms d’hôte de confiance",
        bool(in_use.trusted_hosts) and "*" not in in_use.trusted_hosts,
        "définissez COMITE_TRUSTED_HOSTS, par exemple comite.exemple.fr",
    )
    yield Finding(
        "aucun réglage inconnu",
        not in_use.unknown,
        f"corrigez ou retirez : {', '.join(in_use.unknown)}",
    )
    yield Finding("limites de trafic", in_use.traffic_limits, "retirez COMITE_TRAFFIC_LIMITS=0")
    yield Finding(
        "courriels envoyés par un serveur",
        bool(in_use.smtp_url) and in_use.mail_from != "comite@localhost",
        "définissez COMITE_SMTP_URL et COMITE_MAIL_FROM",
    )
    yield from _reply_findings(in_use)
    folder = in_use.data_dir
    is_private = folder.is_dir() and not folder.stat().st_mode & (stat.S_IRWXO | stat.S_IWGRP)
    yield Finding("dossier de données fermé aux autres", is_private, f"chmod 750 {folder}")


def _reply_findings(in_use: Settings) -> Iterator[Finding]:
    """The settings of replies by mail, once one of them is chosen; without any, none is received."""
    has_box = bool(in_use.reply_maildir or in_use.reply_imap_url)
    if not has_box and not in_use.reply_address:
        return
    local = in_use.reply_address.rpartition("@")[0]
    yield Finding(
        "adresse des réponses par courriel",
        is_address(in_use.reply_address) and len(local) <= BASE_MAX,
        f"définissez COMITE_REPLY_ADDRESS=reponse@…, avec {BASE_MAX} caractères au plus avant l’arobase",
    )
    yield Finding(
        "boîte des réponses par courriel",
        has_box,
        "définissez COMITE_REPLY_MAILDIR=/dossier ou COMITE_REPLY_IMAP_URL=imaps://…, ou retirez "
        "COMITE_REPLY_ADDRESS",
    )
    if in_use.reply_imap_url:
        place = urlsplit(in_use.reply_imap_url)
        is_secret = place.scheme in SCHEMES and (place.scheme != "imap" or place.hostname in LOCAL_HOSTS)
        yield Finding(
            "réponses relevées par une connexion chiffrée",
            is_secret and bool(place.username),
            "écrivez COMITE_REPLY_IMAP_URL=imaps://utilisateur:motdepasse@hôte:993/INBOX",
        )


def _letterbox_findings(in_use: Settings) -> Iterator[Finding]:
    """Whether the letterboxes of the settings open."""
    if in_use.reply_maildir:
        folders = [Path(in_use.reply_maildir) / name for name in ("new", "cur", "tmp")]
        yield Finding(
            "dossier des réponses (Maildir)",
            all(each.is_dir() and os.access(each, os.R_OK | os.W_OK | os.X_OK) for each in folders),
            f"créez {in_use.reply_maildir} avec new, cur et tmp, lisibles et modifiables par comite worker",
        )
    if in_use.reply_imap_url:
        try:
            letterboxes.Imap(in_use.reply_imap_url).look()
            refusal = ""
        except letterboxes.FAILURES as error:
            refusal = f"{type(error).__name__} : vérifiez COMITE_REPLY_IMAP_URL et que le serveur répond"
        yield Finding("boîte des réponses (IMAP)", not refusal, refusal)


def _installation_findings(in_use: Settings) -> Iterator[Finding]:
    """What only the running installation tells."""
    if not in_use.secret_key or not in_use.data_dir.is_dir():
        return
    app = create_app(in_use)
    yield from _letterbox_findings(in_use)
    yield from _in_context(app, lambda: list(_database_findings(in_use)))


def _in_context(app: Flask, look: Callable[[], list[Finding]]) -> list[Finding]:
    """The findings of a look at the installation; one that fails is a finding too."""
    with app.app_context():
        try:
            return look()
        except Exception as error:  # noqa: BLE001 - whatever the database says must be shown, not raised
            return [Finding("base de données", False, f"{type(error).__name__} : vérifiez DATABASE_URL")]


def _database_findings(in_use: Settings) -> Iterator[Finding]:
    """The database, the disk and the outbox."""
    db.session.execute(text("SELECT 1"))
    version = db.engine.dialect.server_version_info or ()
    shown = ".".join(map(str, version))
    if in_use.uses_sqlite:
        yield Finding(
            f"SQLite {shown}",
            version >= SQLITE_MIN,
            "réinstallez les dépendances : pysqlite3 apporte une version sûre",
        )
        answer = db.session.scalar(text("PRAGMA quick_check"))
        yield Finding("base intègre", answer == "ok", "rétablissez la dernière sauvegarde : comite restore")
    else:
        yield Finding(f"PostgreSQL {shown}", version >= (13,), "passez à PostgreSQL 13 ou plus récent")
    is_up_to_date = migrations.is_up_to_date()
    yield Finding("base à jour", is_up_to_date, "lancez : comite migrate")
    free = shutil.disk_usage(in_use.data_dir).free // (1024 * 1024)
    yield Finding(f"place sur le disque ({free} Mo)", has_room(in_use), "libérez de la place")
    if not is_up_to_date:
        return  # the tables of the jobs may not be there yet
    yield Finding("aucun travail abandonné", not jobs.list_dead(1), "regardez : comite jobs")
    yield Finding(
        "aucun travail en échec depuis plus d’une heure",
        not jobs.list_stuck(clock.now() - timedelta(hours=1)),
        "regardez : /administration/travaux dit pourquoi ; souvent, le serveur de courriels ne répond pas",
    )
    late = jobs.oldest_waiting_seconds()
    yield Finding("travaux faits à temps", late < OUTBOX_AGE_MAX, "démarrez : comite worker")
