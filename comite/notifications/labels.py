"""The French words of notifications: what happened, and why one is told."""

from comite.notifications.models import Level, Reason
from comite.notifications.rhythm import Frequency, Rhythm

# Each sentence goes after the name of who acted.
HAPPENED = {
    Reason.MENTIONED: "vous mentionne",
    Reason.REPLIED: "a répondu",
    Reason.STARTED: "a ouvert une discussion",
    Reason.APPROVAL_AWAITED: "attend votre validation",
    Reason.CHANGES_REQUESTED: "demande des modifications",
    Reason.PUBLISHED: "a publié",
    Reason.REVIEW_DUE: "Une relecture est à faire",
    Reason.REPLICATED: "a repris cette expérience",
    Reason.MODERATED: "La modération est intervenue",
    Reason.REPORTED: "Un signalement attend votre regard",
    Reason.UNREACHABLE: "Nos courriels n’arrivent plus à cette adresse",
    Reason.INVITED: "vous invite",
    Reason.NEWS: "a partagé",
    Reason.CONVENED: "vous convoque",
    Reason.MEETING_CHANGED: "a modifié une séance où l’on vous attend",
    Reason.MEETING_CANCELLED: "a annulé une séance",
    Reason.MEETING_NEAR: "Une séance approche",
    Reason.ITEM_PROPOSED: "propose un point à l’ordre du jour",
    Reason.ITEM_ACCEPTED: "a mis votre point à l’ordre du jour",
    Reason.ITEM_DECLINED: "n’a pas retenu votre point",
    Reason.HELP_ASKED: "demande un appui",
    Reason.HELP_OFFERED: "propose son aide",
    Reason.OFFER_ACCEPTED: "accepte votre offre",
    Reason.OFFER_DECLINED: "décline votre offre",
    Reason.WORK_LOGGED: "a noté du temps passé",
    Reason.EVALUATION_AWAITED: "vous demande d’évaluer la mission",
    Reason.MISSION_CLOSED: "a clos et évalué la mission",
    Reason.MODEL_USED: "a utilisé votre modèle",
    Reason.CHANGE_SUGGESTED: "propose un changement à votre modèle",
    Reason.SUGGESTION_ANSWERED: "a répondu à votre proposition",
    Reason.PROJECT_PROPOSED: "cherche d’autres collectivités pour un projet",
    Reason.PROJECT_ANSWERED: "a répondu pour sa collectivité",
    Reason.PROJECT_MOVED: "a fait avancer un projet mutualisé",
    Reason.MINUTES_SENT: "vous envoie le projet de compte rendu",
    Reason.MINUTES_FROZEN: "a arrêté le compte rendu",
    Reason.MINUTES_DUE: "Un compte rendu est à arrêter",
    Reason.AMENDMENT_PROPOSED: "propose un amendement au compte rendu",
    Reason.AMENDMENT_ANSWERED: "a répondu à votre amendement",
    Reason.ACTION_ASSIGNED: "vous confie une action",
    Reason.ACTION_MOVED: "donne des nouvelles d’une action",
    Reason.ACTION_LATE: "Une action est en retard",
    Reason.VOTE_OPENED: "Un vote vous attend",
    Reason.VOTE_ENDING: "Un vote se termine bientôt sans le vôtre",
    Reason.VOTE_OVER: "Un vote est clos\u202f: son résultat est connu",
    Reason.VOTE_CANCELLED: "Un vote est annulé",
}
NEWS_OF = {
    "thread": "a ouvert une discussion",
    "experience": "a publié un retour d’expérience",
    "dataset": "a publié un jeu de données",
}
# Those that nobody's name begins.
IMPERSONAL = frozenset(
    {
        Reason.REVIEW_DUE,
        Reason.MODERATED,
        Reason.REPORTED,
        Reason.MEETING_NEAR,
        Reason.UNREACHABLE,
        Reason.MINUTES_DUE,
        Reason.ACTION_LATE,
        Reason.VOTE_OPENED,
        Reason.VOTE_ENDING,
        Reason.VOTE_OVER,
        Reason.VOTE_CANCELLED,
    }
)
BECAUSE = {
    Reason.MENTIONED: "parce que votre nom, ou celui de votre collectivité, figure dans ce message",
    Reason.REPLIED: "parce que vous suivez cette discussion",
    Reason.STARTED: "parce que vous suivez ce contenu ou publiez au nom de sa collectivité",
    Reason.APPROVAL_AWAITED: "parce que vous validez ce que publie votre collectivité",
    Reason.CHANGES_REQUESTED: "parce que vous avez proposé ce contenu",
    Reason.PUBLISHED: "parce que vous suivez ce contenu, ou qu’il est de vous",
    Reason.REVIEW_DUE: "parce que ce contenu est de vous",
    Reason.REPLICATED: "parce que votre collectivité a partagé cette expérience",
    Reason.MODERATED: "parce que ce contenu est de vous",
    Reason.REPORTED: "parce que vous modérez ce comité",
    Reason.UNREACHABLE: "parce que vous animez son comité, ou avez envoyé l’invitation",
    Reason.INVITED: "parce qu’une invitation vous a été envoyée",
    Reason.MINUTES_SENT: "parce que vous étiez à cette séance, ou y aviez répondu",
    Reason.MINUTES_FROZEN: "parce que vous étiez à cette séance, ou y aviez répondu",
    Reason.MINUTES_DUE: "parce que vous animez ce comité",
    Reason.AMENDMENT_PROPOSED: "parce que vous animez ce comité",
    Reason.AMENDMENT_ANSWERED: "parce que vous avez proposé cet amendement",
    Reason.ACTION_ASSIGNED: "parce que cette action est confiée à votre collectivité, ou à vous",
    Reason.ACTION_MOVED: "parce que vous animez ce comité ou portez cette action",
    Reason.ACTION_LATE: "parce que cette action est confiée à votre collectivité, ou à vous",
    Reason.VOTE_OPENED: "parce que vous siégez dans ce comité",
    Reason.VOTE_ENDING: "parce que vous siégez dans ce comité",
    Reason.VOTE_OVER: "parce que vous siégez dans ce comité",
    Reason.VOTE_CANCELLED: "parce que vous siégez dans ce comité",
    Reason.NEWS: "parce que cela vient d’un de vos comités, ou de ce que vous suivez",
    Reason.CONVENED: "parce que vous siégez dans ce comité",
    Reason.MEETING_CHANGED: "parce que vous siégez dans ce comité",
    Reason.MEETING_CANCELLED: "parce que vous siégez dans ce comité",
    Reason.MEETING_NEAR: "parce que vous siégez dans ce comité",
    Reason.ITEM_PROPOSED: "parce que vous animez ce comité",
    Reason.ITEM_ACCEPTED: "parce que vous avez proposé ce point",
    Reason.ITEM_DECLINED: "parce que vous avez proposé ce point",
    Reason.HELP_ASKED: "parce que vous animez le comité à qui cette demande s’adresse",
    Reason.HELP_OFFERED: "parce que votre collectivité a demandé cet appui",
    Reason.OFFER_ACCEPTED: "parce que votre collectivité a fait cette offre",
    Reason.OFFER_DECLINED: "parce que votre collectivité a fait cette offre",
    Reason.WORK_LOGGED: "parce que votre collectivité est aidée par cette mission",
    Reason.EVALUATION_AWAITED: "parce que votre collectivité est aidée par cette mission",
    Reason.MISSION_CLOSED: "parce que votre collectivité a apporté cette aide, ou anime le comité",
    Reason.MODEL_USED: "parce que votre collectivité tient ce modèle à jour",
    Reason.CHANGE_SUGGESTED: "parce que votre collectivité tient ce modèle à jour",
    Reason.SUGGESTION_ANSWERED: "parce que vous avez proposé ce changement",
    Reason.PROJECT_PROPOSED: "parce que votre collectivité est membre de ce comité",
    Reason.PROJECT_ANSWERED: "parce que votre collectivité pilote ce projet",
    Reason.PROJECT_MOVED: "parce que votre collectivité participe à ce projet, ou y pense",
}
MAIL_SUBJECTS = {
    Reason.MENTIONED: "{who} vous mentionne : {title}",
    Reason.REPLIED: "{who} a répondu : {title}",
    Reason.STARTED: "Nouvelle discussion : {title}",
    Reason.PUBLISHED: "Publié : {title}",
    Reason.REPLICATED: "Votre expérience est reprise : {title}",
    Reason.APPROVAL_AWAITED: "À valider : {title}",
    Reason.CHANGES_REQUESTED: "À compléter avant publication : {title}",
    Reason.ITEM_PROPOSED: "{who} propose un point : {title}",
    Reason.ITEM_ACCEPTED: "À l’ordre du jour : {title}",
    Reason.ITEM_DECLINED: "Votre point n’est pas retenu : {title}",
    Reason.HELP_ASKED: "Demande d’appui : {title}",
    Reason.HELP_OFFERED: "Une offre d’aide attend votre réponse : {title}",
    Reason.OFFER_ACCEPTED: "Offre acceptée : {title}",
    Reason.EVALUATION_AWAITED: "Mission à évaluer : {title}",
}
UNREAD = "non-lues"
TO_DO = "a-faire"
# The tabs of the page, by their word in its address, and the reasons that some of them show. What is to do is
# said by the features (`awaited.py`): it leaves its tab once it is done.
TABS = {
    "": "Toutes",
    UNREAD: "Non lues",
    TO_DO: "À faire",
    "mentions": "Mentions",
    "discussions": "Discussions",
    "contenus": "Mes contenus",
    "seances": "Séances",
    "ingenierie": "Ingénierie",
    "nouveautes": "Nouveautés",
}
REASONS = {
    "mentions": (Reason.MENTIONED,),
    "discussions": (Reason.REPLIED, Reason.STARTED),
    "contenus": (
        Reason.PUBLISHED,
        Reason.REPLICATED,
        Reason.MODERATED,
        Reason.APPROVAL_AWAITED,
        Reason.CHANGES_REQUESTED,
        Reason.REVIEW_DUE,
    ),
    "seances": (
        Reason.CONVENED,
        Reason.MEETING_CHANGED,
        Reason.MEETING_CANCELLED,
        Reason.MEETING_NEAR,
        Reason.ITEM_PROPOSED,
        Reason.ITEM_ACCEPTED,
        Reason.ITEM_DECLINED,
        Reason.VOTE_OPENED,
        Reason.VOTE_ENDING,
        Reason.VOTE_OVER,
        Reason.VOTE_CANCELLED,
        Reason.MINUTES_DUE,
        Reason.MINUTES_SENT,
        Reason.MINUTES_FROZEN,
        Reason.AMENDMENT_PROPOSED,
        Reason.AMENDMENT_ANSWERED,
        Reason.ACTION_ASSIGNED,
        Reason.ACTION_MOVED,
        Reason.ACTION_LATE,
    ),
    "ingenierie": (
        Reason.MODEL_USED,
        Reason.CHANGE_SUGGESTED,
        Reason.SUGGESTION_ANSWERED,
        Reason.HELP_ASKED,
        Reason.HELP_OFFERED,
        Reason.OFFER_ACCEPTED,
        Reason.OFFER_DECLINED,
        Reason.WORK_LOGGED,
        Reason.EVALUATION_AWAITED,
        Reason.MISSION_CLOSED,
        Reason.PROJECT_PROPOSED,
        Reason.PROJECT_ANSWERED,
        Reason.PROJECT_MOVED,
    ),
    "nouveautes": (Reason.NEWS,),
}
LEVELS = {Level.ALL: "Tout par courriel", Level.DIGEST: "Dans mon résumé", Level.MUTE: "En sourdine"}
CHOSEN = {
    Level.ALL: "C’est noté : chaque nouvelle vous sera envoyée par courriel.",
    Level.DIGEST: "Vous suivez ce contenu : ses nouvelles seront dans votre résumé.",
    Level.MUTE: "C’est en sourdine : vous n’en recevrez plus de nouvelles.",
}
FREQUENCIES = {
    Frequency.DAILY: "Chaque jour",
    Frequency.WEEKLY: "Chaque semaine",
    Frequency.NEVER: "Jamais",
}
WEEKDAYS = {
    0: "lundi",
    1: "mardi",
    2: "mercredi",
    3: "jeudi",
    4: "vendredi",
    5: "samedi",
    6: "dimanche",
}
YOUR_OWN = "Un contenu que vous aviez écrit"
SOMEBODY = "Quelqu’un"


