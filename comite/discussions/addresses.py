"""Where threads and messages stand on the site: for views, search, notifications, mails."""

from comite.discussions.models.threads import Message, Thread


def thread_address(thread: Thread, page: int = 1) -> str:
    """The address of a thread; its id says which, its words only help people."""
    return address_of(thread.id, thread.slug, page)


def address_of(thread_id: int, slug: str, page: int = 1) -> str:
    """The same, for those who have only its id and its words."""
    beginning = f"/discussions/{thread_id}-{slug}"
    return beginning if page <= 1 else f"{beginning}?page={page}"


def message_address(message: Message) -> str:
    """The address of a message, on its page of the thread (loaded with it)."""
    return f"{thread_address(message.thread, message.page_number)}#message-{message.id}"
