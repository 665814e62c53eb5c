"""The French names of what discussions are made of."""

from comite.discussions.models.reports import Grievance, Outcome
from comite.discussions.models.threads import Category

CATEGORIES = {
    Category.QUESTION: "Question",
    Category.SHARING: "Échange de pratiques",
    Category.PROPOSAL: "Proposition",
    Category.NEWS: "Information",
    Category.COMMITTEE_LIFE: "Vie du comité",
}
CATEGORY_HINTS = {
    Category.QUESTION: "Vous cherchez une réponse ; vous pourrez retenir la meilleure.",
    Category.SHARING: "Vous racontez, vous comparez, vous demandez comment font les autres.",
    Category.PROPOSAL: "Vous suggérez une action commune et cherchez qui en serait.",
    Category.NEWS: "Vous signalez un texte, un événement, une nouveauté.",
    Category.COMMITTEE_LIFE: "L’organisation, les séances, les groupes de travail.",
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
    "user": "un compte",
}
MODERATED_TITLE = "Discussion masquée"
QUOTED = "{name} a écrit"
