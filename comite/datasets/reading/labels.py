"""The French names of what a reading tells."""

from comite.datasets.reading.personal import Confidence, PersonalKind

PERSONAL_KINDS = {
    PersonalKind.EMAIL: "adresses électroniques",
    PersonalKind.PHONE: "numéros de téléphone",
    PersonalKind.NIR: "numéros de sécurité sociale",
    PersonalKind.IBAN: "coordonnées bancaires (IBAN)",
    PersonalKind.BIRTH_DATE: "dates de naissance",
    PersonalKind.ADDRESS: "adresses postales",
    PersonalKind.NAME: "noms de personnes",
    PersonalKind.UNCHECKED: "contenu qui n’a pas pu être vérifié automatiquement",
}
CONFIDENCES = {
    Confidence.HIGH: "quasi certain",
    Confidence.MEDIUM: "probable",
    Confidence.LOW: "possible",
}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows (cp1252)",
    "iso-8859-1": "Latin-1 (ISO-8859-1, comme cp1252)",
    "iso8859-15": "Latin-9 (ISO-8859-15)",
    "mac_roman": "Mac OS ancien (MacRoman)",
    "cp850": "DOS (cp850)",
}
STEPS = {
    "recognised": "Format reconnu",
    "decoded": "Accents et séparateur reconnus",
    "surveyed": "Objets parcourus",
    "opened": "Classeur ouvert",
    "read": "Lecture des lignes",
    "loaded": "Lignes lues",
    "typed": "Recherche des types de colonnes",
    "converted": "Conversion des valeurs",
    "exported": "Écriture du CSV propre",
    "done": "Lecture terminée",
    "screened": "Recherche de données personnelles",
}
