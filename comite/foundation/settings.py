"""The settings of an installation, read once from the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app

PREFIX = "COMITE_"
SECRET_MIN = 32
PLAIN_NAMES = ("PORT", "DATA_DIR", "DATABASE_URL")
MODES = ("production", "development", "demo", "test")
KNOWN = frozenset(
    {
        "COMITE_MODE",
        "COMITE_SECRET_KEY",
        "COMITE_SECRET_KEY_FALLBACKS",
        "COMITE_PUBLIC_URL",
        "COMITE_TRUSTED_HOSTS",
        "COMITE_PROXIES",
        "COMITE_SMTP_URL",
        "COMITE_MAIL_FROM",
        "COMITE_REPLY_ADDRESS",
        "COMITE_REPLY_MAILDIR",
        "COMITE_REPLY_IMAP_URL",
        "COMITE_SITE_NAME",
        "COMITE_TRAFFIC_LIMITS",
        "COMITE_WORKERS",
        "COMITE_UPLOAD_MAX_MB",
        "COMITE_DISK_RESERVE_MB",
        # Read by the bootstrap, before the environment exists.
        "COMITE_NO_VENV",
    }
)


class SettingsError(Exception):
    """A setting is missing, unknown or unusable; the sentence says which."""


@dataclass(frozen=True)
class Settings:
    """What an installation decides about itself."""

    mode: str
    data_dir: Path
    database_url: str
    secret_key: str
    public_url: str
    port: int = 8000
    secret_key_fallbacks: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    smtp_url: str = ""
    mail_from: str = "comite@localhost"
    reply_address: str = ""
    reply_maildir: str = ""
    reply_imap_url: str = ""
    site_name: str = "Comité"
    traffic_limits: bool = True
    workers: int = 2
    upload_max_mb: int = 300
    disk_reserve_mb: int = 64
    unknown: tuple[str, ...] = field(default=())

    @property
    def is_production(self) -> bool:
        """Whether real people rely on it."""
        return self.mode == "production"

    @property
    def is_demo(self) -> bool:
        """Whether it shows the demonstration committee, with its known passwords."""
        return self.mode == "demo"

    @property
    def is_https(self) -> bool:
        """Whether people reach it over an encrypted connection."""
        return self.public_url.startswith("https://")

    @property
    def secrets(self) -> tuple[str, ...]:
        """The present secret, which signs, then those it replaced, which are still believed."""
        return (self.secret_key, *self.secret_key_fallbacks)

    @property
    def uses_sqlite(self) -> bool:
        """Whether the database is a file of the data folder."""
        return self.database_url.startswith("sqlite")


def load(environ: Mapping[str, str] | None = None, *, mode: str | None = None) -> Settings:
    """The settings of this process; raises `SettingsError` with a French sentence."""
    env = os.environ if environ is None else environ
    chosen = mode or env.get("COMITE_MODE", "development")
    if chosen not in MODES:
        raise SettingsError(f"COMITE_MODE vaut « {chosen} » : choisissez parmi {', '.join(MODES)}.")
    data_dir = Path(env.get("DATA_DIR") or "instance").expanduser().resolve()
    port = _whole(env, "PORT", 8000)
    return Settings(
        mode=chosen,
        data_dir=data_dir,
        database_url=env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'comite.sqlite3'}",
        secret_key=env.get("COMITE_SECRET_KEY") or _kept_secret(data_dir, chosen),
        public_url=(env.get("COMITE_PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
        port=port,
        secret_key_fallbacks=_words(env.get("COMITE_SECRET_KEY_FALLBACKS", "")),
        trusted_hosts=_words(env.get("COMITE_TRUSTED_HOSTS", "")),
        proxies=_whole(env, "COMITE_PROXIES", 0),
        smtp_url=env.get("COMITE_SMTP_URL", ""),
        mail_from=env.get("COMITE_MAIL_FROM") or "comite@localhost",
        reply_address=env.get("COMITE_REPLY_ADDRESS", "").strip().lower(),
        reply_maildir=env.get("COMITE_REPLY_MAILDIR", ""),
        reply_imap_url=env.get("COMITE_REPLY_IMAP_URL", ""),
        site_name=env.get("COMITE_SITE_NAME") or "Comité",
        traffic_limits=env.get("COMITE_TRAFFIC_LIMITS", "1") != "0",
        workers=_whole(env, "COMITE_WORKERS", 2),
        upload_max_mb=_whole(env, "COMITE_UPLOAD_MAX_MB", 300),
        disk_reserve_mb=_whole(env, "COMITE_DISK_RESERVE_MB", 64),
        unknown=tuple(sorted(name for name in env if name.startswith(PREFIX) and name not in KNOWN)),
    )


def current() -> Settings:
    """The settings of the application in use."""
    found: Settings = current_app.extensions["settings"]
    return found


def _words(value: str) -> tuple[str, ...]:
    """A list written with commas."""
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    """A whole number of the environment."""
    value = env.get(name) or str(default)
    if not value.isdecimal():
        raise SettingsError(f"{name} vaut « {value} » : un nombre entier est attendu.")
    return int(value)


def _kept_secret(data_dir: Path, mode: str) -> str:
    """The secret drawn at the first start and kept in the data folder, readable by its owner only.

    Production states its secret itself, so that it can be kept apart from the data and its backups.
    """
    if mode == "production":
        return ""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data_dir / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text(encoding="ascii").strip()
        if len(kept) >= SECRET_MIN:
            return kept
        path.unlink()
        return _kept_secret(data_dir, mode)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret
