"""What experience reports put on somebody's dashboard."""

from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from comite.accounts.audiences import readable_by
from comite.accounts.dashboard import DashboardThings, Part, last_visit_of, row, to_tell_apart, today
from comite.accounts.readers import Affiliation, Reader
from comite.experiences.models import ExperienceReport, ReportStatus
from comite.experiences.queries.waiting import is_to_approve, is_to_review
from comite.notifications.queries import is_muted, is_near, is_of_a_followed_domain
from comite.territories.models import LocalAuthority

PAGE = "/retours-experience/{slug}"
# « Une commune comme la vôtre »: between half and twice as many inhabitants.
ALIKE = 2


def drafts(reader: Reader) -> Select[Any] | None:
    """The drafts of one's authorities."""
    return _own(reader, reader.authority_ids, ExperienceReport.status == ReportStatus.DRAFT)


def proposals(reader: Reader) -> Select[Any] | None:
    """What awaits one's approval as an editor."""
    return _own(reader, reader.edited_authority_ids, is_to_approve(reader))


def due_reviews(reader: Reader) -> Select[Any] | None:
    """The published reports of one's authorities whose review day has come."""
    return _own(
        reader,
        reader.authority_ids,
        is_to_review(reader, today()),
        on=ExperienceReport.review_on,
    )


def news(reader: Reader) -> Select[Any] | None:
    """What others published where one belongs."""
    return _published(reader)


def of_the_epci(reader: Reader) -> Select[Any] | None:
    """What one's EPCI and its communes published."""
    place = reader.speaking_for
    return _suggested(reader, _in_epci(place)) if place else None


def alike(reader: Reader) -> Select[Any] | None:
    """What authorities of like size published, elsewhere."""
    place = reader.speaking_for
    if place is None or not place.population:
        return None
    found = _suggested(reader, _of_like_size(place), _in_epci(place))
    return found.where(ExperienceReport.outcome.is_not(None))


def of_the_departement(reader: Reader) -> Select[Any] | None:
    """What the other authorities of one's département published."""
    place = reader.speaking_for
    if place is None or not place.departement_code:
        return None
    return _suggested(reader, _in_departement(place), _in_epci(place), _of_like_size(place))


def of_ones_subjects(reader: Reader) -> Select[Any] | None:
    """What authorities that one has nothing else in common with published about one's subjects."""
    place = reader.speaking_for
    common = [_in_epci(place), _of_like_size(place)] if place else []
    if place and place.departement_code:
        common.append(_in_departement(place))
    return _suggested(reader, None, *common).where(
        is_of_a_followed_domain(reader, ExperienceReport.domain_id)
    )


def _suggested(reader: Reader, among: Select[int] | None, *others: Select[int]) -> Select[Any]:
    """What some authorities published, and one did not mute; each report is suggested for one reason."""
    report = ExperienceReport
    found = _published(reader).where(
        *(report.authority_id.not_in(each) for each in others),
        ~is_muted(reader, report.authority_id, domain_id=report.domain_id, thing=("experience", report.id)),
    )
    return found if among is None else found.where(report.authority_id.in_(among))


def _in_epci(place: Affiliation) -> Select[int]:
    """The EPCI of an authority and its communes; those of an EPCI, for the EPCI itself."""
    one = aliased(LocalAuthority)
    own = select(one.siren).where(one.id == place.authority_id)
    other = aliased(LocalAuthority)
    siren = place.epci_siren or own.scalar_subquery()
    return select(other.id).where(or_(other.epci_siren == siren, other.siren == siren))


def _of_like_size(place: Affiliation) -> Select[int]:
    """The authorities of about as many inhabitants; none, when the number is unknown."""
    other = aliased(LocalAuthority)
    size = place.population or 0
    return select(other.id).where(other.population.between(max(1, size // ALIKE), size * ALIKE))


def _in_departement(place: Affiliation) -> Select[int]:
    """The authorities of the same département."""
    other = aliased(LocalAuthority)
    return select(other.id).where(other.departement_code == place.departement_code)


def _own(reader: Reader, authorities: Any, *conditions: Any, on: Any = None) -> Select[Any] | None:
    """Reports of some of one's authorities."""
    if not authorities:
        return None
    report = ExperienceReport
    at = report.updated_at if on is None else None
    place = to_tell_apart(LocalAuthority.name, reader.authority_ids)
    return (
        select(*row(report.id, report.title, slug=report.slug, place=place, at=at, on=on))
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
        "Vous publiez en son nom : il attend votre accord.",
        PAGE,
        proposals,
        all_url="/retours-experience/?statut=propose",
        is_soonest_first=True,
    ),
    DashboardThings(
        Part.AWAITING,
        "Brouillon à finir",
        "Votre collectivité l’a commencé.",
        PAGE,
        drafts,
        all_url="/retours-experience/?statut=brouillon",
    ),
    DashboardThings(
        Part.AWAITING,
        "À relire",
        "La date de relecture est passée : est-ce toujours vrai ?",
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
        one="Retour d’expérience",
        near=lambda reader: is_near(
            reader,
            ExperienceReport.authority_id,
            domain_id=ExperienceReport.domain_id,
            thing=("experience", ExperienceReport.id),
        ),
    ),
    DashboardThings(
        Part.IDEAS,
        "Dans votre intercommunalité, on a publié",
        "Souvent les mêmes services et les mêmes outils.",
        PAGE,
        of_the_epci,
        shown=2,
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
    DashboardThings(
        Part.IDEAS,
        "Dans votre département, on a publié",
        "À portée de route : une visite est possible.",
        PAGE,
        of_the_departement,
        shown=1,
    ),
    DashboardThings(
        Part.IDEAS,
        "Sur vos sujets, on a publié ailleurs",
        "Vous suivez ce domaine.",
        PAGE,
        of_ones_subjects,
        shown=1,
    ),
)
