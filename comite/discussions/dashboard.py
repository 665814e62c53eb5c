"""What discussions and moderation put on somebody's dashboard."""

from typing import Any

from sqlalchemy import Select, exists, literal, select

from comite.accounts.dashboard import DashboardThings, Part, last_visit_of, row
from comite.accounts.readers import Reader
from comite.discussions.models.reports import AbuseReport
from comite.discussions.models.threads import Category, Message, Thread
from comite.discussions.queries.moderation import is_waiting_for
from comite.discussions.queries.threads import is_unread_by, visible_to
from comite.notifications.queries import is_near
from comite.territories.models import LocalAuthority

PAGE = "/discussions/{id}-{slug}"


def questions(reader: Reader) -> Select[Any] | None:
    """What others asked about the things of one's authorities, that nobody there has answered."""
    own = sorted(reader.authority_ids)
    if not own:
        return None
    answered = exists().where(Message.thread_id == Thread.id, Message.author_authority_id.in_(own))
    return _rows(
        reader,
        Thread.authority_id.in_(own),
        Thread.about_id.is_not(None),
        Thread.category.in_((Category.QUESTION, Category.HELP)),
        Thread.closed_at.is_(None),
        ~answered,
    )


def news(reader: Reader) -> Select[Any] | None:
    """The discussions where one has something to read."""
    return _rows(reader, is_unread_by(reader), audience=Thread.audience)


def reported(reader: Reader) -> Select[Any] | None:
    """What readers brought to the attention of this moderator."""
    if not reader.led_committee_ids and not reader.is_administrator:
        return None
    title = literal("Un contenu signalé")
    return select(*row(AbuseReport.id, title, at=AbuseReport.reported_at)).where(is_waiting_for(reader))


def _rows(reader: Reader, *conditions: Any, audience: Any = "") -> Select[Any]:
    """Threads that one may read."""
    columns = row(
        Thread.id,
        Thread.title,
        slug=Thread.slug,
        place=LocalAuthority.name,
        at=Thread.last_message_at,
        audience=audience,
        visited_at=last_visit_of(reader),
    )
    return (
        select(*columns)
        .outerjoin(LocalAuthority, LocalAuthority.id == Thread.author_authority_id)
        .where(visible_to(reader), *conditions)
    )


DASHBOARD = (
    DashboardThings(
        Part.AWAITING,
        "Question à votre collectivité",
        "Posée sur vos publications, encore sans réponse de chez vous.",
        PAGE,
        questions,
        is_soonest_first=True,
    ),
    DashboardThings(
        Part.ANIMATION,
        "À modérer",
        "Vous animez ce comité : doit-il rester visible ?",
        "/moderation",
        reported,
        all_url="/moderation",
        is_soonest_first=True,
        shown=1,
    ),
    DashboardThings(
        Part.NEWS,
        "Discussions",
        "Des messages que vous n’avez pas encore lus.",
        PAGE,
        news,
        all_url="/discussions/?voir=non-lues",
        one="Discussion",
        near=lambda reader: is_near(reader, Thread.authority_id, thing=("thread", Thread.id)),
    ),
)
