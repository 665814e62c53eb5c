"""Which function makes which file."""

from collections.abc import Callable

from comite.cli.demonstration.files import civic, places, services

FILES: dict[str, Callable[[], bytes]] = {
    "deliberations-valmer.csv": civic.deliberations,
    "subventions-2023-2026.csv": civic.subsidies,
    "prenoms-valmer.csv": civic.first_names,
    "BP2026_export.csv": civic.budget,
    "equipements-publics.csv": places.public_equipment,
    "dae-valmer.csv": places.defibrillators,
    "irve-valmer.tsv": places.charging_points,
    "parkings-publics.geojson": places.car_parks,
    "degradations-voirie.json": places.road_defects,
    "Effectifs cantines 2023-2026.csv": services.canteen_counts,
    "Menus cuisine centrale 2026.xlsx": services.menus,
    "reseau-eau-potable.ods": services.water_network,
    "tonnages-dechets.csv": services.waste_weights,
    "registre-usages-ia.csv": services.register_of_uses,
    "entrees-piscine-juin.csv": services.swimming_pool,
    "Releves armoires eclairage.xlsx": services.lighting_readings,
}


def make_file(name: str) -> bytes:
    """The bytes of a demonstration file, the same every time."""
    return FILES[name]()
