"""Pooled projects for the tests: every argument but the cast is optional."""

import io
from datetime import date
from typing import Any

from comite.accounts.audiences import Audience
from comite.accounts.readers import Reader
from comite.engineering.costs import CostBasis, CostKey
from comite.engineering.models.projects import PartyStanding, PooledProject, SpendingKind
from comite.engineering.operations import projects as operations
from comite.engineering.project_content import NewDocument, NewLine, NewStep, PartyAnswer, ProjectContent
from comite.engineering.queries import projects as queries
from comite.foundation import storage
from comite.foundation.markdown import render
from tests.cast import Cast

YES = PartyAnswer(PartyStanding.ACCEPTED, usage=12, deliberated_on=date(2026, 3, 2), reference="2026-17")


def project_content(**facts: Any) -> ProjectContent:
    """The words of a project."""
    values: dict[str, Any] = {
        "title": "Acheter ensemble un outil de transcription",
        "objective": "Chaque conseil dure trois heures. Nous cherchons un outil **sobre**.",
        "visibility": Audience.COMMITTEE,
        "key": CostKey(CostBasis.FLAT),
    }
    return ProjectContent(**{**values, **facts})


def make_project(
    cast: Cast, *, by: Reader | None = None, authority: int | None = None, **facts: Any
) -> PooledProject:
    """An intention of Valmer's in its committee, by Bruno, unless said otherwise."""
    content = project_content(**facts)
    project = operations.start_project(
        by or cast.bruno, authority or cast.valmer, cast.committee, content, render(content.objective)
    )
    return again(cast, project)


def again(cast: Cast, project: PooledProject) -> PooledProject:
    """The project as its page reads it now."""
    return queries.get_project(cast.denis, project.slug)


def make_furnished_project(cast: Cast, **facts: Any) -> PooledProject:
    """A project with a budget, a step and a document, accepted by Valmer and by its lead authority."""
    project = make_project(cast, **facts)
    operations.answer_project(cast.amina, project, cast.valmer, YES)
    operations.answer_project(cast.elise, project, cast.lead, YES)
    operations.add_line(cast.bruno, project, NewLine("Licence", SpendingKind.RUNNING, 1_000_001, 2026))
    operations.add_step(cast.bruno, project, NewStep("Écrire le cahier des charges", date(2026, 12, 1)))
    kept = storage.current().put(io.BytesIO(b"un devis"), 1000)
    operations.add_document(cast.bruno, project, NewDocument(kept, "devis.txt", "text/plain"))
    return again(cast, project)
