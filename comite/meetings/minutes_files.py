"""Minutes to take away: Markdown, and the safe HTML from which documents are made."""

from html import escape

from comite.experiences.documents.outline import Outline, Part
from comite.foundation.rendering import instant
from comite.meetings.masked_words import shown
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.minutes import Minutes


def as_markdown(meeting: Meeting, minutes: Minutes, address: str) -> str:
    """The whole minutes as one Markdown text, with what proves that they are the frozen ones."""
    parts = [f"# Compte rendu — {meeting.title}", f"{meeting.committee.name}, {instant(meeting.starts_at)}."]
    parts += [f"## {each.title}\n\n{each.source}" for each in map(shown, minutes.sections)]
    return "\n\n".join([*parts, "---", *_proof(minutes), address]) + "\n"


def as_html(meeting: Meeting, minutes: Minutes, address: str) -> str:
    """The same as safe HTML, its headings from level 2."""
    parts = [f"<p>{escape(meeting.committee.name)}, {escape(instant(meeting.starts_at))}.</p>"]
    parts += [f"<h2>{escape(each.title)}</h2>{each.html}" for each in map(shown, minutes.sections)]
    parts += [f"<p>{escape(line)}</p>" for line in (*_proof(minutes), address)]
    return "".join(parts)


def as_outline(meeting: Meeting, minutes: Minutes, address: str) -> Outline:
    """The same as the documents of the product lay it out, for a PDF."""
    return Outline(
        title=f"Compte rendu — {meeting.title}",
        summary=f"{meeting.committee.name}, {instant(meeting.starts_at)}.",
        facts=[("Comité", meeting.committee.name), ("Séance du", instant(meeting.starts_at))],
        parts=[Part(each.title, each.source, each.html) for each in map(shown, minutes.sections)],
        figures=(),
        sobriety=(),
        compliance=(),
        sources=_proof(minutes),
        replications=(),
        files=(),
        address=address,
        sources_title="Ce qui le prouve",
    )


def _proof(minutes: Minutes) -> list[str]:
    """The hash of frozen minutes and the head of the log, to be checked by anybody."""
    if not minutes.is_frozen:
        return ["Projet de compte rendu : il n’est pas encore arrêté."]
    return [
        f"Arrêté le {instant(minutes.frozen_at)}.",
        f"Empreinte (SHA-256) : {minutes.digest}",
        f"Journal au moment de l’arrêt : {minutes.audit_head}",
    ]
