"""The worker is killed while it writes and sends summaries: each event is told once to each person."""

import re
from collections import Counter, defaultdict
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy import func, select

from comite.foundation import clock
from comite.foundation.database import db, write
from comite.foundation.jobs import Job
from comite.notifications import operations
from comite.notifications.models import Notification, Reason
from tests.cast import look_up_cast
from tests.crash.installation import Installation, wait_until
from tests.factories_discussions import make_thread
from tests.factories_people import be_seen, make_person

PEOPLE, EVENTS = 40, 3
# A job is tried five times.
KILLS = 4

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def tell_everybody() -> set[str]:
    """News of a week ago for many people, whose summaries are all due now; who they are."""
    cast = look_up_cast()
    with clock.at(clock.now() - timedelta(days=9)):
        people = [make_person(cast, name=f"Personne {rank}") for rank in range(PEOPLE)]
        threads = [make_thread(cast, title=f"Évènement-{rank}") for rank in range(EVENTS)]
        with write() as session:
            session.execute(db.delete(Job))
            for thread in threads:
                operations.tell(
                    [each.user_id or 0 for each in people],
                    reason=Reason.REPLIED,
                    kind="thread",
                    subject_id=thread.id,
                    actor=cast.amina,
                )
    for each in people:
        be_seen(each)
    return {each.email for each in people}


def told(folder: Path) -> dict[str, dict[str, list[str]]]:
    """For each person, the events that each of their mails tells; the same mail twice counts once."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for path in folder.glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        words = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        address = mail["To"].addresses[0].addr_spec
        found[address][str(mail["Message-ID"])] = re.findall(r"Évènement-\d+", words)
    return found


def test_killed_summaries_tell_each_event_once_to_each_person(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    mails, stops = tmp_path / "data" / "mails", []
    try:
        with installation.app.app_context():
            expected = tell_everybody()
            db.session.remove()
            installation.start_worker()
            for turn in range(KILLS):
                goal = 6 * (turn + 1)
                wait_until(lambda goal=goal: len(list(mails.glob("*.eml"))) >= goal)
                installation.kill(installation.worker)
                stops.append(len(told(mails)))
                installation.start_worker()
            wait_until(lambda: len(told(mails)) >= PEOPLE)
            wait_until(lambda: _count_waiting() == 0)
            untold = db.session.scalar(select(func.count()).where(Notification.mailed_at.is_(None)))
            db.session.remove()
    finally:
        installation.stop()

    assert all(0 < each < PEOPLE for each in stops), stops
    found = told(mails)
    assert (untold, set(found)) == (0, expected)
    events = Counter(f"Évènement-{rank}" for rank in range(EVENTS))
    assert all(Counter(chain(*each.values())) == events for each in found.values())


def _count_waiting() -> int:
    """How many summaries and mails are still to be done."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Job.done_at.is_(None), Job.name.like("%digest") | Job.name.like("%mail.send")
            )
        )
        or 0
    )
