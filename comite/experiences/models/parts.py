"""What belongs to a report: authors, keywords, indicators, attached files."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.models import User
from comite.accounts.trash import TrashColumns
from comite.datasets.models import Dataset
from comite.experiences.models.kinds import KeywordKind
from comite.foundation.database import Model, linked
from comite.foundation.storage import FileColumns
from comite.territories.models import LocalAuthority


class Author(Model):
    """Somebody who wrote in a report, and in whose name."""

    __tablename__ = "report_authors"
    __table_args__ = (UniqueConstraint("report_id", "user_id", "authority_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("experience_reports.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"))

    user: Mapped[User] = linked()
    authority: Mapped[LocalAuthority] = linked()


class Keyword(Model):
    """A word by which reports are filtered: a kind of AI, or a free tag, compared folded."""

    __tablename__ = "report_keywords"
    __table_args__ = (
        UniqueConstraint("report_id", "kind", "word"),
        Index("ix_report_keywords_word", "kind", "word", "report_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("experience_reports.id", ondelete="CASCADE"))
    kind: Mapped[KeywordKind]
    word: Mapped[str] = mapped_column(String(80))
    label: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]


class Indicator(Model):
    """One figure before and after, with what it takes to believe it."""

    __tablename__ = "report_indicators"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(
        ForeignKey("experience_reports.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(160))
    before: Mapped[str] = mapped_column(String(60), default="")
    after: Mapped[str] = mapped_column(String(60), default="")
    before_number: Mapped[float | None] = mapped_column(Float)
    after_number: Mapped[float | None] = mapped_column(Float)
    unit: Mapped[str] = mapped_column(String(80), default="")
    period: Mapped[str] = mapped_column(String(120), default="")
    method: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str] = mapped_column(String(300), default="")


class ReportFile(FileColumns, TrashColumns, Model):
    """A document attached to a report."""

    __tablename__ = "report_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(
        ForeignKey("experience_reports.id", ondelete="CASCADE"), index=True
    )
    caption: Mapped[str] = mapped_column(Text, default="")
    attached_at: Mapped[datetime]
    attached_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


class DatasetLink(Model):
    """A dataset that a report used or produced."""

    __tablename__ = "report_datasets"

    report_id: Mapped[int] = mapped_column(
        ForeignKey("experience_reports.id", ondelete="CASCADE"), primary_key=True
    )
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("datasets.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    dataset: Mapped[Dataset] = linked()
