"""The directory of expertise: profiles, skills, AI leads; for members only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.audiences import readable_by
from comite.accounts.models import Membership, User
from comite.accounts.readers import Reader
from comite.engineering.models.directory import ExpertiseProfile, ProfileSkill, Skill
from comite.engineering.permissions.directory import may_read_directory
from comite.experiences.models import Author, ExperienceReport, ReportStatus
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page, paged
from comite.territories.models import LocalAuthority, Participation
from comite.territories.queries import seated_on

LATEST_FIRST = (
    Order(ExpertiseProfile.updated_at, descending=True),
    Order(ExpertiseProfile.id, descending=True),
)
WORDS_MAX = 6


@dataclass(frozen=True)
class Filters:
    """What narrows the directory."""

    words: str = ""
    skill: str = ""
    with_days: bool = False
    remote_only: bool = False
    ai_leads_only: bool = False


def readable(reader: Reader) -> ColumnElement[bool]:
    """The profiles that a reader may read: all for members, of people whose account is open."""
    if not may_read_directory(reader):
        return false()
    closed = select(User.id).where(or_(User.erased_at.is_not(None), User.suspended_at.is_not(None)))
    is_open = or_(ExpertiseProfile.user_id.is_(None), ExpertiseProfile.user_id.not_in(closed))
    return and_(ExpertiseProfile.trashed_at.is_(None), is_open)


def list_profiles(reader: Reader, filters: Filters, cursor: str | None) -> Page[ExpertiseProfile]:
    """The profiles that a reader may read, the latest first, counted."""
    conditions = [readable(reader), *_narrowed(filters)]
    count = db.session.scalar(select(func.count(ExpertiseProfile.id)).where(*conditions)) or 0
    return paged(_shown().where(*conditions), LATEST_FIRST, cursor, count=count)


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    """What is asked of a profile."""
    conditions = [_holds(word) for word in filters.words.split()[:WORDS_MAX]]
    if filters.skill:
        bearing = select(ProfileSkill.profile_id).join(Skill, Skill.id == ProfileSkill.skill_id)
        conditions.append(ExpertiseProfile.id.in_(bearing.where(Skill.code == filters.skill)))
    if filters.with_days:
        conditions.append(ExpertiseProfile.quarter_days_a_year > 0)
    if filters.remote_only:
        conditions.append(ExpertiseProfile.kilometres == 0)
    if filters.ai_leads_only:
        leads = select(Membership.user_id).where(
            Membership.ai_lead_since.is_not(None), Membership.authority_id == ExpertiseProfile.authority_id
        )
        conditions.append(ExpertiseProfile.user_id.in_(leads))
    return conditions


def _holds(word: str) -> ColumnElement[bool]:
    """Whether a profile speaks of something: its words, its skills, its person, its authority."""
    named = select(User.id).where(User.name.icontains(word, autoescape=True))
    placed = select(LocalAuthority.id).where(LocalAuthority.name.icontains(word, autoescape=True))
    skilled = (
        select(ProfileSkill.profile_id)
        .join(Skill, Skill.id == ProfileSkill.skill_id)
        .where(Skill.label.icontains(word, autoescape=True))
    )
    return or_(
        ExpertiseProfile.note.icontains(word, autoescape=True),
        ExpertiseProfile.words.icontains(word, autoescape=True),
        ExpertiseProfile.id.in_(skilled),
        ExpertiseProfile.user_id.in_(named),
        ExpertiseProfile.authority_id.in_(placed),
    )


def get_profile(reader: Reader, profile_id: int) -> ExpertiseProfile:
    """A profile that a reader may read; raises `NotFoundError`."""
    found = db.session.scalar(_shown().where(ExpertiseProfile.id == profile_id, readable(reader)))
    if found is None:
        raise NotFoundError
    return found


def find_profile(
    authority_id: int, user_id: int | None, *, is_thrown: bool = False
) -> ExpertiseProfile | None:
    """The profile of a person for an authority, or of the authority itself; or the one in the trash."""
    whose = ExpertiseProfile.user_id.is_(None) if user_id is None else ExpertiseProfile.user_id == user_id
    where = ExpertiseProfile.trashed_at.is_not(None) if is_thrown else ExpertiseProfile.trashed_at.is_(None)
    return db.session.scalar(_shown().where(ExpertiseProfile.authority_id == authority_id, whose, where))


def list_loaded(*conditions: ColumnElement[bool]) -> Sequence[ExpertiseProfile]:
    """Profiles with what search says of them, whoever reads: its caller says who may."""
    return db.session.scalars(_shown().where(*conditions).order_by(ExpertiseProfile.id)).all()


def search_profiles(reader: Reader, words: Sequence[str], limit: int) -> Sequence[ExpertiseProfile]:
    """Profiles that hold every word, the latest first."""
    found = _shown().where(readable(reader), and_(true(), *(_holds(word) for word in words)))
    return db.session.scalars(found.order_by(ExpertiseProfile.id.desc()).limit(limit)).all()


def ids_of_profiles() -> Sequence[int]:
    """Every profile that is in the directory."""
    kept = select(ExpertiseProfile.id).where(ExpertiseProfile.trashed_at.is_(None))
    return db.session.scalars(kept.order_by(ExpertiseProfile.id)).all()


def list_done(reader: Reader, profile: ExpertiseProfile, limit: int = 20) -> Sequence[ExperienceReport]:
    """Who did it before: the reports that the person signed, or that the authority published."""
    statement = select(ExperienceReport).where(
        readable_by(reader, ExperienceReport), ExperienceReport.status == ReportStatus.PUBLISHED
    )
    if profile.user_id is None:
        statement = statement.where(ExperienceReport.authority_id == profile.authority_id)
    else:
        signed = select(Author.report_id).where(Author.user_id == profile.user_id)
        statement = statement.where(ExperienceReport.id.in_(signed))
    return db.session.scalars(
        statement.order_by(ExperienceReport.listed_at.desc())
        .limit(limit)
        .options(joinedload(ExperienceReport.authority), joinedload(ExperienceReport.domain))
    ).all()


def count_done(reader: Reader, profiles: Sequence[ExpertiseProfile]) -> Mapping[int, int]:
    """How many reports the person of each profile signed, among those that the reader may read."""
    people = [each.user_id for each in profiles if each.user_id is not None]
    rows = db.session.execute(
        select(Author.user_id, func.count(Author.report_id.distinct()))
        .join(ExperienceReport, ExperienceReport.id == Author.report_id)
        .where(
            Author.user_id.in_(people),
            readable_by(reader, ExperienceReport),
            ExperienceReport.status == ReportStatus.PUBLISHED,
        )
        .group_by(Author.user_id)
    )
    return {row[0]: row[1] for row in rows}


def ids_of_ai_leads(profiles: Sequence[ExpertiseProfile]) -> set[tuple[int, int]]:
    """Which of these people are AI leads, and of which authority."""
    rows = db.session.execute(
        select(Membership.user_id, Membership.authority_id).where(
            Membership.user_id.in_([each.user_id for each in profiles if each.user_id is not None]),
            Membership.ai_lead_since.is_not(None),
        )
    )
    return {(row.user_id, row.authority_id) for row in rows}


def list_ai_leads(reader: Reader) -> Sequence[Membership]:
    """The AI leads of the authorities that sit in a committee, by authority; for members."""
    if not may_read_directory(reader):
        return []
    seated = select(Participation.authority_id).where(seated_on(clock.today()))
    return db.session.scalars(
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .join(LocalAuthority, LocalAuthority.id == Membership.authority_id)
        .where(
            Membership.ai_lead_since.is_not(None),
            Membership.authority_id.in_(seated),
            User.erased_at.is_(None),
            User.suspended_at.is_(None),
        )
        .order_by(LocalAuthority.folded_name, User.name, Membership.id)
        .limit(200)
        .options(joinedload(Membership.user), joinedload(Membership.authority))
    ).all()


def list_skills(*, with_retired: bool = False) -> Sequence[Skill]:
    """The skills, in the order that the administrators gave them."""
    statement = select(Skill).order_by(Skill.position, Skill.label)
    if not with_retired:
        statement = statement.where(Skill.is_retired.is_(False))
    return db.session.scalars(statement).all()


def get_skill(skill_id: int) -> Skill:
    """A skill, retired or not; raises `NotFoundError`."""
    skill = db.session.get(Skill, skill_id)
    if skill is None:
        raise NotFoundError
    return skill


def _shown() -> Select[ExpertiseProfile]:
    """Profiles with what every page says of them."""
    return select(ExpertiseProfile).options(
        joinedload(ExpertiseProfile.authority),
        joinedload(ExpertiseProfile.user),
        selectinload(ExpertiseProfile.skills),
    )
