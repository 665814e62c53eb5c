"""Writes the corpus into every field of a site through its own operations, and says where it can be read."""

import io
from dataclasses import dataclass, fields
from itertools import cycle, pairwise
from urllib.parse import quote, urlencode

from sqlalchemy import select, update
from stdnum import luhn

from comite.accounts import operations as accounts
from comite.accounts import queries as people
from comite.accounts.audiences import Audience
from comite.accounts.models import Membership, Profile, Role, User
from comite.accounts.readers import Reader
from comite.datasets import operations as datasets
from comite.datasets import queries as dataset_queries
from comite.datasets.content import DatasetContent, SentFile, Sharing
from comite.datasets.models import PrivacyDecision
from comite.discussions.models.reports import Grievance
from comite.discussions.models.threads import Category, Message, MessageContent, NewFile, Place, ThreadContent
from comite.discussions.operations import messages, moderation, threads
from comite.discussions.queries.messages import get_message
from comite.discussions.queries.moderation import get_case
from comite.discussions.queries.threads import find_any_thread
from comite.experiences import operations as experiences
from comite.experiences import queries as reports
from comite.experiences.content import IndicatorContent, ReportContent
from comite.experiences.models import ExperienceReport, Heading, Outcome, Phase
from comite.experiences.operations.documents import Document
from comite.experiences.operations.replications import Story
from comite.foundation import clock, storage
from comite.foundation.citations import Citation
from comite.foundation.database import db, write
from comite.foundation.jobs import Job
from comite.foundation.markdown import render
from comite.foundation.text import clean_line, clean_text
from comite.home import operations as home
from comite.home.models import PageName
from comite.territories import operations as territories
from comite.territories.models import AuthorityKind, CommitteeContent, CommitteeLevel, NewAuthority
from tests.browser.xss.deck import Decks
from tests.browser.xss.tables import hostile_tables
from tests.cast import Cast
from tests.factories_people import the_authority


@dataclass(frozen=True)
class Visit:
    """A page, by whom it is seen, and whether the pages that follow it are seen too."""

    path: str
    who: str
    goes_on: bool = False


INDICATOR_LIMITS = {
    "label": 160, "before": 60, "after": 60, "unit": 80, "period": 120, "method": 300, "source": 300,
}  # fmt: skip
# Of which a report has one; how many characters each takes.
LINES = {
    "title": 160, "summary": 280, "supplier": 200, "licence": 200, "funding": 400, "model": 200,
    "usage_volume": 300, "energy": 300, "clause": 300, "aipd": 300, "mention": 400, "register": 300,
    "contact": 200,
}  # fmt: skip


