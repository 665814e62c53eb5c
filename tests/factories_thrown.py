"""One thing of each kind that committees and projects throw away, and what it takes to say where it shows."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from comite.accounts import operations as people
from comite.accounts import trash
from comite.accounts.models import Membership
from comite.accounts.readers import Reader
from comite.accounts.trash import KEPT
from comite.engineering.operations import directory, missions, projects
from comite.engineering.operations import purging as engineering_purging
from comite.engineering.project_content import NewLine
from comite.engineering.queries import directory as directory_queries
from comite.engineering.queries import projects as project_queries
from comite.experiences import operations as experiences
from comite.experiences import queries as report_queries
from comite.experiences.models import Outcome
from comite.experiences.operations.replications import Story
from comite.foundation import clock, storage
from comite.foundation.database import db, write
from comite.foundation.errors import NotFoundError
from comite.meetings.models.meetings import ItemContent, NewDocument
from comite.meetings.operations import agenda, ballots, seats
from comite.meetings.operations import purging as meetings_purging
from comite.meetings.queries import ballots as ballot_queries
from comite.meetings.queries import meetings as meeting_queries
from comite.meetings.queries import seats as seat_queries
from tests.cast import Cast
from tests.factories_engineering import again as mission_again
from tests.factories_engineering import log_work, make_mission, make_profile
from tests.factories_engineering_projects import again as project_again
from tests.factories_engineering_projects import make_furnished_project
from tests.factories_experiences import make_report
from tests.factories_meetings import committee_of, make_agenda_item, make_college, make_meeting, make_seat
from tests.factories_people import make_person
from tests.factories_votes import make_ballot

STORY = Story("Nous avons **repris** la même méthode.", Outcome.POSITIVE)


@dataclass(frozen=True)
class Thing:
    """A thing that can be thrown away.

    `finders` are those who find it in their trash then, and nobody else does; `is_shown` asks the page, the
    list or the sum where it stands.
    """

    id: int
    title: str
    place: str
    finders: frozenset[str]
    throw: Callable[[], None]
    is_shown: Callable[[], bool]
    address: str


def _found(read: Callable[[], Any]) -> bool:
    """Whether reading it finds it."""
    try:
        read()
    except NotFoundError:
        return False
    return True


def point(cast: Cast) -> Thing:
    """A point of a convened meeting."""
    meeting = make_meeting(cast)
    item = make_agenda_item(cast, meeting, "Un point de trop")
    item_id = item.id
    return Thing(
        item_id,
        "Un point de trop",
        meeting.title,
        frozenset({"elise"}),
        lambda: agenda.remove_item(cast.elise, meeting_queries.get_item(cast.elise, item_id)),
        lambda: bool(meeting_queries.get_meeting(cast.bruno, meeting.id).items),
        f"/seances/{meeting.id}-{meeting.slug}#point-{item_id}",
    )


def document_of_a_point(cast: Cast) -> Thing:
    """The document of a point."""
    meeting = make_meeting(cast)
    item = make_agenda_item(cast, meeting, "La charte")
    kept = storage.current().put(io.BytesIO(b"un rapport"), 1000)
    joined = (NewDocument(kept, "rapport.txt", "text/plain"),)
    agenda.edit_item(cast.elise, item, ItemContent(title=item.title), 1, joined)
    document_id = meeting_queries.get_item(cast.elise, item.id).documents[0].id

    def throw() -> None:
        document = meeting_queries.get_document(cast.elise, document_id)
        agenda.remove_document(cast.elise, document.item, document)

    return Thing(
        document_id,
        "rapport.txt",
        "La charte",
        frozenset({"elise"}),
        throw,
        lambda: _found(lambda: meeting_queries.get_document(cast.bruno, document_id)),
        f"/seances/{meeting.id}-{meeting.slug}#point-{item.id}",
    )


def question(cast: Cast) -> Thing:
    """A question that was not put to the vote."""
    ballot = make_ballot(cast, "Adopter la charte ?", options=("Oui, dès janvier", "Plus tard"))
    ballot_id, slug = ballot.id, ballot.slug
    return Thing(
        ballot_id,
        "Adopter la charte ?",
        "Comité de la donnée de Valmer",
        frozenset({"elise"}),
        lambda: ballots.delete_ballot(cast.elise, ballot),
        lambda: (
            [each.id for each in ballot_queries.list_ballots(cast.elise, None, None).items] == [ballot_id]
        ),
        f"/votes/{ballot_id}-{slug}",
    )


def college(cast: Cast) -> Thing:
    """A college without seats."""
    made = make_college(cast, "Partenaires")
    made_id = made.id
    return Thing(
        made_id,
        "Partenaires",
        "Comité de la donnée de Valmer",
        frozenset({"elise"}),
        lambda: seats.remove_college(cast.elise, committee_of(cast), made),
        lambda: made_id in {each.id for each in seat_queries.list_colleges(cast.committee)},
        "/comites/comite-de-valmer/colleges",
    )


def seat(cast: Cast) -> Thing:
    """A seat of Valmer's."""
    made = make_seat(cast, cast.valmer, cast.amina)
    return Thing(
        made.id,
        "Valmer",
        "Comité de la donnée de Valmer",
        frozenset({"elise"}),
        lambda: seats.end_seat(cast.elise, made),
        lambda: made.id in {each.id for each in seat_queries.list_seats(cast.committee, clock.today())},
        f"/comites/comite-de-valmer/sieges/{made.id}",
    )


