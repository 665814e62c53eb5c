"""Offers of help, and what each authority that asked answered."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.audiences import MaskedColumns
from comite.accounts.models import User
from comite.engineering.models.requests import HelpRequest
from comite.foundation import clock
from comite.foundation.database import Model, linked
from comite.territories.models import LocalAuthority


class Offer(MaskedColumns, Model):
    """Days that one authority proposes to those that asked; grouped requests read each other's offers."""

    __tablename__ = "help_offers"
    __table_args__ = (CheckConstraint("quarter_days BETWEEN 1 AND 20000", name="offers_some_time"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("help_requests.id", ondelete="CASCADE"), index=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"), index=True)
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    quarter_days: Mapped[int]
    available_from: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text)
    offered_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]

    request: Mapped[HelpRequest] = linked()
    authority: Mapped[LocalAuthority] = linked()
    offered_by: Mapped[User] = linked()
    answers: Mapped[list["OfferAnswer"]] = linked(order_by="OfferAnswer.id", back_populates="offer")

    @property
    def is_standing(self) -> bool:
        """Whether the authority that made it still means it."""
        return self.withdrawn_at is None

    def answer_for(self, request_id: int) -> "OfferAnswer | None":
        """What one of the authorities that asked answered; nothing yet otherwise."""
        return next((each for each in self.answers if each.request_id == request_id), None)


class OfferAnswer(Model):
    """One authority accepts an offer or declines it, with a word; once."""

    __tablename__ = "offer_answers"
    __table_args__ = (UniqueConstraint("offer_id", "request_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("help_offers.id", ondelete="CASCADE"))
    request_id: Mapped[int] = mapped_column(ForeignKey("help_requests.id", ondelete="CASCADE"), index=True)
    is_accepted: Mapped[bool]
    word: Mapped[str] = mapped_column(String(280), default="")
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    answered_at: Mapped[datetime] = mapped_column(default=clock.now)

    offer: Mapped[Offer] = linked(back_populates="answers")
