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
