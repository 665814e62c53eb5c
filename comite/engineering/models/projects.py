"""Pooled projects: from « nous cherchons à acheter… » to what several authorities carry out together."""

from datetime import date, datetime
from enum import StrEnum

from markupsafe import Markup
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.audiences import AudienceColumns, MaskedColumns, audience_needs_committee
from comite.accounts.models import User
from comite.accounts.trash import TrashColumns
from comite.engineering.costs import CostBasis, CostKey
from comite.foundation import clock, markdown
from comite.foundation.database import Model, linked
from comite.foundation.storage import FileColumns
from comite.territories.models import Committee, LocalAuthority


class ProjectStatus(StrEnum):
    """Where a project stands, from the wish to buy together to its end."""

    INTENTION = "intention"
    PREPARING = "preparing"
    RUNNING = "running"
    DONE = "done"
    ABANDONED = "abandoned"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is expected of it."""
        return self in (ProjectStatus.DONE, ProjectStatus.ABANDONED)


class PartyStanding(StrEnum):
    """Where an authority stands in a project."""

    INTERESTED = "interested"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class SpendingKind(StrEnum):
    """What a line of the budget pays."""

    INVESTMENT = "investment"
    RUNNING = "running"


class PooledProject(MaskedColumns, AudienceColumns, Model):
    """What several authorities of a committee buy or carry out together; `authority` is the pilot."""

    __tablename__ = "pooled_projects"
    __table_args__ = (
        audience_needs_committee(),
        CheckConstraint("audience <> 'authority'", name="is_shared"),
        CheckConstraint("committee_id IS NOT NULL", name="belongs_to_a_committee"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="ends_last"),
        CheckConstraint(
            "cost_basis <> 'mixed' OR (population_percent >= 0 AND flat_percent >= 0 AND usage_percent >= 0 "
            "AND population_percent + flat_percent + usage_percent = 100)",
            name="mixed_key_is_whole",
        ),
        CheckConstraint(
            "(status IN ('done', 'abandoned')) = (ended_at IS NOT NULL)", name="ended_has_a_date"
        ),
        Index("ix_pooled_projects_recent", "status", "updated_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    objective: Mapped[str] = mapped_column(Text)
    objective_html: Mapped[Markup]
    objective_plain: Mapped[str] = mapped_column(Text)
    markup_version: Mapped[int] = mapped_column(default=markdown.VERSION)
    status: Mapped[ProjectStatus] = mapped_column(default=ProjectStatus.INTENTION)
    respond_by: Mapped[date | None]
    wanted_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    cost_basis: Mapped[CostBasis] = mapped_column(default=CostBasis.POPULATION)
    population_percent: Mapped[int] = mapped_column(default=0)
    flat_percent: Mapped[int] = mapped_column(default=0)
    usage_percent: Mapped[int] = mapped_column(default=0)
    usage_unit: Mapped[str] = mapped_column(String(60), default="")
    closing_word: Mapped[str] = mapped_column(Text, default="")
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    authority: Mapped[LocalAuthority] = linked()
    committee: Mapped[Committee] = linked()
    created_by: Mapped[User] = linked()
    parties: Mapped[list["ProjectParty"]] = linked(back_populates="project", order_by="ProjectParty.id")
    steps: Mapped[list["ProjectStep"]] = linked(
        order_by="ProjectStep.position, ProjectStep.id",
        primaryjoin="and_(ProjectStep.project_id == PooledProject.id, ProjectStep.trashed_at.is_(None))",
    )
    budget: Mapped[list["BudgetLine"]] = linked(
        order_by="BudgetLine.position, BudgetLine.id",
        primaryjoin="and_(BudgetLine.project_id == PooledProject.id, BudgetLine.trashed_at.is_(None))",
    )
    files: Mapped[list["ProjectFile"]] = linked(
        order_by="ProjectFile.id",
        primaryjoin="and_(ProjectFile.project_id == PooledProject.id, ProjectFile.trashed_at.is_(None))",
    )

    @property
    def is_intention(self) -> bool:
        """Whether it is still a wish, to which others may say « nous aussi »."""
        return self.status is ProjectStatus.INTENTION

    @property
    def is_over(self) -> bool:
        """Whether it ended, well or not."""
        return self.status.is_over

    @property
    def cost_key(self) -> CostKey:
        """How its cost is shared."""
        return CostKey(self.cost_basis, self.population_percent, self.flat_percent, self.usage_percent)

    @property
    def total_cents(self) -> int:
        """The sum of its budget, whose lines must be loaded."""
        return sum(line.amount_cents for line in self.budget)

    def party_of(self, authority_id: int | None) -> "ProjectParty | None":
        """Where an authority stands in it."""
        return next((each for each in self.parties if each.authority_id == authority_id), None)


class ProjectParty(Model):
    """One authority in a project: interested, accepted by its own deliberation, or not coming."""

    __tablename__ = "project_parties"
    __table_args__ = (
        UniqueConstraint("project_id", "authority_id"),
        CheckConstraint(
            "(standing = 'accepted') = (deliberated_on IS NOT NULL)", name="accepts_by_deliberation"
        ),
        CheckConstraint("usage IS NULL OR usage BETWEEN 0 AND 1000000000", name="usage_is_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("pooled_projects.id", ondelete="CASCADE"))
    authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"), index=True)
    standing: Mapped[PartyStanding]
    deliberated_on: Mapped[date | None]
    deliberation_reference: Mapped[str] = mapped_column(String(120), default="")
    usage: Mapped[int | None]
    word: Mapped[str] = mapped_column(String(280), default="")
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    answered_at: Mapped[datetime] = mapped_column(default=clock.now)

    project: Mapped[PooledProject] = linked(back_populates="parties")
    authority: Mapped[LocalAuthority] = linked()


class ProjectStep(TrashColumns, Model):
    """One step of a project, with the day it is due and the day it was done."""

    __tablename__ = "project_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("pooled_projects.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(160))
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]


class BudgetLine(TrashColumns, Model):
    """One amount of a project's budget, in cents."""

    __tablename__ = "budget_lines"
    __table_args__ = (
        CheckConstraint("amount_cents BETWEEN 0 AND 10000000000000", name="amount_is_plausible"),
        CheckConstraint("year IS NULL OR year BETWEEN 2000 AND 2100", name="year_is_plausible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("pooled_projects.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(160))
    kind: Mapped[SpendingKind]
    year: Mapped[int | None]
    amount_cents: Mapped[int] = mapped_column(BigInteger)


class ProjectFile(FileColumns, TrashColumns, Model):
    """A document of a project."""

    __tablename__ = "project_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("pooled_projects.id", ondelete="CASCADE"), index=True)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(default=clock.now)


class ProjectDataset(Model):
    """A dataset that a project uses or makes."""

    __tablename__ = "project_datasets"

    project_id: Mapped[int] = mapped_column(
        ForeignKey("pooled_projects.id", ondelete="CASCADE"), primary_key=True
    )
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("datasets.id", ondelete="CASCADE"), primary_key=True, index=True
    )
