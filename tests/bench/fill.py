"""Fills a database with a committee's years of work, quickly: the same content for the same numbers.

Rows are written in bulk, past the operations: what they hold is what the operations would have written.
Words come from the sentences of the demonstration, mixed anew, and from the names of real communes.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from markupsafe import Markup
from sqlalchemy import Table, insert, select

from comite.accounts.audiences import Audience
from comite.accounts.models import Membership, Role, User
from comite.cli.demonstration import reading
from comite.datasets.models import (
    Dataset,
    DatasetFile,
    DatasetStatus,
    Frequency,
    Licence,
    ReadingState,
    Theme,
)
from comite.discussions.models.threads import Category, Message, ReadMark, Thread
from comite.experiences.labels import FIRST_DOMAINS
from comite.experiences.models import (
    AiType,
    Author,
    ExperienceReport,
    Heading,
    Indicator,
    Keyword,
    KeywordKind,
    Outcome,
    Phase,
    PolicyDomain,
    Replicability,
    ReportStatus,
    Revision,
    RevisionAction,
    Sheet,
)
from comite.foundation import markdown
from comite.foundation.database import Base, db, write
from comite.foundation.storage import StoredFile
from comite.foundation.text import fold, slugify
from comite.notifications.models import Level, Notification, Reason, Subscription
from comite.territories.models import (
    AuthorityKind,
    Committee,
    CommitteeLevel,
    LocalAuthority,
    Participation,
    Standing,
    searchable,
)
from comite.territories.reference import reader as reference

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SEED = 447
BATCH = 2_000
AUTHORITIES = 240
COMMITTEES = 12
PEOPLE = 400
READ_MARKS_EACH = 200
SHARES = {"reports": 0.2, "datasets": 0.05, "threads": 0.15}
STATUSES = (ReportStatus.PUBLISHED,) * 8 + (ReportStatus.DRAFT, ReportStatus.ARCHIVED)
AUDIENCES = (Audience.PUBLIC,) * 5 + (Audience.NETWORK,) * 3 + (Audience.COMMITTEE,) * 2
TAGS = (
    "eau",
    "cantine",
    "accueil",
    "voirie",
    "énergie",
    "délibérations",
    "chatbot",
    "capteurs",
    "RGPD",
    "caméras",
)

Row = dict[str, Any]


@dataclass(frozen=True)
class Filled:
    """How much was written, and what the bench asks for."""

    report_count: int
    dataset_count: int
    thread_count: int
    message_count: int
    report_slug: str
    dataset_slug: str
    thread_path: str
    agent_id: int

    @property
    def total(self) -> int:
        """How many contents there are."""
        return self.report_count + self.dataset_count + self.thread_count + self.message_count


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, as it was written, as it is shown, and without markup."""

    source: str
    html: str
    plain: str


class Words:
    """Titles and texts made of the demonstration's sentences."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.paragraphs = [paragraph for source in _sources() if (paragraph := _rendered(source))]
        self.titles = [entry["title"] for entry in [*reading.experiences(), *reading.threads()]]
        self.places = [each.name for each in islice(reference.each_commune(), 0, 34_000, 40)]

    def title(self) -> str:
        """A title that few others bear."""
        return f"{self.chance.choice(self.titles)[:110]} à {self.chance.choice(self.places)[:40]}"

    def text(self, least: int, most: int) -> Paragraph:
        """Some paragraphs, and where they were written."""
        chosen = self.chance.choices(self.paragraphs, k=self.chance.randint(least, most))
        place = self.chance.choice(self.places)
        return Paragraph(
            "\n\n".join([*(each.source for each in chosen), f"C’était à {place}."]),
            "\n".join([*(each.html for each in chosen), f"<p>C’était à {place}.</p>"]),
            " ".join([*(each.plain for each in chosen), f"C’était à {place}."]),
        )


def _sources() -> Iterator[str]:
    """Every paragraph of the demonstration's experiences and messages."""
    for entry in reading.experiences():
        for heading in Heading:
            yield from str(entry.get(heading.value) or "").split("\n\n")
    for thread in reading.threads():
        for message in thread["messages"]:
            yield from message["body"].split("\n\n")


