"""What experience reports put on somebody's dashboard."""

from typing import Any

from sqlalchemy import Select, select

from comite.accounts.audiences import readable_by
from comite.accounts.dashboard import DashboardThings, Part, last_visit_of, row, today
from comite.accounts.readers import Reader
from comite.experiences.models import ExperienceReport, ReportStatus
from comite.notifications.queries import is_near
from comite.territories.models import LocalAuthority

PAGE = "/retours-experience/{slug}"
# « Une commune comme la vôtre »: between half and twice as many inhabitants.
ALIKE = 2


def drafts(reader: Reader) -> Select[Any] | None:
    """The drafts of one's authorities."""
    return _own(reader, reader.authority_ids, ExperienceReport.status == ReportStatus.DRAFT)


def proposals(reader: Reader) -> Select[Any] | None:
    """What awaits one's approval as an editor."""
    edited = reader.edited_authority_ids
    return _own(reader, edited, ExperienceReport.status == ReportStatus.PROPOSED)


def due_reviews(reader: Reader) -> Select[Any] | None:
    """The published reports of one's authorities whose review day has come."""
    return _own(
        reader,
        reader.authority_ids,
        ExperienceReport.status == ReportStatus.PUBLISHED,
        ExperienceReport.review_on <= today(),
        on=ExperienceReport.review_on,
    )


def news(reader: Reader) -> Select[Any] | None:
    """What others published where one belongs."""
    return _published(reader)


def alike(reader: Reader) -> Select[Any] | None:
    """What authorities of like size published."""
    place = reader.speaking_for
    if place is None or not place.population:
        return None
    size = LocalAuthority.population
    return _published(reader).where(
        size.between(place.population // ALIKE, place.population * ALIKE),
        ExperienceReport.outcome.is_not(None),
    )


def _own(reader: Reader, authorities: Any, *conditions: Any, on: Any = None) -> Select[Any] | None:
    """Reports of some of one's authorities."""
    if not authorities:
        return None
    report = ExperienceReport
    at = report.updated_at if on is None else None
    return (
        select(*row(report.id, report.title, slug=report.slug, place=LocalAuthority.name, at=at, on=on))
        .join(LocalAuthority, LocalAuthority.id == report.authority_id)
        .where(readable_by(reader, report), report.authority_id.in_(sorted(authorities)), *conditions)
    )


def _published(reader: Reader) -> Select[Any]:
    """Reports of others that one may read, the title with where they come from."""
    report = ExperienceReport
    columns = row(
        report.id,
        report.title,
        slug=report.slug,
        place=LocalAuthority.name,
        at=report.listed_at,
        audience=report.audience,
        visited_at=last_visit_of(reader),
    )
    return (
        select(*columns)
        .join(LocalAuthority, LocalAuthority.id == report.authority_id)
        .where(
            readable_by(reader, report),
            report.status == ReportStatus.PUBLISHED,
            report.authority_id.not_in(sorted(reader.authority_ids)),
        )
    )


DASHBOARD = (
    DashboardThings(
        Part.AWAITING,
        "À approuver",
        "Vous publiez au nom de cette collectivité : sans votre accord, ce récit attend.",
        PAGE,
        proposals,
        all_url="/retours-experience/?statut=propose",
        is_soonest_first=True,
    ),
    DashboardThings(
        Part.AWAITING,
        "Brouillon à finir",
        "Votre collectivité l’a commencé ; personne d’autre ne le voit.",
        PAGE,
        drafts,
        all_url="/retours-experience/?statut=brouillon",
    ),
    DashboardThings(
        Part.AWAITING,
        "À relire",
        "La date de relecture que vous aviez fixée est passée : dites si c’est toujours vrai.",
        PAGE,
        due_reviews,
        is_soonest_first=True,
    ),
    DashboardThings(
        Part.NEWS,
        "Retours d’expérience",
        "Publiés par d’autres collectivités que la vôtre.",
        PAGE,
        news,
        all_url="/retours-experience/",
        near=lambda reader: is_near(
            reader,
            ExperienceReport.authority_id,
            domain_id=ExperienceReport.domain_id,
            thing=("experience", ExperienceReport.id),
        ),
    ),
    DashboardThings(
        Part.IDEAS,
        "Une commune comme la vôtre a publié",
        "Sa population est proche de la vôtre : de la moitié au double.",
        PAGE,
        alike,
        all_url="/retours-experience/?tri=semblables",
        shown=2,
    ),
)
