"""The database's history: bring it up to date, or say how far behind it is."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate

from comite.foundation.database import db

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def start(app: Flask) -> None:
    """Bind Alembic to the application."""
    Migrate(app, db, directory=str(FOLDER), render_as_batch=True, compare_type=True)


def upgrade(revision: str = "head") -> None:
    """Bring the database up to a revision, inside an application context."""
    command.upgrade(_config(), revision)


def downgrade(revision: str) -> None:
    """Bring the database back to a revision; « base » is the empty one."""
    command.downgrade(_config(), revision)


def declare_up_to_date() -> None:
    """Mark tables made from the models as those of the last revision (tests, and the check of migrations)."""
    command.stamp(_config(), "head")


def present_revision() -> str | None:
    """The revision of the database, None when it is empty."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def last_revision() -> str | None:
    """The last revision that the code knows."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def is_up_to_date() -> bool:
    """Whether the database is at the revision of the code."""
    return present_revision() == last_revision()


def revisions() -> list[str]:
    """Every revision the code knows, oldest first."""
    found = [script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()]
    return found[::-1]


def _config() -> Config:
    """Alembic's configuration, built here rather than in an ini file."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config
