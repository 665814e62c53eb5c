"""How experience reports present themselves to search, notifications and discussions."""

import re
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Select, literal, select

from comite.accounts.audiences import Audience, keys_for, readable_by
from comite.accounts.readers import Reader
from comite.experiences import labels, queries
from comite.experiences.models import ExperienceReport, PolicyDomain
from comite.foundation.subjects import Linking, NotSearched, Subject, by_slug


class ExperienceLoader:
    """Reports, found by their card, their tags and the long texts of their sheet."""

    kind = "experience"
    label = "Retour d’expérience"
    linking = Linking(
        re.compile(r"/retours-experience/(?P<key>[a-z0-9-]+)"),
        by_slug(ExperienceReport.slug, ExperienceReport.id),
        is_offered=True,
        cites=True,
    )

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """The reports of these ids, for the index."""
        yield from map(_subject, queries.list_subjects(ExperienceReport.id.in_(ids)))

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those that a reader may read now."""
        found = queries.list_subjects(ExperienceReport.id.in_(ids), readable_by(reader, ExperienceReport))
        return {report.id: _subject(report) for report in found}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The titles of those that a reader may read."""
        columns = (ExperienceReport.id, ExperienceReport.title, ExperienceReport.slug, literal(0))
        return select(*columns).where(readable_by(reader, ExperienceReport))

    def address(self, _subject_id: int, key: str, _rank: int) -> str:
        """The page of the report."""
        return f"/retours-experience/{key}"

    def each_id(self) -> Iterator[int]:
        """Every report, in order."""
        return queries.each_id()

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """A simple search in titles and summaries, latest first."""
        return [_subject(report) for report in queries.search_cards(reader, words, limit)]


class DomainLoader(NotSearched):
    """Policy domains: what one may follow, found by its reports and not by search."""

    kind = "domain"
    label = "Domaine"

    def readable(self, _reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those of these ids: all of them are public."""
        return {each.id: _domain(each) for each in queries.list_domains(with_retired=True) if each.id in ids}

    def names(self, _reader: Reader) -> Select[int, str, str, int]:
        """The names of those that are offered."""
        columns = (PolicyDomain.id, PolicyDomain.label, PolicyDomain.code, literal(0))
        return select(*columns).where(PolicyDomain.is_retired.is_(False))

    def address(self, _subject_id: int, key: str, _rank: int) -> str:
        """The list of its reports."""
        return f"/retours-experience/?domaine={key}"


def _domain(domain: PolicyDomain) -> Subject:
    """One domain, as others speak of it."""
    return Subject(
        kind="domain",
        id=domain.id,
        title=domain.label,
        address=f"/retours-experience/?domaine={domain.code}",
        audience=Audience.PUBLIC,
        keys=(Audience.PUBLIC.value,),
    )


def _subject(report: ExperienceReport) -> Subject:
    """One report, as others speak of it."""
    tags = " ".join(each.label for each in report.tags)
    kinds = " ".join(labels.AI_TYPES[each] for each in report.ai_types)
    return Subject(
        kind="experience",
        id=report.id,
        title=report.title,
        address=f"/retours-experience/{report.slug}",
        audience=report.audience.value,
        authority_id=report.authority_id,
        committee_id=report.committee_id,
        text=f"{report.summary}\n{report.sheet.plain}",
        extra=f"{tags}\n{kinds}\n{report.domain.label if report.domain else ''}",
        domain=report.domain.label if report.domain else None,
        domain_id=report.domain_id,
        happened_at=report.listed_at,
        authority_name=report.authority.name,
        status=report.status.value,
        keys=keys_for(report.audience, report.authority_id, report.committee_id),
    )
