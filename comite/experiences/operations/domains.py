"""The list of policy domains, which administrators edit."""

from collections.abc import Sequence

from sqlalchemy import func, select

from comite.accounts.readers import Reader
from comite.experiences import permissions
from comite.experiences.errors import DomainInUseError
from comite.experiences.labels import FIRST_DOMAINS
from comite.experiences.models import ExperienceReport, PolicyDomain
from comite.foundation.database import db, operation, write
from comite.foundation.errors import require
from comite.foundation.text import clean_line, slugify
from comite.search.operations import reindex

LABEL_MAX = 80


def seed_domains(domains: Sequence[tuple[str, str]] = FIRST_DOMAINS) -> int:
    """Write the first domains, unless there are some already; gives how many were written."""
    with write() as session:
        if session.scalar(select(func.count(PolicyDomain.id))):
            return 0
        for position, (code, label) in enumerate(domains):
            session.add(PolicyDomain(code=code, label=label, position=position))
        session.flush()
    return len(domains)


@operation
def add_domain(actor: Reader, label: str) -> PolicyDomain:
    """Propose one more domain, at the end of the list; raises `DomainInUseError`."""
    require(permissions.may_manage_domains(actor))
    label = _free_label(label, None)
    last = db.session.scalar(select(func.max(PolicyDomain.position)))
    domain = PolicyDomain(code=_free_code(label), label=label, position=(last or 0) + 1)
    db.session.add(domain)
    return domain


@operation
def edit_domain(actor: Reader, domain: PolicyDomain, label: str, position: int) -> None:
    """Change the name or the place of a domain; its code, which addresses bear, stays."""
    require(permissions.may_manage_domains(actor))
    domain.label, domain.position = _free_label(label, domain.id), position
    reports = db.session.scalars(select(ExperienceReport.id).where(ExperienceReport.domain_id == domain.id))
    reindex.all_later(kind="experience", subject_ids=reports.all())


@operation
def retire_domain(actor: Reader, domain: PolicyDomain) -> None:
    """Offer a domain no longer; the reports that have it keep it."""
    require(permissions.may_manage_domains(actor))
    domain.is_retired = True


@operation
def bring_back_domain(actor: Reader, domain: PolicyDomain) -> None:
    """Offer a retired domain again."""
    require(permissions.may_manage_domains(actor))
    domain.is_retired = False


def _free_label(label: str, domain_id: int | None) -> str:
    """A clean label that no other domain bears."""
    label = clean_line(label)[:LABEL_MAX]
    other = db.session.scalar(select(PolicyDomain.id).where(PolicyDomain.label == label))
    if not label or (other is not None and other != domain_id):
        raise DomainInUseError
    return label


def _free_code(label: str) -> str:
    """A code for addresses that no domain has."""
    wanted = code = slugify(label)[:50]
    taken = set(db.session.scalars(select(PolicyDomain.code)))
    rank = 1
    while code in taken:
        rank += 1
        code = f"{wanted}-{rank}"
    return code
