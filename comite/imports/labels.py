"""The French words of imports."""

from comite.imports.columns import IMPORTED
from comite.imports.models import BatchState, ImportBatch, ImportKind, LineState

KINDS = {
    ImportKind.REPORTS: "Retours d’expérience",
    ImportKind.MEMBERS: "Personnes à inviter",
    ImportKind.DATASETS: "Descriptions de jeux de données",
}
KIND_HINTS = {
    ImportKind.REPORTS: "Une ligne devient un brouillon, que vous complétez et publiez ensuite.",
    ImportKind.MEMBERS: "Une ligne devient une invitation, envoyée par courriel.",
    ImportKind.DATASETS: "Une ligne devient un brouillon, auquel vous ajoutez ses fichiers ensuite.",
}
# What the good lines will become, once and several times.
RESULTS = {
    ImportKind.REPORTS: ("brouillon de retour", "brouillons de retours"),
    ImportKind.MEMBERS: ("invitation", "invitations"),
    ImportKind.DATASETS: ("brouillon de jeu de données", "brouillons de jeux de données"),
}
KIND_SLUGS = {
    ImportKind.REPORTS: "retours",
    ImportKind.MEMBERS: "personnes",
    ImportKind.DATASETS: "jeux-de-donnees",
}
STATES = {
    BatchState.READING: "En cours de vérification",
    BatchState.UNREADABLE: "Illisible",
    BatchState.CHECKED: "Vérifié, rien n’est encore importé",
    BatchState.RUNNING: "Import en cours",
    BatchState.STOPPED: "Arrêté",
    BatchState.DONE: "Terminé",
}
LINE_STATES = {
    LineState.READY: "Prête",
    LineState.REFUSED: "À corriger",
    LineState.DONE: IMPORTED,
    LineState.FAILED: "Refusée à l’import",
}


def place_of(batch: ImportBatch) -> str:
    """For whom a file is, and in which committee when that was asked."""
    names = [each.name for each in (batch.authority, batch.committee) if each is not None]
    return ", dans : ".join(names)
