"""Reading what people chose to follow or to mute, and which of their choices decides about a thing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.foundation import subjects
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page, paged
from comite.foundation.subjects import Name, Subject
from comite.foundation.text import fold
from comite.notifications.models import DigestChoice, Level, Notification, Subscription
from comite.territories.models import Committee

Place = tuple[str, int]
Chosen = Mapping[Place, Level]
DOMAIN = "domain"


@dataclass(frozen=True)
class Choice:
    """What the person follows or mutes."""

    subscription: Subscription
    subject: Name
    kind_label: str


def places_of(subject: Subject) -> tuple[Place, ...]:
    """Where choices about a thing are looked for, the most precise first.

    Itself, what it is part of or speaks of, its domain, its authority, its committee.
    """
    wider = (
        (DOMAIN, subject.domain_id),
        ("authority", subject.authority_id),
        ("committee", subject.committee_id),
    )
    close = ((subject.kind, subject.id), *subject.within)
    return tuple(dict.fromkeys([*close, *((kind, key) for kind, key in wider if key is not None)]))


def places_of_told(notification: Notification, subject: Subject) -> tuple[Place, ...]:
    """Where choices count for what was told: everywhere for news, close by for what was written to one."""
    if notification.reason.is_ambient:
        return places_of(subject)
    return tuple(dict.fromkeys([(notification.topic_kind, notification.topic_id), *subject.within]))


def decide(chosen: Chosen, places: Iterable[Place]) -> tuple[Level, Place] | None:
    """The choice that decides, the most precise one, and where it was made; None when there is none."""
    return next(((chosen[place], place) for place in places if place in chosen), None)


def chosen_on(places: Sequence[Place]) -> dict[int, Chosen]:
    """What each person chose about some places, in one statement."""
    rows = db.session.execute(
        select(Subscription.user_id, Subscription.kind, Subscription.subject_id, Subscription.level)
        .where(tuple_(Subscription.kind, Subscription.subject_id).in_(places))
        .order_by(Subscription.id)
    )
    found: dict[int, dict[Place, Level]] = {}
    for row in rows:
        found.setdefault(row.user_id, {})[row.kind, row.subject_id] = row.level
    return dict(found)


def chosen_by(user_id: int) -> Chosen:
    """All that a person chose."""
    rows = db.session.execute(
        select(Subscription.kind, Subscription.subject_id, Subscription.level).where(
            Subscription.user_id == user_id
        )
    )
    return {(row.kind, row.subject_id): row.level for row in rows}


def level_about(
    reader: Reader, kind: str, subject_id: ColumnElement[int] | InstrumentedAttribute[int]
) -> ScalarSelect[Level]:
    """What the person chose about each row of another statement; nothing for visitors."""
    return (
        select(Subscription.level)
        .where(
            Subscription.user_id == (reader.user_id or 0),
            Subscription.kind == kind,
            Subscription.subject_id == subject_id,
        )
        .scalar_subquery()
    )


def level_of(reader: Reader, kind: str, subject_id: int) -> Level | None:
    """What the person chose about a thing; None when they chose nothing."""
    if not reader.is_signed_in:
        return None
    asked = {"user_id": reader.user_id, "kind": kind, "subject_id": subject_id}
    level: Level | None = db.session.scalar(_level(), asked)
    return level


@cache
def _level() -> Select[Level]:
    """What the person `user_id` chose about a thing."""
    return select(Subscription.level).where(
        Subscription.user_id == bindparam("user_id"),
        Subscription.kind == bindparam("kind"),
        Subscription.subject_id == bindparam("subject_id"),
    )


def ids_of_followers(kind: str, subject_id: int) -> list[int]:
    """Who follows a thing."""
    return list(
        db.session.scalars(
            select(Subscription.user_id)
            .where(
                Subscription.kind == kind,
                Subscription.subject_id == subject_id,
                Subscription.level != Level.MUTE,
            )
            .order_by(Subscription.id)
        )
    )


def list_choices(reader: Reader, cursor: str | None) -> Page[Choice]:
    """What the person follows and mutes, latest first; what they can no longer read is left out."""
    own = select(Subscription).where(Subscription.user_id == reader.user_id)
    page = paged(own, [Order(Subscription.id, descending=True)], cursor)
    readable = subjects.name_many(reader, [(each.kind, each.subject_id) for each in page.items])
    choices = [(each, readable.get((each.kind, each.subject_id))) for each in page.items]
    kept = [
        Choice(each, subject, subjects.registry()[each.kind].label)
        for each, subject in choices
        if subject is not None
    ]
    return Page(kept, page.next_cursor, page.previous_cursor)


def get_subscription(reader: Reader, subscription_id: int) -> Subscription:
    """One of the person's own choices; raises `NotFoundError` for anything else."""
    found = db.session.scalar(
        select(Subscription).where(Subscription.id == subscription_id, Subscription.user_id == reader.user_id)
    )
    if found is None:
        raise NotFoundError
    return found


def find_digest_choice(user_id: int) -> DigestChoice | None:
    """When a person wants their summary, if they chose or had one."""
    return db.session.get(DigestChoice, user_id)


def list_domains_not_chosen(reader: Reader) -> list[tuple[int, str]]:
    """The domains of public action about which the person chose nothing yet, by name."""
    loader = subjects.registry()[DOMAIN]
    chosen = {key for kind, key in chosen_by(reader.user_id or 0) if kind == DOMAIN}
    rows = [(row[0], row[1]) for row in db.session.execute(loader.names(reader)) if row[0] not in chosen]
    return sorted(rows, key=lambda row: fold(row[1]))


def is_here(user_id: int) -> bool:
    """Whether the person whom a link of a mail speaks for still has an open account."""
    user = db.session.get(User, user_id)
    return user is not None and not (user.is_erased or user.is_suspended)


def list_committee_levels(reader: Reader) -> list[tuple[int, str, Level]]:
    """The committees of a person, and how much of their news they want."""
    chosen = Subscription.user_id == reader.user_id
    rows = db.session.execute(
        select(Committee.id, Committee.name, Subscription.level)
        .outerjoin(
            Subscription,
            chosen & (Subscription.kind == "committee") & (Subscription.subject_id == Committee.id),
        )
        .where(Committee.id.in_(sorted(reader.committee_ids)))
        .order_by(Committee.name, Committee.id)
    )
    return [(row.id, row.name, row.level or Level.DIGEST) for row in rows]