def _rendered(source: str) -> Paragraph | None:
    """A paragraph ready to be kept; nothing for an empty one."""
    rendered = markdown.render(source.strip())
    return Paragraph(source.strip(), str(rendered.html), rendered.plain) if rendered.plain else None


def fill(contents: int, progress: Callable[[str], None] = print) -> Filled:
    """Write so many contents, and those who wrote them, into an empty database."""
    filler = Filler(random.Random(SEED), contents)
    with write():
        for step in (
            filler.places,
            filler.people,
            filler.reports,
            filler.datasets,
            filler.threads,
            filler.told,
        ):
            progress(f"  {step.__name__}…")
            step()
        filler.number_on()
    db.session.remove()
    return filler.summary()


class Filler:
    """Writes one kind of rows after the other."""

    def __init__(self, chance: random.Random, contents: int) -> None:
        self.chance, self.words = chance, Words(chance)
        self.report_count, self.dataset_count, self.thread_count = (
            int(contents * share) for share in SHARES.values()
        )
        self.message_count = contents - self.report_count - self.dataset_count - self.thread_count
        self.reach: dict[int, list[int]] = {}
        self.report_audiences: dict[int, Row] = {}

    def places(self) -> None:
        """Communes, the committees where they sit, and the policy domains."""
        found = list(islice(reference.each_commune(), 0, 34_000, 34_000 // AUTHORITIES))[:AUTHORITIES]
        _put(
            LocalAuthority,
            (
                {
                    "id": key,
                    "slug": f"{slugify(each.name)}-{key}",
                    "kind": AuthorityKind.COMMUNE,
                    "name": each.name,
                    "folded_name": searchable(each.name),
                    "siren": f"{200_000_000 + key}",
                    "insee_code": each.insee_code,
                    "population": self.chance.choice((300, 900, 2_500, 7_000, 18_000, 60_000)),
                    "departement_code": "01",
                    "region_code": None,
                    "epci_siren": None,
                    "postal_codes": [],
                    "presentation": "",
                    "is_fictitious": True,
                    "created_at": NOW,
                    "version": 1,
                }
                for key, each in enumerate(found, start=1)
            ),
        )
        _put(
            Committee,
            (
                {
                    "id": key,
                    "slug": f"comite-{key}",
                    "name": f"Comité de la donnée n° {key}",
                    "territory": f"Pays {key}",
                    "purpose": "",
                    "level": CommitteeLevel.EPCI,
                    "lead_authority_id": key,
                    "founded_on": NOW.date(),
                    "closed_on": None,
                    "created_at": NOW,
                    "version": 1,
                }
                for key in range(1, COMMITTEES + 1)
            ),
        )
        _put(
            Participation,
            (
                {
                    "committee_id": (key - 1) % COMMITTEES + 1,
                    "authority_id": key,
                    "standing": Standing.MEMBER,
                    "joined_on": (NOW - timedelta(days=900)).date(),
                    "left_on": None,
                }
                for key in range(1, AUTHORITIES + 1)
            ),
        )
        _put(
            PolicyDomain,
            (
                {"id": key, "code": code, "label": label, "position": key, "is_retired": False}
                for key, (code, label) in enumerate(FIRST_DOMAINS, start=1)
            ),
        )

    def people(self) -> None:
        """Agents, editors, animators, and an administrator."""
        _put(
            User,
            (
                {
                    "id": key,
                    "handle": f"agent-{key}",
                    "email": f"agent-{key}@exemple.test",
                    "name": f"Camille Martin {key}",
                    "title": "",
                    "password_hash": None,
                    "is_administrator": key == PEOPLE,
                    "created_at": NOW,
                    "last_seen_at": NOW,
                    "suspended_at": None,
                    "suspension_reason": None,
                    "erased_at": None,
                    "version": 1,
                }
                for key in range(1, PEOPLE + 1)
            ),
        )
        _put(
            Membership,
            (
                {
                    "user_id": key,
                    "authority_id": self._home_of(key),
                    "is_elected": False,
                    "since": NOW,
                    "role": Role.ANIMATOR
                    if key <= COMMITTEES
                    else self.chance.choice((Role.AGENT, Role.EDITOR)),
                }
                for key in range(1, PEOPLE + 1)
            ),
        )

    def reports(self) -> None:
        """Experience reports with their sheets, keywords, indicators and first revision."""
        keys = range(1, self.report_count + 1)
        _put(ExperienceReport, (self._report(key) for key in keys))
        _put(Sheet, (self._sheet(key) for key in keys))
        _put(Keyword, (word for key in keys for word in self._keywords(key)))
        _put(Indicator, (figure for key in keys for figure in self._indicators(key)))
        _put(
            Author,
            (
                {
                    "report_id": key,
                    "user_id": self._writer_of(row["authority_id"]),
                    "authority_id": row["authority_id"],
                }
                for key, row in self.report_audiences.items()
            ),
        )
        _put(
            Revision,
            (
                {
                    "report_id": key,
                    "number": 1,
                    "at": row["at"],
                    "author_id": self._writer_of(row["authority_id"]),
                    "authority_id": row["authority_id"],
                    "action": RevisionAction.STARTED,
                    "note": "",
                    "snapshot": {},
                }
                for key, row in self.report_audiences.items()
            ),
        )

    def _report(self, key: int) -> Row:
        """The card of one report."""
        status, where = self.chance.choice(STATUSES), self._where()
        is_out = status is not ReportStatus.DRAFT
        title, at = self.words.title(), self._moment()
        audience = where["visibility"] if is_out else Audience.AUTHORITY
        self.report_audiences[key] = {**where, "audience": audience, "at": at}
        return {
            "id": key,
            "slug": f"{slugify(title)[:60]}-{key}",
            "title": title,
            "sort_title": fold(title)[:200],
            "summary": self.words.chance.choice(self.words.paragraphs).plain[:270],
            "domain_id": self.chance.randint(1, len(FIRST_DOMAINS)),
            "phase": self.chance.choice(list(Phase)),
            "outcome": self.chance.choice(list(Outcome)),
            "replicability": self.chance.choice(list(Replicability)),
            "status": status,
            "audience": audience,
            **where,
            "started_by_id": self._writer_of(where["authority_id"]),
            "created_at": at,
            "updated_at": at,
            "listed_at": at,
            "published_at": at if is_out else None,
            "proposed_by_id": None,
            "changes_requested": None,
            "confirmed_at": None,
            "review_on": None,
            "review_told_at": None,
            "hidden_at": None,
            "hidden_reason": None,
            "version": 1,
        }

    def _sheet(self, key: int) -> Row:
        """The sheet of one report."""
        texts = {heading.value: self.words.text(1, 3) for heading in Heading if self.chance.random() < 0.7}
        return {
            "report_id": key,
            "texts": {name: each.source for name, each in texts.items()},
            "rendered": {name: Markup(each.html) for name, each in texts.items()},
            "plain": "\n".join(each.plain for each in texts.values()),
            "sources": [],
            "supplier": "",
            "hosting": None,
            "licence": "",
            "has_personal_data": False,
            "investment_euros": 12_000,
            "yearly_euros": 900,
            "agent_days": 12,
            "funding": "",
            "model": "",
            "usage_volume": "",
            "energy": "",
            "clause": "",
            "aipd": "",
            "ai_act_class": None,
            "mention": "",
            "register": "",
            "contact": "",
        }

    def _keywords(self, key: int) -> Iterator[Row]:
        """One or two kinds of AI and some tags."""
        chosen = self.chance.sample(list(AiType), k=self.chance.randint(1, 2))
        words = [(KeywordKind.AI_TYPE, each.value, each.value) for each in chosen]
        words += [(KeywordKind.TAG, fold(tag), tag) for tag in self.chance.sample(TAGS, k=2)]
        for position, (kind, word, label) in enumerate(words):
            yield {"report_id": key, "kind": kind, "word": word, "label": label, "position": position}

    def _indicators(self, key: int) -> Iterator[Row]:
        """Up to three figures."""
        for position in range(self.chance.randint(0, 3)):
            yield {
                "report_id": key,
                "position": position,
                "label": "Appels perdus",
                "before": "65",
                "after": "8",
                "before_number": 65.0,
                "after_number": 8.0,
                "unit": "%",
                "period": "2025",
                "method": "",
                "source": "",
            }

    def datasets(self) -> None:
        """Datasets with one file each, described and not kept: their rows are never asked."""
        digest = "0" * 64
        _put(StoredFile, [{"digest": digest, "size": 1000, "kept_at": NOW}])
        keys = range(1, self.dataset_count + 1)
        _put(Dataset, (self._dataset(key) for key in keys))
        _put(
            DatasetFile,
            (
                {
                    "dataset_id": key,
                    "digest": digest,
                    "file_name": f"jeu-{key}.csv",
                    "media_type": "text/csv",
                    "size": 1000,
                    "added_at": NOW,
                    "added_by_id": None,
                    "state": ReadingState.READ,
                    "progress": 100,
                    "progress_label": "",
                    "facts": {},
                    "findings": [],
                    "column_names": "commune date nombre prix libellé",
                    "row_count": 120,
                    "table_digest": None,
                    "clean_digest": None,
                }
                for key in keys
            ),
        )

    def _dataset(self, key: int) -> Row:
        """The description of one dataset."""
        where, title, at, text = self._where(), self.words.title(), self._moment(), self.words.text(1, 2)
        is_out = self.chance.random() < 0.9
        return {
            "id": key,
            "identifier": f"00000000-0000-4000-8000-{key:012d}",
            "slug": f"{slugify(title)[:60]}-{key}",
            "title": title,
            "acronym": "",
            "description": text.source,
            "description_html": Markup(text.html),
            "general_interest": self.chance.choice(self.words.paragraphs).plain,
            "licence": Licence.OPEN_2,
            "frequency": Frequency.MONTHLY,
            "covers_from": None,
            "covers_until": None,
            "spatial_code": "",
            "west": None,
            "south": None,
            "east": None,
            "north": None,
            "theme": self.chance.choice(list(Theme)),
            "keywords": self.chance.sample(TAGS, k=2),
            "contact_name": "",
            "contact_email": "",
            "schema": None,
            **where,
            "audience": where["visibility"] if is_out else Audience.AUTHORITY,
            "restriction_reason": "",
            "restricted_until": None,
            "status": DatasetStatus.PUBLISHED if is_out else DatasetStatus.DRAFT,
            "changes_requested": "",
            "hidden_at": None,
            "hidden_reason": "",
            "created_by_id": self._writer_of(where["authority_id"]),
            "created_at": at,
            "modified_at": at,
            "published_at": at if is_out else None,
            "version": 1,
        }

    def threads(self) -> None:
        """Threads, a third of them about a report, with their messages: a few long, most short."""
        lengths = self._lengths()
        _put(Thread, (self._thread(key, length) for key, length in enumerate(lengths, start=1)))
        _put(
            Message,
            (row for key, length in enumerate(lengths, start=1) for row in self._messages(key, length)),
        )
        _put(
            Subscription,
            (
                {
                    "user_id": self._writer_of(1 + key % AUTHORITIES),
                    "kind": "thread",
                    "subject_id": key,
                    "level": Level.DIGEST,
                    "since": NOW,
                }
                for key in range(1, self.thread_count + 1)
            ),
        )

    def _lengths(self) -> list[int]:
        """How many messages each thread has, opening one included."""
        lengths = [1] * self.thread_count
        for _ in range(self.message_count):
            # The square makes the first threads long, as the liveliest are.
            lengths[int(self.chance.random() ** 2 * self.thread_count)] += 1
        self.chance.shuffle(lengths)
        return lengths

    def _thread(self, key: int, length: int) -> Row:
        """The head of one thread."""
        where, title, at = self._where(), self.words.title(), self._moment()
        about: Row = {"about_kind": None, "about_id": None, "subject_audience": Audience.PUBLIC}
        audience = where["visibility"]
        if key % 3 == 0:
            report_id = self.chance.randint(1, self.report_count)
            row = self.report_audiences[report_id]
            where = {name: row[name] for name in where} | {"visibility": row["audience"]}
            audience = row["audience"]
            about = {"about_kind": "experience", "about_id": report_id, "subject_audience": audience}
        return {
            "id": key,
            "slug": slugify(title),
            "title": title,
            "category": self.chance.choice(list(Category)),
            **about,
            **where,
            "audience": audience,
            "author_id": self._writer_of(where["authority_id"]),
            "author_authority_id": where["authority_id"],
            "started_at": at,
            "pinned_at": None,
            "closed_at": None,
            "locked_at": None,
            "hidden_at": None,
            "hidden_reason": None,
            "last_message_at": at + timedelta(hours=length),
            "last_shown_number": length,
            "last_number": length,
            "message_count": length,
            "version": 1,
        }

    def _messages(self, key: int, length: int) -> Iterator[Row]:
        """The messages of one thread."""
        for number in range(1, length + 1):
            text, authority_id = self.words.text(1, 2), self.chance.randint(1, AUTHORITIES)
            yield {
                "thread_id": key,
                "number": number,
                "author_id": self._writer_of(authority_id),
                "author_authority_id": authority_id,
                "source": text.source,
                "html": Markup(text.html),
                "plain": text.plain,
                "markup_version": markdown.VERSION,
                "is_accepted": False,
                "quoted_id": None,
                "written_at": NOW - timedelta(days=300) + timedelta(hours=number),
                "edited_at": None,
                "deleted_at": None,
                "hidden_at": None,
                "hidden_reason": None,
                "version": 1,
            }

    def told(self) -> None:
        """What people have read, and what awaits them."""
        threads = range(1, self.thread_count + 1)
        _put(
            ReadMark,
            (
                {"user_id": user_id, "thread_id": thread_id, "last_number": 1, "read_at": NOW}
                for user_id in range(1, PEOPLE + 1)
                for thread_id in self.chance.sample(threads, k=min(READ_MARKS_EACH, len(threads)))
            ),
        )
        _put(
            Notification,
            (
                {
                    "recipient_id": user_id,
                    "reason": Reason.REPLIED,
                    "kind": "message",
                    "subject_id": self.chance.randint(1, max(self.message_count, 1)),
                    "topic_kind": "thread",
                    "topic_id": self.chance.choice(threads),
                    "actor_id": None,
                    "detail": "",
                    "at": NOW,
                    "read_at": None,
                    "mailed_at": None,
                }
                for user_id in range(1, PEOPLE + 1)
                for _ in range(25)
            ),
        )

    def number_on(self) -> None:
        """PostgreSQL's counters go on after the keys that were chosen here."""
        if db.engine.dialect.name != "postgresql":
            return
        for table in Base.metadata.sorted_tables:
            key = table.autoincrement_column
            if key is not None:
                db.session.execute(
                    db.text(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'),"
                        f" coalesce((SELECT max({key.name}) FROM {table.name}), 0) + 1, false)"
                    )
                )

    def summary(self) -> Filled:
        """What was written; the page asked for is a usual one: public, and its thread a long one."""
        public = (Thread.audience == Audience.PUBLIC, Thread.message_count >= 12)
        thread = db.session.execute(select(Thread.id, Thread.slug).where(*public).limit(1)).one()
        report = select(ExperienceReport.slug).where(
            ExperienceReport.audience == Audience.PUBLIC, ExperienceReport.status == ReportStatus.PUBLISHED
        )
        dataset = select(Dataset.slug).where(Dataset.audience == Audience.PUBLIC)
        return Filled(
            self.report_count,
            self.dataset_count,
            self.thread_count,
            self.message_count,
            db.session.scalars(report.limit(1)).one(),
            db.session.scalars(dataset.limit(1)).one(),
            f"/discussions/{thread.id}-{thread.slug}",
            COMMITTEES + 5,
        )

    def _where(self) -> Row:
        """An authority, its committee, and the audience wished."""
        authority_id = self.chance.randint(1, AUTHORITIES)
        return {
            "authority_id": authority_id,
            "committee_id": (authority_id - 1) % COMMITTEES + 1,
            "visibility": self.chance.choice(AUDIENCES),
        }

    def _moment(self) -> datetime:
        """Some instant of the last three years."""
        return NOW - timedelta(minutes=self.chance.randint(10, 3 * 365 * 24 * 60))

    def _home_of(self, user_id: int) -> int:
        """The authority where somebody works."""
        return (user_id - 1) % AUTHORITIES + 1

    def _writer_of(self, authority_id: int) -> int:
        """Somebody of an authority."""
        second = authority_id + AUTHORITIES
        return second if second <= PEOPLE and self.chance.random() < 0.5 else authority_id


def _put(model: type[Base], rows: Iterable[Row]) -> None:
    """Write rows in batches, without a word for each."""
    table: Table = model.__table__  # type: ignore[assignment]
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        db.session.execute(insert(table), batch)
