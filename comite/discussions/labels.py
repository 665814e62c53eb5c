"""The French names of what discussions are made of."""

from comite.discussions.models.reports import Grievance, Outcome
from comite.discussions.models.threads import Category

# Whom the public reads: names are for those who work together.
SOMEBODY = "Une personne"
CATEGORIES = {
    Category.QUESTION: "Question",
    Category.HELP: "Coup de main",
    Category.SHARING: "Partage",
    Category.DEBATE: "Débat",
    Category.ANNOUNCEMENT: "Annonce",
}
CATEGORY_HINTS = {
    Category.QUESTION: "Vous cherchez une réponse\u202f; vous pourrez retenir la meilleure.",
    Category.HELP: "Vous avez besoin de quelqu’un, d’un modèle, d’un avis.",
    Category.SHARING: "Vous racontez ce que vous avez trouvé ou essayé.",
    Category.DEBATE: "Vous voulez comparer des points de vue avant de décider.",
    Category.ANNOUNCEMENT: "Vous prévenez d’un événement, d’un texte, d’une nouveauté.",
}
GRIEVANCES = {
    Grievance.PERSONAL_DATA: "Il contient des données personnelles",
    Grievance.OFFENSIVE: "Il est blessant ou injurieux",
    Grievance.UNLAWFUL: "Il me paraît contraire à la loi",
    Grievance.ADVERTISING: "C’est de la publicité ou du démarchage",
    Grievance.OFF_TOPIC: "Il n’a pas sa place ici",
    Grievance.OTHER: "Autre raison",
}
OUTCOMES = {
    Outcome.HIDDEN: "Masqué",
    Outcome.LOCKED: "Verrouillé",
    Outcome.DISMISSED: "Sans suite",
}
ACTIONS = {
    "hide": "a masqué",
    "unhide": "a rétabli",
    "lock": "a verrouillé",
    "unlock": "a déverrouillé",
    "dismiss": "a classé sans suite un signalement sur",
    "suspend": "a suspendu",
    "reopen": "a rouvert",
}
KINDS = {
    "thread": "une discussion",
    "message": "un message",
    "experience": "un retour d’expérience",
    "dataset": "un jeu de données",
    "help_request": "une demande d’appui",
    "help_offer": "une offre d’aide",
    "mission": "une mission",
    "project": "un projet mutualisé",
    "shared_model": "un modèle",
    "agenda_item": "un point d’ordre du jour",
    "action_comment": "un commentaire d’action",
    "meeting": "la présentation d’une séance",
    "decision": "une décision",
    "minutes_section": "une partie de compte rendu",
    "amendment": "un amendement",
    "meeting_note": "une note de séance",
    "user": "un compte",
}
# The kinds as they stand in addresses.
KIND_ADDRESSES = {
    "thread": "discussion",
    "message": "message",
    "experience": "retour-experience",
    "dataset": "jeu-de-donnees",
    "help_request": "demande",
    "help_offer": "offre",
    "mission": "mission",
    "project": "projet",
    "shared_model": "modele",
    "agenda_item": "point",
    "action_comment": "commentaire",
    "meeting": "seance",
    "decision": "decision",
    "minutes_section": "partie",
    "meeting_note": "note",
    "amendment": "amendement",
}
QUOTED = "{name} a écrit"
