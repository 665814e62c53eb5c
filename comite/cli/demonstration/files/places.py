"""Equipment, defibrillators, charging points, car parks: what is somewhere."""

import json
from datetime import date, timedelta
from random import Random

from comite.cli.demonstration.files import chance, formats, words

KINDS = ("Médiathèque", "Gymnase", "Salle des fêtes", "École", "Crèche", "Piscine", "Cimetière", "Boulodrome",
         "Maison des associations", "Aire de jeux", "Terrain de football", "Mairie")  # fmt: skip
OPENINGS = ("Mo-Fr 08:30-12:00,14:00-17:30", "Mo-Sa 09:00-18:00", "We 14:00-18:00", "Tu,Fr 09:00-12:00")
REFERENTS = ("Martine Lobry", "Serge Vallin", "Aïcha Toumi", "Patrick Lenoir", "Odile Kerbrat")


def public_equipment() -> bytes:
    """Public equipment of the ten communes: UTF-8, commas, clean."""
    dice = chance.dice(140)
    rows: list[formats.Row] = [(
        "COLL_NOM", "COLL_SIRET", "EQUIP_UID", "EQUIP_THEME", "EQUIP_NOM", "ADR_NUMERO", "ADR_NOMVOIE",
        "ADR_CODEPOSTAL", "ADR_COMMUNE", "ADR_CLE_INTEROP", "EQUIP_LAT", "EQUIP_LONG", "EQUIP_OUVERTURE",
        "EQUIP_TELEPHONE", "EQUIP_EMAIL",
    )]  # fmt: skip
    for number in range(1, 141):
        name, insee_code, postal_code, siren = words.COMMUNES[number % len(words.COMMUNES)]
        kind = dice.choice(KINDS)
        longitude, latitude = _somewhere(dice)
        rows.append((
            f"Commune de {name}", formats.siret(siren), f"{siren}-EQ{number:03d}", kind, f"{kind} de {name}",
            dice.randint(1, 90), dice.choice(words.STREETS), postal_code, name,
            f"{insee_code}_{number:04d}_00001",
            latitude, longitude, dice.choice(OPENINGS), "+33 1 99 00 00 00",
            f"mairie.{insee_code}@exemple.test",
        ))  # fmt: skip
    return formats.delimited(rows)


def defibrillators() -> bytes:
    """Defibrillators in the SCDL columns, plus one that should not be there: the name of a referent."""
    dice = chance.dice(62)
    rows: list[formats.Row] = [(
        "nom", "lat_coor1", "long_coor1", "adr_num", "adr_voie", "com_cp", "com_insee", "com_nom", "acc",
        "acc_lib", "disp_j", "disp_h", "tel1", "referent", "dermnt",
    )]  # fmt: skip
    for number in range(1, 63):
        name, insee_code, postal_code, _ = words.COMMUNES[number % len(words.COMMUNES)]
        longitude, latitude = _somewhere(dice)
        serviced_on = date(2025, 9, 1) + timedelta(days=dice.randint(0, 270))
        rows.append((
            f"DAE {dice.choice(KINDS).lower()}", latitude, longitude, dice.randint(1, 60),
            dice.choice(words.STREETS),
            postal_code, insee_code, name, dice.choice(("Intérieur", "Extérieur")), dice.choice(("oui",
            "non")),
            dice.choice(("7j/7", "lundi-vendredi")), dice.choice(("24h/24", "heures ouvrables")),
            "+33199000000",
            dice.choice(REFERENTS), serviced_on.strftime("%d/%m/%Y"),
        ))  # fmt: skip
    return formats.delimited(rows, separator=";", encoding="utf-8-sig")


def charging_points() -> bytes:
    """Charging points separated by tabs, with a header that appears twice and one that is empty."""
    dice = chance.dice(48)
    rows: list[formats.Row] = [(
        "nom_amenageur", "siren_amenageur", "id_station_itinerance", "nom_station", "adresse_station",
        "code_insee_commune", "coordonneesXY", "nbre_pdc", "puissance_nominale", "gratuit", "horaires",
        "horaires",
        "", "date_maj",
    )]  # fmt: skip
    for number in range(1, 49):
        name, insee_code, postal_code, _ = words.COMMUNES[number % len(words.COMMUNES)]
        longitude, latitude = _somewhere(dice)
        rows.append((
            "Valmer Agglomération", "200990018", f"FR999P{number:05d}", f"{name} – parking {number}",
            f"{dice.choice(words.STREETS)}, {postal_code} {name}", insee_code, f"[{longitude},{latitude}]",
            dice.choice((2, 2, 4)), dice.choice((7.4, 22.0, 50.0)), dice.choice(("true", "false")), "24/7",
            "24/7",
            "", "2026-05-12",
        ))  # fmt: skip
    return formats.delimited(rows, separator="\t")


def car_parks() -> bytes:
    """Public car parks as shapes on a map: GeoJSON."""
    dice = chance.dice(40)
    features = []
    for number in range(1, 41):
        name, insee_code, _, _ = words.COMMUNES[number % len(words.COMMUNES)]
        spaces = dice.randint(12, 380)
        longitude, latitude = _somewhere(dice)
        side = round(spaces**0.5 / 20_000, 6)
        ring = [
            [longitude, latitude], [round(longitude + side, 6), latitude],
            [round(longitude + side, 6), round(latitude + side, 6)], [longitude, round(latitude + side, 6)],
            [longitude, latitude],
        ]  # fmt: skip
        properties = {
            "identifiant": f"PK{number:03d}", "nom": f"Parking {dice.choice(words.STREETS)}", "commune": name,
            "code_insee": insee_code, "places": spaces, "places_pmr": max(1, spaces // 50),
            "surface_m2": spaces * 25, "ombriere_possible": spaces * 25 > 1500,
            "gratuit": dice.random() < 0.8,
        }  # fmt: skip
        features.append({
            "type": "Feature", "properties": properties,
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        })  # fmt: skip
    collection = {"type": "FeatureCollection", "name": "parkings_publics", "features": features}
    return json.dumps(collection, ensure_ascii=False, indent=1).encode()


def road_defects() -> bytes:
    """Road defects seen from the truck: JSON, a list of flat objects."""
    dice = chance.dice(300)
    rows = []
    for number in range(1, 301):
        longitude, latitude = _somewhere(dice)
        seen_on = date(2026, 3, 2) + timedelta(days=dice.randint(0, 20))
        rows.append({
            "identifiant": f"MC-{number:04d}", "voie": dice.choice(words.STREETS),
            "type": dice.choice(("nid-de-poule", "fissure", "affaissement")),
            "gravite": dice.choice((1, 1, 2, 2, 3)), "confirme_a_pied": dice.random() < 0.7,
            "longitude": longitude,
            "latitude": latitude, "releve_le": seen_on.isoformat(),
        })  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def _somewhere(dice: Random) -> tuple[float, float]:
    return round(dice.uniform(words.WEST, words.EAST), 6), round(dice.uniform(words.SOUTH, words.NORTH), 6)
