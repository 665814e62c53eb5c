"""A report: its card, its sheet, and the policy domains among which it takes its place."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup
from sqlalchemy import JSON, CheckConstraint, Dialect, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, query_expression
from sqlalchemy.types import TypeDecorator

from comite.accounts.audiences import Audience, AudienceColumns, audience_needs_committee
from comite.accounts.models import User
from comite.accounts.trash import TrashColumns
from comite.experiences.models.kinds import (
    AiActClass,
    AiType,
    Heading,
    Hosting,
    KeywordKind,
    Outcome,
    Phase,
    Replicability,
    ReportStatus,
)
from comite.experiences.models.life import Replication
from comite.experiences.models.parts import Author, Indicator, Keyword, ReportFile
from comite.foundation import clock, markdown
from comite.foundation.database import Model, linked
from comite.notifications.models import Level
from comite.territories.models import Committee, LocalAuthority

# Unconfirmed for a year, a report says so (domain.md §5).
CONFIRMATION_LASTS = timedelta(days=365)


class RenderedTexts(TypeDecorator[Mapping[str, Markup]]):
    """The safe HTML of several texts by heading; like `SafeHtml`, it refuses what was not rendered."""

    impl = JSON
    cache_ok = True

    def process_bind_param(
        self, value: Mapping[str, Markup] | None, _dialect: Dialect
    ) -> dict[str, str] | None:
        """Keep only what was declared safe."""
        if value is None:
            return None
        if not all(isinstance(html, Markup) for html in value.values()):
            raise TypeError("only rendered Markdown is kept as HTML")
        return {heading: str(html) for heading, html in value.items()}

    def process_result_value(
        self, value: dict[str, str] | None, _dialect: Dialect
    ) -> Mapping[str, Markup] | None:
        """Give it back as what templates do not escape again."""
        if value is None:
            return None
        return {heading: Markup(html) for heading, html in value.items()}  # noqa: S704 - see process_bind_param


class PolicyDomain(Model):
    """A domain of public action; the list is the administrators' to edit."""

    __tablename__ = "policy_domains"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    label: Mapped[str] = mapped_column(String(80), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    is_retired: Mapped[bool] = mapped_column(default=False)


class ExperienceReport(AudienceColumns, TrashColumns, Model):
    """What one authority tried, and what the others can learn from it: the card, and where it stands."""

    __tablename__ = "experience_reports"
    __table_args__ = (
        audience_needs_committee(),
        CheckConstraint(
            "(status IN ('draft', 'proposed')) = (published_at IS NULL)", name="published_has_a_date"
        ),
        CheckConstraint("visibility <> 'authority'", name="wishes_readers"),
        CheckConstraint(
            "audience = 'authority' OR (status IN ('published', 'archived') AND hidden_at IS NULL)",
            name="unpublished_stays_home",
        ),
        CheckConstraint("trashed_at IS NULL OR status = 'draft'", name="only_drafts_are_trashed"),
        # Covers the counts of the lists: what may be read under the common filters, from the index alone.
        Index(
            "ix_experience_reports_listed",
            "status",
            "audience",
            "committee_id",
            "authority_id",
            "domain_id",
            "phase",
            "outcome",
            "trashed_at",
        ),
        Index("ix_experience_reports_recent", "status", "listed_at", "id"),
        Index("ix_experience_reports_updated", "status", "updated_at", "id"),
        Index("ix_experience_reports_titles", "status", "sort_title", "id"),
        Index("ix_experience_reports_review", "status", "review_told_at", "confirmed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    sort_title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(280))
    domain_id: Mapped[int | None] = mapped_column(ForeignKey("policy_domains.id"), index=True)
    phase: Mapped[Phase | None]
    outcome: Mapped[Outcome | None]
    replicability: Mapped[Replicability | None]
    status: Mapped[ReportStatus] = mapped_column(default=ReportStatus.DRAFT)
    visibility: Mapped[Audience] = mapped_column(default=Audience.NETWORK)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    listed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changes_requested: Mapped[str | None] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None]
    review_on: Mapped[date | None]
    review_told_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    # What its reader chose about it; only the query of its page fills it.
    reader_level: Mapped[Level | None] = query_expression()

    authority: Mapped[LocalAuthority] = linked()
    committee: Mapped[Committee | None] = linked()
    domain: Mapped[PolicyDomain | None] = linked()
    started_by: Mapped[User] = linked(foreign_keys="ExperienceReport.started_by_id")
    sheet: Mapped["Sheet"] = linked(uselist=False, cascade="all, delete-orphan")
    keywords: Mapped[list[Keyword]] = linked(cascade="all, delete-orphan", order_by=Keyword.position)
    indicators: Mapped[list[Indicator]] = linked(cascade="all, delete-orphan", order_by=Indicator.position)
    files: Mapped[list[ReportFile]] = linked(
        order_by=ReportFile.id,
        primaryjoin="and_(ReportFile.report_id == ExperienceReport.id, ReportFile.trashed_at.is_(None))",
    )
    authors: Mapped[list[Author]] = linked(cascade="all, delete-orphan", order_by=Author.id)
    replications: Mapped[list[Replication]] = linked(
        foreign_keys=[Replication.report_id],
        order_by=Replication.id,
        back_populates="report",
        primaryjoin="and_(Replication.report_id == ExperienceReport.id, Replication.trashed_at.is_(None))",
    )

    @property
    def ai_types(self) -> list[AiType]:
        """The kinds of AI it used."""
        return [AiType(each.word) for each in self.keywords if each.kind is KeywordKind.AI_TYPE]

    @property
    def tags(self) -> list[Keyword]:
        """The free words its authors chose."""
        return [each for each in self.keywords if each.kind is KeywordKind.TAG]

    @property
    def is_draft(self) -> bool:
        """Whether its authors still write it."""
        return self.status is ReportStatus.DRAFT

    @property
    def is_proposed(self) -> bool:
        """Whether it awaits an editor's approval."""
        return self.status is ReportStatus.PROPOSED

    @property
    def is_published(self) -> bool:
        """Whether its audience reads it."""
        return self.status is ReportStatus.PUBLISHED

    @property
    def is_archived(self) -> bool:
        """Whether it stays readable out of the lists."""
        return self.status is ReportStatus.ARCHIVED

    @property
    def is_hidden(self) -> bool:
        """Whether moderation took it away from its audience."""
        return self.hidden_at is not None

    @property
    def vouched_at(self) -> datetime | None:
        """When its authors last said that it is right: at its publication, or since."""
        return self.confirmed_at or self.published_at

    @property
    def is_unconfirmed(self) -> bool:
        """Whether nobody has said for a year, or since its review day, that it is still right."""
        vouched = self.vouched_at
        if vouched is None:
            return False
        if self.review_on is not None and vouched.date() < self.review_on <= clock.today():
            return True
        return clock.now() - vouched > CONFIRMATION_LASTS


class Sheet(Model):
    """The full sheet of a report: facts, sources, and long texts with their safe HTML."""

    __tablename__ = "report_sheets"

    report_id: Mapped[int] = mapped_column(
        ForeignKey("experience_reports.id", ondelete="CASCADE"), primary_key=True
    )
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rendered: Mapped[Mapping[str, Markup]] = mapped_column(RenderedTexts, default=dict)
    plain: Mapped[str] = mapped_column(Text, default="")
    markup_version: Mapped[int] = mapped_column(default=markdown.VERSION)
    sources: Mapped[list[str]] = mapped_column(default=list)
    supplier: Mapped[str] = mapped_column(String(200), default="")
    hosting: Mapped[Hosting | None]
    licence: Mapped[str] = mapped_column(String(200), default="")
    has_personal_data: Mapped[bool | None]
    investment_euros: Mapped[int | None]
    yearly_euros: Mapped[int | None]
    agent_days: Mapped[int | None]
    funding: Mapped[str] = mapped_column(String(400), default="")
    model: Mapped[str] = mapped_column(String(200), default="")
    usage_volume: Mapped[str] = mapped_column(String(300), default="")
    energy: Mapped[str] = mapped_column(String(300), default="")
    clause: Mapped[str] = mapped_column(String(300), default="")
    aipd: Mapped[str] = mapped_column(String(300), default="")
    ai_act_class: Mapped[AiActClass | None]
    mention: Mapped[str] = mapped_column(String(400), default="")
    register: Mapped[str] = mapped_column(String(300), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")

    def html(self, heading: Heading) -> Markup:
        """One long text ready for the page; empty when it was not written."""
        return self.rendered.get(heading.value, Markup(""))
