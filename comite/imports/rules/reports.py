"""Experience reports, one a line: each becomes a draft of the authority."""

from collections.abc import Callable
from typing import Any

from comite.accounts.audiences import Audience
from comite.experiences import content as contents
from comite.experiences import labels, operations, queries
from comite.experiences.content import ReportContent
from comite.experiences.models import Heading
from comite.foundation.text import fold
from comite.imports.cells import Cells
from comite.imports.columns import Column
from comite.imports.rules.desk import Desk
from comite.territories.queries import list_committees_by_authority

_COMMITTEE_MAX = 160
_NEEDED = ("title", "problem", "solution")
_HINTS = {
    "title": ("Une phrase simple : ce que vous avez essayé.", "Un assistant pour préparer les délibérations"),
    "summary": ("280 caractères au plus. Vide : tiré du texte.", ""),
    "committee_id": (
        "Un comité de votre collectivité. Vide : celui que vous choisissez en déposant le fichier.",
        "",
    ),
    "domain_id": ("Un domaine de la liste du site.", "Administration générale et assemblées"),
    "phase": ("Idée, Expérimentation, En service ou Arrêté.", "Expérimentation"),
    "outcome": ("Positif, Mitigé, Négatif ou Trop tôt pour le dire.", "Mitigé"),
    "ai_types": (
        "Règles, Apprentissage, Générative, Vision, Voix ; plusieurs avec des virgules.",
        "Générative",
    ),
    "replicability": ("Oui ; Oui, avec adaptation ; Non.", "Oui"),
    "tags": ("Séparés par des virgules.", "délibérations, secrétariat"),
    "problem": ("Le problème que vous vouliez régler.", "La rédaction prenait deux jours par conseil."),
    "solution": ("L’outil, qui s’en sert, depuis quand.", "Un modèle qui propose un premier texte."),
    "has_personal_data": ("oui ou non.", "non"),
    "hosting": ("Union européenne, Hors Union européenne ou Nous ne savons pas.", "Union européenne"),
    "investment_euros": ("En euros, sans centimes.", "1200"),
    "yearly_euros": ("En euros, sans centimes.", "300"),
    "agent_days": ("Un nombre entier.", "4"),
    "review_on": ("Comme 31/12/2026.", ""),
    "sources": ("Une par ligne, ou séparées par des points-virgules.", ""),
}
_OTHERS = {
    "title": ("intitule", "nom du retour", "retour d experience"),
    "outcome": ("resultat", "resultats"),
    "committee_id": ("nom du comite", "comite de la donnee"),
    "phase": ("etape", "avancement"),
    "problem": ("probleme", "besoin", "contexte"),
    "solution": ("ce que vous avez mis en place", "ce qui a ete fait", "comment"),
    "what_worked": ("points positifs", "reussites"),
    "what_did_not": ("points negatifs", "difficultes", "limites"),
    "domain_id": ("domaine d action publique", "theme"),
    "investment_euros": ("cout", "budget", "investissement en euros"),
    "supplier": ("prestataire", "editeur"),
    "tags": ("mots cles", "etiquettes"),
}
_NAMES = (
    "title", "summary", "committee_id", "domain_id", "phase", "outcome", "ai_types", "replicability", "tags",
    *(heading.value for heading in Heading),
    "supplier", "hosting", "licence", "has_personal_data", "investment_euros", "yearly_euros", "agent_days",
    "funding", "model", "usage_volume", "energy", "contact", "review_on", "sources",
)  # fmt: skip
COLUMNS = tuple(
    Column(
        name,
        labels.FIELDS[name],
        *_HINTS.get(name, ("Facultatif.", "")),
        needed=name in _NEEDED,
        others=_OTHERS.get(name, ()),
    )
    for name in _NAMES
)
_LINES = {
    "supplier": contents.LINE_MAX, "licence": contents.LINE_MAX, "model": contents.LINE_MAX,
    "funding": 400, "usage_volume": contents.SENTENCE_MAX, "energy": contents.SENTENCE_MAX,
    "contact": contents.LINE_MAX,
}  # fmt: skip


