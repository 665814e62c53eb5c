"""The library of models, and the projects that authorities carry out together."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from sqlalchemy import select

from comite.accounts.audiences import Audience
from comite.cli.demonstration import reading
from comite.cli.demonstration.loading import company
from comite.cli.demonstration.loading.story import Moment
from comite.cli.demonstration.reading import Entry
from comite.engineering.costs import CostBasis, CostKey
from comite.engineering.library_content import UseContent
from comite.engineering.models.library import SharedModel, UseOutcome
from comite.engineering.models.projects import PartyStanding, PooledProject, ProjectStatus, SpendingKind
from comite.engineering.operations import library, projects
from comite.engineering.project_content import NewLine, NewStep, PartyAnswer, ProjectContent
from comite.engineering.queries.library import get_model
from comite.engineering.queries.projects import get_project
from comite.foundation.database import db
from comite.foundation.markdown import render

COMMITTEE = "comite-de-valmer"


def moments(today: date) -> Iterator[Moment]:
    """The library, then each project."""
    content = reading.pooling()
    yield Moment(content["shipped"], _bring)
    for use in content["use"]:
        yield Moment(use["days"], partial(_use, use))
    for entry in content["project"]:
        told = _Project(entry, today)
        yield Moment(entry["days"], told.start)
        for party in entry.get("party", []):
            yield Moment(party["days"], partial(told.answer, party))
        if "prepared" in entry:
            yield Moment(entry["prepared"], told.prepare)


def _bring() -> None:
    """The animator brings the models of the product."""
    committee = company.committee(COMMITTEE)
    library.bring_shipped(company.animator_of(committee), committee.lead_authority_id)


def _use(entry: Entry) -> None:
    """An authority tells what a model gave."""
    slug = db.session.scalars(
        select(SharedModel.slug).where(SharedModel.shipped_code == entry["model"])
    ).one()
    person, authority = company.writer_of(entry["authority"]), company.authority(entry["authority"])
    content = UseContent(UseOutcome(entry["outcome"]), entry["word"])
    library.tell_use(person, get_model(person, slug), authority.id, content)


class _Project:
    """One project as it comes to life."""

    def __init__(self, entry: Entry, today: date) -> None:
        self.entry, self.today, self.slug = entry, today, ""

    def start(self) -> None:
        """Its pilot says what it looks for, with a budget and steps when it has some."""
        entry, committee = self.entry, company.committee(COMMITTEE)
        pilot, person = company.authority(entry["authority"]), company.writer_of(entry["authority"])
        content = ProjectContent(
            title=entry["title"],
            objective=entry["text"].strip(),
            visibility=Audience.COMMITTEE,
            key=CostKey(CostBasis(entry["basis"]), entry.get("population", 0), entry.get("flat", 0)),
            usage_unit=entry.get("unit", ""),
            respond_by=reading.day(entry["respond"], self.today),
            wanted_on=reading.day(entry["wanted"], self.today) if "wanted" in entry else None,
        )
        project = projects.start_project(person, pilot.id, committee.id, content, render(content.objective))
        self.slug = project.slug
        for line in entry.get("line", []):
            kind = SpendingKind(line["kind"])
            projects.add_line(person, project, NewLine(line["label"], kind, line["cents"], line["year"]))
        for step in entry.get("step", []):
            projects.add_step(person, project, NewStep(step["title"], reading.day(step["due"], self.today)))
        for step, told in zip(self._project.steps, entry.get("step", []), strict=True):
            if told.get("done"):
                projects.change_step(person, project, step.id, "do")

    @property
    def _project(self) -> PooledProject:
        """The project as it is now."""
        return get_project(company.writer_of(self.entry["authority"]), self.slug)

    def answer(self, party: Entry) -> None:
        """An authority says where it stands."""
        person = company.editor_of(party["authority"])
        is_accepted = "deliberated" in party
        answer = PartyAnswer(
            PartyStanding.ACCEPTED if is_accepted else PartyStanding.INTERESTED,
            deliberated_on=reading.day(party["deliberated"], self.today) if is_accepted else None,
            reference=party.get("reference", ""),
            word=party.get("word", ""),
        )
        authority = company.authority(party["authority"])
        projects.answer_project(person, self._project, authority.id, answer)

    def prepare(self) -> None:
        """Those who accepted begin to prepare it."""
        person = company.writer_of(self.entry["authority"])
        projects.move_project(person, self._project, ProjectStatus.PREPARING)
