"""Reading what the pages of no feature show."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from markupsafe import Markup
from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from comite.accounts.audiences import readable_by
from comite.accounts.dashboard import DashboardThings, Entry, Group, Part, groups_of
from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.datasets import queries as datasets
from comite.datasets.models import Dataset
from comite.discussions.models.threads import Message
from comite.discussions.queries import threads
from comite.discussions.queries.threads import Row
from comite.experiences.models import ExperienceReport, PolicyDomain, ReportStatus
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.markdown import render
from comite.home.first_steps import Arrival
from comite.home.members_map import Member, MembersMap, drawn
from comite.home.models import Appearance, FirstSteps, PageName, SitePage
from comite.notifications import queries as notifications
from comite.notifications.models import DigestChoice, Level, Subscription
from comite.notifications.queries import Told
from comite.territories.models import AuthorityKind, Committee, LocalAuthority, Participation
from comite.territories.queries import seated_on

# A row of cards on a wide screen.
LATEST = 3
# What a dashboard tells of all kinds together: a telephone's screen of news, and fewer ideas.
NEWS_MAX = 6
IDEAS_MAX = 3
DEFAULTS = Path(__file__).parent / "defaults"


def find_appearance() -> Appearance | None:
    """What an administrator chose of the looks of the site, if anything."""
    return db.session.get(Appearance, 1)


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
class Members:
    """Who takes part, as a list and as a drawing."""

    all: Sequence[Member]
    drawing: MembersMap


@dataclass(frozen=True)
class Welcome:
    """What the public home page shows."""

    figures: Figures
    reports: Sequence[ExperienceReport]
    threads: Sequence[Row]
    datasets: Sequence[Dataset]
    members: Members


@dataclass(frozen=True)
class Topic:
    """A domain of public action that one may follow."""

    id: int
    label: str
    is_followed: bool


@dataclass(frozen=True)
class News:
    """One thing that is new around a person, and what kind of thing it is."""

    things: DashboardThings
    entry: Entry


@dataclass(frozen=True)
class Dashboard:
    """What awaits a person, and what is new around them, part by part; nothing stands there twice."""

    parts: Mapping[Part, Sequence[Group]]
    news: Sequence[News]
    told: Sequence[Told]
    arrival: Arrival
    is_near: bool = True

    @property
    def is_quiet(self) -> bool:
        """Whether nothing awaits the person."""
        return not (self.parts[Part.AWAITING] or self.told)

    @property
    def new_count(self) -> int:
        """How many of the things shown are newer than the last visit."""
        return sum(each.entry.is_new for each in self.news)

    def count(self, part: Part) -> int:
        """How many things a part has, those that it does not show among them."""
        return sum(group.count for group in self.parts[part])


def get_welcome(reader: Reader) -> Welcome:
    """The public home page."""
    seated = select(func.count(Participation.authority_id.distinct())).where(seated_on(clock.today()))
    public = select(func.count(ExperienceReport.id)).where(
        ExperienceReport.audience == "public", ExperienceReport.status == ReportStatus.PUBLISHED
    )
    committees = select(func.count(Committee.id)).where(Committee.closed_on.is_(None))
    return Welcome(
        Figures(
            reports=db.session.scalar(public) or 0,
            datasets=datasets.count_public(),
            authorities=db.session.scalar(seated) or 0,
            committees=db.session.scalar(committees) or 0,
        ),
        _latest_reports(reader, LATEST),
        threads.list_latest(reader, LATEST),
        datasets.list_latest(reader, limit=LATEST),
        _members(),
    )


def _members() -> Members:
    """The authorities that sit in a committee today: communes, then the others, the most populous first."""
    told = select(ExperienceReport.authority_id, func.count().label("report_count"))
    told = told.where(
        ExperienceReport.audience == "public", ExperienceReport.status == ReportStatus.PUBLISHED
    )
    counts = told.group_by(ExperienceReport.authority_id).subquery()
    seated = select(Participation.authority_id).where(seated_on(clock.today()))
    rows = db.session.execute(
        select(
            LocalAuthority.name,
            LocalAuthority.slug,
            LocalAuthority.population,
            func.coalesce(LocalAuthority.epci_siren, LocalAuthority.siren, ""),
            func.coalesce(counts.c.report_count, 0),
            LocalAuthority.kind == AuthorityKind.COMMUNE,
        )
        .outerjoin(counts, counts.c.authority_id == LocalAuthority.id)
        .where(LocalAuthority.id.in_(seated))
        .order_by(
            LocalAuthority.kind != AuthorityKind.COMMUNE,
            func.coalesce(LocalAuthority.population, 0).desc(),
            LocalAuthority.name,
        )
    )
    members = tuple(Member(*row) for row in rows)
    return Members(members, drawn(tuple(each for each in members if each.is_commune)))


def get_dashboard(reader: Reader, *, everything: bool = False) -> Dashboard:
    """The home page of somebody signed in: news of their subjects and communes, unless all are asked."""
    groups = dict(groups_of(reader, near_only=not everything))
    awaiting = {entry.address for group in groups[Part.AWAITING] for entry in group.entries}
    told = [each for each in notifications.list_latest(reader, 3 * LATEST) if _path_of(each) not in awaiting]
    told = told[:LATEST]
    unread = {_path_of(each) for each in told}
    groups[Part.COMING] = _without(groups[Part.COMING], awaiting | unread)
    news = _mixed(_without(groups[Part.NEWS], unread))
    groups[Part.IDEAS] = _few(groups[Part.IDEAS], IDEAS_MAX)
    return Dashboard(groups, news, told, get_arrival(reader), not everything)


def _without(groups: Sequence[Group], addresses: Container[str]) -> list[Group]:
    """The groups without what the same page shows elsewhere."""
    left = ((group, [each for each in group.entries if each.address not in addresses]) for group in groups)
    return [
        Group(group.things, found, group.count - len(group.entries) + len(found))
        for group, found in left
        if found
    ]


def _few(groups: Sequence[Group], most: int) -> list[Group]:
    """The first things of the groups, so many in all, one of each kind before a second of any."""
    turns = sorted((turn, rank) for rank, group in enumerate(groups) for turn in range(len(group.entries)))
    shares = Counter(rank for _, rank in turns[:most])
    return [
        Group(group.things, group.entries[: shares[rank]], group.count)
        for rank, group in enumerate(groups)
        if shares[rank]
    ]


def _mixed(groups: Sequence[Group]) -> list[News]:
    """News of all kinds in one list, the newest first; each kind has its newest there, however quiet."""
    firsts = [News(group.things, group.entries[0]) for group in groups]
    others = [News(group.things, each) for group in groups for each in group.entries[1:]]
    kept = firsts + sorted(others, key=_moment_of, reverse=True)[: max(0, NEWS_MAX - len(firsts))]
    return sorted(kept, key=_moment_of, reverse=True)


def _moment_of(news: News) -> datetime:
    """When it happened; what bears no moment is older than all."""
    return news.entry.at or datetime.min.replace(tzinfo=UTC)


def _path_of(told: Told) -> str:
    """The page that a notification leads to."""
    return told.subject.address.partition("#")[0] if told.subject else ""


def get_arrival(reader: Reader) -> Arrival:
    """When somebody came before, and how far they are in the first steps; one statement."""
    mine = User.id == reader.user_id
    topics = exists().where(Subscription.user_id == User.id, Subscription.kind == "domain")
    wrote = [
        exists().where(Message.author_id == User.id),
        exists().where(ExperienceReport.started_by_id == User.id),
        exists().where(Dataset.created_by_id == User.id),
    ]
    row = db.session.execute(
        select(
            User.visited_before_at,
            User.created_at,
            FirstSteps.reached,
            FirstSteps.dismissed_at.is_not(None).label("is_dismissed"),
            (User.title != "").label("has_function"),
            topics.label("has_topics"),
            exists().where(DigestChoice.user_id == User.id, FirstSteps.reached >= 3).label("has_rhythm"),
            or_(*wrote).label("has_written"),
        )
        .outerjoin(FirstSteps, FirstSteps.user_id == User.id)
        .where(mine)
    ).one()
    return Arrival(*row)


def list_topics(reader: Reader) -> Sequence[Topic]:
    """The domains of public action, and whether the person follows each."""
    is_followed = exists().where(
        Subscription.user_id == reader.user_id,
        Subscription.kind == "domain",
        Subscription.subject_id == PolicyDomain.id,
        Subscription.level != Level.MUTE,
    )
    rows = db.session.execute(
        select(PolicyDomain.id, PolicyDomain.label, is_followed.label("is_followed"))
        .where(PolicyDomain.is_retired.is_(False))
        .order_by(PolicyDomain.position, PolicyDomain.label)
    )
    return [Topic(row.id, row.label, row.is_followed) for row in rows]


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
