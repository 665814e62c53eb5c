"""The French sentences that explain a file to the person who sent it: what was found, where, what to do."""

from collections.abc import Callable
from typing import Any

from comite.foundation.text import typeset

TYPES = {
    "integer": "des nombres entiers",
    "decimal": "des nombres",
    "date": "des dates",
    "datetime": "des dates avec l’heure",
    "boolean": "oui ou non",
}

SENTENCES: dict[str, str] = {
    # Files that are no table.
    "empty_file": "Le fichier est vide. Refaites l’export depuis votre logiciel, vérifiez qu’il s’ouvre "
    "dans un tableur, puis déposez-le ici.",
    "no_rows": "Le fichier a bien une ligne de titres, mais aucune ligne de données en dessous. "
    "Vérifiez les filtres de l’export, puis déposez-le de nouveau.",
    "pdf": "C’est un document PDF : ses tableaux ne peuvent pas être relus de façon sûre. Déposez le "
    "fichier de tableur (XLSX, ODS ou CSV) dont il est tiré.",
    "image": "C’est une image. Déposez le fichier de tableur (XLSX, ODS ou CSV) qui contient les données.",
    "word": "C’est un document de traitement de texte. Copiez son tableau dans un tableur et "
    "enregistrez-le en XLSX, ODS ou CSV.",
    "archive": "C’est une archive compressée. Décompressez-la, puis déposez un à un les fichiers "
    "qu’elle contient.",
    "database": "C’est une base de données. Exportez la table à publier en CSV.",
    "parquet": "C’est un fichier Parquet. Exportez-le en CSV pour qu’il puisse être lu ici.",
    "html": "C’est une page web, même si son nom dit autre chose (certains logiciels exportent ainsi "
    "leurs « fichiers Excel »). Ouvrez-la dans un tableur et enregistrez-la en XLSX, ODS ou CSV.",
    "xml": "C’est un fichier XML. Exportez ses données en CSV, XLSX, ODS ou GeoJSON.",
    "binary": "Ce fichier n’est pas un tableau reconnu. Formats lus : CSV, XLSX, XLS, ODS, GeoJSON et JSON.",
    "damaged": "Le fichier est abîmé ou incomplet : il n’a pas pu être ouvert. Essayez de l’ouvrir "
    "dans votre tableur, enregistrez-le à nouveau et déposez cette copie.",
    "password": "Le fichier est protégé par un mot de passe. Enregistrez-en une copie sans mot de passe.",
    "empty_workbook": "Le classeur ne contient aucune cellule remplie.",
    "unpacks_too_large": "Une fois décompressé, le fichier dépasserait {megabytes} Mo : il n’a pas "
    "été ouvert. Enregistrez le tableau en CSV.",
    "too_many_cells": "La feuille s’étend sur {cells} cellules, car une cellule est remplie très loin"
    " du tableau. Supprimez les lignes et colonnes inutiles, ou enregistrez le tableau en CSV.",
    "too_many_columns": "Le tableau a {count} colonnes ; {limit} au plus peuvent être lues.",
    "line_too_long": "Une ligne est démesurément longue : le fichier n’est sans doute pas un tableau.",
    "out_of_memory": "Le fichier est trop volumineux pour être lu ici : sa lecture demandait trop de "
    "mémoire. Il est conservé tel quel. Découpez-le, ou enregistrez-le en CSV.",
    "out_of_time": "La lecture a duré trop longtemps et a été arrêtée. Le fichier est conservé tel "
    "quel. Découpez-le, ou enregistrez-le en CSV.",
    "out_of_space": "Le tableau tiré de ce fichier serait trop volumineux. Le fichier est conservé tel quel.",
    "crashed": "La lecture s’est arrêtée de façon imprévue. Le fichier est conservé tel quel ; "
    "enregistrez-le à nouveau depuis un tableur et déposez cette copie.",
    # Lists to import.
    "list_too_long": "Ce fichier a plus de {limit} lignes remplies, ou des textes démesurés. Coupez-le en "
    "plusieurs fichiers, chacun avec sa ligne de titres.",
    "not_a_list": "C’est un fichier JSON. Pour un import, déposez un fichier de tableur : ODS, XLSX ou CSV.",
    # JSON.
    "json_broken": "Le texte n’est plus du JSON à cet endroit : il manque sans doute un guillemet, "
    "une virgule ou une valeur.",
    "json_unfinished": "Le fichier s’arrête avant la fin : il a sans doute été coupé pendant une copie.",
    "json_unexpected": "Le signe « {found} » n’est pas à sa place ; « {expected} » était attendu.",
    "json_no_rows": "Le fichier est du JSON correct, mais ne contient aucune liste d’objets dont "
    "faire un tableau.",
    "json_too_deep": "Les objets sont imbriqués trop profondément pour faire un tableau.",
    "json_value_too_long": "Une valeur est démesurément longue.",
    "json_number_too_long": "Un nombre a beaucoup trop de chiffres.",
    "json_not_an_object": "L’élément n° {line} n’est pas un objet : il n’a pas été repris dans le tableau.",
    # Letters.
    "mixed_encodings": "Le fichier est en UTF-8, mais quelques accents viennent d’un autre codage ; "
    "ils ont été rétablis. Vérifiez-les.",
    "stray_nul": "Le fichier contient des caractères nuls, invisibles ; ils ont été retirés du tableau.",
    "lost_letters": "Le signe « � » montre que des accents étaient déjà perdus dans le fichier déposé.",
    "converted_twice": "Des suites comme « Ã© » montrent que les accents étaient déjà abîmés dans le "
    "fichier déposé (texte converti deux fois).",
    # Shape.
    "broken_quotes": "Les guillemets de cette ligne ne se correspondent pas ; ils ont été lus comme "
    "des lettres. Vérifiez ses cellules.",
    "long_row": "Cette ligne a {found:cellule} au lieu de {expected} ; celles en trop sont "
    "conservées dans des colonnes ajoutées à la fin.",
    "short_row": "Cette ligne a {found:cellule} au lieu de {expected} ; les dernières sont "
    "considérées comme vides.",
    "cells_joined": "Cette ligne a tant de cellules en trop que les dernières sont réunies dans une seule.",
    "repeated_header": "Les titres de colonnes sont répétés à cette ligne ; elle n’est pas comptée "
    "comme une donnée.",
    "no_header": "La première ligne contient déjà des données : les colonnes ont reçu des noms provisoires.",
    "lines_above": "Les titres de colonnes sont à cette ligne ; au-dessus, "
    "{count:ligne remplie:lignes remplies} hors du tableau.",
    "unnamed_column": "La colonne n° {position} n’a pas de titre ; elle s’appelle ici « {name} ».",
    "repeated_name": "Plusieurs colonnes s’appellent « {column} » ; les suivantes ont reçu un numéro.",
    "total_row": "Cette ligne semble être un total : elle serait comptée deux fois dans une somme. "
    "Elle est conservée.",
    "other_sheets": "La feuille « {sheet} » a été lue ; le classeur en contient {count:autre}. "
    "Pour publier aussi une autre feuille, déposez-la dans son propre fichier.",
    "merged_cells": "Des cellules sont fusionnées à partir de cette ligne : leur valeur y est répétée.",
    "failed_formula": "La formule de la cellule {cell} est en erreur : cette cellule est vide dans le"
    " tableau.",
    # Values.
    "exception": "« {cell} » empêche de lire la colonne « {column} » comme {type} ({count:cellule}"
    " dans ce cas) : elle est traitée comme du texte. Laissez la cellule vide quand la valeur est "
    "inconnue.",
    "spoilt_code": "« {cell} » : un tableur a transformé ce code en nombre et ses derniers chiffres "
    "sont perdus. Reprenez le code d’origine, dans une colonne au format texte.",
    "lost_zero": "« {cell} » devrait avoir {length} chiffres : un zéro a sans doute été effacé au "
    "début par un tableur.",
    "may_be_thousands": "« {cell} » a été lu avec un point décimal. S’il sépare les milliers, "
    "retirez-le du fichier.",
    "unit_removed": "Les unités (€ ou %) ont été retirées des valeurs de la colonne « {column} » pour"
    " en faire des nombres.",
    "month_first": "Les dates de la colonne « {column} » mettent le mois avant le jour, à "
    "l’américaine ; elles ont été lues ainsi.",
    "serial_dates": "La colonne « {column} » contenait des numéros de jours de tableur ; ils ont été "
    "convertis en dates.",
    "mixed_marks": "La colonne « {column} » emploie tantôt la virgule, tantôt le point pour les décimales.",
    "more": "… et {count:autre remarque:autres remarques} du même genre.",
}


