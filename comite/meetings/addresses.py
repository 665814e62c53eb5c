"""Where meetings and their points stand on the site: for views, search, notifications, mails."""

from comite.meetings.models.meetings import AgendaItem, Meeting


def meeting_address(meeting: Meeting) -> str:
    """The address of a meeting; its id says which, its words only help people."""
    return address_of(meeting.id, meeting.slug)


def address_of(meeting_id: int, slug: str) -> str:
    """The same, for those who have only its id and its words."""
    return f"/seances/{meeting_id}-{slug}"


def item_address(item: AgendaItem) -> str:
    """The place of a point in the agenda of its meeting (loaded with it)."""
    return f"{meeting_address(item.meeting)}#point-{item.id}"


def minutes_address(meeting_id: int, section_id: int) -> str:
    """The place of a part in the minutes of a meeting."""
    return f"/seances/{meeting_id}/compte-rendu#partie-{section_id}"


def note_address(meeting_id: int, item_id: int) -> str:
    """The page of the note of a point."""
    return f"/seances/{meeting_id}/notes/{item_id}"
