"""What people follow, the news of the last days, and the summary of who wants one each day."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from comite.cli.demonstration import reading
from comite.cli.demonstration.loading import company
from comite.cli.demonstration.loading.story import Moment
from comite.cli.demonstration.reading import Entry
from comite.experiences.models import PolicyDomain
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.jobs import Job
from comite.notifications import operations
from comite.notifications.models import Level
from comite.notifications.rhythm import Frequency, Rhythm

# Nobody has come since then: older news was read.
RECENT = timedelta(days=2.5)
CHOSEN_ON = -30


def choices() -> Iterator[Moment]:
    """People choose what they follow, and when they want their summary."""
    for entry in reading.follows():
        yield Moment(entry["on"], partial(_follow, entry))
    for person in reading.people():
        if "summary" in person:
            yield Moment(CHOSEN_ON, partial(_want_summary, person))


def tell_the_latest(now: datetime) -> None:
    """Tell the committees what was published in the last days, each thing at its time.

    The worker would have; what it would have told before was read since.
    """
    asked = db.session.scalars(
        select(Job).where(Job.name == operations.announce.name, Job.asked_at > now - RECENT).order_by(Job.id)
    )
    for job in asked.all():
        with clock.at(job.asked_at):
            operations.announce(**job.arguments)


def write_summaries() -> None:
    """Write the summary of those who want one each day; the worker sends it."""
    for person in reading.people():
        if "summary" in person:
            operations.write_digest(user_id=company.reader(person["slug"]).user_id or 0)


def _follow(entry: Entry) -> None:
    """Somebody chooses how much of a thing to be told."""
    operations.choose_level(
        company.reader(entry["person"]),
        entry["kind"],
        _id_of(entry["kind"], entry["of"]),
        Level(entry["level"]),
    )


def _id_of(kind: str, word: str) -> int:
    """The thing that the content names."""
    if kind == "domain":
        return db.session.scalars(select(PolicyDomain.id).where(PolicyDomain.code == word)).one()
    return company.authority(word).id if kind == "authority" else company.committee(word).id


def _want_summary(person: Entry) -> None:
    """Somebody chooses the hour of their summary."""
    wanted = person["summary"]
    operations.choose_rhythm(
        company.reader(person["slug"]), Rhythm(Frequency(wanted["frequency"]), wanted["hour"])
    )
