"""Loads the demonstration committee, with its past, in a few steps that each resume where they were cut."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select, update

from comite.accounts.models import User
from comite.cli.demonstration.loading import (
    datasets,
    discussions,
    engineering,
    experiences,
    lists,
    meetings,
    news,
    outcomes,
    people,
    pooling,
    site,
    votes,
)
from comite.cli.demonstration.loading.story import Progress, live
from comite.cli.french import Progress as Shown
from comite.discussions.models.threads import Thread
from comite.engineering.operations.directory import seed_skills
from comite.experiences.operations import seed_domains
from comite.foundation import clock, mail
from comite.foundation.database import db, write
from comite.foundation.errors import RefusedError
from comite.foundation.jobs import Job
from comite.foundation.settings import Settings
from comite.notifications.models import Notification
from comite.notifications.operations import send_mail
from comite.search import operations as search
from comite.search.models import SearchChange, SearchIndexState
from comite.territories import operations as territories
from comite.territories.models import LocalAuthority

# What was told before was read; the latest still waits on the pages of notifications.
OLD_AFTER = timedelta(days=6)


class NotADemonstrationError(RefusedError):
    """Known passwords have no place among real people."""

    sentence = "Le comité de démonstration ne se charge que dans une installation de démonstration."


def is_loaded() -> bool:
    """Whether the whole past was lived and can be searched: both come last."""
    return _has_lived() and db.session.get(SearchIndexState, 1) is not None


def load() -> None:
    """Load what is not there yet; killed at any point, the next start goes on.

    The places are one transaction, the past is another; reading a file or making the index twice gives
    the same.
    """
    settings: Settings = current_app.extensions["settings"]
    if not settings.is_demo:
        raise NotADemonstrationError
    now = clock.now()
    if not _has_lived():
        territories.import_reference(Shown("Liste des collectivités"))
        _settle(now)
        datasets.read_files(Shown("Lecture des jeux de données"))
        _live(now, Shown("Vie du comité"))
    lists.check()
    search.rebuild(Shown("Index de recherche"))


def _has_lived() -> bool:
    """Whether the past is there."""
    return db.session.scalar(select(Thread.id).limit(1)) is not None


def _settle(now: datetime) -> None:
    """The places, the people, and the datasets whose files are then read: all, or nothing."""
    if db.session.scalar(select(LocalAuthority.id).where(LocalAuthority.is_fictitious).limit(1)):
        return
    with write():
        people.settle(now)
        seed_domains()
        seed_skills()
        live([*people.foundations(), *datasets.beginnings(clock.today())], now, _silently)


def _live(now: datetime, progress: Progress) -> None:
    """All that people did: all, or nothing."""
    with write():
        today = clock.today()
        story = [
            *people.life(),
            *site.moments(),
            *news.choices(),
            *datasets.publications(),
            *experiences.moments(today),
            *discussions.moments(),
            *meetings.moments(now),
            *votes.moments(),
            *engineering.moments(today),
            *lists.moments(),
            *outcomes.moments(now),
            *pooling.moments(today),
        ]
        live(story, now, progress)
        _read_what_is_old(now)
        news.tell_the_latest(now)
        _forget_old_errands(now)
        meetings.convene_again()
        votes.invite_again()
        with clock.at(now):
            news.write_summaries()


def _read_what_is_old(now: datetime) -> None:
    """What people were told more than some days ago they have read, but who is suspended."""
    away = select(User.id).where(User.suspended_at.is_not(None))
    db.session.execute(
        update(Notification)
        .where(
            Notification.at < now - OLD_AFTER,
            Notification.read_at.is_(None),
            Notification.recipient_id.not_in(away),
        )
        .values(read_at=Notification.at)
        .execution_options(synchronize_session=False)
    )


def _forget_old_errands(now: datetime) -> None:
    """Drop what the past asked of the worker, save two mails: the invitation, and the last thing mailed.

    The index is made from everything right after.
    """
    db.session.execute(delete(SearchChange))
    latest = [
        db.session.scalars(select(Job).where(Job.name == name).order_by(Job.run_at.desc()).limit(1)).one()
        for name in (mail.send.name, send_mail.name)
    ]
    db.session.execute(delete(Job).where(Job.id.not_in([job.id for job in latest])))
    for job in latest:
        job.asked_at = job.run_at = now


def _silently(_done: int, _total: int) -> None:
    """Progress too short to be shown."""
