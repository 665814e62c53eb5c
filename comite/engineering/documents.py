"""What a mission becomes in other words: the draft of a report, the convention of both parties."""

from pathlib import Path

from comite.accounts.audiences import Audience
from comite.engineering.content import QUARTERS_A_DAY
from comite.engineering.labels.requests import days
from comite.engineering.models.missions import Mission, Usefulness
from comite.experiences.content import SUMMARY_MAX, TITLE_MAX, ReportContent
from comite.experiences.models import Outcome, Phase
from comite.foundation.rendering import day
from comite.foundation.text import shorten

OUTCOMES = {
    Usefulness.DECISIVE: Outcome.POSITIVE,
    Usefulness.USEFUL: Outcome.POSITIVE,
    Usefulness.PARTIAL: Outcome.MIXED,
    Usefulness.USELESS: Outcome.NEGATIVE,
}
_CONVENTION = Path(__file__).with_name("convention.md")
# What people wrote is no Markdown: its signs are escaped, those of HTML as entities.
_MARKDOWN = str.maketrans(
    {**{sign: f"\\{sign}" for sign in "\\`*_{}[]()#+!|~"}, "<": "&lt;", ">": "&gt;", "&": "&amp;"}
)


def report_of(mission: Mission) -> ReportContent:
    """The experience of a closed mission, in the words of those who asked and of those who evaluated."""
    request = None if mission.request.is_masked else mission.request
    spent = mission.quarter_days_spent
    problem = "\n\n".join(part for part in (request.sentence, request.need) if part) if request else ""
    return ReportContent(
        title=shorten(mission.title, TITLE_MAX),
        summary=shorten(f"Avec l’appui de {mission.helper.name}. {mission.evaluation}", SUMMARY_MAX),
        phase=Phase.EXPERIMENT,
        outcome=OUTCOMES.get(mission.usefulness or Usefulness.PARTIAL),
        visibility=Audience.COMMITTEE,
        committee_id=mission.committee_id,
        problem=problem,
        alternatives=request.tried if request else "",
        data_used=request.data_held if request else "",
        solution=_told_work(mission),
        timeline=f"Mission commencée le {day(mission.started_on)}, close le {day(mission.closed_at)}.",
        what_worked=mission.evaluation,
        replication_conditions=mission.learnt,
        agent_days=-(-spent // QUARTERS_A_DAY),
    )


def _told_work(mission: Mission) -> str:
    """What was done, line by line."""
    spent = days(mission.quarter_days_spent)
    head = f"Mission de {mission.helper.name} pour {mission.authority.name} : {spent}."
    lines = [f"- {day(entry.done_on)} : {entry.done.translate(_MARKDOWN)}" for entry in mission.log]
    return "\n".join([head.translate(_MARKDOWN), "", *lines])


def convention_title(mission: Mission) -> str:
    """What the convention is called."""
    return f"Convention d’appui entre {mission.helper.name} et {mission.authority.name}"


def convention_of(mission: Mission) -> str:
    """The convention, in Markdown: parties and days are filled in, what is to be decided is marked."""
    helper, helped = mission.helper, mission.authority
    return _CONVENTION.read_text(encoding="utf-8").format(
        helper=_line(helper.name),
        helper_siren=_siren(helper.siren),
        helped=_line(helped.name),
        helped_siren=_siren(helped.siren),
        committee=_line(mission.committee.name),
        title=_line(mission.title),
        need=_line("" if mission.request.is_masked else mission.request.need),
        note=_line("" if mission.offer.is_masked else mission.offer.note),
        booked=days(mission.quarter_days_booked),
        beginning=day(mission.offer.available_from or mission.started_on),
    )


def _line(words: str) -> str:
    """Words of people inside ours: one line, and none of their signs is taken for Markdown."""
    return " ".join(words.split()).translate(_MARKDOWN)


def _siren(siren: str | None) -> str:
    """« , SIREN 217 800 123 », when it is known."""
    if not siren:
        return ""
    return f", SIREN {siren[:3]}\u00a0{siren[3:6]}\u00a0{siren[6:]}"
