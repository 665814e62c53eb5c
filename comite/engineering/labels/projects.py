"""The French words of pooled projects and cost keys."""

from comite.engineering.costs import CostBasis
from comite.engineering.models.projects import PartyStanding, ProjectStatus, SpendingKind

STATUSES = {
    ProjectStatus.INTENTION: "Intention",
    ProjectStatus.PREPARING: "En préparation",
    ProjectStatus.RUNNING: "En cours",
    ProjectStatus.DONE: "Terminé",
    ProjectStatus.ABANDONED: "Abandonné",
}
MOVES = {
    ProjectStatus.INTENTION: "Revenir à l’intention",
    ProjectStatus.PREPARING: "Préparer le projet",
    ProjectStatus.RUNNING: "Lancer le projet",
    ProjectStatus.DONE: "Terminer le projet",
    ProjectStatus.ABANDONED: "Abandonner",
}
MOVED = {
    ProjectStatus.INTENTION: "Le projet est de nouveau une intention.",
    ProjectStatus.PREPARING: "Le projet est en préparation.",
    ProjectStatus.RUNNING: "Le projet est lancé.",
    ProjectStatus.DONE: "Le projet est terminé.",
    ProjectStatus.ABANDONED: "Le projet est abandonné ; ce qu’il a appris reste lisible.",
}
STANDINGS = {
    PartyStanding.INTERESTED: "Intéressée",
    PartyStanding.ACCEPTED: "Participe",
    PartyStanding.DECLINED: "Ne participe pas",
}
ANSWERS = {
    PartyStanding.INTERESTED: "Nous sommes intéressés, sans engagement",
    PartyStanding.ACCEPTED: "Nous participons : notre conseil a délibéré",
    PartyStanding.DECLINED: "Nous ne participerons pas",
}
BASES = {
    CostBasis.POPULATION: "Selon la population",
    CostBasis.FLAT: "À parts égales",
    CostBasis.USAGE: "Selon l’usage",
    CostBasis.MIXED: "Mixte",
}
BASES_HINTS = {
    CostBasis.POPULATION: "Chaque habitant compte autant, où qu’il vive.",
    CostBasis.FLAT: "Chaque collectivité paie la même somme.",
    CostBasis.USAGE: "Selon un nombre que chacune indique : postes, courriers, repas, capteurs…",
    CostBasis.MIXED: "Une part de chaque : par exemple 20 % à parts égales et 80 % selon la population.",
}
SPENDINGS = {SpendingKind.INVESTMENT: "Investissement", SpendingKind.RUNNING: "Fonctionnement"}
