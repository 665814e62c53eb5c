"""Deliberations, subsidies, first names, budget: what an assembly publishes."""

from datetime import date, timedelta

from comite.cli.demonstration.files import chance, formats, words

VALMER, AGGLOMERATION = "219900016", "200990018"
OBJECTS = (
    "Approbation du procès-verbal de la séance précédente", "Convention avec le club nautique",
    "Tarifs de la restauration scolaire", "Adhésion au groupement de commandes d’électricité",
    "Demande de subvention pour la rénovation de l’école du Port", "Acquisition de parcelles rue du Lavoir",
    "Règlement intérieur de la médiathèque", "Créations et suppressions de postes",
    "Charte d’utilisation de l’intelligence artificielle", "Rapport annuel sur l’eau potable",
    "Dénomination d’une allée", "Attribution de subventions aux associations",
    "Convention de mise à disposition de la mission données", "Vote du budget primitif",
)  # fmt: skip
SUBJECTS = (("7.1", "Décisions budgétaires"), ("8.1", "Enseignement"), ("1.1", "Marchés publics"),
            ("3.1", "Acquisitions"), ("5.2", "Fonctionnement des assemblées"))  # fmt: skip
FIRST_NAMES = (
    ("F", "Louise"), ("F", "Inaya"), ("F", "Jade"), ("F", "Ambre"), ("F", "Alba"), ("F", "Rose"), ("F",
    "Alma"),
    ("F", "Lina"), ("F", "Emma"), ("F", "Anna"), ("F", "Zoé"), ("F", "Agathe"), ("F", "Maëlys"), ("F",
    "Éléa"),
    ("M", "Gabriel"), ("M", "Raphaël"), ("M", "Louis"), ("M", "Léo"), ("M", "Maël"), ("M", "Noah"), ("M",
    "Jules"),
    ("M", "Adam"), ("M", "Arthur"), ("M", "Isaac"), ("M", "Liam"), ("M", "Malo"), ("M", "Sohan"), ("M",
    "Théo"),
)  # fmt: skip
BUDGET_LINES = (
    ("60", "Achats et variation des stocks"), ("61", "Services extérieurs"), ("62",
    "Autres services extérieurs"),
    ("63", "Impôts, taxes et versements assimilés"), ("64", "Charges de personnel"),
    ("65", "Autres charges de gestion courante"), ("66", "Charges financières"), ("73", "Impôts et taxes"),
    ("74", "Dotations et participations"), ("75", "Autres produits de gestion courante"),
    ("20", "Immobilisations incorporelles"), ("21", "Immobilisations corporelles"), ("23",
    "Travaux en cours"),
)  # fmt: skip


def deliberations() -> bytes:
    """Deliberations of Valmer in the SCDL columns: UTF-8, commas, clean."""
    dice = chance.dice(99901)
    rows: list[formats.Row] = [(
        "COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM",
        "DELIB_OBJET", "BUDGET_ANNEE", "BUDGET_NOM", "PREF_ID", "PREF_DATE", "VOTE_EFFECTIF", "VOTE_REEL",
        "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION", "DELIB_URL",
    )]  # fmt: skip
    for meeting in range(24):
        day = date(2024, 1, 25) + timedelta(days=42 * meeting)
        for place in range(1, 11):
            number = f"{day.year}-{meeting % 9 + 1:02d}-{place:02d}"
            code, subject = dice.choice(SUBJECTS)
            present = dice.randint(31, 35)
            against, abstained = dice.choice(((0, 0), (0, 0), (0, 3), (4, 0), (6, 2)))
            rows.append((
                "Commune de Valmer", formats.siret(VALMER), number, day.isoformat(), code, subject,
                dice.choice(OBJECTS), day.year, "Budget principal", f"099-{VALMER}-{number}",
                (day + timedelta(days=4)).isoformat(), 35, present, present - against - abstained, against,
                abstained, f"https://valmer.exemple.test/deliberations/{number}",
            ))  # fmt: skip
    return formats.delimited(rows)


def subsidies() -> bytes:
    """Subsidies of the agglomeration in the SCDL columns: byte order mark, semicolons, decimal commas."""
    dice = chance.dice(2002)
    rows: list[formats.Row] = [(
        "nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire",
        "idBeneficiaire", "objet", "montant", "nature", "conditionsVersement", "datesPeriodeVersement",
        "idRAE",
        "notificationUE", "pourcentageSubvention",
    )]  # fmt: skip
    for number in range(1, 321):
        day = date(2023, 2, 1) + timedelta(days=dice.randint(0, 1200))
        beneficiary = dice.randrange(len(words.ASSOCIATIONS))
        rows.append((
            "Valmer Agglomération", formats.siret(AGGLOMERATION), day.isoformat(),
            f"DEL-{day.year}-{number:03d}", words.ASSOCIATIONS[beneficiary],
            formats.siret(f"9999{beneficiary:04d}7"), dice.choice(("Fonctionnement", "Tournoi", "Festival",
            "Matériel")),
            round(dice.uniform(300, 18_000), 2), dice.choice(("aide en numéraire", "aide en nature")),
            "unique",
            f"{day.isoformat()}/{day.replace(month=12, day=28).isoformat()}", "", "non", dice.choice((1.0,
            0.8, 0.5)),
        ))  # fmt: skip
    return formats.delimited(rows, separator=";", encoding="utf-8-sig", decimal_comma=True)


def first_names() -> bytes:
    """First names given in Valmer in the SCDL columns, only those given five times or more."""
    dice = chance.dice(1980)
    rows: list[formats.Row] = [
        ("COLL_NOM", "COLL_INSEE", "ENFANT_SEXE", "ENFANT_PRENOM", "NOMBRE_OCCURRENCES", "ANNEE")
    ]
    for year in range(2016, 2026):
        for sex, name in FIRST_NAMES:
            count = dice.randint(2, 19)
            if count >= 5:
                rows.append(("Valmer", "99901", sex, name, count, year))
    return formats.delimited(rows)


def budget() -> bytes:
    """The budget as exported by the finance software: cp1252, title lines, French amounts, totals below."""
    dice = chance.dice(2026)
    rows: list[formats.Row] = [
        ("VALMER AGGLOMERATION",),
        ("Budget primitif 2026 – budget principal (exemple fictif)",),
        (),
        ("Chapitre", "Libellé", "Nature", "Sens", "Section", "Voté 2025 (€)", "Proposé 2026 (€)"),
    ]
    totals = [0.0, 0.0]
    for chapter, label in BUDGET_LINES:
        way = "Recette" if chapter.startswith("7") else "Dépense"
        section = "Investissement" if chapter.startswith("2") else "Fonctionnement"
        for nature in range(1, 13):
            before = round(dice.uniform(4_000, 2_400_000), 2)
            after = round(before * dice.uniform(0.9, 1.12), 2)
            totals = [totals[0] + before, totals[1] + after]
            rows.append((
                chapter, label, f"{chapter}{nature:02d}", way, section, formats.french(before),
                formats.french(after),
            ))  # fmt: skip
    rows.append(("Total", "", "", "", "", formats.french(totals[0]), formats.french(totals[1])))
    return formats.delimited(rows, separator=";", encoding="cp1252")
