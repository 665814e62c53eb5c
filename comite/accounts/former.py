"""Places that people had in authorities: kept thirty days, so that one ended by mistake is given back.

A table of its own, which nothing reads to say who may do what: a right that ended can never come from it.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.models import Role, User
from comite.accounts.trash import TrashColumns
from comite.foundation.database import Model, linked
from comite.territories.models import LocalAuthority


class FormerMembership(TrashColumns, Model):
    """What a place was when it ended, by whom and when; given back, it waits for the purge."""

    __tablename__ = "former_memberships"
    __table_args__ = (UniqueConstraint("user_id", "authority_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"), index=True)
    role: Mapped[Role]
    is_elected: Mapped[bool]
    since: Mapped[datetime]
    ai_lead_since: Mapped[date | None]

    user: Mapped[User] = linked(foreign_keys="FormerMembership.user_id")
    authority: Mapped[LocalAuthority] = linked()