def check(desk: Desk, cells: Cells) -> str:
    """What a report says, and that it is not told twice."""
    content = _content(desk, cells)
    key = fold(content.title)
    first = desk.first_line_about(key) if key else None
    if first is not None:
        cells.fault("title", f"Ce titre est déjà à la ligne {first}.", "Gardez l’une des deux lignes.")
    elif desk.authority is not None and queries.has_report_titled(desk.authority.id, content.title):
        cells.fault(
            "title",
            "Votre collectivité a déjà un retour qui porte ce titre.",
            "Retirez cette ligne, ou changez le titre s’il s’agit d’autre chose.",
        )
    return content.title


def _content(desk: Desk, cells: Cells) -> ReportContent:
    """The content that a line describes, in the committee where it is told."""
    committee_id = _committee_id(desk, cells)
    values: dict[str, Any] = {
        heading.value: cells.text(heading.value, contents.TEXT_MAX) for heading in Heading
    }
    values |= {name: cells.line(name, most) for name, most in _LINES.items()}
    return ReportContent(
        title=cells.line("title", contents.TITLE_MAX),
        summary=cells.line("summary", contents.SUMMARY_MAX),
        domain_id=cells.among("domain_id", {each.id: each.label for each in queries.list_domains()}),
        phase=cells.among("phase", labels.PHASES),
        outcome=cells.among("outcome", labels.OUTCOMES),
        ai_types=cells.several("ai_types", labels.AI_TYPES),
        replicability=cells.among("replicability", labels.REPLICABILITIES),
        tags=cells.words("tags", contents.TAGS_MAX, contents.TAG_MAX),
        hosting=cells.among("hosting", labels.HOSTINGS),
        has_personal_data=cells.yes_no("has_personal_data"),
        investment_euros=cells.whole("investment_euros", contents.EUROS_MAX),
        yearly_euros=cells.whole("yearly_euros", contents.EUROS_MAX),
        agent_days=cells.whole("agent_days", contents.DAYS_MAX),
        review_on=cells.day("review_on"),
        sources=_sources(cells),
        visibility=Audience.COMMITTEE if committee_id else Audience.NETWORK,
        committee_id=committee_id,
        **values,
    )


def _committee_id(desk: Desk, cells: Cells) -> int | None:
    """The committee that a line names, or else the file's, or else the first where the authority sits."""
    assert desk.authority is not None  # noqa: S101 - said by the schema for every kind but members
    known = list_committees_by_authority([desk.authority.id])[desk.authority.id]
    names = {each.id: each.name for each in known}
    written = cells.line("committee_id", _COMMITTEE_MAX)
    if written and not names:
        cells.fault("committee_id", "Votre collectivité ne siège dans aucun comité.", "Videz cette cellule.")
        return None
    if written:
        return cells.among("committee_id", names)
    if desk.committee is not None and desk.committee.id not in names:
        cells.fault(
            "committee_id",
            f"Votre collectivité ne siège plus dans « {desk.committee.name} ».",
            "Écrivez ici l’un de ses comités, ou déposez le fichier de nouveau pour en choisir un autre.",
        )
        return None
    return desk.committee.id if desk.committee is not None else next(iter(names), None)


def _sources(cells: Cells) -> tuple[str, ...]:
    """Sources may hold commas."""
    lines = (
        cells.text("sources", contents.SOURCES_MAX * contents.SENTENCE_MAX).replace(";", "\n").splitlines()
    )
    found = tuple(line.strip() for line in lines if line.strip())
    if len(found) > contents.SOURCES_MAX or any(len(each) > contents.SENTENCE_MAX for each in found):
        cells.fault(
            "sources",
            "Les sources sont trop nombreuses ou trop longues.",
            f"Gardez au plus {contents.SOURCES_MAX} sources de {contents.SENTENCE_MAX} caractères.",
        )
    return found[: contents.SOURCES_MAX]


def prepare(desk: Desk, cells: Cells) -> Callable[[], str]:
    """Make one draft, its texts rendered beforehand."""
    content = contents.cleaned(_content(desk, cells))
    rendered = operations.rendered_texts(content)

    def made() -> str:
        assert desk.authority is not None  # noqa: S101 - said by the schema for every kind but members
        report = operations.start_rendered(desk.actor, desk.authority, content, rendered)
        return f"/retours-experience/{report.slug}"

    return made
