"""Experience reports for the tests."""

from dataclasses import replace
from typing import Any

from comite.accounts.audiences import Audience
from comite.accounts.readers import Reader
from comite.experiences import operations, queries
from comite.experiences.content import ReportContent
from comite.experiences.models import ExperienceReport, Outcome, Phase, PolicyDomain
from comite.foundation.database import db
from comite.territories.models import LocalAuthority
from tests.cast import Cast


def make_domain(code: str = "eau", label: str = "Eau et assainissement") -> PolicyDomain:
    """A policy domain, once."""
    operations.seed_domains()
    domain = db.session.scalar(db.select(PolicyDomain).where(PolicyDomain.code == code))
    assert domain is not None, label
    return domain


def content(**changes: Any) -> ReportContent:
    """What a report says: enough for its card, unless told otherwise."""
    told = ReportContent(
        title="Chercher les fuites d’eau la nuit",
        summary="Un modèle compare les débits de nuit et désigne les rues à écouter.",
        domain_id=make_domain().id,
        phase=Phase.PRODUCTION,
        outcome=Outcome.POSITIVE,
        problem="Cinq fuites par semaine.",
        solution="Un modèle lit les compteurs de **secteur**.",
        visibility=Audience.PUBLIC,
    )
    return replace(told, **changes)


def make_draft(cast: Cast, by: Reader | None = None, **changes: Any) -> ExperienceReport:
    """A draft of Bruno's, for Valmer."""
    author = by or cast.bruno
    authority = db.session.get(LocalAuthority, author.affiliations[0].authority_id)
    assert authority is not None
    return operations.start_report(author, authority, content(**changes))


def make_proposed(cast: Cast, **changes: Any) -> ExperienceReport:
    """A report of Bruno's that awaits Amina."""
    report = make_draft(cast, **changes)
    operations.propose_report(cast.bruno, report)
    return report


def make_report(cast: Cast, by: Reader | None = None, **changes: Any) -> ExperienceReport:
    """A published report of Amina's, for Valmer, which everyone reads."""
    author = by or cast.amina
    report = make_draft(cast, author, **changes)
    operations.publish_report(author, report)
    return report


def make_archived(cast: Cast, **changes: Any) -> ExperienceReport:
    """A report of Amina's that left the lists."""
    report = make_report(cast, **changes)
    operations.archive_report(cast.amina, report)
    return report


def again(reader: Reader, report: ExperienceReport) -> ExperienceReport:
    """The same report, read anew."""
    slug = report.slug
    db.session.remove()
    return queries.get_report(reader, slug)
