"""Where a new thread may stand: which audiences and committees its author can choose."""

from collections.abc import Sequence

from sqlalchemy import Row, select

from comite.accounts.audiences import Audience
from comite.accounts.readers import Reader
from comite.foundation import clock, subjects
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.subjects import Subject
from comite.foundation.text import whole
from comite.territories.models import Committee


def read_subject(reader: Reader, written: str) -> Subject | None:
    """The thing that « experience:12 » designates; None for nothing written, `NotFoundError` otherwise."""
    if not written:
        return None
    kind, _, key = written.partition(":")
    subject_id = whole(key)
    subject = subjects.find(reader, kind, subject_id) if subject_id is not None else None
    if subject is None or subject.authority_id is None:
        raise NotFoundError
    return subject


def offered_audiences(reader: Reader, subject: Subject | None) -> list[Audience]:
    """The audiences a new thread may have: no wider than its subject, and its author among them."""
    if subject is None:
        committee = [Audience.COMMITTEE] if reader.committee_ids or reader.is_administrator else []
        return [*committee, Audience.NETWORK, Audience.PUBLIC]
    in_committee = subject.committee_id is not None and (
        reader.is_administrator or subject.committee_id in reader.committee_ids
    )
    with_lead = subject.is_for_lead and (
        reader.is_administrator or subject.committee_id in reader.hosted_committee_ids
    )
    ours = {
        Audience.AUTHORITY: subject.authority_id in reader.authority_ids or with_lead,
        Audience.COMMITTEE: in_committee or subject.authority_id in reader.authority_ids,
        Audience.NETWORK: True,
        Audience.PUBLIC: True,
    }
    widest = Audience(subject.audience)
    needs_committee = subject.committee_id is None
    return [
        each
        for each, is_ours in ours.items()
        if is_ours and each.rank <= widest.rank and not (needs_committee and each is Audience.COMMITTEE)
    ]


def offered_committees(reader: Reader) -> Sequence[Committee]:
    """The committees where a person may start a thread."""
    living = select(Committee).where((Committee.closed_on.is_(None)) | (Committee.closed_on > clock.today()))
    if not reader.is_administrator:
        living = living.where(Committee.id.in_(sorted(reader.committee_ids)))
    return db.session.scalars(living.order_by(Committee.name)).all()


def listed_committees(reader: Reader) -> Sequence[Row[int, str]]:
    """The committees by which a list of threads is narrowed: one's own first."""
    found = db.session.execute(select(Committee.id, Committee.name).order_by(Committee.name).limit(200)).all()
    return sorted(found, key=lambda each: each.id not in reader.committee_ids)
