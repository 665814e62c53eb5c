"""What came out of the meeting that was held: notes, minutes, decisions and actions."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import select

from comite.accounts.audiences import Audience
from comite.cli.demonstration import reading
from comite.cli.demonstration.loading import company
from comite.cli.demonstration.loading.story import Moment
from comite.cli.demonstration.reading import Entry
from comite.experiences.models import ExperienceReport
from comite.foundation import clock
from comite.foundation.database import db
from comite.meetings.decision_content import ActionContent, DecisionContent, Progress
from comite.meetings.minutes_text import Material, draft_sections
from comite.meetings.models.decisions import Decision, DecisionKind, FollowUpStatus
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.minutes import Minutes
from comite.meetings.operations import decisions, minutes, notes
from comite.meetings.queries import decisions as decision_queries
from comite.meetings.queries import get_meeting, rules_of
from comite.meetings.queries import minutes as queries
from comite.meetings.queries.listeners import list_listener_replies, list_listeners
from comite.meetings.queries.outcomes import votes_of
from comite.meetings.queries.sheets import fullest_in, list_rows


def moments(now: datetime) -> Iterator[Moment]:
    """What follows the meeting, in its order."""
    told = _Telling(reading.outcomes(), now)
    entry = told.entry
    yield Moment(entry["drafted"] - 1.5, told.note)
    for decision in entry["decision"]:
        yield Moment(entry["drafted"] - 1, partial(told.decide, decision))
        for action in decision["action"]:
            if "said" in action:
                yield Moment(action["said"], partial(told.settle, action))
    yield Moment(entry["drafted"], told.draft)
    yield Moment(entry["circulated"], told.circulate)
    yield Moment(entry["amendment"]["days"], told.amend)
    yield Moment(entry["frozen"], told.freeze)


class _Telling:
    """The outcomes of the meeting that was held."""

    def __init__(self, entry: Entry, now: datetime) -> None:
        self.entry = entry
        self.today = clock.in_paris(now).date()
        self.actions: dict[str, int] = {}

    @property
    def meeting(self) -> Meeting:
        """The meeting that was held, with its agenda."""
        committee = company.committee(self.entry["committee"])
        held = select(Meeting.id).where(Meeting.committee_id == committee.id, Meeting.closed_at.is_not(None))
        elise = company.animator_of(committee)
        return get_meeting(elise, db.session.scalars(held).one())

    @property
    def minutes(self) -> Minutes:
        """Its minutes."""
        meeting = self.meeting
        return queries.get_minutes(company.animator_of(meeting.committee), meeting)

    def note(self) -> None:
        """The animator completes her notes."""
        meeting = self.meeting
        elise = company.animator_of(meeting.committee)
        for item, words in zip(meeting.items, self.entry["notes"], strict=True):
            notes.save_note(elise, meeting, item.id, words.strip(), 0)

    def decide(self, entry: Entry) -> None:
        """A decision enters the register, and its actions are entrusted."""
        meeting = self.meeting
        elise, item = company.animator_of(meeting.committee), meeting.items[entry["item"]]
        content = DecisionContent(
            title=entry["title"],
            source=entry["text"].strip(),
            kind=DecisionKind(entry["kind"]),
            decided_on=meeting.held_on,
            audience=Audience(entry["audience"]),
            vote=entry["vote"],
            subjects=_about(entry.get("about", "")),
        )
        decision = decisions.record_decision(elise, meeting.committee, content, item)
        for action in entry["action"]:
            owner = company.authority(action["owner"])
            due = reading.day(action["due"], self.today)
            made = decisions.assign_action(elise, decision, ActionContent(action["title"], owner.id, due))
            self.actions[action["title"]] = made.id

    def settle(self, action: Entry) -> None:
        """The owner says what became of an action."""
        owner = company.editor_of(action["owner"])
        found = decision_queries.get_follow_up(owner, self.actions[action["title"]])
        progress = Progress(FollowUpStatus(action["status"]), action["word"])
        decisions.move_action(owner, found, progress, found.version)

    def draft(self) -> None:
        """The minutes are drafted from all that the meeting left."""
        meeting = self.meeting
        elise = company.animator_of(meeting.committee)
        by_item: dict[int, list[Decision]] = {}
        for each in decision_queries.decisions_of_meeting(elise, meeting.id):
            by_item.setdefault(each.item_id or 0, []).append(each)
        rows = list_rows(meeting)
        material = Material(
            rows=rows,
            listeners=list_listeners(meeting),
            announced=list_listener_replies(meeting),
            quorum=fullest_in(rules_of(meeting.committee_id), rows, meeting.opened_at or meeting.starts_at),
            notes=queries.latest_notes(meeting),
            votes=votes_of(elise, meeting),
            decisions=by_item,
            waiting=(),
        )
        minutes.draft_minutes(elise, meeting, draft_sections(meeting, material))

    def circulate(self) -> None:
        """They are sent to those who attended."""
        meeting = self.meeting
        minutes.circulate_minutes(company.animator_of(meeting.committee), meeting, self.minutes)

    def amend(self) -> None:
        """Somebody who attended proposes a sentence, which is taken in."""
        entry, meeting, found = self.entry["amendment"], self.meeting, self.minutes
        elise, author = company.animator_of(meeting.committee), company.reader(entry["by"])
        section = next(each for each in found.sections if entry["section"] in each.title)
        amendment = minutes.propose_amendment(author, meeting, found, section, entry["text"])
        minutes.answer_amendment(elise, meeting, found, amendment, accepted=True, answer=entry["answer"])
        words = f"{section.source}\n\n{entry['text'].removeprefix('Ajouter que ').capitalize()}"
        minutes.edit_section(elise, meeting, found, section, words, section.version)

    def freeze(self) -> None:
        """They are settled for good."""
        meeting = self.meeting
        minutes.freeze_minutes(company.animator_of(meeting.committee), meeting, self.minutes)


def _about(words: str) -> tuple[tuple[str, int], ...]:
    """The thing a decision is about: « experience:its-slug »."""
    kind, _, slug = words.partition(":")
    if not slug:
        return ()
    found = db.session.scalars(select(ExperienceReport.id).where(ExperienceReport.slug == slug)).one()
    return ((kind, found),)
