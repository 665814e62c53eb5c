"""Descriptions of datasets, one a line: each becomes a draft without files, to which they are added."""

import re
from collections.abc import Callable

from stdnum.fr import siren

from comite.accounts.audiences import Audience
from comite.datasets import content as contents
from comite.datasets import labels, operations, queries
from comite.datasets.content import DatasetContent, Sharing
from comite.datasets.models import Frequency, Licence
from comite.foundation.mail import is_address
from comite.foundation.markdown import render
from comite.foundation.text import fold, shorten
from comite.imports.cells import SHOWN, Cells
from comite.imports.columns import Column
from comite.imports.rules.desk import Desk
from comite.territories.queries import find_authority_named

COLUMNS = (
    Column(
        "title", "Titre", "160 caractères au plus.", "Menus des cantines", needed=True, others=("nom du jeu",)
    ),
    Column(
        "general_interest",
        "Motif d’intérêt général",
        "À qui ces données sont utiles, et pour quoi.",
        "Les familles et les diététiciens du territoire s’en servent.",
        needed=True,
        others=("motif", "interet general"),
    ),
    Column("acronym", "Sigle", "Facultatif."),
    Column("description", "Description", "D’où viennent les données.", others=("resume",)),
    Column("theme", "Thème", "Un thème de la liste du site.", "Éducation, culture et sport"),
    Column("keywords", "Mots-clés", "Séparés par des virgules.", "cantine, école", others=("mots cles",)),
    Column("licence", "Licence", "Vide : Licence Ouverte 2.0.", "Licence Ouverte 2.0"),
    Column("frequency", "Mise à jour", "Chaque mois, Chaque année…", "Chaque mois", others=("frequence",)),
    Column("covers_from", "Données depuis le", "Comme 01/09/2025.", "01/09/2025", others=("debut",)),
    Column("covers_until", "Jusqu’au", "Comme 31/08/2026.", "", others=("fin",)),
    Column(
        "spatial_code", "Territoire couvert", "Code INSEE, SIREN ou nom.", "", others=("code insee", "siren")
    ),
    Column("contact_name", "Contact", "Un service plutôt qu’une personne.", "Service des écoles"),
    Column("contact_email", "Courriel du contact", "Facultatif.", others=("mail du contact",)),
)
_KEYWORDS_MAX = 20
# How catalogues of open data say it.
_ALSO_SAID = {
    "temps reel": Frequency.CONTINUOUS,
    "quotidienne": Frequency.DAILY,
    "hebdomadaire": Frequency.WEEKLY,
    "mensuelle": Frequency.MONTHLY,
    "trimestrielle": Frequency.QUARTERLY,
    "annuelle": Frequency.YEARLY,
    "irreguliere": Frequency.IRREGULAR,
    "ponctuelle": Frequency.NEVER,
}
_INSEE_CODE = re.compile(r"(?:\d{2,3}|2[AB]|\d{5}|2[AB]\d{3})")


def check(desk: Desk, cells: Cells) -> str:
    """What a description says, and that it is not given twice."""
    content = _content(cells)
    key = fold(content.title)
    first = desk.first_line_about(key) if key else None
    if first is not None:
        cells.fault("title", f"Ce titre est déjà à la ligne {first}.", "Gardez l’une des deux lignes.")
    elif desk.authority is not None and queries.has_dataset_titled(desk.authority.id, content.title):
        cells.fault(
            "title",
            "Votre collectivité a déjà un jeu de données qui porte ce titre.",
            "Retirez cette ligne, ou changez le titre s’il s’agit d’autre chose.",
        )
    return content.title


def _content(cells: Cells) -> DatasetContent:
    """The description that a line gives."""
    covers_from, covers_until = cells.day("covers_from"), cells.day("covers_until")
    if covers_from and covers_until and covers_until < covers_from:
        cells.fault("covers_until", "La fin vient avant le début.", "Corrigez l’une des deux dates.")
    email = cells.line("contact_email", 254).lower()
    if email and not is_address(email):
        cells.fault(
            "contact_email",
            "Ce n’est pas une adresse électronique.",
            "Corrigez-la : elle a la forme nom@domaine.fr.",
        )
    return DatasetContent(
        title=cells.line("title", contents.TITLE_MAX),
        general_interest=cells.text("general_interest", contents.INTEREST_MAX),
        acronym=cells.line("acronym", contents.ACRONYM_MAX),
        description=cells.text("description", contents.DESCRIPTION_MAX),
        licence=cells.among("licence", labels.LICENCES) or Licence.OPEN_2,
        frequency=cells.among("frequency", labels.FREQUENCIES, _ALSO_SAID) or Frequency.UNKNOWN,
        covers_from=covers_from,
        covers_until=covers_until,
        spatial_code=_territory(cells),
        theme=cells.among("theme", labels.THEMES),
        keywords=cells.words("keywords", _KEYWORDS_MAX, 40),
        contact_name=cells.line("contact_name", contents.CONTACT_MAX),
        contact_email=email,
        sharing=Sharing(Audience.PUBLIC),
    )


def _territory(cells: Cells) -> str:
    """A code that exists, or that of the one authority of this name."""
    written = cells.line("spatial_code", 120)
    code = written.replace(" ", "").replace("\u00a0", "").upper()
    if not code or _INSEE_CODE.fullmatch(code) or siren.is_valid(code):
        return code
    known = find_authority_named(written)
    if known is not None:
        return known.insee_code or known.siren or ""
    cells.fault(
        "spatial_code",
        f"« {shorten(written, SHOWN)} » n’est ni un code INSEE ni un SIREN.",
        f"Le tableur a retiré un zéro : écrivez 0{code}."
        if code.isdigit() and len(code) in (4, 8)
        else "Un code INSEE a cinq caractères, un SIREN neuf chiffres dont le dernier vérifie les autres.",
    )
    return ""


def prepare(desk: Desk, cells: Cells) -> Callable[[], str]:
    """Make one draft, its description rendered beforehand."""
    content = _content(cells)
    rendered = render(content.description)

    def made() -> str:
        assert desk.authority is not None  # noqa: S101 - said by the schema for every kind but members
        dataset = operations.create_dataset(desk.actor, desk.authority.id, content, rendered, [])
        return f"/jeux-de-donnees/{dataset.slug}"

    return made
