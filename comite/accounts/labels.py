"""The French names of what accounts are made of."""

from comite.accounts.audiences import Audience
from comite.accounts.models import Role

ROLES = {
    Role.AGENT: "Agent",
    Role.EDITOR: "Éditeur",
    Role.ANIMATOR: "Animateur",
}
AUDIENCES = {
    Audience.AUTHORITY: "Ma collectivité",
    Audience.COMMITTEE: "Comité",
    Audience.NETWORK: "Réseau",
    Audience.PUBLIC: "Public",
}
AUDIENCE_HINTS = {
    Audience.AUTHORITY: "Seules les personnes de la collectivité peuvent lire.",
    Audience.COMMITTEE: "Les collectivités du comité, membres et observatrices, peuvent lire.",
    Audience.NETWORK: "Toutes les personnes qui ont un compte ici peuvent lire.",
    Audience.PUBLIC: "Tout le monde peut lire, sans compte.",
}
