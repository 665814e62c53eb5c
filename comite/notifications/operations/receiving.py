"""Mails that arrive: replies are posted, reports of non-delivery noted, machines left alone.

What is fetched is kept whole before the letterbox forgets it; a job then reads it, as often as needed.
"""

import io
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select

from comite.accounts import queries as accounts
from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.foundation import clock, deliveries, letterboxes, return_addresses, settings, storage
from comite.foundation.database import db, operation, write
from comite.foundation.errors import ConflictError, NotFoundError, RefusedError, UnavailableError
from comite.foundation.incoming import parsing
from comite.foundation.incoming.errors import UnreadableMailError
from comite.foundation.incoming.failures import Failure
from comite.foundation.incoming.parsing import BYTES_MAX, Incoming
from comite.foundation.jobs import job, long_job
from comite.foundation.mail import write_mail
from comite.foundation.return_addresses import ReplyTo
from comite.foundation.storage import Kept
from comite.notifications.answering import Answered, Prepared, find_by_code
from comite.notifications.errors import (
    ClosedAccountError,
    NoLongerReadableError,
    NotYourAddressError,
    TooManyRepliesError,
)
from comite.notifications.models import MailOutcome, ReceivedMail

FETCHED_AT_ONCE = 50
KEPT = timedelta(days=180)
POSTED_PER_HOUR = 60
# Kind as it is, a refusal is a mail: one an hour about one thing, five a day in all.
REFUSALS_PER_DAY = 5
REFUSED_AGAIN_AFTER = timedelta(hours=1)

logger = logging.getLogger("comite.receiving")


@dataclass(frozen=True)
class Reply:
    """A mail that answers something: by whom, and what, as its signed address says."""

    mail: Incoming
    user: User
    answered: Answered
    subject_id: int
    mark: str


def fetch_mails() -> int:
    """Take in what waits in the letterboxes; returns how many. A box that does not answer is tried later."""
    count = 0
    for box in letterboxes.configured(settings.current()):
        try:
            for waiting in box.waiting(FETCHED_AT_ONCE):
                kept = storage.current().put(io.BytesIO(waiting.raw), BYTES_MAX)
                _take_in(kept, waiting.is_whole)
                count += 1
        except letterboxes.FAILURES:
            logger.warning("letterbox unreachable", exc_info=True)
    return count


@operation
def _take_in(kept: Kept, is_whole: bool) -> None:
    """Keep a mail until it is read."""
    storage.record(kept)
    row = ReceivedMail(received_at=clock.now(), digest=kept.digest, is_whole=is_whole)
    db.session.add(row)
    db.session.flush()
    read_mail.later(received_id=row.id)


@long_job
def read_mail(received_id: int) -> None:
    """Do what a mail asks, once."""
    row = db.session.get(ReceivedMail, received_id)
    if row is None or row.digest is None:
        return
    with storage.current().open(row.digest) as file:
        raw = file.read()
    try:
        mail, is_readable = parsing.read(raw) if row.is_whole else parsing.read_head(raw), row.is_whole
    except UnreadableMailError:
        mail, is_readable = parsing.read_head(raw), False
    if mail.failures:
        _note_failures(received_id, mail)
    elif mail.is_automatic:
        _finish(received_id, MailOutcome.IGNORED)
    else:
        _answer(received_id, _reply_of(raw, mail), is_readable=is_readable)


def _note_failures(received_id: int, mail: Incoming) -> None:
    """Write down which of the addresses we wrote to did not receive, as far as it is proven."""
    with write():
        for failure in mail.failures:
            address = _returned_from(mail, failure)
            if address:
                deliveries.note_refusal(address, failure.status)
        _finish(received_id, MailOutcome.RETURNED)


def _returned_from(mail: Incoming, failure: Failure) -> str:
    """The address that a report speaks of: the one whose envelope it comes back to."""
    ours = settings.current()
    return next(
        (
            address
            for address in failure.addresses
            if any(return_addresses.is_bounce_of(ours, each, address) for each in mail.recipients)
        ),
        "",
    )


def _answer(received_id: int, reply: Reply | None, *, is_readable: bool) -> None:
    """Post the reply that a mail is, or say kindly why it cannot be."""
    if reply is None:
        _finish(received_id, MailOutcome.IGNORED)
    elif _is_known(reply.mark):
        _finish(received_id, MailOutcome.REPEATED, reply)
    else:
        try:
            _post(received_id, reply, is_readable=is_readable)
        except (ConflictError, UnavailableError):
            raise  # a little later it will be known, or possible
        except RefusedError as error:
            _refuse(received_id, reply, error)


def _reply_of(raw: bytes, mail: Incoming) -> Reply | None:
    """What a mail answers and for whom, if it was sent to an address of ours whose person is still here."""
    ours = settings.current()
    found = next(
        (one for one in (return_addresses.read_reply(ours, each) for each in mail.recipients) if one), None
    )
    answered = find_by_code(found.code) if found else None
    user = db.session.get(User, found.user_id) if found else None
    if found is None or answered is None or user is None or user.is_erased:
        return None
    return Reply(mail, user, answered, found.subject_id, _mark(found, mail, raw))


