"""The French words of notifications: what happened, and why one is told."""

from comite.notifications.models import Level, Reason

# Each sentence goes after the name of who acted.
HAPPENED = {
    Reason.MENTIONED: "vous mentionne",
    Reason.REPLIED: "a répondu",
    Reason.STARTED: "ouvre une discussion",
    Reason.APPROVAL_AWAITED: "attend votre validation",
    Reason.CHANGES_REQUESTED: "demande des modifications",
    Reason.PUBLISHED: "a publié",
    Reason.REVIEW_DUE: "Une relecture est à faire",
    Reason.REPLICATED: "a repris cette expérience",
    Reason.MODERATED: "La modération est intervenue",
    Reason.REPORTED: "Un signalement attend votre regard",
    Reason.INVITED: "vous invite",
}
# Those that nobody's name begins.
IMPERSONAL = frozenset({Reason.REVIEW_DUE, Reason.MODERATED, Reason.REPORTED})
BECAUSE = {
    Reason.MENTIONED: "parce que votre nom, ou celui de votre collectivité, figure dans ce message",
    Reason.REPLIED: "parce que vous suivez cette discussion",
    Reason.STARTED: "parce que vous suivez ce contenu ou publiez au nom de sa collectivité",
    Reason.APPROVAL_AWAITED: "parce que vous validez ce que publie votre collectivité",
    Reason.CHANGES_REQUESTED: "parce que vous avez proposé ce contenu",
    Reason.PUBLISHED: "parce que vous suivez ce contenu ou en êtes l’auteur",
    Reason.REVIEW_DUE: "parce que vous êtes l’auteur de ce contenu",
    Reason.REPLICATED: "parce que votre collectivité a partagé cette expérience",
    Reason.MODERATED: "parce que ce contenu est de vous",
    Reason.REPORTED: "parce que vous modérez ce comité",
    Reason.INVITED: "parce que quelqu’un vous a invité",
}
MAIL_SUBJECTS = {
    Reason.MENTIONED: "{who} vous mentionne : {title}",
    Reason.APPROVAL_AWAITED: "À valider : {title}",
    Reason.CHANGES_REQUESTED: "À compléter avant publication : {title}",
}
LEVELS = {Level.FOLLOW: "Suivi", Level.MUTE: "En sourdine"}
SOMEBODY = "Quelqu’un"


def told(reason: Reason, who: str | None) -> str:
    """What happened, in one sentence: « Amina Berger a répondu »."""
    if reason in IMPERSONAL:
        return HAPPENED[reason]
    return f"{who or SOMEBODY} {HAPPENED[reason]}"


def mail_subject(reason: Reason, who: str | None, title: str) -> str:
    """The subject of the mail that tells it at once."""
    return MAIL_SUBJECTS[reason].format(who=who or SOMEBODY, title=title)
