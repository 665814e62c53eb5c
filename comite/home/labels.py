"""The French names of the pages that belong to no feature."""

from collections.abc import Sequence

from comite.home.first_steps import Step
from comite.home.models import PageName

PAGES = {
    PageName.ABOUT: "À propos",
    PageName.ACCESSIBILITY: "Accessibilité",
    PageName.LEGAL: "Mentions légales",
    PageName.PRIVACY: "Données personnelles",
    PageName.ECODESIGN: "Écoconception",
}
STEPS = {
    Step.INTRODUCTION: "Dire qui vous êtes",
    Step.TOPICS: "Choisir vos sujets",
    Step.RHYTHM: "Régler les nouvelles",
    Step.GESTURE: "Faire un premier geste",
}


def because_keeper(committees: Sequence[str], *, is_administrator: bool) -> str:
    """Why somebody receives the head of the audit log."""
    why = ["vous administrez ce site"] if is_administrator else []
    if committees:
        why.append(f"vous animez {', '.join(committees)}")
    return f"parce que {' et que '.join(why)}"
