"""Meetings as calendar programs understand them (RFC 5545, RFC 5546): invitations and feeds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app

from comite.foundation import clock
from comite.foundation.settings import Settings
from comite.meetings.addresses import meeting_address
from comite.meetings.models.meetings import Meeting

if TYPE_CHECKING:
    from icalendar import Event

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


@dataclass(frozen=True)
class Attendee:
    """Somebody who is invited."""

    name: str
    email: str
    has_voice: bool = True


def calendar_of(
    meetings: Iterable[Meeting],
    method: str,
    name: str = "",
    attendees: Iterable[Attendee] = (),
    *,
    with_links: bool = True,
) -> bytes:
    """A calendar file: one invitation (REQUEST, CANCEL), or a feed (PUBLISH).

    `with_links`: the video links are in it, which only people who sign in are given.
    """
    from icalendar import Calendar  # noqa: PLC0415 - a process that shows no calendar never needs it

    settings: Settings = current_app.extensions["settings"]
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.site_name}//Séances//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    people = tuple(attendees)
    for meeting in meetings:
        calendar.add_component(_event(settings, meeting, method, people, with_links))
    content: bytes = calendar.to_ical()
    return content


def _event(
    settings: Settings, meeting: Meeting, method: str, attendees: tuple[Attendee, ...], with_links: bool
) -> "Event":
    """One meeting; its UID never changes, its sequence rises with each change."""
    from icalendar import Event, vCalAddress, vText  # noqa: PLC0415

    event = Event()
    event.add("uid", uid_of(settings, meeting))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", stamp_of(meeting) if method == PUBLISH else clock.now())
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", f"{meeting.title} ({meeting.committee.name})")
    address = settings.public_url.rstrip("/") + meeting_address(meeting)
    event.add("url", address)
    event.add(
        "location", " · ".join(part for part in (meeting.place, meeting.link if with_links else "") if part)
    )
    event.add("description", _description(meeting, address))
    event.add("status", "CANCELLED" if meeting.is_cancelled or method == CANCEL else "CONFIRMED")
    event.add("class", "PUBLIC" if meeting.audience == "public" else "PRIVATE")
    organizer = vCalAddress(f"mailto:{settings.mail_from}")
    organizer.params["CN"] = vText(meeting.committee.name)
    event.add("organizer", organizer)
    for each in attendees:
        invited = vCalAddress(f"mailto:{each.email}")
        invited.params["CN"] = vText(each.name)
        invited.params["ROLE"] = vText("REQ-PARTICIPANT" if each.has_voice else "OPT-PARTICIPANT")
        invited.params["PARTSTAT"] = vText("NEEDS-ACTION")
        invited.params["RSVP"] = vText("FALSE")  # the answer is given on the link of the mail
        event.add("attendee", invited, encode=False)
    return event


def uid_of(settings: Settings, meeting: Meeting) -> str:
    """What calendar programs know a meeting by."""
    return f"{meeting.uid}@{urlsplit(settings.public_url).hostname or 'localhost'}"


def stamp_of(meeting: Meeting) -> datetime:
    """When what a feed says was decided: the same meetings give the same file."""
    return meeting.convened_at or meeting.created_at


def _description(meeting: Meeting, address: str) -> str:
    """The agenda in a few lines, and where to read the rest."""
    lines = [f"{rank}. {item.title}" for rank, item in enumerate(meeting.items, start=1)]
    return "\n".join([*(["Ordre du jour :", *lines, ""] if lines else []), address])
