"""The directory of expertise: what people and authorities can help with."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.models import User
from comite.accounts.trash import TrashColumns
from comite.foundation import clock
from comite.foundation.database import Model, linked
from comite.territories.models import LocalAuthority


class Skill(Model):
    """A skill of the common list, which administrators edit."""

    __tablename__ = "skills"

    LABEL_MAX = 80

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    label: Mapped[str] = mapped_column(String(80), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    is_retired: Mapped[bool] = mapped_column(default=False)


class ExpertiseProfile(TrashColumns, Model):
    """What a person can help with for their authority, or what an authority offers when it names nobody."""

    __tablename__ = "expertise_profiles"
    __table_args__ = (
        UniqueConstraint("authority_id", "user_id"),
        CheckConstraint(
            "quarter_days_a_year IS NULL OR quarter_days_a_year BETWEEN 0 AND 1464", name="days_of_one_year"
        ),
        CheckConstraint("kilometres IS NULL OR kilometres BETWEEN 0 AND 1000", name="within_reach"),
        # One description of the authority itself.
        Index(
            "uq_expertise_profiles_authority_alone",
            "authority_id",
            unique=True,
            sqlite_where=text("user_id IS NULL"),
            postgresql_where=text("user_id IS NULL"),
        ),
        Index("ix_expertise_profiles_user", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    note: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(String(300), default="")
    quarter_days_a_year: Mapped[int | None]
    languages: Mapped[str] = mapped_column(String(120), default="")
    kilometres: Mapped[int | None]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    authority: Mapped[LocalAuthority] = linked()
    user: Mapped[User | None] = linked(foreign_keys=[user_id])
    skills: Mapped[list[Skill]] = linked(secondary="profile_skills", order_by=Skill.position)


class ProfileSkill(Model):
    """A skill that a profile claims."""

    __tablename__ = "profile_skills"

    profile_id: Mapped[int] = mapped_column(
        ForeignKey("expertise_profiles.id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[int] = mapped_column(ForeignKey("skills.id", ondelete="CASCADE"), primary_key=True)
