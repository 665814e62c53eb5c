"""The living style guide: one page per component, its states, and the words of its own file."""

import re
from dataclasses import dataclass
from functools import cache

from comite.foundation.errors import NotFoundError
from comite.foundation.rendering import TEMPLATES

# The file of `templates/components`, and of `templates/style` for its states; the title of the page.
TITLES = {
    "alert": "Alertes",
    "bar_chart": "Graphiques",
    "board": "Tableau de bord",
    "breadcrumb": "Fil d’Ariane",
    "button": "Boutons",
    "card": "Cartes",
    "dialog": "Dialogues",
    "difference": "Différences",
    "drawing": "Marque et dessins",
    "empty_state": "États vides",
    "field": "Champs et formulaires",
    "file_list": "Fichiers",
    "filters": "Filtres",
    "fold": "Parties à déplier",
    "gauge": "Jauge de complétude",
    "glossary": "Mots de métier",
    "icon": "Pictogrammes",
    "indicator": "Mesures et chiffres",
    "link_list": "Listes de liens",
    "menu": "Menus",
    "message": "Messages",
    "meta": "Faits",
    "pager": "Pages",
    "progress": "Avancement",
    "result": "Résultats de recherche",
    "section": "Parties et encadrés",
    "steps": "Étapes et histoire",
    "table": "Tableaux",
    "tabs": "Onglets",
    "tag": "Marques d’état et de visibilité",
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