def mandate(cast: Cast) -> Thing:
    """Amina's mandate."""
    made = make_seat(cast, cast.valmer, cast.amina)
    seat_id = made.id
    mandate_id = seat_queries.get_seat(cast.committee, seat_id).mandates[0].id

    def throw() -> None:
        found = seat_queries.get_seat(cast.committee, seat_id)
        seats.end_mandate(cast.elise, found, seat_queries.get_mandate(found, mandate_id))

    def is_shown() -> bool:
        return seat_queries.get_seat(cast.committee, seat_id).holder_on(clock.today()) is not None

    return Thing(
        mandate_id,
        "Amina Berger",
        "Comité de la donnée de Valmer, siège de Valmer",
        frozenset({"elise"}),
        throw,
        is_shown,
        f"/comites/comite-de-valmer/sieges/{seat_id}",
    )


PROJECT_PEOPLE = frozenset({"amina", "bruno", "elise"})


def step(cast: Cast) -> Thing:
    """A step of a project."""
    project = make_furnished_project(cast)
    made = project.steps[0]
    made_id = made.id
    return Thing(
        made_id,
        made.title,
        project.title,
        PROJECT_PEOPLE,
        lambda: projects.change_step(cast.bruno, project, made_id, "drop"),
        lambda: bool(project_again(cast, project).steps),
        f"/ingenierie/projets/{project.slug}#etapes",
    )


def budget_line(cast: Cast) -> Thing:
    """An amount of a budget, which counts in its total."""
    project = make_furnished_project(cast)
    projects.add_line(cast.bruno, project, NewLine("Formation", project.budget[0].kind, 50_000))
    made = project_again(cast, project).budget[1]
    made_id = made.id
    return Thing(
        made_id,
        "Formation",
        project.title,
        PROJECT_PEOPLE,
        lambda: projects.drop_line(cast.bruno, project, made_id),
        lambda: project_again(cast, project).total_cents == 1_050_001,
        f"/ingenierie/projets/{project.slug}#budget",
    )


def document_of_a_project(cast: Cast) -> Thing:
    """A document of a project."""
    project = make_furnished_project(cast)
    made = project.files[0]
    made_id = made.id
    return Thing(
        made_id,
        "devis.txt",
        project.title,
        PROJECT_PEOPLE,
        lambda: projects.drop_document(cast.bruno, project, made_id),
        lambda: project_queries.find_file(cast.bruno, project.slug, made_id) is not None,
        f"/ingenierie/projets/{project.slug}#documents",
    )