class Filling:
    """One site being filled."""

    def __init__(self, cast: Cast, payloads: list[str]) -> None:
        self.cast = cast
        self.payloads = payloads
        self.decks = Decks(payloads)
        self.visits: list[Visit] = []
        self.report_paths: list[str] = []

    def fill(self) -> list[Visit]:
        """Everything, through the operations; the pages where it is seen, and by whom."""
        self.kept = storage.current().put(io.BytesIO(b"x"), 10)
        writers = self.persons()
        self.places()
        self.experiences()
        self.datasets()
        self.discussions(writers)
        self.pages()
        self.addresses()
        return self.visits

    def see(self, path: str, who: str = "amina") -> None:
        """Note a page to visit."""
        self.visits.append(Visit(path, who))

    def see_all(self, path: str, who: str = "amina") -> None:
        """Note a list to visit, to its last page."""
        self.visits.append(Visit(path, who, goes_on=True))

    def persons(self) -> list[Reader]:
        """Names and functions, on pages of people, beside what they write, and in mails."""
        writers: list[Reader] = []
        while not self.decks.are_done("person name", "person title"):
            reader = self._person(len(writers))
            name, title = self.decks.line("person name", 120), self.decks.line("person title", 120)
            accounts.edit_profile(reader, Profile(clean_line(name), clean_line(title)), 1)
            writers.append(people.reader_of(reader.user_id or 0))
            self.see(f"/personnes/{reader.handle}")
        authority, number = the_authority(self.cast.valmer), 0
        while not self.decks.are_done("invited name"):
            number += 1
            name = clean_line(self.decks.line("invited name", 120))
            accounts.invite(self.cast.amina, f"i{number}@x.test", authority, Role.AGENT, name=name)
        self.see("/collectivites/valmer/personnes")
        self.see("/mon-compte")
        for path in (
            "/administration/personnes",
            f"/administration/personnes/{writers[0].handle}/suspension",
        ):
            self.see_all(path, "denis")
        while not self.decks.are_done("suspension"):
            account = db.session.get(User, writers.pop().user_id)
            assert account is not None
            accounts.suspend(self.cast.denis, account, self.decks.text("suspension", 1000, at_once=40))
            self.see(f"/personnes/{account.handle}", "denis")
        self.see_all("/administration/personnes?suspendus=1", "denis")
        return writers

    def _person(self, rank: int) -> Reader:
        """An account of Valmer, without the price of a password."""
        with write() as session:
            user = User(handle=f"p{rank}", email=f"p{rank}@x.test", name="?", password_hash=None)
            session.add(user)
            session.flush()
            session.add(Membership(user_id=user.id, authority_id=self.cast.valmer, role=Role.AGENT))
            session.flush()
            user_id = user.id
        return people.reader_of(user_id)

    def places(self) -> None:
        """Authorities and committees."""
        denis, number = self.cast.denis, 0
        while not self.decks.are_done("authority name", "committee name", "territory"):
            number += 1
            authority = territories.create_authority(denis, NewAuthority(
                name=clean_line(self.decks.line("authority name", 160)),
                kind=AuthorityKind.SYNDICAT,
                siren=_siren(number),
                population=100,
                departement_code="99",
                presentation=self.decks.text("presentation", 600, at_once=12),
            ))  # fmt: skip
            committee = territories.create_committee(denis, authority, CommitteeContent(
                name=clean_line(self.decks.line("committee name", 160)),
                territory=clean_line(self.decks.line("territory", 160)),
                level=CommitteeLevel.EPCI,
                purpose=self.decks.text("purpose", 4000, at_once=12),
                founded_on=None,
                closed_on=None,
            ))  # fmt: skip
            self.see(f"/collectivites/{authority.slug}")
            self.see(f"/comites/{committee.slug}", "denis")
            if number % 20 == 1:
                self.see(f"/comites/{committee.slug}/modifier", "denis")
                self.see(f"/comites/{committee.slug}/membres", "denis")
                self.see(f"/comites/{committee.slug}/invitations", "denis")
        self.see_all("/comites/")
        self.see_all("/collectivites?toutes=1")
        self.see("/collectivites?q=svg&toutes=1")

    def experiences(self) -> None:
        """Reports: each of their fields, their revisions, their replications, their reasons."""
        amina, bruno, denis = self.cast.amina, self.cast.bruno, self.cast.denis
        authority = the_authority(self.cast.valmer)
        number = 0
        main = [f"report {name}" for name in LINES] + [f"report {each.value}" for each in Heading]
        while not self.decks.are_done(*main, "tag", "document", "indicator before", "indicator after"):
            number += 1
            report = experiences.start_report(amina, authority, self._report())
            file = Document(self.kept, f"{self.decks.line('document', 190)}.csv", "text/html",
                            self.decks.line("caption", 200))  # fmt: skip
            experiences.attach_file(amina, report, file)
            experiences.publish_report(amina, report)
            base = f"/retours-experience/{report.slug}"
            self.report_paths.append(base)
            self.see(base)
            if number % 4 == 0:
                report = reports.get_report(amina, report.slug)
                experiences.edit_report(amina, report, self._report(), report.version)
                self.see(f"{base}/historique/3")
            if number % 20 == 1:
                self.see(base, "denis")
                for path in ("historique", "documents", "completer", "completer/carte", "completer/indicateurs",
                             "completer/solution", "completer/sources", "nous-l-avons-repris"):  # fmt: skip
                    self.see(f"{base}/{path}", "chloe" if path.startswith("nous") else "amina")
            if number % 2 == 0:
                told = Story(clean_text(self.decks.text("told", 3000, at_once=12)), Outcome.MIXED)
                experiences.record_replication(
                    self.cast.chloe,
                    reports.get_report(self.cast.chloe, report.slug),
                    self.cast.ostrelle,
                    told,
                )
            if number % 6 == 5:
                reason = self.decks.text("report hidden", 2000, at_once=40)
                experiences.hide(denis, reports.get_report(denis, report.slug), reason)
                self.see(f"/moderation/retour-experience/{report.id}", "denis")
        while not self.decks.are_done("changes"):
            draft = experiences.start_report(bruno, authority, self._report())
            experiences.propose_report(bruno, draft)
            experiences.request_changes(amina, draft, self.decks.text("changes", 2000, at_once=40))
            typed = {"problem": self.decks.text("typed", 8000, at_once=60)}
            experiences.keep_unsaved(bruno, draft, "need", typed, 1)
            self.draft = draft.slug
            self.see(f"/retours-experience/{draft.slug}", "bruno")
            self.see(f"/retours-experience/{draft.slug}/completer/besoin", "bruno")
        self._cite_each_other()
        self.see_all("/retours-experience/")

    def _cite_each_other(self) -> None:
        """Each report is cited by another, under whose hostile title it says so."""
        with write() as session:
            ids = list(session.scalars(select(ExperienceReport.id).order_by(ExperienceReport.id)))
            for source, target in pairwise(ids):
                kinds = {"source_kind": "experience", "target_kind": "experience"}
                session.add(Citation(source_id=source, target_id=target, **kinds))

    def _report(self) -> ReportContent:
        """A whole report of hostile words."""
        words = {name: self.decks.line(f"report {name}", most) for name, most in LINES.items()}
        texts = {each.value: self.decks.text(f"report {each.value}", 8000, at_once=4) for each in Heading}
        return ReportContent(
            **words,
            **texts,
            phase=Phase.IDEA,
            outcome=Outcome.MIXED,
            domain_id=1,
            visibility=Audience.PUBLIC,
            tags=tuple(each.replace(",", " ") for each in self.decks.lines("tag", 40, 5, at_once=1)),
            sources=self.decks.lines("source", 300, 3),
            indicators=tuple(
                IndicatorContent(**{
                    each.name: self.decks.line(f"indicator {each.name}", INDICATOR_LIMITS[each.name])
                    for each in fields(IndicatorContent)
                })
                for _ in range(4)
            ),
        )  # fmt: skip

    def datasets(self) -> None:
        """Datasets: each of their words, the names of their files, columns and sheets, their cells."""
        amina, number = self.cast.amina, 0
        main = ("dataset title", "interest", "description", "keyword", "contact", "file name")
        while not self.decks.are_done(*main):
            number += 1
            dataset = self._dataset(DatasetContent(
                title=clean_line(self.decks.line("dataset title", 160)),
                general_interest=self.decks.text("interest", 2000, at_once=12),
                acronym=self.decks.line("keyword", 40, at_once=1),
                description=self.decks.text("description", 20_000, at_once=3),
                keywords=self.decks.lines("keyword", 40, 4, at_once=1),
                contact_name=self.decks.line("contact", 120),
                contact_email=self.decks.line("contact mail", 254),
                sharing=Sharing(Audience.NETWORK, None, self.decks.text("restriction", 2000, at_once=12)),
            ), [SentFile(self.kept.digest, 1, f"{self.decks.line('file name', 190)}.csv", "text/html")])  # fmt: skip
            self.see(dataset)
            if number % 20 == 1:
                self.see(f"{dataset}/modifier")
        _leave_unread()
        self._read_tables()
        while not self.decks.are_done("dataset changes"):
            slug = self._dataset(DatasetContent("Renvoyé", "a"), []).rpartition("/")[2]
            dataset = dataset_queries.get_dataset(amina, slug)
            datasets.propose_dataset(self.cast.bruno, dataset)
            reason = self.decks.text("dataset changes", 2000, at_once=40)
            datasets.request_changes(amina, dataset, reason)
            self.see(f"/jeux-de-donnees/{slug}")
        self.see_all("/jeux-de-donnees/")

    def _dataset(self, content: DatasetContent, files: list[SentFile]) -> str:
        """A draft; its address."""
        rendered = render(content.description)
        return f"/jeux-de-donnees/{datasets.create_dataset(self.cast.amina, self.cast.valmer, content, rendered, files).slug}"

    def _read_tables(self) -> None:
        """Files to be read for good: names of columns that look personal, cells, a sheet."""
        sent = [
            SentFile(*_kept(content), name, "text/csv")
            for name, content in hostile_tables(self.payloads).items()
        ]
        self.tables = self._dataset(DatasetContent("Tableaux", "a"), sent).rpartition("/")[2]

    def decide(self) -> None:
        """What the producer says of columns that look personal, once the files are read."""
        dataset = dataset_queries.get_dataset(self.cast.amina, self.tables)
        self.see(f"/jeux-de-donnees/{self.tables}")
        while not self.decks.are_done("privacy"):
            reason = self.decks.text("privacy", 2000, at_once=40)
            found = next(file for file in dataset.files if file.findings)
            datasets.decide_privacy(self.cast.amina, dataset, found, PrivacyDecision.JUSTIFIED, reason)
        self.table_ids = [file.id for file in dataset.files]
        for file in dataset.files:
            base = f"/jeux-de-donnees/{self.tables}/fichiers/{file.id}"
            if file.is_table:
                self.see_all(base)
                self.see(f"{base}?tri=1&ordre=desc")

    def discussions(self, writers: list[Reader]) -> None:
        """Threads, messages, quotes, names of files, histories, and what moderation says of them."""
        elise, thread_id, starters = self.cast.elise, 0, cycle(writers)
        # A few only: everyone who writes in a thread is told of all that follows.
        talkers = cycle(writers[:4])
        while not self.decks.are_done("thread title", "opening"):
            content = ThreadContent(clean_line(self.decks.line("thread title", 160)), Category.QUESTION)
            place = Place(Audience.PUBLIC, committee_id=self.cast.committee)
            opening = MessageContent(self.decks.text("opening", 20_000, at_once=4))
            thread = threads.start_thread(next(starters), place, content, opening)
            thread_id = thread.id
            self.see(f"/discussions/{thread.id}-{thread.slug}")
        thread = find_any_thread(thread_id)
        assert thread is not None
        count = 0
        while not self.decks.are_done("message", "attachment", "comment", "hidden", "dismissed"):
            count += 1
            file = NewFile(self.kept, f"{self.decks.line('attachment', 190)}.svg", "image/svg+xml")
            words = MessageContent(self.decks.text("message", 20_000), (file,) if count % 3 == 0 else ())
            message = messages.post_message(next(talkers), thread, words)
            self._after_message(message, count)
        moderation.lock_thread(elise, thread, self.decks.text("hidden", 1000, at_once=20))
        self.thread_id = thread.id
        first = f"/discussions/{thread.id}-{thread.slug}"
        for path in (first, "/discussions/", "/notifications", "/"):
            self.see_all(path)
        for path in ("/moderation", "/moderation/journal", "/notifications", "/"):
            self.see_all(path, "elise")
        self.see(first, "elise")
        for who in ("bruno", "visitor"):
            self.see("/", who)
        self.see(f"/discussions/{thread.id}/modifier", "elise")

    def _after_message(self, message: Message, count: int) -> None:
        """What happens to some of the messages: edited, quoted, reported, hidden, dismissed."""
        elise, amina = self.cast.elise, self.cast.amina
        if count % 10 == 1:
            author = people.reader_of(message.author_id)
            edited = MessageContent(self.decks.text("message", 20_000))
            messages.edit_message(author, get_message(author, message.id), edited, message.version)
            self.see(f"/discussions/messages/{message.id}/historique")
            self.see(
                f"/discussions/{message.thread_id}-{get_message(author, message.id).thread.slug}?citer={message.id}"
            )
            self.see(f"/signaler/message/{message.id}")
        if count % 10 == 2:
            comment = self.decks.text("comment", 1000, at_once=20)
            moderation.report(amina, "message", message.id, Grievance.OTHER, comment)
            self.see(f"/moderation/message/{message.id}", "elise")
        if count % 20 == 2:
            message = get_message(elise, message.id)
            reason = self.decks.text("hidden", 1000, at_once=30)
            moderation.hide_message(elise, message.thread, message, reason)

        elif count % 20 == 12:
            reason = self.decks.text("dismissed", 1000, at_once=30)
            moderation.dismiss(elise, get_case(elise, "message", message.id), reason)

    def pages(self) -> None:
        """The pages an administrator writes, and the domains."""
        for page in PageName:
            body = self.decks.text("page", 50_000, at_once=150)
            home.edit_page(self.cast.denis, page, body, render(body, first_title=2), 0)
            self.see(f"/administration/pages/{page.value}", "denis")
        for path in (
            "a-propos",
            "accessibilite",
            "mentions-legales",
            "donnees-personnelles",
            "ecoconception",
        ):
            self.see(f"/{path}", "visitor")
        while not self.decks.are_done("domain"):
            experiences.add_domain(self.cast.denis, self.decks.line("domain", 80))
        self.see("/retours-experience/domaines", "denis")
        self.see("/retours-experience/nouveau", "bruno")

    def addresses(self) -> None:
        """What stands in addresses: searches, filters, pages, next, unknown paths."""
        reflected = {
            "/retours-experience/": ("mot", 80),
            "/recherche": ("q", 250),
        }
        for path, (name, longest) in reflected.items():
            while not self.decks.are_done(path):
                self.see(f"{path}?{urlencode({name: self.decks.line(path, longest)})}", "visitor")
        closed = {
            "/retours-experience/": (
                "domaine",
                "comite",
                "collectivite",
                "departement",
                "tri",
                "suite",
                "statut",
            ),
            "/jeux-de-donnees/": ("theme", "collectivite", "comite", "page", "tri"),
            "/discussions/": ("categorie", "comite", "suite", "voir"),
            "/collectivites": ("q", "nature", "departement", "page", "toutes"),
            "/recherche": ("nature", "domaine", "tri", "page"),
        }
        for path, names in closed.items():
            while not self.decks.are_done(f"filters of {path}"):
                asked = {name: self.decks.line(f"filters of {path}", 300, 10) for name in names}
                self.see(f"{path}?{urlencode(asked)}", "visitor")
        for path in (
            "/connexion?next=",
            "/retours-experience/",
            "/nulle-part/",
            "/collectivites/",
            "/notifications/silence/",
        ):
            while not self.decks.are_done(f"address {path}"):
                self.see(path + _quoted(self.decks.line(f"address {path}", 1500, 20)), "visitor")


def _leave_unread() -> None:
    """Files of one letter: reading them would only take time."""
    with write() as session:
        reading = Job.name.endswith("read_file")
        session.execute(update(Job).where(reading).values(done_at=clock.now()))


def _kept(content: bytes) -> tuple[str, int]:
    """A file put in the storage."""
    kept = storage.current().put(io.BytesIO(content), 50_000_000)
    return kept.digest, kept.size


def _quoted(text: str) -> str:
    """A text as part of an address, encoded no more than it takes for a browser to ask for it."""
    return "".join(quote(letter) if letter in "%# " or letter < " " else letter for letter in text)


def _siren(number: int) -> str:
    """A number of its kind, with the right last digit."""
    begun = f"98{number:06d}"
    return begun + luhn.calc_check_digit(begun)
