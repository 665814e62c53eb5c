"""The summary: what each person follows, in one mail, at the hour they chose."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from comite.accounts import queries as accounts
from comite.accounts.readers import Reader
from comite.foundation import clock, subjects
from comite.foundation.database import write
from comite.foundation.jobs import job, long_job
from comite.foundation.mail import Way, write_mail
from comite.foundation.subjects import Name, Subject
from comite.foundation.text import shorten
from comite.notifications import labels, links, queries
from comite.notifications.links import Link, Purpose
from comite.notifications.models import DigestChoice, Level, Notification
from comite.notifications.operations.mailboxes import mailbox_of, may_have_summary
from comite.notifications.queries import Chosen, Waiting
from comite.notifications.rhythm import Rhythm, has_had_enough

TOPICS_MAX = 12
LINES_MAX = 3
EXCERPT_MAX = 160
Place = tuple[str, int]
Pair = tuple[Notification, Subject | None]


@long_job
def send_digests() -> None:
    """Ask for the summary of each person whose hour has come and who has something to read."""
    now = clock.now()
    owed = [each.user.id for each in queries.list_waiting_for_digest(now) if _is_owed(each, now)]
    with write():
        write_digest.each_later({"user_id": user_id} for user_id in owed)


def _is_owed(waiting: Waiting, now: datetime) -> bool:
    """Whether somebody's hour has come, with something to read before it, and no mail too many."""
    due = _due(waiting.choice, now)
    return (
        due is not None
        and waiting.since <= due
        and not has_had_enough(
            now,
            seen_at=waiting.user.last_seen_at or waiting.user.created_at,
            last_sent_at=waiting.choice.last_sent_at if waiting.choice else None,
        )
    )


def _due(choice: DigestChoice | None, now: datetime) -> datetime | None:
    """The instant for which a summary is owed; None when it was sent, or is not wanted."""
    due = (choice.rhythm if choice else Rhythm()).last_due(now)
    sent_for = choice.sent_for if choice else None
    return None if due is None or (sent_for is not None and due <= sent_for) else due


@job
def write_digest(user_id: int) -> None:
    """Write the summary of one person: what they were told before its hour and neither read nor muted.

    What is told is marked in the transaction that asks for the mail, so that each thing is told once whatever
    is killed or started again. What they may no longer read is left out.
    """
    reader = accounts.reader_of(user_id)
    if not reader.is_signed_in:
        return
    now, mailbox = clock.now(), mailbox_of(user_id)
    due = _due(mailbox, now)
    if due is None or not may_have_summary(mailbox):
        return
    mailbox.sent_for = due
    chosen = queries.chosen_by(user_id)
    told = _worth_telling(reader, queries.list_pending(user_id, until=due), chosen)
    if not told:
        return
    for each, _subject in told:
        each.mailed_at = now
    groups = _grouped(reader, told, chosen)
    _write(reader, groups, mailbox, due)
    mailbox.first_sent_at = mailbox.first_sent_at or now
    mailbox.last_sent_at = now


def _worth_telling(reader: Reader, pending: Sequence[Notification], chosen: Chosen) -> list[Pair]:
    """What the person may still read and did not mute meanwhile, with what it is about."""
    found = subjects.find_many(reader, [(each.kind, each.subject_id) for each in pending])
    told: list[Pair] = []
    for each in pending:
        subject = found.get((each.kind, each.subject_id))
        if subject is None:
            topic = (each.topic_kind, each.topic_id)
            if each.reason.is_personal and chosen.get(topic) is not Level.MUTE:
                told.append((each, None))
            continue
        decision = queries.decide(chosen, queries.places_of_told(each, subject))
        if decision is None or decision[0] is not Level.MUTE:
            told.append((each, subject))
    return told


def _write(reader: Reader, groups: Sequence[dict[str, Any]], mailbox: DigestChoice, due: datetime) -> None:
    """Ask for the mail."""
    user_id = reader.user_id or 0
    write_mail(
        reader.email,
        reader.name,
        "digest",
        labels.digest_subject(len(groups), groups[0]["title"]),
        key=f"digest-{user_id}-{int(due.timestamp())}",
        groups=list(groups[:TOPICS_MAX]),
        others=max(0, len(groups) - TOPICS_MAX),
        is_first=mailbox.first_sent_at is None,
        rhythm=labels.rhythm(mailbox.rhythm),
        settings_path=links.settings_path(user_id),
        stop_path=links.path_of(Link(Purpose.STOP, user_id)),
        way=Way(unsubscribe_path=links.one_click_path(Link(Purpose.STOP, user_id))),
    )


def _grouped(reader: Reader, told: Sequence[Pair], chosen: Chosen) -> list[dict[str, Any]]:
    """What is told, by thing, the latest first, as plain values for the mail."""
    names = _names(reader, told, chosen)
    groups: dict[Place, dict[str, Any]] = {}
    for each, subject in told:
        topic = (each.topic_kind, each.topic_id)
        group = groups.setdefault(
            topic, {"lines": [], "others": 0, **_heading(reader, (each, subject), chosen, names)}
        )
        if len(group["lines"]) < LINES_MAX:
            happened = labels.told(each.reason, each.actor.name if each.actor else None, each.kind)
            place = [each.kind, each.subject_id] if subject else None
            detail = shorten(each.detail, EXCERPT_MAX)
            group["lines"].append({"happened": happened, "detail": detail, "place": place})
        else:
            group["others"] += 1
    return list(groups.values())


def _names(reader: Reader, told: Iterable[Pair], chosen: Chosen) -> Mapping[Place, Name]:
    """The names of what is told and of the places because of which it is."""
    wanted = [(each.topic_kind, each.topic_id) for each, _subject in told]
    for each, subject in told:
        if subject is not None:
            wanted += [place for place in queries.places_of_told(each, subject) if place in chosen]
    return subjects.name_many(reader, wanted)


def _heading(reader: Reader, pair: Pair, chosen: Chosen, names: Mapping[Place, Name]) -> dict[str, Any]:
    """The title of a group, where it leads, why it is told, and the link that ends it."""
    notification, subject = pair
    topic = (notification.topic_kind, notification.topic_id)
    name = names.get(topic)
    decision = queries.decide(chosen, queries.places_of_told(notification, subject)) if subject else None
    followed = names.get(decision[1]) if decision and decision[1] != topic else None
    return {
        "title": name.title if name else (subject.title if subject else labels.YOUR_OWN),
        "path": name.address if name else (subject.address if subject else "/notifications"),
        "because": labels.because(notification.reason, followed.title if followed else None),
        "mute_path": links.path_of(Link(Purpose.MUTE, reader.user_id or 0, *topic)),
    }
