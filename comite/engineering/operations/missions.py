"""The life of a mission: its log, its evaluation, and the experience it leaves."""

from datetime import timedelta

from sqlalchemy import select

from comite.accounts import trash
from comite.accounts.models import Membership
from comite.accounts.readers import Reader
from comite.engineering.content import TEXT_MAX, WORD_MAX, Evaluation, WorkContent
from comite.engineering.documents import report_of
from comite.engineering.errors import (
    ClosedMissionError,
    EarlyWorkError,
    FutureWorkError,
    NothingSaidError,
    NotOfTheHelperError,
)
from comite.engineering.models.missions import Mission, TimeValue, WorkLogEntry
from comite.engineering.models.requests import HelpRequest, RequestStatus
from comite.engineering.operations import settling
from comite.engineering.permissions import missions as permissions
from comite.engineering.queries.missions import whole_mission
from comite.experiences import operations as experiences
from comite.experiences.models import ExperienceReport
from comite.foundation import clock
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, require
from comite.foundation.text import clean_line, clean_text
from comite.notifications.models import Reason
from comite.search.operations import reindex
from comite.territories.models import Committee, LocalAuthority

EARLIEST = timedelta(days=366)


@operation
def log_work(actor: Reader, mission: Mission, content: WorkContent) -> WorkLogEntry:
    """Write one line: who worked, when, how long, on what; the authority that is helped can follow.

    Raises `ClosedMissionError`, `FutureWorkError`, `EarlyWorkError`, `NotOfTheHelperError`,
    `NothingSaidError`.
    """
    require(permissions.may_log(actor, mission))
    _refuse_closed(mission)
    if content.done_on > clock.today():
        raise FutureWorkError
    if content.done_on < mission.started_on - EARLIEST:
        raise EarlyWorkError
    place = select(Membership.id).where(
        Membership.user_id == content.person_id, Membership.authority_id == mission.helper_id
    )
    if db.session.scalar(place) is None:
        raise NotOfTheHelperError
    done = clean_line(content.done)[:WORD_MAX]
    if not done:
        raise NothingSaidError
    entry = WorkLogEntry(
        mission_id=mission.id,
        done_on=content.done_on,
        person_id=content.person_id,
        quarter_days=content.quarter_days,
        done=done,
        logged_by_id=actor.user_id,
        logged_at=clock.now(),
    )
    db.session.add(entry)
    db.session.flush()
    settling.tell_of(_followers(mission), Reason.WORK_LOGGED, mission, actor, done)
    reindex.later(kind=settling.MISSION, subject_id=mission.id)
    return entry


@operation
def strike_out(actor: Reader, mission: Mission, entry: WorkLogEntry) -> None:
    """Throw a mistaken line of the log away; raises `ClosedMissionError`."""
    require(permissions.may_strike_out(actor, mission, entry))
    if entry.mission_id != mission.id:
        raise NotFoundError
    _refuse_closed(mission)
    trash.throw(actor, entry)
    reindex.later(kind=settling.MISSION, subject_id=mission.id)


@operation
def restore_entry(actor: Reader, mission: Mission, entry: WorkLogEntry) -> None:
    """Put a line back in the log; raises `ClosedMissionError`, `NotThrownError`."""
    require(permissions.may_strike_out(actor, mission, entry))
    if entry.mission_id != mission.id:
        raise NotFoundError
    _refuse_closed(mission)
    trash.take_back(entry)
    reindex.later(kind=settling.MISSION, subject_id=mission.id)


@operation
def ask_for_evaluation(actor: Reader, mission: Mission) -> None:
    """Say that the work is done: those who were helped are asked what they make of it."""
    require(permissions.may_ask_evaluation(actor, mission))
    _refuse_closed(mission)
    mission.asked_to_evaluate_at = clock.now()
    settling.tell_of(settling.agents_of(mission.authority_id), Reason.EVALUATION_AWAITED, mission, actor)


@operation
def close_mission(actor: Reader, mission: Mission, evaluation: Evaluation) -> None:
    """Close a mission with what the authority that was helped makes of it; its request follows.

    Raises `ClosedMissionError`, `NothingSaidError`.
    """
    require(permissions.may_evaluate(actor, mission))
    _refuse_closed(mission)
    words = clean_text(evaluation.words).strip()[:TEXT_MAX]
    if not words:
        raise NothingSaidError
    mission.closed_at, mission.closed_by_id = clock.now(), actor.user_id
    mission.usefulness, mission.evaluation = evaluation.usefulness, words
    mission.learnt = clean_text(evaluation.learnt)[:TEXT_MAX]
    mission.version += 1
    db.session.flush()
    request = db.session.get_one(
        HelpRequest, mission.request_id, populate_existing=True, with_for_update=True
    )
    settling.settle_status(request)
    if request.status is RequestStatus.OPEN:
        settling.settle(request, RequestStatus.CLOSED)
    told = [*settling.editors_of(mission.helper_id), *settling.animators_of(mission.committee_id)]
    settling.tell_of(told, Reason.MISSION_CLOSED, mission, actor, words)
    reindex.later(kind=settling.MISSION, subject_id=mission.id)


@operation
def tell_experience(actor: Reader, mission: Mission) -> ExperienceReport:
    """A draft report prefilled from a closed mission, for its authority to complete; made once."""
    require(permissions.may_tell(actor, mission))
    mission = whole_mission(mission.id)
    if mission.report is not None:
        return mission.report
    authority = db.session.get_one(LocalAuthority, mission.authority_id)
    report = experiences.start_report(actor, authority, report_of(mission))
    mission.report_id = report.id
    return report


@operation
def choose_value(actor: Reader, committee: Committee, euros_a_day: int) -> None:
    """Say what a day of engineering counts for in a committee's time bank."""
    require(permissions.may_steer(actor, committee.id))
    known = db.session.get(TimeValue, committee.id)
    if known is None:
        known = TimeValue(committee_id=committee.id)
        db.session.add(known)
    known.euros_a_day, known.chosen_by_id, known.chosen_at = euros_a_day, actor.user_id or 0, clock.now()


def _followers(mission: Mission) -> list[int]:
    """Whoever asked for help, and those who publish for the authority that is helped."""
    asker = db.session.scalar(select(HelpRequest.asked_by_id).where(HelpRequest.id == mission.request_id))
    return [*([asker] if asker else []), *settling.editors_of(mission.authority_id)]


def _refuse_closed(mission: Mission) -> None:
    """Raise once the mission was evaluated."""
    if mission.is_closed:
        raise ClosedMissionError
