"""Who may do what in discussions; what state allows is said by the operations."""

from comite.accounts import audiences
from comite.accounts.readers import Reader
from comite.discussions.models.threads import Message, Place, Thread


def may_write(reader: Reader) -> bool:
    """People who belong to an authority, observers too, and administrators."""
    return reader.is_signed_in and (reader.is_affiliated or reader.is_administrator)


def may_start(reader: Reader, place: Place) -> bool:
    """Whoever may write; a thread about nothing belongs to their authority and to a committee of theirs.

    Who has no authority starts theirs on something.
    """
    if not may_write(reader):
        return False
    if place.about_kind is not None:
        return True
    in_committee = place.committee_id is None or place.committee_id in reader.committee_ids
    return reader.speaking_for is not None and (in_committee or reader.is_administrator)


def may_answer(reader: Reader, thread: Thread) -> bool:
    """Whoever may write, among those who read it."""
    return may_write(reader) and audiences.may_read(reader, thread)


def may_moderate(reader: Reader, committee_id: int | None) -> bool:
    """The animator of its committee, and administrators."""
    return reader.is_administrator or (committee_id is not None and reader.animates(committee_id))


def may_moderate_somewhere(reader: Reader) -> bool:
    """Animators and administrators: they have a queue of reports."""
    return reader.is_administrator or bool(reader.led_committee_ids)


def may_edit_thread(reader: Reader, thread: Thread) -> bool:
    """Its author, and moderation for a title that misleads."""
    return is_author(reader, thread) or may_moderate(reader, thread.committee_id)


def may_close(reader: Reader, thread: Thread) -> bool:
    """Its author, who knows whether the question is answered, and moderation."""
    return may_edit_thread(reader, thread)


def may_accept(reader: Reader, thread: Thread) -> bool:
    """Its author, whose question it was, and moderation."""
    return may_edit_thread(reader, thread)


def may_pin(reader: Reader, thread: Thread) -> bool:
    """The animator, who says what the committee sees first, and administrators."""
    return may_moderate(reader, thread.committee_id)


def may_edit_message(reader: Reader, message: Message) -> bool:
    """Its author alone: nobody puts words into somebody's mouth."""
    return is_author(reader, message)


def may_delete_message(reader: Reader, message: Message) -> bool:
    """Its author alone; moderation hides, and says why."""
    return is_author(reader, message)


def may_report(reader: Reader) -> bool:
    """Any reader with an account."""
    return reader.is_signed_in


def is_author(reader: Reader, thing: Thread | Message) -> bool:
    """Whether the reader wrote it."""
    return reader.user_id is not None and thing.author_id == reader.user_id


def may_keep_marks(reader: Reader) -> bool:
    """People with an account: what a visitor reads is nobody's business."""
    return reader.is_signed_in
