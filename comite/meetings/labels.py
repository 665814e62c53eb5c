"""The French words of meetings."""

from comite.meetings.models.attendance import Answer
from comite.meetings.models.meetings import ItemKind, ItemStatus, MeetingStatus, PlaceKind
from comite.meetings.models.rules import QuorumBasis, Rules, Weighting
from comite.meetings.quorum import Quorum

MEETING_STATUSES = {
    MeetingStatus.PREPARING: "En préparation",
    MeetingStatus.CONVENED: "Convoquée",
    MeetingStatus.OPEN: "Ouverte",
    MeetingStatus.CLOSED: "Close",
    MeetingStatus.MINUTED: "Compte rendu arrêté",
    MeetingStatus.CANCELLED: "Annulée",
}
PLACE_KINDS = {
    PlaceKind.IN_PERSON: "Sur place",
    PlaceKind.REMOTE: "À distance",
    PlaceKind.HYBRID: "Sur place et à distance",
}
ITEM_KINDS = {
    ItemKind.INFORMATION: "Information",
    ItemKind.DISCUSSION: "Discussion",
    ItemKind.OPINION: "Avis",
    ItemKind.VOTE: "Vote",
}
ITEM_KIND_HINTS = {
    ItemKind.INFORMATION: "le comité prend connaissance",
    ItemKind.DISCUSSION: "le comité échange, sans conclure forcément",
    ItemKind.OPINION: "le comité rend un avis",
    ItemKind.VOTE: "le comité vote",
}
ITEM_STATUSES = {
    ItemStatus.PROPOSED: "Proposé",
    ItemStatus.ACCEPTED: "À l’ordre du jour",
    ItemStatus.DECLINED: "Non retenu",
}
ANSWERS = {
    Answer.PRESENT: "Je viendrai",
    Answer.EXCUSED: "Je ne pourrai pas venir",
    Answer.SUBSTITUTE: "Mon suppléant ou ma suppléante viendra",
    Answer.PROXY: "Je donne pouvoir à un autre siège",
}
ANSWERS_GIVEN = {
    Answer.PRESENT: "Présence annoncée",
    Answer.EXCUSED: "Absence excusée",
    Answer.SUBSTITUTE: "Suppléance",
    Answer.PROXY: "Pouvoir",
}
QUORUM_BASES = {
    QuorumBasis.SEATS: "La part des sièges occupés",
    QuorumBasis.AUTHORITIES: "La part des collectivités représentées",
    QuorumBasis.COLLEGES: "La part des collèges représentés",
}
COUNTED = {
    QuorumBasis.SEATS: ("siège", "sièges"),
    QuorumBasis.AUTHORITIES: ("collectivité", "collectivités"),
    QuorumBasis.COLLEGES: ("collège", "collèges"),
}
WEIGHTINGS = {
    Weighting.ONE_PER_SEAT: "Une voix par siège",
    Weighting.WEIGHTED: "Des voix pondérées, selon le poids de chaque siège",
}
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
RANKS = {1: "premier", 2: "deuxième", 3: "troisième", 4: "quatrième", 5: "dernier"}

PACES = {
    1: "tous les mois",
    2: "tous les deux mois",
    3: "tous les trimestres",
    4: "tous les quatre mois",
    6: "tous les six mois",
    12: "tous les ans",
}


def quorum_sentence(quorum: Quorum) -> str:
    """Where the quorum stands: « 12 sièges sur 20 ; il en faut 10 »."""
    one, many = COUNTED[quorum.basis]
    if quorum.total == 0:
        return "Aucun siège n’a de voix aujourd’hui\u202f: le comité ne peut pas voter."
    here = f"{quorum.present} {one if quorum.present < 2 else many} sur {quorum.total}"
    if quorum.is_reached:
        return f"{here}\u202f: le quorum est atteint (il en faut {quorum.needed})."
    return f"{here}\u202f: il en manque {quorum.missing} pour atteindre le quorum ({quorum.needed})."


def quorum_told(quorum: Quorum) -> str:
    """The same once it is past: « 12 sièges sur 20, il en fallait 10 »."""
    one, many = COUNTED[quorum.basis]
    here = f"{quorum.present} {one if quorum.present < 2 else many} sur {quorum.total}"
    return f"{here}, il en fallait {quorum.needed}."


def quorum_rule(rules: Rules) -> str:
    """The rule in words: « au moins 50 % des sièges, pouvoirs non comptés »."""
    many = COUNTED[rules.quorum_basis][1]
    proxies = "pouvoirs comptés" if rules.are_proxies_in_quorum else "pouvoirs non comptés"
    return f"au moins {rules.quorum_percent}\u00a0% des {many}, {proxies}"


def frequency_sentence(rank: int, weekday: int, months: int) -> str:
    """A recurring pattern in words: « le premier mardi, tous les deux mois »."""
    return f"le {RANKS[rank]} {WEEKDAYS[weekday]}, {PACES[months]}"
