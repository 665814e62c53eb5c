"""Describing what one can help with, naming AI leads, keeping the list of skills."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from comite.accounts import trash
from comite.accounts.models import Membership
from comite.accounts.readers import Reader
from comite.engineering.content import ProfileContent
from comite.engineering.errors import NotAMemberError, NothingSaidError, SkillInUseError
from comite.engineering.labels.skills import FIRST_SKILLS
from comite.engineering.models.directory import ExpertiseProfile, ProfileSkill, Skill
from comite.engineering.permissions import directory as permissions
from comite.engineering.queries.directory import find_profile
from comite.foundation import clock
from comite.foundation.database import db, operation, write
from comite.foundation.errors import StaleVersionError, require
from comite.foundation.text import clean_line, clean_text, slugify
from comite.notifications.operations import forget_about
from comite.search.operations import reindex
from comite.territories.models import LocalAuthority

EXPERTISE = "expertise"


@operation
def describe(
    actor: Reader, authority: LocalAuthority, user_id: int | None, content: ProfileContent, version: int
) -> ExpertiseProfile:
    """Say what a person, or the authority itself, can help with; version 0 for the first time.

    Raises `StaleVersionError`, `NothingSaidError`.
    """
    require(permissions.may_describe(actor, authority.id, user_id))
    profile = find_profile(authority.id, user_id)
    if (profile.version if profile else 0) != version:
        raise StaleVersionError
    if profile is None:
        _forget_thrown(authority.id, user_id)
        profile = ExpertiseProfile(
            authority_id=authority.id, user_id=user_id, written_at=clock.now(), version=0, skills=[]
        )
    profile.note = clean_text(content.note).strip()
    if not profile.note:
        raise NothingSaidError
    profile.words, profile.languages = clean_line(content.words), clean_line(content.languages)
    profile.quarter_days_a_year, profile.kilometres = content.quarter_days_a_year, content.kilometres
    profile.updated_at = clock.now()
    profile.version += 1
    db.session.add(profile)
    db.session.flush()
    _choose_skills(profile, content.skill_ids)
    reindex.later(kind=EXPERTISE, subject_id=profile.id)
    return profile


def _forget_thrown(authority_id: int, user_id: int | None) -> None:
    """A new profile takes the place of the one in the trash."""
    former = find_profile(authority_id, user_id, is_thrown=True)
    if former is not None:
        forget_about.later(kind=EXPERTISE, subject_id=former.id)
        db.session.execute(delete(ExpertiseProfile).where(ExpertiseProfile.id == former.id))


def _choose_skills(profile: ExpertiseProfile, skill_ids: Sequence[int]) -> None:
    """Keep the skills chosen; retired ones stay where they were, and are not chosen anew."""
    before = {each.id for each in profile.skills}
    offered = set(db.session.scalars(select(Skill.id).where(Skill.is_retired.is_(False))))
    wanted = set(skill_ids) & (offered | before)
    db.session.execute(delete(ProfileSkill).where(ProfileSkill.profile_id == profile.id))
    db.session.add_all(ProfileSkill(profile_id=profile.id, skill_id=each) for each in sorted(wanted))
    db.session.flush()
    db.session.expire(profile, ["skills"])


@operation
def remove_profile(actor: Reader, profile: ExpertiseProfile) -> None:
    """Throw a profile of the directory away."""
    require(permissions.may_remove(actor, profile))
    trash.throw(actor, profile)
    reindex.later(kind=EXPERTISE, subject_id=profile.id)


@operation
def restore_profile(actor: Reader, profile: ExpertiseProfile) -> None:
    """Put a profile back in the directory; raises `NotThrownError`."""
    require(permissions.may_remove(actor, profile))
    trash.take_back(profile)
    reindex.later(kind=EXPERTISE, subject_id=profile.id)


@operation
def name_ai_leads(actor: Reader, authority: LocalAuthority, user_ids: Sequence[int]) -> None:
    """Say who an authority's AI leads are, among those who write for it; raises `NotAMemberError`."""
    require(permissions.may_name_ai_leads(actor, authority.id))
    members = db.session.scalars(
        select(Membership).where(Membership.authority_id == authority.id).with_for_update()
    ).all()
    if set(user_ids) - {each.user_id for each in members}:
        raise NotAMemberError
    for membership in members:
        if membership.user_id not in user_ids:
            membership.ai_lead_since = None
        elif membership.ai_lead_since is None:
            membership.ai_lead_since = clock.today()


def seed_skills(skills: Sequence[tuple[str, str]] = FIRST_SKILLS) -> int:
    """Write the first skills, unless there are some already; gives how many were written."""
    with write() as session:
        if session.scalar(select(func.count(Skill.id))):
            return 0
        for position, (code, label) in enumerate(skills):
            session.add(Skill(code=code, label=label, position=position))
        session.flush()
    return len(skills)


@operation
def add_skill(actor: Reader, label: str) -> Skill:
    """Propose one more skill, at the end of the list; raises `SkillInUseError`."""
    require(permissions.may_manage_skills(actor))
    label = _free_label(label, None)
    last = db.session.scalar(select(func.max(Skill.position)))
    skill = Skill(code=_free_code(label), label=label, position=(last or 0) + 1)
    db.session.add(skill)
    return skill


@operation
def edit_skill(actor: Reader, skill: Skill, label: str, position: int) -> None:
    """Change the name or the place of a skill; raises `SkillInUseError`."""
    require(permissions.may_manage_skills(actor))
    skill.label, skill.position = _free_label(label, skill.id), position
    bearing = select(ProfileSkill.profile_id).where(ProfileSkill.skill_id == skill.id)
    reindex.all_later(kind=EXPERTISE, subject_ids=db.session.scalars(bearing).all())


@operation
def retire_skill(actor: Reader, skill: Skill) -> None:
    """Offer a skill no longer; the profiles that bear it keep it."""
    require(permissions.may_manage_skills(actor))
    skill.is_retired = True


@operation
def bring_back_skill(actor: Reader, skill: Skill) -> None:
    """Offer a retired skill again."""
    require(permissions.may_manage_skills(actor))
    skill.is_retired = False


def _free_label(label: str, skill_id: int | None) -> str:
    """A clean label that no other skill bears."""
    label = clean_line(label)[: Skill.LABEL_MAX]
    other = db.session.scalar(select(Skill.id).where(Skill.label == label))
    if not label or (other is not None and other != skill_id):
        raise SkillInUseError
    return label


def _free_code(label: str) -> str:
    """A code for addresses that no skill has."""
    wanted = code = slugify(label)[:50]
    taken = set(db.session.scalars(select(Skill.code)))
    rank = 1
    while code in taken:
        rank += 1
        code = f"{wanted}-{rank}"
    return code
