"""The French names of what accounts are made of."""

import re

from comite.accounts.audiences import Audience
from comite.accounts.models import Invitation, Role
from comite.foundation.tasks import TaskState

ROLES = {
    Role.AGENT: "Agent",
    Role.EDITOR: "Éditeur",
    Role.ANIMATOR: "Animateur",
}
ROLE_HINTS = {
    Role.AGENT: "Écrit pour la collectivité et propose à la publication.",
    Role.EDITOR: "Publie au nom de la collectivité et invite ses collègues.",
    Role.ANIMATOR: "Gère les comités que la collectivité conduit : membres, invitations, modération.",
}
AUDIENCES = {
    Audience.AUTHORITY: "Ma collectivité seulement",
    Audience.COMMITTEE: "Membres du comité",
    Audience.NETWORK: "Tous les comités",
    Audience.PUBLIC: "Tout le monde",
}
AUDIENCE_HINTS = {
    Audience.AUTHORITY: "Seules les personnes de la collectivité peuvent lire.",
    Audience.COMMITTEE: "Les collectivités du comité, membres et observatrices, peuvent lire.",
    Audience.NETWORK: "Toutes les personnes qui ont un compte ici peuvent lire.",
    Audience.PUBLIC: "Tout le monde peut lire, sans compte.",
}
# What is addressed to the lead authority of a committee is never its authority's alone.
WITH_LEAD = "La collectivité et la cheffe de file"
WITH_LEAD_HINT = "Les personnes de la collectivité qui demande et celles de la cheffe de file peuvent lire."

TASK_STATES = {
    TaskState.WAITING: "En attente",
    TaskState.RUNNING: "En cours",
    TaskState.DONE: "Terminé",
    TaskState.FAILED: "Pas abouti",
}

# The first that matches wins: every browser pretends to be another one.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """« Firefox sur Windows »: enough to recognise one’s own browsers, and no more."""
    browser = next((name for mark, name in _BROWSERS if re.search(mark, user_agent)), "")
    machine = next((name for mark, name in _MACHINES if re.search(mark, user_agent)), "")
    return " sur ".join(part for part in (browser, machine) if part) or "Appareil inconnu"


def invited(invitation: Invitation) -> str:
    """What became of an invitation: a mail with a link, or a place at once for who has an account."""
    if invitation.accepted_at is None:
        return f"L’invitation est partie à {invitation.email}."
    return (
        f"{invitation.email} a déjà un compte : la personne écrit dès maintenant ici aussi, "
        "et un courriel le lui dit."
    )
