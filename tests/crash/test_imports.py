"""The worker is killed in the middle of an import, several times: each line is done once."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from comite.accounts.models import Invitation, Token
from comite.foundation.database import db
from comite.imports import operations, queries
from comite.imports.models import BatchState
from tests.cast import look_up_cast
from tests.crash.installation import Installation, wait_until
from tests.factories_imports import make_import, people_list

LINES, WRONG = 200, 7
# A job is tried five times.
KILLS = 4

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def test_a_killed_import_is_taken_up_where_it_was_and_invites_nobody_twice(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    stops = []
    try:
        with installation.app.app_context():
            cast = look_up_cast()
            batch_id = make_import(cast, people_list(LINES, WRONG)).id
            installation.start_worker()
            wait_until(lambda: queries.find_batch(batch_id).state is BatchState.CHECKED)
            operations.run_import(cast.elise, queries.find_batch(batch_id))
            for turn in range(KILLS):
                goal = 20 * (turn + 1)
                wait_until(lambda goal=goal: queries.count_lines(batch_id).done >= goal)
                installation.kill(installation.worker)
                db.session.remove()
                stops.append(queries.count_lines(batch_id).done)
                installation.start_worker()
            wait_until(lambda: queries.find_batch(batch_id).state is BatchState.DONE)

            counts = queries.count_lines(batch_id)
            invited = db.session.scalar(select(func.count()).select_from(Invitation))
            links = db.session.scalar(select(func.count(Token.id)).where(Token.invitation_id.is_not(None)))
            db.session.remove()
    finally:
        installation.stop()

    assert all(0 < done < LINES - WRONG for done in stops), stops
    assert (counts.done, counts.ready, counts.wrong) == (LINES - WRONG, 0, WRONG)
    assert (invited, links) == (LINES - WRONG, LINES - WRONG)
