"""The head of the audit log, mailed every week: kept elsewhere, it makes a cut tail visible."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select

from comite.accounts import queries as accounts
from comite.accounts.readers import Reader
from comite.foundation import audit, clock
from comite.foundation.database import db
from comite.foundation.jobs import job
from comite.foundation.mail import write_mail
from comite.foundation.rendering import day
from comite.home import labels
from comite.notifications.way_out import ids_muted, way_out
from comite.territories.models import Committee

KIND, LOG = "audit_log", 1
ACTION, WEEK = "audit.mailed", "week"
SENT_ON_MONDAYS_AT = time(8)


@job
def send_heads() -> None:
    """Send the head of the week to those who keep it, once: the log itself remembers, whatever is restarted.

    The entry that says so is in the chain before the head is taken, in the transaction that asks for the
    mails.
    """
    week = _week_due(clock.now())
    audit.hold()
    if audit.count() == 0 or audit.entry_of(ACTION, WEEK, week) is not None:
        return
    people = keepers()
    if not people:
        return
    entry = audit.record(None, ACTION, scope="site", kind=WEEK, subject_id=week, people=len(people))
    for reader, names in people:
        _write(reader, names, week, entry.hash, entry.id)


def _week_due(now: datetime) -> int:
    """The week whose head is owed: it begins on Monday at eight, in Paris; 202648 is the 48th of 2026."""
    local = clock.in_paris(now)
    if local.weekday() == 0 and local.time() < SENT_ON_MONDAYS_AT:
        local -= timedelta(days=1)
    year, week, _day = local.isocalendar()
    return year * 100 + week


def keepers() -> Sequence[tuple[Reader, Sequence[str]]]:
    """Who receives it: administrators, and animators with the names of their committees; not who muted it."""
    led: dict[int, list[str]] = {each: [] for each in accounts.ids_of_administrators()}
    for committee_id, name in _open_committees().items():
        for user_id in accounts.ids_of_animators(committee_id):
            led.setdefault(user_id, []).append(name)
    muted = ids_muted(KIND, LOG)
    readers = accounts.readers_of(sorted(set(led) - muted))
    return [(reader, led[user_id]) for user_id, reader in readers.items()]


def _open_committees() -> Mapping[int, str]:
    """The committees that live, by name."""
    rows = db.session.execute(
        select(Committee.id, Committee.name).where(Committee.closed_on.is_(None)).order_by(Committee.name)
    )
    return {row.id: row.name for row in rows}


def _write(reader: Reader, names: Sequence[str], week: int, head: str, count: int) -> None:
    """Ask for the mail of one person."""
    user_id = reader.user_id or 0
    out = way_out(user_id, KIND, LOG)
    write_mail(
        reader.email,
        reader.name,
        "audit_head",
        f"Empreinte du journal d’audit, {day(clock.today())}",
        key=f"audit-head-{user_id}-{week}",
        head=head,
        count=count,
        because=labels.because_keeper(names, is_administrator=reader.is_administrator),
        way=out.way,
        **out.paths,
    )
