"""What a mail may still say when it leaves: it may have waited for days for a server that was away."""

from typing import Any

from comite.accounts import queries as accounts
from comite.accounts.readers import Reader
from comite.foundation import subjects
from comite.notifications import labels

Mail = tuple[str, dict[str, Any]]


def notification_leaving(recipient: str, subject: str, context: dict[str, Any]) -> Mail | None:
    """The mail of a notification, if its person may still read what it tells."""
    reader = _reader_of(recipient)
    place = context.get("place")  # those asked for by releases before say none
    if reader is None or (place and subjects.find(reader, *place) is None):
        return None
    return subject, context


def digest_leaving(recipient: str, subject: str, context: dict[str, Any]) -> Mail | None:
    """A summary without what its person may no longer read; nothing when that was all."""
    reader = _reader_of(recipient)
    if reader is None:
        return None
    lines = [line for group in context["groups"] for line in group["lines"] if line.get("place")]
    readable = subjects.find_many(reader, list({tuple(line["place"]) for line in lines}))
    groups = []
    for group in context["groups"]:
        left = [
            line for line in group["lines"] if not line.get("place") or readable.get(tuple(line["place"]))
        ]
        if left:
            groups.append({**group, "lines": left})
    if not groups:
        return None
    if len(groups) < len(context["groups"]):
        subject = labels.digest_subject(len(groups) + context["others"], groups[0]["title"])
    return subject, {**context, "groups": groups}


def _reader_of(recipient: str) -> Reader | None:
    """The person at an address; nobody once they are suspended, erased, or have another one."""
    user = accounts.find_user_by_email(recipient)
    reader = accounts.reader_of(user.id) if user else None
    return reader if reader and reader.is_signed_in else None
