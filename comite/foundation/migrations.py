"""The database's history: bring it up to date, or say how far behind it is."""

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from comite.foundation.database import db

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
NUMBERED = re.compile(r"(\d{4})_\w+\.py")


def upgrade(revision: str = "head") -> None:
    """Bring the database up to a revision, inside an application context."""
    from alembic import command  # noqa: PLC0415 - a process that serves pages never needs it

    command.upgrade(_config(), revision)


def downgrade(revision: str) -> None:
    """Bring the database back to a revision; « base » is the empty one."""
    from alembic import command  # noqa: PLC0415

    command.downgrade(_config(), revision)


def declare_up_to_date() -> None:
    """Mark tables made from the models as those of the last revision (tests, and the check of migrations)."""
    from alembic import command  # noqa: PLC0415

    command.stamp(_config(), "head")


def present_revision() -> str | None:
    """The revision of the database, None when it is empty."""
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def last_revision() -> str | None:
    """The last revision that the code knows."""
    return next(reversed(revisions()), None)


def is_up_to_date() -> bool:
    """Whether the database is at the revision of the code."""
    return present_revision() == last_revision()


def revisions() -> list[str]:
    """Every revision the code knows, oldest first: the number at the head of each file."""
    names = (NUMBERED.fullmatch(path.name) for path in (FOLDER / "versions").iterdir())
    return sorted(name[1] for name in names if name)


def _config() -> "Config":
    """Alembic's configuration, built here rather than in an ini file."""
    from alembic.config import Config  # noqa: PLC0415

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config
