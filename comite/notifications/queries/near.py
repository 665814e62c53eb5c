"""What is near a person: the domains and the authorities they chose, those of their committees otherwise."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from comite.accounts.dashboard import today
from comite.accounts.readers import Reader
from comite.notifications.models import Level, Subscription
from comite.notifications.queries.choices import DOMAIN
from comite.territories.models import Participation


def is_near(
    reader: Reader, authority_id: Any, *, domain_id: Any = None, thing: tuple[str, Any] | None = None
) -> ColumnElement[bool]:
    """Whether a row is of one's subjects and communes, as a condition inside another statement.

    A thing one follows, or of an authority one follows, is near. With a domain: also what is of a domain one
    follows or, for who chose none, what comes from the authorities of one's committees. Without a domain:
    what comes from these. What one muted is never near.
    """
    chosen = [_chose(reader, "authority", authority_id)]
    if thing is not None:
        chosen.append(_chose(reader, *thing))
    seated = _is_seated_with(reader, authority_id)
    if domain_id is None:
        chosen.append(seated)
    else:
        any_domain = exists().where(*_of(reader, DOMAIN), Subscription.level != Level.MUTE)
        chosen += [is_of_a_followed_domain(reader, domain_id), and_(~any_domain, seated)]
    return and_(or_(*chosen), ~is_muted(reader, authority_id, domain_id=domain_id, thing=thing))


def is_of_a_followed_domain(reader: Reader, domain_id: Any) -> ColumnElement[bool]:
    """Whether a row is of one of the subjects of the person."""
    return _chose(reader, DOMAIN, domain_id)


def is_muted(
    reader: Reader, authority_id: Any, *, domain_id: Any = None, thing: tuple[str, Any] | None = None
) -> ColumnElement[bool]:
    """Whether the person muted a row, its authority or its domain."""
    places = [("authority", authority_id), *([thing] if thing else [])]
    if domain_id is not None:
        places.append((DOMAIN, domain_id))
    return or_(*(_chose(reader, *place, is_muted=True) for place in places))


def _of(reader: Reader, kind: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The choices of a person about one kind."""
    return Subscription.user_id == (reader.user_id or 0), Subscription.kind == kind


def _chose(reader: Reader, kind: str, subject_id: Any, *, is_muted: bool = False) -> ColumnElement[bool]:
    """Whether the person follows the thing of a row, or muted it."""
    level = Subscription.level == Level.MUTE if is_muted else Subscription.level != Level.MUTE
    return exists().where(*_of(reader, kind), Subscription.subject_id == subject_id, level)


def _is_seated_with(reader: Reader, authority_id: Any) -> ColumnElement[bool]:
    """Whether an authority sits today in a committee of the person; any, for who has no committee."""
    if not reader.committee_ids:
        return true() if reader.is_signed_in else false()
    seated = select(Participation.authority_id).where(
        Participation.committee_id.in_(sorted(reader.committee_ids)),
        Participation.joined_on <= today(),
        or_(Participation.left_on.is_(None), Participation.left_on > today()),
    )
    condition: ColumnElement[bool] = authority_id.in_(seated)
    return condition
