"""What meetings put on somebody's dashboard: answers awaited, proposals to settle, meetings to come."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, func, or_, select

from comite.accounts.dashboard import DashboardThings, Part, moment, row, to_tell_apart, today
from comite.accounts.readers import Reader
from comite.meetings.models.meetings import AgendaItem, Meeting, MeetingStatus
from comite.meetings.queries.convened import has_seat_to_answer, is_to_answer_as_listener
from comite.meetings.queries.meetings import visible_to
from comite.meetings.queries.waiting import is_point_to_answer
from comite.territories.models import Committee

PAGE = "/seances/{id}-{slug}"
SOON = timedelta(days=60)


def unanswered(reader: Reader) -> Select[Any] | None:
    """The meetings to which one is convened for a seat that has not answered."""
    if not reader.is_signed_in or not reader.member_committee_ids:
        return None
    sits = has_seat_to_answer(reader, today())
    return _rows(reader, Meeting.status == MeetingStatus.CONVENED, Meeting.starts_at > moment(), sits)


def to_listen(reader: Reader) -> Select[Any] | None:
    """The meetings that one is invited to listen to, and has not answered."""
    if not reader.is_signed_in or not reader.committee_ids - reader.member_committee_ids:
        return None
    listens = is_to_answer_as_listener(reader)
    return _rows(reader, Meeting.status == MeetingStatus.CONVENED, Meeting.starts_at > moment(), listens)


def proposals(reader: Reader) -> Select[Any] | None:
    """The points that await the answer of who runs the committee."""
    if not reader.led_committee_ids:
        return None
    return (
        select(
            *row(
                Meeting.id,
                AgendaItem.title,
                slug=Meeting.slug,
                place=to_tell_apart(Committee.name, reader.committee_ids),
                at=AgendaItem.proposed_at,
            )
        )
        .select_from(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Committee, Committee.id == Meeting.committee_id)
        .where(is_point_to_answer(reader))
    )


def coming(reader: Reader) -> Select[Any] | None:
    """The meetings of one's committees in the next two months."""
    if not reader.committee_ids:
        return None
    soon = Meeting.status == MeetingStatus.OPEN
    near = (
        Meeting.status.in_((MeetingStatus.PREPARING, MeetingStatus.CONVENED))
        & (Meeting.starts_at > moment())
        & (Meeting.starts_at <= moment(SOON))
    )
    return _rows(reader, Meeting.committee_id.in_(sorted(reader.committee_ids)), or_(soon, near))


def _rows(reader: Reader, *conditions: Any) -> Select[Any]:
    """Meetings that one may read, with the moment when they begin."""
    return (
        select(
            *row(
                Meeting.id,
                Meeting.title,
                slug=Meeting.slug,
                place=to_tell_apart(Committee.name, reader.committee_ids),
                on=_day(),
            )
        )
        .join(Committee, Committee.id == Meeting.committee_id)
        .where(visible_to(reader), *conditions)
    )


def _day() -> ColumnElement[date]:
    """The day of a meeting, near enough: both databases keep instants in UTC."""
    return func.date(Meeting.starts_at, type_=Date)


DASHBOARD = (
    DashboardThings(
        Part.AWAITING,
        "Convocation : dites si vous venez",
        "Votre siège n’a pas encore répondu.",
        PAGE,
        unanswered,
        all_url="/seances/",
        is_soonest_first=True,
    ),
    DashboardThings(
        Part.AWAITING,
        "Convocation : dites si vous assistez",
        "Vous observez ce comité : y assisterez-vous ?",
        PAGE,
        to_listen,
        all_url="/seances/",
        is_soonest_first=True,
    ),
    DashboardThings(
        Part.AWAITING,
        "Point proposé, à accepter ou non",
        "Vous animez ce comité : on attend votre réponse.",
        PAGE,
        proposals,
        all_url="/seances/",
        is_soonest_first=True,
    ),
    DashboardThings(
        Part.COMING,
        "Séance",
        "Un de vos comités se réunit dans les deux mois.",
        PAGE,
        coming,
        all_url="/seances/",
        is_soonest_first=True,
    ),
)
