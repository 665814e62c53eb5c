"""The library: models that authorities share, their versions, and what came of using them."""

from datetime import date, datetime
from enum import StrEnum

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.audiences import Audience, AudienceColumns, MaskedColumns, audience_needs_committee
from comite.accounts.models import User
from comite.experiences.models import ExperienceReport
from comite.foundation import clock, markdown
from comite.foundation.database import Model, linked
from comite.territories.models import Committee, LocalAuthority


class ModelKind(StrEnum):
    """What a shared model is for."""

    SPECIFICATIONS = "specifications"
    ENVIRONMENT_CLAUSE = "environment_clause"
    REVERSIBILITY_CLAUSE = "reversibility_clause"
    DATA_CLAUSE = "data_clause"
    CHARTER = "charter"
    DELIBERATION = "deliberation"
    AGREEMENT = "agreement"
    IMPACT_ASSESSMENT = "impact_assessment"
    NOTICE = "notice"
    PROMPT = "prompt"
    OTHER = "other"


class UseOutcome(StrEnum):
    """How it went for those who used a model."""

    AS_IS = "as_is"
    ADAPTED = "adapted"
    SET_ASIDE = "set_aside"


class SuggestionStatus(StrEnum):
    """What became of a suggested change."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class SharedModel(MaskedColumns, AudienceColumns, Model):
    """A text that others can take up; `authority` keeps it up to date. Its words are in its versions."""

    __tablename__ = "shared_models"
    __table_args__ = (
        audience_needs_committee(),
        CheckConstraint("visibility <> 'authority'", name="wishes_readers"),
        CheckConstraint("(published_at IS NULL) = (audience = 'authority')", name="draft_stays_home"),
        Index("ix_shared_models_list", "kind", "audience", "updated_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    # Which of the models that come with the product it was made from.
    shipped_code: Mapped[str | None] = mapped_column(String(60))
    kind: Mapped[ModelKind]
    title: Mapped[str] = mapped_column(String(160))
    summary: Mapped[str] = mapped_column(String(280))
    origin: Mapped[str] = mapped_column(String(280), default="")
    law_checked_on: Mapped[date | None]
    visibility: Mapped[Audience] = mapped_column(default=Audience.PUBLIC)
    last_number: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    authority: Mapped[LocalAuthority] = linked()
    committee: Mapped[Committee | None] = linked()
    uses: Mapped[list["ModelUse"]] = linked(order_by="ModelUse.id")
    latest: Mapped["ModelVersion | None"] = linked(
        primaryjoin="and_(ModelVersion.model_id == SharedModel.id, "
        "ModelVersion.number == SharedModel.last_number)",
        foreign_keys="[ModelVersion.model_id, ModelVersion.number]",
        uselist=False,
        viewonly=True,
    )

    @property
    def is_draft(self) -> bool:
        """Whether only its authority reads it yet."""
        return self.published_at is None


class ModelVersion(Model):
    """The words of a model at one moment; never changed."""

    __tablename__ = "model_versions"
    __table_args__ = (
        UniqueConstraint("model_id", "number"),
        CheckConstraint("number > 0", name="number_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("shared_models.id", ondelete="CASCADE"))
    number: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[Markup]
    plain: Mapped[str] = mapped_column(Text)
    markup_version: Mapped[int] = mapped_column(default=markdown.VERSION)
    change: Mapped[str] = mapped_column(String(280), default="")
    written_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    written_at: Mapped[datetime] = mapped_column(default=clock.now)

    written_by: Mapped[User] = linked()


class ModelUse(Model):
    """An authority used a model, and tells what came of it."""

    __tablename__ = "model_uses"
    __table_args__ = (UniqueConstraint("model_id", "authority_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("shared_models.id", ondelete="CASCADE"))
    authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"), index=True)
    outcome: Mapped[UseOutcome]
    word: Mapped[str] = mapped_column(String(600), default="")
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("experience_reports.id", ondelete="SET NULL"), index=True
    )
    told_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    told_at: Mapped[datetime] = mapped_column(default=clock.now)

    authority: Mapped[LocalAuthority] = linked()
    report: Mapped[ExperienceReport | None] = linked()


class ModelSuggestion(Model):
    """A change that somebody suggests to those who keep a model, and their answer."""

    __tablename__ = "model_suggestions"
    __table_args__ = (
        CheckConstraint("(status = 'pending') = (answered_at IS NULL)", name="answered_has_a_date"),
        Index("ix_model_suggestions_model", "model_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("shared_models.id", ondelete="CASCADE"))
    about_number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    suggested_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"), index=True)
    suggested_at: Mapped[datetime] = mapped_column(default=clock.now)
    status: Mapped[SuggestionStatus] = mapped_column(default=SuggestionStatus.PENDING)
    answer: Mapped[str] = mapped_column(String(600), default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    answered_at: Mapped[datetime | None]

    suggested_by: Mapped[User] = linked(foreign_keys=[suggested_by_id])
    authority: Mapped[LocalAuthority] = linked()
