"""Canteens, waste, water, swimming pool, register of uses: what services count."""

import io
from datetime import UTC, datetime

import xlsxwriter

from comite.cli.demonstration.files import chance, formats, words
from comite.cli.demonstration.files.school_days import school_days

STARTERS = ("Betteraves bio", "Carottes râpées", "Velouté de potiron", "Taboulé", "Salade d’endives")
MAINS = ("Frites et steak haché", "Poisson du marché et riz", "Lasagnes de légumes",
"Poulet rôti et haricots",
         "Dahl de lentilles", "Gratin de courge", "Hachis parmentier")  # fmt: skip
DESSERTS = ("Pomme du verger", "Yaourt fermier", "Compote", "Riz au lait", "Fromage blanc")
MATERIALS = ("Fonte grise", "Fonte ductile", "PVC", "PEHD", "Amiante-ciment", "Acier")
WASTE_FLOWS = ("Ordures ménagères", "Emballages et papiers", "Verre", "Biodéchets", "Encombrants")
FULL_MONTHS = [(year, month) for year in (2024, 2025) for month in range(1, 13)]
USES = (
    "Reformuler un courrier", "Préparer une délibération", "Transcrire une réunion",
    "Trier le courrier entrant",
    "Prévoir les repas", "Chercher les fuites d’eau", "Traduire un texte en facile à lire",
    "Repérer les nids-de-poule",
    "Chercher dans le PLU", "Calculer une tournée", "Décrire une image", "Corriger l’orthographe",
    "Résumer un rapport", "Écrire une formule de tableur", "Générer une image", "Répondre aux commentaires",
    "Orienter un appel", "Classer des photographies", "Préparer un discours",
    "Détecter des anomalies de facture",
    "Repérer des toitures", "Lire les pièces d’un dossier", "Prévoir la fréquentation",
)  # fmt: skip


def canteen_counts() -> bytes:
    """Meals planned and eaten: cp1252, semicolons, two title lines, French dates, decimal commas."""
    dice = chance.dice(1150)
    rows: list[formats.Row] = [
        ("Effectifs de restauration scolaire – Valmer Agglomération (exemple fictif)",),
        ("Édité le 02/07/2026",),
        (
            "Date",
            "École",
            "Commune",
            "Inscrits",
            "Repas commandés",
            "Repas servis",
            "Écart (%)",
            "Observation",
        ),
    ]
    for day in school_days():
        for school, commune, pupils in words.SCHOOLS:
            growth = 1 + 0.02 * (day.year - 2023)
            registered = round(pupils * growth * dice.uniform(0.93, 1.02))
            ordered = registered + dice.randint(2, 14)
            eaten = max(0, registered - dice.randint(0, 18 if day.weekday() == 4 else 9))
            gap = round((ordered - eaten) / ordered * 100, 1)
            remark = "Grève" if dice.random() < 0.004 else ""
            rows.append((day.strftime("%d/%m/%Y"), school, commune, registered, ordered, eaten, gap, remark))
    return formats.delimited(rows, separator=";", encoding="cp1252", decimal_comma=True)


def menus() -> bytes:
    """Menus of the central kitchen as a workbook made for the eye: merged title, merged days."""
    dice = chance.dice(2600)
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties(
            {"created": datetime(2026, 1, 5, tzinfo=UTC), "author": "Cuisine centrale (exemple fictif)"}
        )
        sheet = book.add_worksheet("Menus")
        bold = book.add_format({"bold": True})
        sheet.merge_range(0, 0, 0, 4, "Menus de la cuisine centrale de Valmer – 2026 (exemple fictif)", bold)
        sheet.merge_range(1, 0, 1, 4, "Sous réserve d’approvisionnement", bold)
        sheet.write_row(3, 0, ["Date", "Composante", "Plat", "Bio", "Allergènes"], bold)
        line = 4
        for day in (day for day in school_days() if day.year == 2026):
            shown = day.strftime("%d/%m/%Y")
            sheet.merge_range(line, 0, line + 2, 0, shown)
            for part, dishes in (("Entrée", STARTERS), ("Plat", MAINS), ("Dessert", DESSERTS)):
                organic = dice.choice(("oui", "non"))
                sheet.write_row(
                    line, 1, [part, dice.choice(dishes), organic, dice.choice(("", "lait", "gluten"))]
                )
                line += 1
    return written.getvalue()


def water_network() -> bytes:
    """Sections of the drinking water network: an OpenDocument sheet."""
    dice = chance.dice(61_200)
    rows: list[formats.Row] = [
        (
            "id_troncon",
            "code_insee",
            "commune",
            "materiau",
            "diametre_mm",
            "longueur_m",
            "annee_pose",
            "fuites_5_ans",
        )
    ]
    for number in range(1, 1201):
        name, insee_code, _, _ = words.COMMUNES[dice.randrange(len(words.COMMUNES))]
        laid = dice.randint(1938, 2024)
        leaks = dice.choice((0, 0, 0, 1, 2)) if laid < 1975 else dice.choice((0, 0, 0, 0, 1))
        rows.append((
            f"VO-{number:05d}", insee_code, name, dice.choice(MATERIALS), dice.choice((60, 80, 100, 150,
            200)),
            round(dice.uniform(8, 420), 1), laid, leaks,
        ))  # fmt: skip
    return formats.opendocument("Réseau", rows)


def waste_weights() -> bytes:
    """Tonnes collected each month: Latin-1, semicolons, decimal commas, a column without a name."""
    dice = chance.dice(7)
    rows: list[formats.Row] = [("Mois", "Commune", "Flux", "Tonnes", "")]
    rows += [
        (f"{month:02d}/{year}", name.replace("’", "'"), flow, round(dice.uniform(0.4, 260), 2), "")
        for year, month in FULL_MONTHS
        for name, *_ in words.COMMUNES
        for flow in WASTE_FLOWS
    ]
    return formats.delimited(rows, separator=";", encoding="latin-1", decimal_comma=True)


def register_of_uses() -> bytes:
    """The register of AI uses of the agglomeration: UTF-8, commas, clean."""
    dice = chance.dice(23)
    rows: list[formats.Row] = [
        (
            "numero",
            "usage",
            "collectivite",
            "type_ia",
            "decision_individuelle",
            "classe_reglement_ia",
            "inscrit_le",
        )
    ]
    for number, use in enumerate(USES, start=1):
        name = dice.choice(words.COMMUNES)[0]
        kind = dice.choice(("générative", "apprentissage", "règles", "vision", "voix"))
        rows.append(
            (
                number,
                use,
                name,
                kind,
                "non",
                dice.choice(("minimal", "minimal", "limité")),
                f"2026-0{number % 6 + 1}-15",
            )
        )
    return formats.delimited(rows)


def swimming_pool() -> bytes:
    """Entries of the swimming pool hour by hour: UTF-8, commas, a draft."""
    dice = chance.dice(9)
    rows: list[formats.Row] = [("date", "heure", "entrees", "meteo")]
    rows += [
        (f"2026-06-{day:02d}", f"{hour}h", dice.randint(3, 140), dice.choice(("soleil", "pluie", "couvert")))
        for day in range(1, 29)
        for hour in range(10, 20)
    ]
    return formats.delimited(rows)


def lighting_readings() -> bytes:
    """A workbook cut short while it was being copied: nothing can read it, and it is kept all the same."""
    whole = menus()
    return whole[: len(whole) // 3]
