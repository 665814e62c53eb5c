"""What those who animate a committee look at: requests by age and state, days, members that are silent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from comite.accounts.models import Membership, Role, User
from comite.accounts.readers import Reader
from comite.datasets.models import Dataset, DatasetStatus
from comite.engineering.models.requests import HelpRequest, RequestStatus
from comite.experiences.models import ExperienceReport, ReportStatus
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.territories.models import Committee, LocalAuthority, Participation
from comite.territories.queries import seated_on

UNSEEN_FOR = timedelta(days=60)
# How long a request has been waiting, in days: up to a week, a month, three months, more.
AGES = (7, 30, 90)


@dataclass(frozen=True)
class Silence:
    """A member that may need a call: what is missing, and whom to call."""

    authority: LocalAuthority
    has_report: bool
    has_dataset: bool
    was_seen: bool
    has_ai_lead: bool
    contact: User | None

    @property
    def missing_count(self) -> int:
        """How many of the four signs of life are missing."""
        return [self.has_report, self.has_dataset, self.was_seen, self.has_ai_lead].count(False)


def get_steered_committee(reader: Reader, slug: str) -> Committee:
    """A committee that the reader steers; raises `NotFoundError`: others know of no such page."""
    found = db.session.scalar(select(Committee).where(Committee.slug == slug))
    if found is None or not (reader.is_administrator or reader.animates(found.id)):
        raise NotFoundError
    return found


def list_steered(reader: Reader) -> Sequence[Committee]:
    """The committees that the reader animates; all of them for administrators."""
    statement = select(Committee).order_by(Committee.name)
    if not reader.is_administrator:
        statement = statement.where(Committee.id.in_(sorted(reader.led_committee_ids)))
    return db.session.scalars(statement).all()


def count_by_age(committee_id: int) -> Mapping[RequestStatus, Sequence[int]]:
    """How many requests stand in each state, by age; those settled by the age they had when they were."""
    rows = db.session.execute(
        select(HelpRequest.status, HelpRequest.asked_at, HelpRequest.settled_at).where(
            HelpRequest.committee_id == committee_id
        )
    )
    counted = {status: [0] * (len(AGES) + 1) for status in RequestStatus}
    for status, asked_at, settled_at in rows:
        lasted = ((settled_at or clock.now()) - asked_at).days
        counted[status][sum(lasted > most for most in AGES)] += 1
    return counted


def list_silent(committee: Committee) -> Sequence[Silence]:
    """The members that show no sign of life on one point at least, by name: a list of calls, no ranking."""
    today = clock.today()
    members = db.session.scalars(
        select(LocalAuthority)
        .join(Participation, Participation.authority_id == LocalAuthority.id)
        .where(
            Participation.committee_id == committee.id,
            seated_on(today),
            LocalAuthority.id != committee.lead_authority_id,
        )
        .order_by(LocalAuthority.folded_name, LocalAuthority.id)
    ).all()
    ids = [each.id for each in members]
    told = _that_have(ids, ExperienceReport.authority_id, ExperienceReport.status == ReportStatus.PUBLISHED)
    shared = _that_have(ids, Dataset.authority_id, Dataset.status == DatasetStatus.PUBLISHED)
    people = _people_of(ids)
    found = [
        _silence_of(each, each.id in told, each.id in shared, people.get(each.id, [])) for each in members
    ]
    return [each for each in found if each.missing_count]


def _that_have(
    ids: Sequence[int], column: InstrumentedAttribute[int], condition: ColumnElement[bool]
) -> set[int]:
    """Those of these authorities that have a row under a condition."""
    return set(db.session.scalars(select(column).where(column.in_(ids), condition).distinct()))


def _people_of(ids: Sequence[int]) -> Mapping[int, list[tuple[Membership, User]]]:
    """Who writes for each of these authorities."""
    rows = db.session.execute(
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.authority_id.in_(ids), User.erased_at.is_(None), User.suspended_at.is_(None))
        .order_by(Membership.id)
    )
    people: dict[int, list[tuple[Membership, User]]] = {}
    for membership, user in rows:
        people.setdefault(membership.authority_id, []).append((membership, user))
    return people


def _silence_of(
    authority: LocalAuthority,
    has_report: bool,
    has_dataset: bool,
    people: Sequence[tuple[Membership, User]],
) -> Silence:
    """What a member lacks, and whom to call: its AI lead, else an editor, else whoever writes for it."""
    since = clock.now() - UNSEEN_FOR
    ranked = sorted(
        people,
        key=lambda each: (each[0].ai_lead_since is None, each[0].role.rank < Role.EDITOR.rank, each[0].id),
    )
    return Silence(
        authority=authority,
        has_report=has_report,
        has_dataset=has_dataset,
        was_seen=any(user.last_seen_at is not None and user.last_seen_at > since for _, user in people),
        has_ai_lead=any(membership.ai_lead_since is not None for membership, _ in people),
        contact=ranked[0][1] if ranked else None,
    )
