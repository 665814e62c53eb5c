"""Datasets, their files, and the decisions taken about personal data in them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from markupsafe import Markup
from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.audiences import Audience, AudienceColumns, audience_needs_committee
from comite.accounts.models import User
from comite.accounts.trash import TrashColumns
from comite.foundation import markdown
from comite.foundation.database import Model, linked
from comite.foundation.storage import FileColumns
from comite.territories.models import Committee, LocalAuthority


class DatasetStatus(StrEnum):
    """Where a dataset is in its life."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Licence(StrEnum):
    """The licences that the law lets an authority choose (CRPA, articles L323-2 and D323-2-1)."""

    OPEN_2 = "lov2"
    ODBL = "odbl"


class Frequency(StrEnum):
    """How often a dataset is updated (the European Union's frequency list)."""

    UNKNOWN = "unknown"
    CONTINUOUS = "continuous"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    IRREGULAR = "irregular"
    NEVER = "never"


class Theme(StrEnum):
    """The European Union's data themes, by their codes."""

    AGRI = "AGRI"
    ECON = "ECON"
    EDUC = "EDUC"
    ENER = "ENER"
    ENVI = "ENVI"
    GOVE = "GOVE"
    HEAL = "HEAL"
    INTR = "INTR"
    JUST = "JUST"
    REGI = "REGI"
    SOCI = "SOCI"
    TECH = "TECH"
    TRAN = "TRAN"


class Schema(StrEnum):
    """The common local data schemas (SCDL) a file may follow."""

    DELIBERATIONS = "deliberations"
    SUBVENTIONS = "subventions"
    EQUIPEMENTS = "equipements"
    BUDGET = "budget"
    PRENOMS = "prenoms"
    CATALOGUE = "catalogue"
    DAE = "dae"
    IRVE = "irve"
    BAL = "bal"
    MENUS = "menus"
    PLATS = "plats"
    CYCLABLES = "amenagements-cyclables"


