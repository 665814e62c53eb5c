"""A report as a document says it: facts in pairs, then its parts in order; the exports share it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from comite.accounts.labels import AUDIENCES
from comite.experiences import labels
from comite.experiences.figures import Figure, grouped
from comite.experiences.models import ExperienceReport, Heading
from comite.foundation.rendering import day, euros, number


@dataclass(frozen=True)
class Part:
    """One long text: its title, its source, its safe HTML."""

    title: str
    source: str
    html: Markup


@dataclass(frozen=True)
class Outline:
    """What the exports write, in order."""

    title: str
    summary: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    figures: Sequence[Figure]
    sobriety: Sequence[tuple[str, str]]
    compliance: Sequence[tuple[str, str]]
    sources: Sequence[str]
    replications: Sequence[tuple[str, str, str, Markup]]
    files: Sequence[str]
    address: str
    sources_title: str = "Sources"


def outline(report: ExperienceReport, public_url: str, *, with_people: bool) -> Outline:
    """What a report says, in the words of its page, with or without the names of those who wrote."""
    sheet = report.sheet
    return Outline(
        title=report.title,
        summary=report.summary,
        facts=facts(report, with_people=with_people),
        parts=[
            Part(labels.HEADINGS[heading], sheet.texts.get(heading.value, ""), sheet.html(heading))
            for heading in Heading
            if sheet.html(heading)
        ],
        figures=grouped(report.indicators),
        sobriety=sobriety(report),
        compliance=compliance(report),
        sources=sheet.sources,
        replications=[
            (each.authority.name, labels.OUTCOMES[each.outcome], each.how_it_went, each.html)
            for each in report.replications
        ],
        files=[each.file_name for each in report.files],
        address=f"{public_url.rstrip('/')}/retours-experience/{report.slug}",
    )


def facts(report: ExperienceReport, *, with_people: bool) -> list[tuple[str, str]]:
    """The card and the short facts that are said."""
    sheet, place = report.sheet, report.authority
    people = f", {number(place.population)}\u00a0habitants" if place.population else ""
    personal = {True: "Oui", False: "Non", None: ""}[sheet.has_personal_data]
    authors = [f"{each.user.name} ({each.authority.name})" for each in report.authors if with_people]
    said = [
        ("Collectivité", f"{place.name}{people}"),
        ("Raconté par", ", ".join(authors)),
        ("Domaine", report.domain.label if report.domain else ""),
        ("Type d’IA", ", ".join(labels.AI_TYPES[each] for each in report.ai_types)),
        ("Phase", labels.PHASES[report.phase] if report.phase else ""),
        ("Bilan", labels.OUTCOMES[report.outcome] if report.outcome else ""),
        ("Réplicable", labels.REPLICABILITIES[report.replicability] if report.replicability else ""),
        ("Fournisseur", sheet.supplier),
        ("Hébergement", labels.HOSTINGS[sheet.hosting] if sheet.hosting else ""),
        ("Licence", sheet.licence),
        ("Données personnelles", personal),
        ("Investissement", euros(sheet.investment_euros)),
        ("Fonctionnement par an", euros(sheet.yearly_euros)),
        ("Jours d’agents", number(sheet.agent_days)),
        ("Financement", sheet.funding),
        ("Contact", sheet.contact),
        ("État", labels.STATUSES[report.status]),
        ("Publié le", day(report.published_at)),
        ("Confirmé le", day(report.confirmed_at)),
        ("Peut lire", AUDIENCES[report.audience]),
        ("Mots-clés", ", ".join(each.label for each in report.tags)),
    ]
    return [(term, value) for term, value in said if value]


def sobriety(report: ExperienceReport) -> list[tuple[str, str]]:
    """What it consumes, as far as it is said."""
    sheet = report.sheet
    said = [
        ("Modèle", sheet.model),
        ("Volume d’usage", sheet.usage_volume),
        ("Énergie", sheet.energy),
        ("Clause environnementale", sheet.clause),
    ]
    return [(term, value) for term, value in said if value]


def compliance(report: ExperienceReport) -> list[tuple[str, str]]:
    """What the law asks, as far as it is said."""
    sheet = report.sheet
    said = [
        ("AIPD", sheet.aipd),
        (
            "Règlement européen sur l’IA",
            labels.AI_ACT_CLASSES[sheet.ai_act_class] if sheet.ai_act_class else "",
        ),
        ("Mention d’information", sheet.mention),
        ("Registre", sheet.register),
    ]
    return [(term, value) for term, value in said if value]
