"""What datasets put on somebody's dashboard."""

from typing import Any

from sqlalchemy import Select, select

from comite.accounts.audiences import readable_by
from comite.accounts.dashboard import DashboardThings, Part, last_visit_of, row
from comite.accounts.readers import Reader
from comite.datasets.models import Dataset, DatasetStatus
from comite.datasets.queries import is_to_approve
from comite.notifications.queries import is_near
from comite.territories.models import LocalAuthority

PAGE = "/jeux-de-donnees/{slug}"


def drafts(reader: Reader) -> Select[Any] | None:
    """The person's own drafts."""
    return _rows(reader, Dataset.created_by_id == reader.user_id, Dataset.status == DatasetStatus.DRAFT)


def proposals(reader: Reader) -> Select[Any] | None:
    """What awaits one's approval as an editor."""
    return _rows(reader, is_to_approve(reader)) if reader.edited_authority_ids else None


def news(reader: Reader) -> Select[Any] | None:
    """What others published or brought up to date where one belongs."""
    return _rows(
        reader,
        Dataset.status == DatasetStatus.PUBLISHED,
        Dataset.authority_id.not_in(sorted(reader.authority_ids)),
        audience=Dataset.audience,
    )


def _rows(reader: Reader, *conditions: Any, audience: Any = "") -> Select[Any]:
    """Datasets that one may read."""
    columns = row(
        Dataset.id,
        Dataset.title,
        slug=Dataset.slug,
        place=LocalAuthority.name,
        at=Dataset.modified_at,
        audience=audience,
        visited_at=last_visit_of(reader),
    )
    return (
        select(*columns)
        .join(LocalAuthority, LocalAuthority.id == Dataset.authority_id)
        .where(readable_by(reader, Dataset), *conditions)
    )


DASHBOARD = (
    DashboardThings(
        Part.AWAITING,
        "Données à approuver",
        "Vous publiez en son nom : elles attendent votre accord.",
        PAGE,
        proposals,
        is_soonest_first=True,
    ),
    DashboardThings(
        Part.AWAITING, "Données en brouillon", "Déposées par vous, pas encore publiées.", PAGE, drafts
    ),
    DashboardThings(
        Part.NEWS,
        "Jeux de données",
        "Publiés ou mis à jour par d’autres collectivités.",
        PAGE,
        news,
        all_url="/jeux-de-donnees/",
        one="Jeu de données",
        near=lambda reader: is_near(reader, Dataset.authority_id, thing=("dataset", Dataset.id)),
    ),
)
