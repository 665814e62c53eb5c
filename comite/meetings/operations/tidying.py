"""After a secret vote, have the database forget the former states of its urn."""

from datetime import timedelta

from sqlalchemy import text

from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.jobs import long_job

AGAIN_AFTER = timedelta(minutes=10)
TABLES = ("secret_papers", "ballot_signatures")


@long_job
def forget_former_states() -> None:
    """Fold SQLite's journal into the file and empty it; on PostgreSQL, remove the dead rows of the urn."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        if not _empty_journal():
            forget_former_states.at(clock.now() + AGAIN_AFTER)  # somebody was reading
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in TABLES:
            connection.execute(text(f"VACUUM {table}"))


def _empty_journal() -> bool:
    """Whether the whole journal could be folded and cut."""
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_counts = cursor.fetchone() or (1,)
        cursor.close()
    finally:
        connection.close()
    return not busy
