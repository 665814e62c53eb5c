"""The discussions: threads, answers, kept answers, what is reported, hidden, pinned, closed."""

from collections.abc import Iterator
from functools import partial

from sqlalchemy import select

from comite.accounts.audiences import Audience
from comite.cli.demonstration import reading
from comite.cli.demonstration.loading import company, datasets, experiences
from comite.cli.demonstration.loading.story import Moment
from comite.cli.demonstration.reading import Entry
from comite.discussions import moderated
from comite.discussions.models.reports import Grievance
from comite.discussions.models.threads import (
    Category,
    Message,
    MessageContent,
    Place,
    Thread,
    ThreadContent,
)
from comite.discussions.operations import messages, moderation, telling, threads
from comite.foundation.database import db
from comite.territories.models import Committee

# A quarter of an hour: the time to read an answer and keep it, or to pin a thread.
SOON = 0.01


def moments() -> Iterator[Moment]:
    """The life of every thread."""
    for entry in reading.threads():
        told = _Telling(entry)
        for place, message in enumerate(entry["messages"]):
            yield Moment(message["at"], partial(told.write, place))
            if message.get("accepted"):
                yield Moment(message["at"] + SOON, partial(told.accept, place))
            for complaint in message.get("reports", []):
                yield Moment(complaint["at"], partial(told.report, place, complaint))
            if "hidden" in message:
                yield Moment(message["hidden"]["at"], partial(told.hide, place, message["hidden"]))
        if entry.get("pinned"):
            yield Moment(entry["messages"][0]["at"] + SOON, told.pin)
        if "closed" in entry:
            yield Moment(entry["closed"]["at"], partial(told.close, entry["closed"]))


class _Telling:
    """One thread as it comes to life."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.thread_id = 0

    @property
    def thread(self) -> Thread:
        """Its row, once it was started."""
        return db.session.get_one(Thread, self.thread_id)

    def message(self, place: int) -> Message:
        """One of its messages, once it was written."""
        numbered = select(Message).where(Message.thread_id == self.thread_id, Message.number == place + 1)
        return db.session.scalars(numbered).one()

    def write(self, place: int) -> None:
        """Somebody writes; those whom it concerns are told at once."""
        entry = self.entry["messages"][place]
        author = company.reader(entry["by"], entry["as"])
        if place == 0:
            head = ThreadContent(self.entry["title"], Category(self.entry["category"]))
            opening = MessageContent(entry["body"])
            self.thread_id = threads.start_thread(author, self._place(), head, opening).id
        else:
            quoted = self.message(entry["quotes"]).id if "quotes" in entry else None
            messages.post_message(author, self.thread, MessageContent(entry["body"], quoted_id=quoted))
        telling.tell_about(message_id=self.message(place).id, is_new=True)

    def accept(self, place: int) -> None:
        """Whoever asked keeps an answer."""
        opening = self.entry["messages"][0]
        asker = company.reader(opening["by"], opening["as"])
        messages.accept_answer(asker, self.thread, self.message(place))

    def report(self, place: int, complaint: Entry) -> None:
        """A reader brings a message to the attention of moderation."""
        reporter = company.reader(complaint["by"])
        grievance = Grievance(complaint["grievance"])
        moderation.report(reporter, "message", self.message(place).id, grievance, complaint["reason"])

    def hide(self, place: int, decision: Entry) -> None:
        """Moderation takes a message out of sight."""
        moderator = company.reader(decision["by"])
        case = ("message", self.message(place).id)
        found = moderated.cases(moderator, [case])[case]
        moderation.hide_case(moderator, found, decision["reason"])

    def pin(self) -> None:
        """The animator keeps it at the head of the lists."""
        threads.pin_thread(company.animator_of(self._committee()), self.thread)

    def close(self, decision: Entry) -> None:
        """The animator ends it."""
        threads.close_thread(company.reader(decision["by"]), self.thread)

    def _place(self) -> Place:
        """Who may read it, and what it is about."""
        about = self.entry.get("about")
        if about is None:
            return Place(Audience(self.entry.get("visibility", Audience.COMMITTEE)), self._committee().id)
        is_report = about["kind"] == "experience"
        subject = experiences.find(about["slug"]) if is_report else datasets.find(about["slug"])
        return Place(subject.audience, about_kind=about["kind"], about_id=subject.id)

    def _committee(self) -> Committee:
        """The committee of a thread that is about nothing."""
        return company.committee(self.entry["committee"])