def _mark(reply_to: ReplyTo, mail: Incoming, raw: bytes) -> str:
    """What tells a mail apart: its Message-ID, for one address of ours, which nobody else can guess."""
    name = mail.message_id or sha256(raw).hexdigest()
    return sha256(f"{reply_to.words}:{name}".encode()).hexdigest()


def _is_known(mark: str) -> bool:
    """Whether the same mail was read already."""
    return db.session.scalar(select(ReceivedMail.id).where(ReceivedMail.mark == mark)) is not None


def _post(received_id: int, reply: Reply, *, is_readable: bool) -> None:
    """Keep an answer with the mark of its mail: both, or neither."""
    reader = _reader_of(reply)
    if not is_readable:
        raise UnreadableMailError
    try:
        prepared = reply.answered.prepare(reader, reply.subject_id, reply.mail.text, reply.mail.joined)
    except NotFoundError as error:
        raise NoLongerReadableError from error
    with write():
        _finish(received_id, MailOutcome.POSTED, reply)
        prepared.keep()
        if prepared.left_out:
            _tell_left_out(reply, prepared)


def _reader_of(reply: Reply) -> Reader:
    """The person who answers, once it is known that it is them."""
    if not _is_theirs(reply):
        raise NotYourAddressError
    if reply.user.is_suspended:
        raise ClosedAccountError
    if _count(reply.user.id, MailOutcome.POSTED, clock.now() - timedelta(hours=1)) >= POSTED_PER_HOUR:
        raise TooManyRepliesError
    return accounts.reader_of(reply.user.id)


def _is_theirs(reply: Reply) -> bool:
    """Whether the person's own address sent it, as far as our mail server knows."""
    return reply.mail.sender == reply.user.email and not reply.mail.is_forged


def _refuse(received_id: int, reply: Reply, error: RefusedError) -> None:
    """Write down that a mail was refused, and tell its person why, at their own address and nowhere else."""
    may_tell = _may_tell_refusal(reply)
    is_theirs = _is_theirs(reply)
    title = _title(reply) if is_theirs else ""
    with write():
        _finish(received_id, MailOutcome.REFUSED, reply, refused_for=type(error).__name__)
        if may_tell:
            write_mail(
                reply.user.email,
                reply.user.name,
                "reply_refused",
                "Votre réponse n’a pas été publiée",
                key=f"refused-{received_id}",
                sentence=str(error),
                title=title,
                # Another's words are not sent on: whoever holds the address could have us mail anything.
                text=reply.mail.text if is_theirs else "",
            )


def _may_tell_refusal(reply: Reply) -> bool:
    """Whether one more refusal is not too many."""
    now = clock.now()
    if _count(reply.user.id, MailOutcome.REFUSED, now - timedelta(days=1)) >= REFUSALS_PER_DAY:
        return False
    same = (ReceivedMail.kind == reply.answered.kind, ReceivedMail.subject_id == reply.subject_id)
    return _count(reply.user.id, MailOutcome.REFUSED, now - REFUSED_AGAIN_AFTER, *same) == 0


def _count(user_id: int, outcome: MailOutcome, since: datetime, *conditions: object) -> int:
    """How many mails of a person ended in some way since an instant."""
    found = select(func.count()).where(
        ReceivedMail.user_id == user_id,
        ReceivedMail.outcome == outcome,
        ReceivedMail.received_at > since,
        *conditions,  # type: ignore[arg-type]
    )
    return db.session.scalar(found) or 0


def _title(reply: Reply) -> str:
    """What the thing answered is called, for who may still read it."""
    try:
        return reply.answered.title(accounts.reader_of(reply.user.id), reply.subject_id)
    except NotFoundError:
        return ""


def _tell_left_out(reply: Reply, prepared: Prepared) -> None:
    """Say which files an answer does not carry."""
    write_mail(
        reply.user.email,
        reply.user.name,
        "reply_without_files",
        "Votre réponse est publiée, sans tous ses fichiers",
        key=f"left-out-{reply.mark[:32]}",
        title=prepared.title,
        path=prepared.address,
        files=list(prepared.left_out),
        is_closed=any(each.is_closed for each in reply.mail.joined),
    )


@operation
def _finish(
    received_id: int, outcome: MailOutcome, reply: Reply | None = None, *, refused_for: str | None = None
) -> None:
    """Write down what became of a mail; its content is no longer kept. Raises when another worker did."""
    row = db.session.get(ReceivedMail, received_id, populate_existing=True, with_for_update=True)
    if row is None or row.outcome is not MailOutcome.WAITING:
        raise ConflictError
    row.outcome, row.digest, row.refused_for = outcome, None, refused_for
    if reply is not None:
        row.user_id, row.kind, row.subject_id = reply.user.id, reply.answered.kind, reply.subject_id
        row.mark = None if outcome is MailOutcome.REPEATED else reply.mark
    db.session.flush()


@job
def forget_received() -> None:
    """Drop what is known of mails read half a year ago."""
    old = ReceivedMail.received_at < clock.now() - KEPT
    db.session.execute(delete(ReceivedMail).where(old, ReceivedMail.outcome != MailOutcome.WAITING))