def log_line(cast: Cast) -> Thing:
    """A line of a log, which counts in the time spent."""
    mission = make_mission(cast)
    entry = log_work(cast, mission, quarter_days=3)
    entry_id = entry.id
    return Thing(
        entry_id,
        "Une matinée sur place.",
        mission.title,
        frozenset({"elise"}),
        lambda: missions.strike_out(cast.elise, mission, entry),
        lambda: mission_again(cast.bruno, mission).quarter_days_spent == 3,
        f"/ingenierie/missions/{mission.slug}#journal",
    )


def profile(cast: Cast) -> Thing:
    """What Farid can help with."""
    made = make_profile(cast, by=cast.farid)
    made_id = made.id
    return Thing(
        made_id,
        "Farid Haddad",
        "Syndicat des eaux du Val",
        frozenset({"farid"}),
        lambda: directory.remove_profile(cast.farid, made),
        lambda: _found(lambda: directory_queries.get_profile(cast.elise, made_id)),
        f"/ingenierie/annuaire/{made_id}",
    )


def replication(cast: Cast) -> Thing:
    """What Ostrelle took up of a public report of Valmer's."""
    report = make_report(cast, title="Des compteurs d’eau")
    made = experiences.record_replication(cast.chloe, report, cast.ostrelle, STORY)
    made_id = made.id
    return Thing(
        made_id,
        STORY.how_it_went,
        "Des compteurs d’eau",
        frozenset({"chloe"}),
        lambda: experiences.take_back_replication(cast.chloe, made),
        lambda: bool(report_queries.get_report(cast.bruno, report.slug).replications),
        f"/retours-experience/{report.slug}#reprises",
    )


def place(cast: Cast) -> Thing:
    """Somebody's place in Valmer, which Amina ends."""
    lea, valmer = make_person(cast, name="Léa Marchand").user_id, cast.valmer
    places = select(Membership).where(Membership.user_id == lea, Membership.authority_id == valmer)

    def end() -> None:
        people.end_membership(cast.amina, db.session.scalars(places).one())
        db.session.expire_all()

    return Thing(
        # The row does not exist yet: it is the only one of a site where nobody left.
        1,
        "Léa Marchand",
        "Valmer",
        frozenset({"amina"}),
        end,
        lambda: db.session.scalar(places) is not None,
        "/collectivites/valmer/personnes",
    )


MAKERS: dict[str, Callable[[Cast], Thing]] = {
    "place": place,
    "point": point,
    "document-de-point": document_of_a_point,
    "question": question,
    "college": college,
    "siege": seat,
    "mandat": mandate,
    "etape-de-projet": step,
    "depense-de-projet": budget_line,
    "document-de-projet": document_of_a_project,
    "ligne-de-journal": log_line,
    "fiche-d-expertise": profile,
    "reprise": replication,
}


def throw_one(cast: Cast, slug: str) -> Thing:
    """A thing of a kind, thrown away."""
    thing = MAKERS[slug](cast)
    thing.throw()
    return thing


def table_of(slug: str) -> Any:
    """The table of a kind."""
    return trash.kind_of(slug).table


def restore(cast: Cast, name: str, slug: str, thing_id: int) -> str:
    """Have somebody take something back."""
    return trash.kind_of(slug).restore(getattr(cast, name), thing_id)


def age(slug: str, thing_id: int, by: timedelta = KEPT + timedelta(minutes=1)) -> None:
    """Make something thrown away long ago."""
    with write() as session:
        session.get_one(table_of(slug), thing_id).trashed_at -= by


def purge() -> None:
    """What the worker does twice a day."""
    with write():
        engineering_purging.purge_trashed()
        meetings_purging.purge_trashed()
        experiences.purge_trashed()
        people.purge_former()


def readers_but(cast: Cast, names: frozenset[str]) -> list[Reader]:
    """Everybody else."""
    return [reader for name, reader in cast.people().items() if name not in names]