def told(reason: Reason, who: str | None, kind: str = "") -> str:
    """What happened, in one sentence: « Amina Berger a répondu »; news say of what kind they are."""
    if reason in IMPERSONAL:
        return HAPPENED[reason]
    happened = NEWS_OF.get(kind, HAPPENED[reason]) if reason is Reason.NEWS else HAPPENED[reason]
    return f"{who or SOMEBODY} {happened}"


def mail_subject(reason: Reason, who: str | None, title: str) -> str:
    """The subject of the mail that tells it at once."""
    return MAIL_SUBJECTS.get(reason, "{title}").format(who=who or SOMEBODY, title=title)


def because(reason: Reason, followed: str | None) -> str:
    """Why a person reads it in their summary: what they follow, when it is not the thing itself."""
    if followed and reason.is_ambient:
        return f"parce que vous suivez « {followed} »"
    return BECAUSE[reason]


def rhythm(chosen: Rhythm) -> str:
    """When the summary comes: « chaque jour à 8 h », « le mardi à 8 h »."""
    if chosen.frequency is Frequency.DAILY:
        return f"chaque jour à {chosen.hour} h"
    return f"le {WEEKDAYS[chosen.weekday]} à {chosen.hour} h"


def digest_subject(count: int, title: str) -> str:
    """The subject of a summary: what it begins with, and how much follows."""
    if count == 1:
        return f"Votre résumé : {title}"
    rest = "un autre sujet" if count == 2 else f"{count - 1} autres sujets"
    return f"Votre résumé : {title}, et {rest}"


def unreachable_person(email: str) -> str:
    """What the animator is told of a member whose address refuses mails."""
    return (
        f"L’adresse {email} refuse nos courriels : plus rien n’y est envoyé. La personne en est prévenue "
        "quand elle se connecte et peut la corriger ; un appel ira plus vite."
    )


def undelivered_invitation(email: str) -> str:
    """What is told of an invitation that could not be delivered."""
    return (
        f"L’invitation envoyée à {email} n’a pas pu être remise. Vérifiez l’adresse avec la personne, "
        "puis invitez-la de nouveau."
    )
