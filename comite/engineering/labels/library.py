"""The French words of the library."""

from comite.engineering.models.library import ModelKind, SuggestionStatus, UseOutcome

KINDS = {
    ModelKind.SPECIFICATIONS: "Cahier des charges",
    ModelKind.ENVIRONMENT_CLAUSE: "Clause environnementale",
    ModelKind.REVERSIBILITY_CLAUSE: "Clause de réversibilité",
    ModelKind.DATA_CLAUSE: "Clause de copropriété des données",
    ModelKind.CHARTER: "Charte",
    ModelKind.DELIBERATION: "Délibération",
    ModelKind.AGREEMENT: "Convention",
    ModelKind.IMPACT_ASSESSMENT: "Analyse d’impact (AIPD)",
    ModelKind.NOTICE: "Note d’information",
    ModelKind.PROMPT: "Consigne pour une IA",
    ModelKind.OTHER: "Autre modèle",
}
OUTCOMES = {
    UseOutcome.AS_IS: "Repris tel quel",
    UseOutcome.ADAPTED: "Repris en l’adaptant",
    UseOutcome.SET_ASIDE: "Essayé, puis écarté",
}
SUGGESTIONS = {
    SuggestionStatus.PENDING: "En attente",
    SuggestionStatus.ACCEPTED: "Acceptée",
    SuggestionStatus.DECLINED: "Refusée",
}
