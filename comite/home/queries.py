"""Reading what the pages of no feature show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from comite.accounts.audiences import readable_by
from comite.accounts.dashboard import Group, Part, groups_of
from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.datasets import queries as datasets
from comite.datasets.models import Dataset
from comite.discussions.queries import threads
from comite.discussions.queries.threads import Row
from comite.experiences.models import ExperienceReport, ReportStatus
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
    """What awaits a person, and what is new around them, part by part."""

    parts: Mapping[Part, Sequence[Group]]
    told: Sequence[Told]
    visited_at: datetime | None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing awaits the person."""
        return not (self.parts[Part.AWAITING] or self.told)

    @property
    def new_count(self) -> int:
        """How many of the things shown are newer than the last visit."""
        return sum(entry.is_new for group in self.parts[Part.NEWS] for entry in group.entries)


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
    visited_at = db.session.scalar(select(User.visited_before_at).where(User.id == reader.user_id))
    return Dashboard(groups_of(reader), notifications.list_latest(reader, 3), visited_at)


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
