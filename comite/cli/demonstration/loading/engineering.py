"""Mutualised engineering: expertise, AI leads, requests, offers, missions and what was made of them."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from sqlalchemy import select

from comite.cli.demonstration import reading
from comite.cli.demonstration.loading import company
from comite.cli.demonstration.loading.story import Moment
from comite.cli.demonstration.reading import Entry
from comite.engineering.content import (
    QUARTERS_A_DAY,
    Evaluation,
    OfferContent,
    ProfileContent,
    RequestContent,
    WorkContent,
)
from comite.engineering.models.directory import Skill
from comite.engineering.models.missions import Mission, Usefulness
from comite.engineering.models.offers import Offer
from comite.engineering.models.requests import BudgetBand, HelpRequest
from comite.engineering.operations import directory, missions, offers, requests
from comite.foundation import clock
from comite.foundation.database import db

# The time to write a report once the mission is closed.
SOON = 0.01


def moments(today: date) -> Iterator[Moment]:
    """All that people said, asked, offered and did."""
    told = reading.engineering()
    value = told["day_value"]
    yield Moment(value["on"], partial(_choose_value, value))
    for lead in told["ai_lead"]:
        yield Moment(lead["on"], partial(_name_ai_lead, lead))
    for profile in told["profile"]:
        yield Moment(profile["on"], partial(_describe, profile))
    known: dict[str, _Asking] = {}
    for entry in told["request"]:
        asking = known[entry["key"]] = _Asking(entry, today)
        yield from asking.life(known)


def _choose_value(entry: Entry) -> None:
    """The animator says what a day counts for."""
    animator = company.reader(entry["by"])
    missions.choose_value(animator, company.committee(entry["committee"]), entry["euros"])


def _name_ai_lead(entry: Entry) -> None:
    """An editor names somebody."""
    named = company.reader(entry["person"], entry["authority"])
    editor = company.reader(entry["by"])
    directory.name_ai_leads(editor, company.authority(entry["authority"]), [named.user_id or 0])


def _describe(entry: Entry) -> None:
    """Somebody says what they, or their authority, can help with."""
    author = company.reader(entry["by"], entry["authority"])
    skills = select(Skill.id).where(Skill.code.in_(entry["skills"]))
    content = ProfileContent(
        note=entry["note"],
        words=entry["words"],
        skill_ids=tuple(db.session.scalars(skills)),
        quarter_days_a_year=_quarters(entry["days"]),
        languages=entry.get("languages", ""),
        kilometres=entry["kilometres"],
    )
    whose = None if entry.get("for_authority") else author.user_id
    directory.describe(author, company.authority(entry["authority"]), whose, content, 0)


def _quarters(days: float) -> int:
    """Days as the product counts them."""
    return round(days * QUARTERS_A_DAY)


class _Asking:
    """One request as it comes to life, with its offers."""

    def __init__(self, entry: Entry, today: date) -> None:
        self.entry = entry
        self.today = today
        self.request_id = 0
        self.offer_ids: dict[int, int] = {}
        self.mission_ids: dict[int, int] = {}

    @property
    def request(self) -> HelpRequest:
        """Its row, once it was asked."""
        return db.session.get_one(HelpRequest, self.request_id)

    def life(self, known: dict[str, "_Asking"]) -> Iterator[Moment]:
        """All that happens to it."""
        yield Moment(self.entry["on"], self.ask)
        if "group" in self.entry:
            yield Moment(self.entry["group"]["on"], partial(self.join, known))
        for rank, offer in enumerate(self.entry.get("offer", [])):
            yield from self._life_of(rank, offer)
        if "withdrawn_on" in self.entry:
            yield Moment(self.entry["withdrawn_on"], self.withdraw)

    def _life_of(self, rank: int, offer: Entry) -> Iterator[Moment]:
        """An offer, and the mission that it becomes."""
        yield Moment(offer["on"], partial(self.offer, rank, offer))
        if "accepted_on" in offer:
            yield Moment(offer["accepted_on"], partial(self.accept, rank, offer))
        for work in offer.get("work", []):
            yield Moment(work["on"], partial(self.log, rank, offer, work))
        if "closed_on" in offer:
            yield Moment(offer["closed_on"] - 1, partial(self.ask_evaluation, rank, offer))
            yield Moment(offer["closed_on"], partial(self.close, rank, offer))
        if offer.get("report"):
            yield Moment(offer["closed_on"] + SOON, partial(self.tell, rank, offer))

    def ask(self) -> None:
        """Somebody asks."""
        entry = self.entry
        deadline = reading.day(entry["deadline"], self.today) if "deadline" in entry else None
        content = RequestContent(
            sentence=entry["sentence"],
            need=entry.get("need", ""),
            tried=entry.get("tried", ""),
            data_held=entry.get("data_held", ""),
            deadline_on=deadline,
            budget=BudgetBand(entry["budget"]) if "budget" in entry else None,
        )
        author = company.reader(entry["by"], entry["authority"])
        place, committee = company.authority(entry["authority"]), company.committee(entry["committee"])
        asked = requests.ask_for_help(author, place, committee, content, with_peers=entry["with_peers"])
        self.request_id = asked.id

    def join(self, known: dict[str, "_Asking"]) -> None:
        """The animator groups it with another."""
        group = self.entry["group"]
        requests.group_requests(company.reader(group["by"]), self.request, known[group["with"]].request)

    def withdraw(self) -> None:
        """Whoever asked changes their mind."""
        requests.withdraw_request(company.reader(self.entry["by"], self.entry["authority"]), self.request)

    def offer(self, rank: int, offer: Entry) -> None:
        """Somebody offers days."""
        helper = company.reader(offer["by"], offer["authority"])
        available = reading.day(offer["available"], self.today) if "available" in offer else None
        content = OfferContent(_quarters(offer["days"]), offer["note"], available)
        made = offers.offer_help(helper, self.request, company.authority(offer["authority"]), content)
        self.offer_ids[rank] = made.id

    def accept(self, rank: int, offer: Entry) -> None:
        """Whoever asked says yes."""
        asker = company.reader(offer["accepted_by"], self.entry["authority"])
        made = db.session.get_one(Offer, self.offer_ids[rank])
        self.mission_ids[rank] = offers.accept_offer(asker, self.request, made, offer["word"]).id

    def log(self, rank: int, offer: Entry, work: Entry) -> None:
        """A line of the log."""
        worker = company.reader(work["by"], offer["authority"])
        content = WorkContent(clock.today(), _quarters(work["days"]), work["done"], worker.user_id or 0)
        missions.log_work(worker, self._mission(rank), content)

    def ask_evaluation(self, rank: int, offer: Entry) -> None:
        """Those who helped have finished."""
        missions.ask_for_evaluation(company.reader(offer["by"], offer["authority"]), self._mission(rank))

    def close(self, rank: int, offer: Entry) -> None:
        """Those who were helped say what they make of it."""
        asker = company.reader(offer["closed_by"], self.entry["authority"])
        evaluation = Evaluation(Usefulness(offer["usefulness"]), offer["evaluation"], offer["learnt"])
        missions.close_mission(asker, self._mission(rank), evaluation)

    def tell(self, rank: int, offer: Entry) -> None:
        """They begin their report, prefilled."""
        asker = company.reader(offer["closed_by"], self.entry["authority"])
        missions.tell_experience(asker, self._mission(rank))

    def _mission(self, rank: int) -> Mission:
        """The mission that an offer became."""
        return db.session.get_one(Mission, self.mission_ids[rank])