def sentence(code: str, **values: Any) -> str:
    """The sentence for a remark, its figures and words filled in, its spaces made French."""
    prepared = {name: PREPARATIONS.get(name, str)(value) for name, value in values.items()}
    return typeset(SENTENCES[code].format(**prepared))


def cell_text(value: Any) -> str:
    """A cell short enough for a sentence."""
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:59] + "…"


class Counted:
    """A number that agrees with its noun: `{count:cellule}`, `{count:ligne remplie:lignes remplies}`."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __format__(self, noun: str) -> str:
        one, _, many = noun.partition(":")
        chosen = one if self.value < 2 else many or f"{one}s"
        return f"{figure(self.value)}\u00a0{chosen}" if noun else figure(self.value)


def counted(value: Any) -> Any:
    """A number ready for its noun; words stay words."""
    return cell_text(value) if isinstance(value, str) else Counted(value)


def figure(value: Any) -> str:
    """A whole number with its thousands apart."""
    return f"{value:,}".replace(",", "\u202f")


PREPARATIONS: dict[str, Callable[[Any], Any]] = {
    "cell": cell_text,
    "found": counted,
    "expected": lambda value: " ou ".join(value) if isinstance(value, str) else figure(value),
    "count": Counted,
    "cells": figure,
    "type": lambda value: TYPES.get(value, "autre chose que du texte"),
}
