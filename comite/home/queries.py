"""Reading what the pages of no feature show."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from comite.accounts.audiences import readable_by
from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.datasets import queries as datasets
from comite.datasets.models import Dataset
from comite.discussions.queries import threads
from comite.discussions.queries.threads import Row
from comite.experiences.models import ExperienceReport, ReportStatus
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.markdown import render
from comite.home.models import PageName, SitePage
from comite.notifications import queries as notifications
from comite.notifications.queries import Told
from comite.territories.models import Committee, Participation

# A row of cards on a wide screen.
LATEST = 3
DEFAULTS = Path(__file__).parent / "defaults"


def find_page(name: PageName) -> SitePage | None:
    """What an administrator wrote for a page, if anything."""
    return db.session.get(SitePage, name)


@cache
def default_body(name: PageName) -> str:
    """The product's own words for a page, in Markdown."""
    return (DEFAULTS / f"{name.value}.md").read_text(encoding="utf-8")


@cache
def default_html(name: PageName) -> Markup:
    """The same, rendered once a process."""
    return render(default_body(name), first_title=2).html


@dataclass(frozen=True)
class Figures:
    """How much everyone can read here; counted, never declared."""

    reports: int
    datasets: int
    authorities: int
    committees: int


@dataclass(frozen=True)
class Welcome:
    """What the public home page shows."""

    figures: Figures
    reports: Sequence[ExperienceReport]
    threads: Sequence[Row]
    datasets: Sequence[Dataset]
    committees: Sequence[Committee]


@dataclass(frozen=True)
class Dashboard:
    """What awaits a person, and what is new around them."""

    awaiting_reports: Sequence[ExperienceReport]
    awaiting_datasets: Sequence[Dataset]
    due_reports: Sequence[ExperienceReport]
    told: Sequence[Told]
    reports: Sequence[ExperienceReport]
    threads: Sequence[Row]
    datasets: Sequence[Dataset]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing awaits the person."""
        return not (self.awaiting_reports or self.awaiting_datasets or self.due_reports or self.told)


def get_welcome(reader: Reader) -> Welcome:
    """The public home page."""
    seated = select(func.count(Participation.authority_id.distinct())).where(Participation.left_on.is_(None))
    public = select(func.count(ExperienceReport.id)).where(
        ExperienceReport.audience == "public", ExperienceReport.status == ReportStatus.PUBLISHED
    )
    committees = db.session.scalars(
        select(Committee).where(Committee.closed_on.is_(None)).order_by(Committee.name).limit(6)
    ).all()
    return Welcome(
        Figures(
            reports=db.session.scalar(public) or 0,
            datasets=datasets.count_public(),
            authorities=db.session.scalar(seated) or 0,
            committees=len(committees),
        ),
        _latest_reports(reader, LATEST),
        threads.list_latest(reader, LATEST),
        datasets.list_latest(reader, limit=LATEST),
        committees,
    )


def get_dashboard(reader: Reader) -> Dashboard:
    """The home page of somebody signed in."""
    return Dashboard(
        awaiting_reports=_awaiting_reports(reader),
        awaiting_datasets=datasets.list_awaiting(reader),
        due_reports=_due_reports(reader),
        told=notifications.list_latest(reader, 5),
        reports=_latest_reports(reader, LATEST),
        threads=threads.list_latest(reader, LATEST),
        datasets=datasets.list_latest(reader, limit=LATEST),
    )


def _latest_reports(reader: Reader, limit: int) -> Sequence[ExperienceReport]:
    """The reports published last, among those a reader may read."""
    return db.session.scalars(
        select(ExperienceReport)
        .where(readable_by(reader, ExperienceReport), ExperienceReport.status == ReportStatus.PUBLISHED)
        .order_by(ExperienceReport.listed_at.desc(), ExperienceReport.id.desc())
        .limit(limit)
        .options(
            joinedload(ExperienceReport.authority),
            joinedload(ExperienceReport.committee),
            joinedload(ExperienceReport.domain),
        )
    ).all()


def _awaiting_reports(reader: Reader) -> Sequence[ExperienceReport]:
    """The drafts of one's authorities, and the proposals that await an editor."""
    edited = [each.authority_id for each in reader.affiliations if each.role.rank >= Role.EDITOR.rank]
    drafts = (ExperienceReport.status == ReportStatus.DRAFT) & ExperienceReport.authority_id.in_(
        sorted(reader.authority_ids)
    )
    proposed = (ExperienceReport.status == ReportStatus.PROPOSED) & ExperienceReport.authority_id.in_(edited)
    return db.session.scalars(
        select(ExperienceReport)
        .where(drafts | proposed)
        .order_by(ExperienceReport.updated_at.desc())
        .limit(8)
        .options(joinedload(ExperienceReport.authority))
    ).all()


def _due_reports(reader: Reader) -> Sequence[ExperienceReport]:
    """The reports of one's authorities whose review date has come."""
    return db.session.scalars(
        select(ExperienceReport)
        .where(
            ExperienceReport.authority_id.in_(sorted(reader.authority_ids)),
            ExperienceReport.status == ReportStatus.PUBLISHED,
            ExperienceReport.review_on <= clock.today(),
        )
        .order_by(ExperienceReport.review_on)
        .limit(5)
        .options(joinedload(ExperienceReport.authority))
    ).all()
