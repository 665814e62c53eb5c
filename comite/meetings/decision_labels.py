"""The French words of minutes, decisions and actions."""

from comite.meetings.models.decisions import DecisionKind, FollowUpStatus
from comite.meetings.models.minutes import AmendmentStatus, MinutesStatus

MINUTES_STATUSES = {
    MinutesStatus.DRAFT: "Brouillon",
    MinutesStatus.CIRCULATED: "Envoyé aux présents",
    MinutesStatus.FROZEN: "Arrêté",
}
AMENDMENT_STATUSES = {
    AmendmentStatus.PENDING: "En attente",
    AmendmentStatus.ACCEPTED: "Accepté",
    AmendmentStatus.DECLINED: "Refusé",
}
DECISION_KINDS = {
    DecisionKind.OPINION: "Avis",
    DecisionKind.ORIENTATION: "Orientation",
    DecisionKind.COMMITMENT: "Engagement",
}
DECISION_HINTS = {
    DecisionKind.OPINION: "le comité dit ce qu’il pense",
    DecisionKind.ORIENTATION: "le comité propose une direction à ses membres",
    DecisionKind.COMMITMENT: "les membres s’engagent à faire, chaque conseil votant sa délibération",
}
ACTION_STATUSES = {
    FollowUpStatus.OPEN: "À faire",
    FollowUpStatus.STARTED: "Commencée",
    FollowUpStatus.DONE: "Faite",
    FollowUpStatus.DROPPED: "Abandonnée",
}
