"""What a report may still say, and why it matters to those who read it."""

from dataclasses import dataclass

from comite.experiences.models import Section


@dataclass(frozen=True)
class Advice:
    """One thing worth saying: where, how much it counts, in which words, and why."""

    section: Section
    names: tuple[str, ...]
    weight: int
    label: str
    why: str


ADVICE = (
    Advice(
        Section.NEED,
        ("problem",),
        10,
        "raconter le problème de départ",
        "On reconnaît le sien avant de lire la suite.",
    ),
    Advice(
        Section.SOLUTION,
        ("solution",),
        10,
        "décrire ce qui a été mis en place",
        "Sans cela, personne ne peut refaire.",
    ),
    Advice(
        Section.LESSONS,
        ("what_did_not",),
        9,
        "dire ce qui n’a pas marché",
        "C’est ce que vos collègues cherchent en premier.",
    ),
    Advice(
        Section.INDICATORS,
        ("indicators",),
        8,
        "donner au moins un chiffre avant et après",
        "Un élu décide avec des chiffres, même modestes.",
    ),
    Advice(
        Section.COSTS,
        ("investment_euros", "yearly_euros"),
        7,
        "indiquer ce que cela coûte",
        "C’est la première question d’un conseil municipal.",
    ),
    Advice(Section.LESSONS, ("what_worked",), 6, "dire ce qui a marché", "Pour garder le meilleur."),
    Advice(
        Section.HUMAN,
        ("human_role",),
        6,
        "dire qui vérifie et qui décide",
        "Les habitants et la loi demandent une personne responsable.",
    ),
    Advice(
        Section.DATA,
        ("data_used",),
        5,
        "citer les données utilisées",
        "Une commune verra tout de suite si elle a les mêmes.",
    ),
    Advice(
        Section.LESSONS,
        ("replication_conditions",),
        5,
        "donner les conditions pour refaire ailleurs",
        "Une petite commune saura si c’est à sa portée.",
    ),
    Advice(
        Section.CARD, ("ai_types",), 4, "choisir le type d’IA", "C’est un des premiers filtres de la liste."
    ),
    Advice(
        Section.CARD,
        ("replicability",),
        4,
        "dire si c’est réplicable",
        "Votre avis compte plus que celui d’un vendeur.",
    ),
    Advice(
        Section.DATA,
        ("has_personal_data",),
        4,
        "préciser s’il y a des données personnelles",
        "Cela décide des précautions à prendre.",
    ),
    Advice(
        Section.SOLUTION,
        ("supplier",),
        4,
        "nommer le fournisseur",
        "Pour savoir à qui s’adresser, et de qui on dépend.",
    ),
    Advice(
        Section.SOLUTION,
        ("hosting",),
        4,
        "dire où les données sont hébergées",
        "La souveraineté des données se décide là.",
    ),
    Advice(
        Section.HUMAN,
        ("recourse",),
        4,
        "dire comment obtenir une réponse humaine",
        "C’est un droit des personnes concernées.",
    ),
    Advice(
        Section.PEOPLE,
        ("staff",),
        4,
        "raconter l’accueil par les agents",
        "La formation et le dialogue font la moitié du résultat.",
    ),
    Advice(
        Section.PEOPLE,
        ("citizens",),
        4,
        "dire ce que les habitants en savent",
        "La confiance commence par l’information.",
    ),
    Advice(
        Section.SOBRIETY,
        ("model", "usage_volume", "energy", "clause"),
        4,
        "estimer l’usage ou l’énergie",
        "Même une estimation grossière éclaire le choix.",
    ),
    Advice(Section.COSTS, ("timeline",), 3, "donner le calendrier", "Pour prévoir le sien."),
    Advice(
        Section.COSTS,
        ("agent_days",),
        3,
        "compter les jours d’agents",
        "Le temps passé est souvent le vrai coût.",
    ),
    Advice(
        Section.COMPLIANCE,
        ("aipd",),
        3,
        "dire où en est l’AIPD",
        "L’analyse d’impact d’une commune aide les suivantes.",
    ),
    Advice(
        Section.COMPLIANCE,
        ("ai_act_class",),
        3,
        "choisir la classe du règlement sur l’IA",
        "Elle fixe les obligations.",
    ),
    Advice(
        Section.DOCUMENTS,
        ("contact",),
        3,
        "laisser un contact",
        "Un appel de dix minutes vaut souvent dix pages.",
    ),
    Advice(
        Section.DOCUMENTS, ("sources",), 3, "citer vos sources", "Un chiffre avec sa source peut être repris."
    ),
    Advice(
        Section.NEED,
        ("alternatives",),
        3,
        "citer les autres solutions étudiées",
        "Parfois, sans IA, c’est plus simple.",
    ),
    Advice(
        Section.COMPLIANCE,
        ("mention",),
        2,
        "recopier la mention d’information",
        "Elle est obligatoire pour une décision individuelle.",
    ),
    Advice(
        Section.COMPLIANCE,
        ("register",),
        2,
        "indiquer le registre",
        "Pour que l’usage ne reste pas invisible.",
    ),
    Advice(Section.SOLUTION, ("licence",), 2, "préciser la licence", "Pour savoir si l’on peut réutiliser."),
    Advice(Section.COSTS, ("funding",), 2, "dire qui a financé", "D’autres pourront demander la même aide."),
    Advice(Section.CARD, ("tags",), 2, "ajouter des mots-clés", "Pour être trouvé avec les mots des autres."),
    Advice(Section.DOCUMENTS, ("review_on",), 2, "fixer une date de relecture", "Un retour qui date trompe."),
)
