"""The French names of the pages that belong to no feature."""

from comite.home.models import PageName

PAGES = {
    PageName.ABOUT: "À propos",
    PageName.ACCESSIBILITY: "Accessibilité",
    PageName.LEGAL: "Mentions légales",
    PageName.PRIVACY: "Données personnelles",
    PageName.ECODESIGN: "Écoconception",
}
