"""The places and the people: authorities, accounts, committees, an invitation, a suspension, visits."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from comite.accounts import operations as accounts
from comite.accounts import passwords
from comite.accounts.models import Membership, Role, User
from comite.cli.demonstration import reading
from comite.cli.demonstration.loading import company
from comite.cli.demonstration.loading.story import Moment
from comite.cli.demonstration.reading import Entry
from comite.discussions.operations.reading import mark_all_read
from comite.foundation import clock, deliveries
from comite.foundation.database import db
from comite.notifications import operations as notifications
from comite.territories import operations as territories
from comite.territories.models import (
    AuthorityKind,
    CommitteeContent,
    CommitteeLevel,
    LocalAuthority,
    SeatContent,
    Standing,
    searchable,
)

# When everybody came last: what happened since then is new to them.
LAST_VISIT = -2.5


def settle(now: datetime) -> None:
    """Write the invented authorities and the accounts, which stand for the lists of a real installation."""
    arrivals = _arrivals()
    with clock.at(reading.instant(min(arrivals.values()), now)):
        _write_authorities()
        password_hash = passwords.hash_password(reading.password())
        for person in reading.people():
            arrived = person.get("arrived_on") or arrivals[person["memberships"][0]["authority"]]
            _write_person(person, password_hash, reading.instant(arrived, now))


def foundations() -> Iterator[Moment]:
    """Committees are founded, authorities take their seats."""
    for committee in reading.committees():
        yield Moment(committee["founded_on"], partial(_found, committee))
        for seat in committee["participation"]:
            yield Moment(seat["joined_on"], partial(_seat, committee["slug"], seat))


def life() -> Iterator[Moment]:
    """Somebody is invited, somebody is suspended, an address refuses mails, everybody comes and reads."""
    for invitation in reading.invitations():
        yield Moment(invitation["on"], partial(_invite, invitation))
    for person in reading.people():
        if "feed_key" in person:
            yield Moment(person["feed_key"]["on"], partial(_make_key, person))
        if "mails_refused" in person:
            yield Moment(person["mails_refused"]["on"], partial(_refuse_mails, person))
        if "suspended" in person:
            yield Moment(person["suspended"]["on"], partial(_suspend, person))
        elif person.get("arrived_on", LAST_VISIT) <= LAST_VISIT:
            yield Moment(LAST_VISIT, partial(_visit, person["slug"]))


def _arrivals() -> dict[str, int]:
    """The day when each authority joined its first committee."""
    arrivals: dict[str, int] = {}
    for committee in reading.committees():
        seats = [(seat["authority"], seat["joined_on"]) for seat in committee["participation"]]
        for authority, day in [(committee["lead"], committee["founded_on"]), *seats]:
            arrivals[authority] = min(day, arrivals.get(authority, day))
    return arrivals


def _write_authorities() -> None:
    """The invented authorities, beside the real ones of the official lists."""
    sirens = {entry["slug"]: entry["siren"] for entry in reading.authorities()}
    for entry in reading.authorities():
        db.session.add(
            LocalAuthority(
                slug=entry["slug"],
                kind=AuthorityKind(entry["kind"]),
                name=entry["name"],
                folded_name=searchable(entry["name"]),
                siren=entry["siren"],
                insee_code=entry.get("insee_code"),
                population=entry["population"],
                departement_code=entry["departement_code"],
                epci_siren=sirens.get(entry.get("epci", "")),
                postal_codes=entry.get("postal_codes", []),
                presentation=entry["presentation"],
                is_fictitious=True,
            )
        )
    db.session.flush()


def _write_person(person: Entry, password_hash: str, arrived_at: datetime) -> None:
    """One account and its places; all share one password, hashed once."""
    user = User(
        handle=person["slug"],
        email=person["email"],
        name=person["name"],
        title=person["title"],
        password_hash=password_hash,
        is_administrator=person.get("is_administrator", False),
        created_at=arrived_at,
        last_seen_at=arrived_at,
    )
    db.session.add(user)
    db.session.flush()
    for place in person["memberships"]:
        db.session.add(
            Membership(
                user_id=user.id,
                authority_id=company.authority(place["authority"]).id,
                role=Role(place["role"]),
                is_elected=place.get("is_elected", False),
                since=arrived_at,
            )
        )
        db.session.flush()


def _found(entry: Entry) -> None:
    """A committee is founded; its address is short."""
    content = CommitteeContent(
        name=entry["name"],
        territory=entry["territory"],
        level=CommitteeLevel(entry["level"]),
        purpose=entry["purpose"],
        founded_on=clock.today(),
    )
    lead = company.authority(entry["lead"])
    territories.create_committee(company.administrator(), lead, content).slug = entry["slug"]


def _seat(committee: str, entry: Entry) -> None:
    """An authority takes its seat."""
    territories.seat_authority(
        company.administrator(),
        company.committee(committee),
        company.authority(entry["authority"]),
        SeatContent(Standing(entry["standing"]), clock.today()),
    )


def _invite(entry: Entry) -> None:
    """Somebody is invited and has not answered yet."""
    accounts.invite(
        company.reader(entry["invited_by"]),
        entry["email"],
        company.authority(entry["authority"]),
        Role(entry["role"]),
        name=entry["name"],
        committee=company.committee(entry["committee"]),
    )


def _suspend(person: Entry) -> None:
    """An account is closed for a time."""
    user = db.session.scalars(select(User).where(User.handle == person["slug"])).one()
    accounts.suspend(company.reader(person["suspended"]["by"]), user, person["suspended"]["reason"])
    user.last_seen_at = clock.now() - timedelta(hours=2)


def _visit(handle: str) -> None:
    """Somebody reads all that is new, and leaves."""
    reader = company.reader(handle)
    mark_all_read(reader)
    notifications.mark_all_read(reader)
    db.session.get_one(User, reader.user_id).last_seen_at = clock.now()


def _make_key(person: Entry) -> None:
    """Make a key for somebody's feeds; nobody keeps it, the page shows that it exists."""
    accounts.create_feed_key(company.reader(person["slug"]), person["feed_key"]["name"])


def _refuse_mails(person: Entry) -> None:
    """Have an address refuse our mails: its person and their animator are told."""
    deliveries.note_refusal(person["email"], person["mails_refused"]["status"])
