"""The living style guide: one page per component, its states, and the words of its own file."""

import re
from dataclasses import dataclass
from functools import cache

from comite.accounts.readers import VISITOR, Reader
from comite.foundation import clock
from comite.foundation.errors import NotFoundError
from comite.foundation.forms import Draft
from comite.foundation.rendering import TEMPLATES
from comite.home import colours
from comite.home.forms import ShowcaseForm
from comite.home.members_map import Member, drawn
from comite.notifications.models import Level

# The file of `templates/components`, and of `templates/style` for its states; the title of the page.
TITLES = {
    "accent_sample": "Aperçu d’une couleur",
    "alert": "Alertes",
    "avatar": "Initiales",
    "bar_chart": "Graphiques",
    "board": "Tableau de bord",
    "breadcrumb": "Fil d’Ariane",
    "button": "Boutons",
    "card": "Cartes",
    "cited_by": "Cité par",
    "clash": "Deux versions à rapprocher",
    "dialog": "Dialogues",
    "difference": "Différences",
    "drawing": "Dessins",
    "editor": "Éditeur",
    "empty_state": "États vides",
    "feed_link": "Lien de flux",
    "field": "Champs et formulaires",
    "file_list": "Fichiers",
    "filters": "Filtres",
    "fold": "Parties à déplier",
    "follow": "Suivre",
    "gauge": "Jauge de complétude",
    "glossary": "Mots de métier",
    "hero": "Tête de l’accueil",
    "icon": "Pictogrammes",
    "indicator": "Mesures et chiffres",
    "link_list": "Listes de liens",
    "masked": "Masqué par la modération",
    "members_map": "Carte des membres",
    "menu": "Menus",
    "message": "Messages",
    "meta": "Faits",
    "pager": "Pages",
    "progress": "Avancement",
    "received": "Fichiers déjà reçus",
    "result": "Résultats de recherche",
    "section": "Parties et encadrés",
    "steps": "Étapes et histoire",
    "subject_actions": "Actions d’ailleurs",
    "table": "Tableaux",
    "tabs": "Onglets",
    "tag": "Marques d’état et de visibilité",
    "unsaved": "Texte retrouvé",
    "wordmark": "Logotype",
}
# Fields are called through the file of forms.
USED_THROUGH = {"field": "form"}


@dataclass(frozen=True)
class Shown:
    """One component in the guide."""

    name: str
    title: str
    usage: str

    @property
    def template(self) -> str:
        """The file of its states."""
        return f"style/_{self.name}.html"


@cache
def get_shown(name: str) -> Shown:
    """A component by its name; raises `NotFoundError`."""
    if name not in TITLES:
        raise NotFoundError
    source = (TEMPLATES / "components" / f"{USED_THROUGH.get(name, name)}.html").read_text(encoding="utf-8")
    head = re.match(r"\{#(.*?)#\}", source, flags=re.DOTALL)
    return Shown(name, TITLES[name], head[1].strip("\n") if head else "")


def samples() -> dict[str, object]:
    """What the states are made of: a form empty and the same refused, people, members, a moment."""
    refused, found = ShowcaseForm(prefix="refused"), ShowcaseForm(prefix="found")
    refused.validate()
    found.draft = Draft("style", "#", at=clock.now())
    members = (
        Member("Valmer", "valmer", 42_000, "Valmer Agglomération", 2, is_commune=True),
        Member("Ostrelle", "ostrelle", 18_640, "Valmer Agglomération", 1, is_commune=True),
        Member("Chanteloue", "chanteloue", 740, "Plateau bréval", 0, is_commune=True),
        Member("La Pommeraie-aux-Bois", "la-pommeraie-aux-bois", None, "Plateau bréval", 1, is_commune=True),
    )
    return {
        "refused_form": refused,
        "draft_form": found,
        "at": clock.now(),
        "reader": Reader(user_id=1, name="Amina Benali"),
        "visitor": VISITOR,
        "levels": list(Level),
        "accents": ("#0b5566", "#7a1f5c"),
        "accented": colours.samples,
        "members": drawn(members),
        "member_rows": [[each.name, each.population, each.report_count] for each in members],
    }