class ReadingState(StrEnum):
    """How far the reading of a file has come."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    UNREADABLE = "unreadable"


class PrivacyDecision(StrEnum):
    """What the producer answers when columns look like personal data (CRPA L312-1-2)."""

    NONE_PERSONAL = "none_personal"
    ANONYMISED = "anonymised"
    JUSTIFIED = "justified"


class Dataset(AudienceColumns, TrashColumns, Model):
    """Data that one authority shares because it serves the general interest."""

    __tablename__ = "datasets"
    __table_args__ = (
        audience_needs_committee(),
        CheckConstraint(
            "(status IN ('draft', 'proposed')) = (published_at IS NULL)", name="published_has_a_date"
        ),
        CheckConstraint(
            "status NOT IN ('draft', 'proposed') OR audience = 'authority'", name="draft_stays_home"
        ),
        CheckConstraint(
            "covers_until IS NULL OR covers_from IS NULL OR covers_until >= covers_from", name="ends_last"
        ),
        CheckConstraint(
            "trashed_at IS NULL OR status IN ('draft', 'proposed')", name="only_drafts_are_trashed"
        ),
        Index("ix_datasets_recent", "trashed_at", "modified_at", "id"),
        Index("ix_datasets_counted", "trashed_at", "audience", "authority_id", "committee_id", "theme"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Never changes, whatever the title becomes: harvesters recognise a dataset by it.
    identifier: Mapped[str] = mapped_column(String(36), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    acronym: Mapped[str] = mapped_column(String(40), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    description_html: Mapped[Markup] = mapped_column(default=Markup())
    markup_version: Mapped[int] = mapped_column(default=markdown.VERSION)
    general_interest: Mapped[str] = mapped_column(Text)
    licence: Mapped[Licence] = mapped_column(default=Licence.OPEN_2)
    frequency: Mapped[Frequency] = mapped_column(default=Frequency.UNKNOWN)
    covers_from: Mapped[date | None]
    covers_until: Mapped[date | None]
    spatial_code: Mapped[str] = mapped_column(String(14), default="")
    west: Mapped[float | None] = mapped_column(Float)
    south: Mapped[float | None] = mapped_column(Float)
    east: Mapped[float | None] = mapped_column(Float)
    north: Mapped[float | None] = mapped_column(Float)
    theme: Mapped[Theme | None]
    keywords: Mapped[list[str]] = mapped_column(default=list)
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    schema: Mapped[Schema | None]
    visibility: Mapped[Audience] = mapped_column(default=Audience.PUBLIC)
    restriction_reason: Mapped[str] = mapped_column(Text, default="")
    restricted_until: Mapped[date | None]
    status: Mapped[DatasetStatus] = mapped_column(default=DatasetStatus.DRAFT)
    changes_requested: Mapped[str] = mapped_column(Text, default="")
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    authority: Mapped[LocalAuthority] = linked()
    committee: Mapped[Committee | None] = linked()
    created_by: Mapped[User | None] = linked(foreign_keys="Dataset.created_by_id")
    files: Mapped[list["DatasetFile"]] = linked(
        back_populates="dataset",
        order_by="DatasetFile.id",
        primaryjoin="and_(DatasetFile.dataset_id == Dataset.id, DatasetFile.trashed_at.is_(None))",
    )

    @property
    def is_draft(self) -> bool:
        """Whether it has not been published yet."""
        return self.status in (DatasetStatus.DRAFT, DatasetStatus.PROPOSED)

    @property
    def awaits_decision(self) -> bool:
        """Whether what looks personal in a file still waits for a decision."""
        return any(file.needs_decision for file in self.files)

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing for publication; its files and their decisions must be loaded."""
        return bool(self.files) and all(file.is_settled for file in self.files) and not self.awaits_decision

    @property
    def is_published(self) -> bool:
        """Whether its audience reads it as current."""
        return self.status is DatasetStatus.PUBLISHED

    @property
    def is_hidden(self) -> bool:
        """Whether moderation took it out of sight."""
        return self.hidden_at is not None


class DatasetFile(FileColumns, TrashColumns, Model):
    """One file of a dataset: kept byte for byte, and what reading it told."""

    __tablename__ = "dataset_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("datasets.id", ondelete="CASCADE"), index=True)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    state: Mapped[ReadingState] = mapped_column(default=ReadingState.WAITING)
    progress: Mapped[int] = mapped_column(default=0)
    progress_label: Mapped[str] = mapped_column(String(120), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    findings: Mapped[list[Any]] = mapped_column(default=list)
    column_names: Mapped[str] = mapped_column(Text, default="")
    row_count: Mapped[int | None]
    table_digest: Mapped[str | None] = mapped_column(ForeignKey("stored_files.digest"))
    clean_digest: Mapped[str | None] = mapped_column(ForeignKey("stored_files.digest"))

    dataset: Mapped[Dataset] = linked(back_populates="files")
    decisions: Mapped[list["PrivacyChoice"]] = linked(back_populates="file", order_by="PrivacyChoice.id")

    @property
    def is_settled(self) -> bool:
        """Whether nothing more will come of its reading."""
        return self.state in (ReadingState.READ, ReadingState.UNREADABLE)

    @property
    def is_table(self) -> bool:
        """Whether its rows can be shown."""
        return self.state is ReadingState.READ and self.table_digest is not None

    @property
    def needs_decision(self) -> bool:
        """Whether columns look personal and nobody has decided yet; its decisions must be loaded."""
        return bool(self.findings) and not self.decisions


class PrivacyChoice(Model):
    """A decision about what looks personal in a file: who, when, why; never changed, a later one is added."""

    __tablename__ = "privacy_choices"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("dataset_files.id", ondelete="CASCADE"), index=True)
    decision: Mapped[PrivacyDecision]
    reason: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    file: Mapped[DatasetFile] = linked(back_populates="decisions")
    decided_by: Mapped[User | None] = linked()
