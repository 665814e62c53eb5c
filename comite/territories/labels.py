"""The French names of what territories are made of."""

from comite.territories.models import AuthorityKind, CommitteeLevel, Standing

KINDS = {
    AuthorityKind.COMMUNE: "Commune",
    AuthorityKind.EPCI: "Intercommunalité (EPCI)",
    AuthorityKind.DEPARTEMENT: "Département",
    AuthorityKind.REGION: "Région",
    AuthorityKind.SYNDICAT: "Syndicat",
    AuthorityKind.OTHER: "Autre organisme public",
}
LEVELS = {
    CommitteeLevel.EPCI: "Intercommunalité",
    CommitteeLevel.DEPARTEMENT: "Département",
    CommitteeLevel.REGION: "Région",
    CommitteeLevel.FREE: "Territoire choisi par ses membres",
}
STANDINGS = {
    Standing.MEMBER: "Membre",
    Standing.OBSERVER: "Observateur",
}
STANDING_HINTS = {
    Standing.MEMBER: "Partage, décide et lit tout ce que le comité partage.",
    Standing.OBSERVER: "Lit ce que le comité partage et discute, sans décider.",
}
