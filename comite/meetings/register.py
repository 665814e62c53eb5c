"""The register of decisions to take away, and the things that a written address designates."""

from collections.abc import Iterator, Sequence
from html import escape

from comite.foundation import citations
from comite.foundation.office import CellValue, Sheet
from comite.foundation.rendering import day
from comite.meetings.decision_labels import ACTION_STATUSES, DECISION_KINDS
from comite.meetings.masked_words import shown
from comite.meetings.minutes_errors import NoSuchSubjectError
from comite.meetings.models.decisions import Decision, FollowUp

COLUMNS = (
    "Comité", "Numéro", "Date", "Portée", "Décision", "Vote",
    "Action", "Confiée à", "Personne", "Pour le", "État", "Faite le", "Preuve",
)  # fmt: skip


def register_table(decisions: Sequence[Decision], *, with_people: bool, note: str = "") -> Sheet:
    """The register as a table, one row for each action; the note, if any, is its last row."""
    rows = list(_rows(decisions, with_people))
    if note:
        rows.append([note, *[""] * (len(COLUMNS) - 1)])
    return Sheet("Registre des décisions", COLUMNS, rows)


def _rows(decisions: Sequence[Decision], with_people: bool) -> Iterator[list[CellValue]]:
    """Its rows."""
    for decision in decisions:
        head: list[CellValue] = [
            decision.committee.name,
            decision.number,
            decision.decided_on,
            DECISION_KINDS[decision.kind],
            shown(decision).title,
            shown(decision).vote,
        ]
        tails = [_action(each, with_people) for each in decision.follow_ups] or [[""] * 7]
        for tail in tails:
            yield [*head, *tail]


def _action(follow_up: FollowUp, with_people: bool) -> list[str]:
    """The cells of one action."""
    person = follow_up.owner.name if with_people and follow_up.owner else ""
    return [
        follow_up.title,
        follow_up.owner_authority.name,
        person,
        f"{follow_up.due_on:%d/%m/%Y}",
        ACTION_STATUSES[follow_up.status],
        f"{follow_up.done_on:%d/%m/%Y}" if follow_up.done_on else "",
        follow_up.proof_url,
    ]


def register_html(decisions: Sequence[Decision], *, with_people: bool, note: str = "") -> str:
    """The register as safe HTML, its headings from level 2; the note, if any, comes last."""
    parts = []
    for decision in decisions:
        words = shown(decision)
        parts.append(f"<h2>{escape(decision.number)} — {escape(words.title)}</h2>")
        facts = [
            decision.committee.name,
            day(decision.decided_on),
            DECISION_KINDS[decision.kind],
            words.vote,
        ]
        parts.append(f"<p>{escape(' · '.join(fact for fact in facts if fact))}</p>{words.html}")
        if decision.follow_ups:
            lines = (
                " · ".join(cell for cell in _action(each, with_people) if cell)
                for each in decision.follow_ups
            )
            parts.append("<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>")
    if note:
        parts.append(f"<p>{escape(note)}</p>")
    return "".join(parts) or "<p>Aucune décision.</p>"


def addressed(addresses: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """The things that stand at these addresses of ours; raises `NoSuchSubjectError` for any other address."""
    found = []
    for address in addresses:
        things = sorted(citations.targets_in([f'<a href="{escape(address)}">']))
        if not things:
            raise NoSuchSubjectError
        found += things
    return tuple(found)
