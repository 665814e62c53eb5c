"""The French names of what experience reports are made of."""

from comite.accounts.audiences import Audience
from comite.experiences.filters import PopulationBand, Sort
from comite.experiences.models import (
    AiActClass,
    AiType,
    Heading,
    Hosting,
    Outcome,
    Phase,
    Replicability,
    ReportStatus,
    RevisionAction,
    Section,
)

STATUSES = {
    ReportStatus.DRAFT: "Brouillon",
    ReportStatus.PROPOSED: "Proposé",
    ReportStatus.PUBLISHED: "Publié",
    ReportStatus.ARCHIVED: "Archivé",
}
AI_TYPES = {
    AiType.RULES: "Règles",
    AiType.LEARNING: "Apprentissage",
    AiType.GENERATIVE: "Générative",
    AiType.VISION: "Vision",
    AiType.VOICE: "Voix",
}
AI_TYPE_HINTS = {
    AiType.RULES: "Des règles écrites à l’avance : barèmes, arbres de décision, robots de saisie.",
    AiType.LEARNING: "Un modèle appris sur des données passées : prévision, détection d’anomalies, tri.",
    AiType.GENERATIVE: "Un assistant qui rédige, résume ou traduit.",
    AiType.VISION: "Une analyse d’images ou de vidéos.",
    AiType.VOICE: "De la parole reconnue ou produite.",
}
PHASES = {
    Phase.IDEA: "Idée",
    Phase.EXPERIMENT: "Expérimentation",
    Phase.PRODUCTION: "En service",
    Phase.STOPPED: "Arrêté",
}
OUTCOMES = {
    Outcome.POSITIVE: "Positif",
    Outcome.MIXED: "Mitigé",
    Outcome.NEGATIVE: "Négatif",
    Outcome.TOO_EARLY: "Trop tôt pour le dire",
}
REPLICABILITIES = {
    Replicability.YES: "Oui",
    Replicability.WITH_ADAPTATION: "Oui, avec adaptation",
    Replicability.NO: "Non",
}
HOSTINGS = {
    Hosting.EU: "Union européenne",
    Hosting.NON_EU: "Hors Union européenne",
    Hosting.UNKNOWN: "Nous ne savons pas",
}
AI_ACT_CLASSES = {
    AiActClass.UNACCEPTABLE: "Inacceptable (interdit)",
    AiActClass.HIGH: "Haut risque",
    AiActClass.LIMITED: "Risque limité (transparence)",
    AiActClass.MINIMAL: "Risque minimal",
}
VISIBILITIES = {
    Audience.COMMITTEE: "Les membres d’un comité",
    Audience.NETWORK: "Tous les comités du site",
    Audience.PUBLIC: "Tout le monde, sans compte",
}
POPULATIONS = {
    PopulationBand.HAMLET: "Moins de 1 000 habitants",
    PopulationBand.VILLAGE: "1 000 à 3 499",
    PopulationBand.BOROUGH: "3 500 à 9 999",
    PopulationBand.TOWN: "10 000 à 49 999",
    PopulationBand.CITY: "50 000 et plus",
}
SORTS = {
    Sort.RECENT: "Les plus récents",
    Sort.UPDATED: "Mis à jour",
    Sort.TITLE: "Titre",
    Sort.LIKENESS: "Communes comme la mienne",
}
# The words of the addresses.
STATUS_SLUGS = {
    ReportStatus.DRAFT: "brouillon",
    ReportStatus.PROPOSED: "propose",
    ReportStatus.PUBLISHED: "publie",
    ReportStatus.ARCHIVED: "archive",
}
SORT_SLUGS = {
    Sort.RECENT: "recents",
    Sort.UPDATED: "mis-a-jour",
    Sort.TITLE: "titre",
    Sort.LIKENESS: "semblables",
}
HEADINGS = {
    Heading.PROBLEM: "Le problème de départ",
    Heading.ALTERNATIVES: "Les autres solutions étudiées",
    Heading.SOLUTION: "Ce qui a été mis en place",
    Heading.DATA_USED: "Les données utilisées",
    Heading.HUMAN_ROLE: "Le rôle des personnes",
    Heading.RECOURSE: "Le recours possible",
    Heading.TIMELINE: "Le calendrier",
    Heading.WHAT_WORKED: "Ce qui a marché",
    Heading.WHAT_DID_NOT: "Ce qui n’a pas marché",
    Heading.REPLICATION_CONDITIONS: "Les conditions pour refaire ailleurs",
    Heading.STAFF: "Les agents",
    Heading.CITIZENS: "Les habitants",
}
SECTIONS = {
    Section.CARD: "La carte",
    Section.NEED: "Le besoin",
    Section.SOLUTION: "La solution",
    Section.DATA: "Les données",
    Section.HUMAN: "Le rôle humain",
    Section.COSTS: "Calendrier et coûts",
    Section.INDICATORS: "Les indicateurs",
    Section.LESSONS: "Les leçons",
    Section.SOBRIETY: "La sobriété",
    Section.PEOPLE: "Agents et habitants",
    Section.COMPLIANCE: "La conformité",
    Section.DOCUMENTS: "Sources et suites",
}
# The words of the addresses.
SECTION_SLUGS = {
    Section.CARD: "carte",
    Section.NEED: "besoin",
    Section.SOLUTION: "solution",
    Section.DATA: "donnees",
    Section.HUMAN: "role-humain",
    Section.COSTS: "couts",
    Section.INDICATORS: "indicateurs",
    Section.LESSONS: "lecons",
    Section.SOBRIETY: "sobriete",
    Section.PEOPLE: "agents-et-habitants",
    Section.COMPLIANCE: "conformite",
    Section.DOCUMENTS: "sources",
}
REVISION_ACTIONS = {
    RevisionAction.STARTED: "Création",
    RevisionAction.EDITED: "Modification",
    RevisionAction.PROPOSED: "Proposition",
    RevisionAction.CHANGES_REQUESTED: "Demande de modifications",
    RevisionAction.WITHDRAWN: "Retour en brouillon",
    RevisionAction.PUBLISHED: "Publication",
    RevisionAction.ARCHIVED: "Archivage",
    RevisionAction.RESTORED: "Sortie des archives",
    RevisionAction.CONFIRMED: "Confirmation",
    RevisionAction.HIDDEN: "Masquage par la modération",
    RevisionAction.SHOWN_AGAIN: "Fin du masquage",
}
FIELDS = {
    "title": "Titre",
    "summary": "Résumé",
    "domain_id": "Domaine",
    "ai_types": "Types d’IA",
    "phase": "Phase",
    "outcome": "Bilan",
    "replicability": "Réplicable",
    "visibility": "Qui pourra lire",
    "committee_id": "Comité",
    "tags": "Mots-clés",
    **{heading.value: label for heading, label in HEADINGS.items()},
    "supplier": "Fournisseur",
    "hosting": "Hébergement",
    "licence": "Licence",
    "has_personal_data": "Données personnelles",
    "investment_euros": "Investissement",
    "yearly_euros": "Fonctionnement par an",
    "agent_days": "Jours d’agents",
    "funding": "Financement",
    "model": "Modèle",
    "usage_volume": "Volume d’usage",
    "energy": "Énergie",
    "clause": "Clause environnementale",
    "aipd": "AIPD",
    "ai_act_class": "Classe du règlement européen sur l’IA",
    "mention": "Mention d’information",
    "register": "Registre",
    "contact": "Contact",
    "review_on": "Date de relecture",
    "indicators": "Indicateurs",
    "sources": "Sources",
}
# The domains proposed at the start, with the codes of addresses; administrators change them afterwards.
FIRST_DOMAINS = (
    ("relation-usagers", "Accueil et relation aux habitants"),
    ("administration", "Administration générale et assemblées"),
    ("urbanisme", "Urbanisme et habitat"),
    ("eau", "Eau et assainissement"),
    ("energie", "Énergie et bâtiments"),
    ("restauration-scolaire", "Restauration scolaire"),
    ("enfance-education", "Enfance et éducation"),
    ("voirie-mobilites", "Voirie et mobilités"),
    ("securite-risques", "Sécurité et risques"),
    ("dechets", "Déchets et propreté"),
    ("culture-tourisme", "Culture, patrimoine, tourisme"),
    ("social-sante", "Action sociale et santé"),
    ("finances-achats", "Finances et commande publique"),
    ("environnement", "Environnement et biodiversité"),
    ("participation", "Participation citoyenne"),
    ("ressources-humaines", "Ressources humaines et formation"),
    ("numerique", "Numérique et données"),
)
