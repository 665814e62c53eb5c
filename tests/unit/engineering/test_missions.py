"""The life of a mission: its log, its evaluation, the report it leaves, its convention."""

import io
import zipfile
from datetime import timedelta

import pytest

from comite.engineering import documents
from comite.engineering.content import Evaluation, WorkContent
from comite.engineering.errors import (
    ClosedMissionError,
    EarlyWorkError,
    FutureWorkError,
    NothingSaidError,
    NotOfTheHelperError,
)
from comite.engineering.models.missions import Mission, Usefulness, WorkLogEntry
from comite.engineering.operations import missions
from comite.experiences.models import ExperienceReport, Outcome
from comite.experiences.queries import whole_report
from comite.foundation import clock, office
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError
from comite.foundation.markdown import render
from comite.notifications.models import Notification, Reason
from tests.cast import Cast
from tests.client import Client
from tests.factories_engineering import again, close_mission, log_work, make_mission


def told(reason: Reason) -> set[int]:
    """Who was told for this reason."""
    return set(db.session.scalars(db.select(Notification.recipient_id).where(Notification.reason == reason)))


def a_line(cast: Cast, **changes: object) -> WorkContent:
    """A line of the log that would be accepted."""
    told = {"done_on": clock.today(), "quarter_days": 2, "done": "Atelier.", "person_id": cast.elise.user_id}
    return WorkContent(**{**told, **changes})  # type: ignore[arg-type]


def test_those_who_help_log_their_time_and_those_who_are_helped_are_told(cast: Cast) -> None:
    mission = make_mission(cast)

    log_work(cast, mission, quarter_days=3)

    assert again(cast.bruno, mission).quarter_days_spent == 3
    assert told(Reason.WORK_LOGGED) == {cast.amina.user_id, cast.bruno.user_id}


def test_nobody_else_logs_time(cast: Cast) -> None:
    mission = make_mission(cast)

    for stranger in (cast.bruno, cast.amina, cast.farid, cast.denis, cast.chloe):
        with pytest.raises(NotAllowedError):
            missions.log_work(stranger, mission, a_line(cast))


def test_a_line_tells_what_was_done_by_somebody_who_helps(cast: Cast) -> None:
    mission = make_mission(cast)
    tomorrow, long_ago = clock.today() + timedelta(days=1), clock.today() - timedelta(days=400)

    for wrong, error in (
        ({"done_on": tomorrow}, FutureWorkError),
        ({"done_on": long_ago}, EarlyWorkError),
        ({"person_id": cast.bruno.user_id}, NotOfTheHelperError),
        ({"done": " \u200f "}, NothingSaidError),
    ):
        with pytest.raises(error):
            missions.log_work(cast.elise, mission, a_line(cast, **wrong))
    assert db.session.scalar(db.select(db.func.count(WorkLogEntry.id))) == 0


def test_a_mistaken_line_is_struck_out_by_whoever_wrote_it(cast: Cast) -> None:
    mission = make_mission(cast)
    entry = log_work(cast, mission)

    with pytest.raises(NotAllowedError):
        missions.strike_out(cast.bruno, mission, entry)
    missions.strike_out(cast.elise, mission, entry)

    assert again(cast.bruno, mission).log == []


def test_those_who_were_helped_evaluate_and_so_close(cast: Cast) -> None:
    mission = make_mission(cast)
    missions.ask_for_evaluation(cast.elise, mission)
    evaluation = Evaluation(Usefulness.PARTIAL, "À moitié.")

    with pytest.raises(NotAllowedError):
        missions.close_mission(cast.elise, mission, evaluation)
    with pytest.raises(NothingSaidError):
        missions.close_mission(cast.bruno, mission, Evaluation(Usefulness.PARTIAL, "  "))
    missions.close_mission(cast.bruno, mission, evaluation)

    assert again(cast.bruno, mission).is_closed
    assert told(Reason.EVALUATION_AWAITED) == {cast.amina.user_id, cast.bruno.user_id}
    assert told(Reason.MISSION_CLOSED) == {cast.elise.user_id}


def test_a_closed_mission_does_not_change(cast: Cast) -> None:
    mission = make_mission(cast)
    entry = log_work(cast, mission)
    close_mission(cast, mission)

    def closed() -> Mission:
        return again(cast.bruno, mission)

    with pytest.raises(ClosedMissionError):
        missions.log_work(cast.elise, closed(), a_line(cast))
    with pytest.raises(ClosedMissionError):
        missions.strike_out(cast.elise, closed(), db.session.get_one(WorkLogEntry, entry.id))
    with pytest.raises(ClosedMissionError):
        missions.close_mission(cast.bruno, closed(), Evaluation(Usefulness.USEFUL, "Encore."))
    with pytest.raises(ClosedMissionError):
        missions.ask_for_evaluation(cast.elise, closed())


def test_a_closed_mission_leaves_one_draft_report_prefilled(cast: Cast) -> None:
    mission = make_mission(cast, need="Gagner du temps.", tried="Des règles de tri.", data_held="Dix ans.")
    log_work(cast, mission, quarter_days=5)
    with pytest.raises(NotAllowedError):
        missions.tell_experience(cast.bruno, mission)
    closed = close_mission(cast, mission)
    with pytest.raises(NotAllowedError):
        missions.tell_experience(cast.elise, closed)

    report = missions.tell_experience(cast.bruno, closed)
    twice = missions.tell_experience(cast.amina, again(cast.bruno, closed))

    told = whole_report(report.id)
    assert twice.id == report.id
    assert db.session.scalar(db.select(db.func.count(ExperienceReport.id))) == 1
    assert told.is_draft
    assert told.authority_id == cast.valmer
    assert told.outcome is Outcome.POSITIVE
    assert told.sheet.agent_days == 2
    assert "Gagner du temps." in told.sheet.texts["problem"]
    assert told.sheet.texts["alternatives"] == "Des règles de tri."
    assert "Une matinée sur place" in told.sheet.texts["solution"]


def test_the_convention_names_both_parties_and_escapes_their_words(cast: Cast) -> None:
    mission = make_mission(cast, sentence="Trier [les](/piege) *courriels* | <b>vite</b> & bien_")

    source = documents.convention_of(again(cast.bruno, mission))
    document = office.text_document("Convention", render(source, first_title=2).html)

    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        content = parts.read("content.xml").decode()
    assert "Valmer Agglomération" in content
    assert "990\u00a0000\u00a0029" in content
    assert "2\u00a0jours" in content
    assert "Trier [les](/piege) *courriels* | &lt;b&gt;vite&lt;/b&gt; &amp; bien_" in content
    assert "xlink:href" not in content


def test_the_convention_is_for_the_parties_and_those_who_steer(client: Client, cast: Cast) -> None:
    mission = make_mission(cast)
    address = f"/ingenierie/missions/{mission.slug}/convention.odt"

    answers = {name: client.as_(who).get(address) for name, who in cast.people().items() if name != "gael"}

    assert {name: each.status_code for name, each in answers.items()} == {
        "amina": 200, "bruno": 200, "chloe": 404, "denis": 200, "elise": 200, "farid": 404, "visitor": 303,
    }  # fmt: skip
    assert answers["bruno"].mimetype == office.ODT
    assert "attachment" in answers["bruno"].headers["Content-Disposition"]
