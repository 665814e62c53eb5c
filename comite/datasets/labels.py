"""The French names of what datasets are made of."""

from comite.datasets.models import (
    DatasetStatus,
    Frequency,
    Licence,
    PrivacyDecision,
    ReadingState,
    Schema,
    Theme,
)
from comite.datasets.reading import labels as reading
from comite.datasets.reading.facts import ColumnType, FileFormat

STATUSES = {
    DatasetStatus.DRAFT: "Brouillon",
    DatasetStatus.PROPOSED: "Proposé",
    DatasetStatus.PUBLISHED: "Publié",
    DatasetStatus.ARCHIVED: "Archivé",
}
LICENCES = {
    Licence.OPEN_2: "Licence Ouverte 2.0",
    Licence.ODBL: "ODbL 1.0 (partage à l’identique)",
}
LICENCE_ADDRESSES = {
    Licence.OPEN_2: "https://spdx.org/licenses/etalab-2.0.html",
    Licence.ODBL: "https://spdx.org/licenses/ODbL-1.0.html",
}
FREQUENCIES = {
    Frequency.UNKNOWN: "Non précisée",
    Frequency.CONTINUOUS: "En continu",
    Frequency.DAILY: "Chaque jour",
    Frequency.WEEKLY: "Chaque semaine",
    Frequency.MONTHLY: "Chaque mois",
    Frequency.QUARTERLY: "Chaque trimestre",
    Frequency.YEARLY: "Chaque année",
    Frequency.IRREGULAR: "Sans régularité",
    Frequency.NEVER: "Jamais : photographie unique",
}
THEMES = {
    Theme.AGRI: "Agriculture, alimentation et forêt",
    Theme.ECON: "Économie et finances",
    Theme.EDUC: "Éducation, culture et sport",
    Theme.ENER: "Énergie",
    Theme.ENVI: "Environnement",
    Theme.GOVE: "Vie publique et administration",
    Theme.HEAL: "Santé",
    Theme.INTR: "Relations internationales",
    Theme.JUST: "Justice et sécurité",
    Theme.REGI: "Territoires et villes",
    Theme.SOCI: "Population et société",
    Theme.TECH: "Sciences et techniques",
    Theme.TRAN: "Transports",
}
SCHEMAS = {
    Schema.DELIBERATIONS: "Délibérations",
    Schema.SUBVENTIONS: "Subventions",
    Schema.EQUIPEMENTS: "Équipements",
    Schema.BUDGET: "Budget",
    Schema.PRENOMS: "Prénoms des nouveau-nés",
    Schema.CATALOGUE: "Catalogue",
    Schema.DAE: "Défibrillateurs",
    Schema.IRVE: "Bornes de recharge",
    Schema.BAL: "Base adresse locale",
    Schema.MENUS: "Menus de la restauration",
    Schema.PLATS: "Plats de la restauration",
    Schema.CYCLABLES: "Aménagements cyclables",
}
READING_STATES = {
    ReadingState.WAITING: "En attente de lecture",
    ReadingState.READING: "Lecture en cours",
    ReadingState.READ: "Lu",
    ReadingState.UNREADABLE: "Gardé, mais pas lu",
}
DECISIONS = {
    PrivacyDecision.NONE_PERSONAL: "Ce ne sont pas des données personnelles",
    PrivacyDecision.ANONYMISED: "Les données ont été rendues anonymes",
    PrivacyDecision.JUSTIFIED: "Leur publication est prévue par un texte ou acceptée par les personnes",
}
FORMATS = {
    FileFormat.CSV: "CSV",
    FileFormat.XLSX: "Excel (XLSX)",
    FileFormat.XLS: "Excel (XLS)",
    FileFormat.ODS: "OpenDocument (ODS)",
    FileFormat.GEOJSON: "GeoJSON",
    FileFormat.JSON: "JSON",
    FileFormat.OTHER: "Autre",
}
COLUMN_TYPES = {
    ColumnType.TEXT: "Texte",
    ColumnType.INTEGER: "Nombre entier",
    ColumnType.DECIMAL: "Nombre décimal",
    ColumnType.DATE: "Date",
    ColumnType.DATETIME: "Date et heure",
    ColumnType.BOOLEAN: "Oui ou non",
    ColumnType.CODE: "Code",
    ColumnType.GEOMETRY: "Géométrie",
}
ENCODINGS = reading.ENCODINGS
CONFIDENCES = reading.CONFIDENCES
SEPARATORS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}
