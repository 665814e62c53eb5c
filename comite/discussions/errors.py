"""The rules about discussions that can be broken, each with its sentence."""

from comite.foundation.errors import RuleBrokenError


class ThreadClosedError(RuleBrokenError):
    """The thread was closed: it is read, not continued."""

    sentence = (
        "Cette discussion est close. Si vous avez du nouveau, ouvrez une autre discussion et citez celle-ci, "
        "ou demandez à son auteur de la rouvrir."
    )


class ThreadLockedError(RuleBrokenError):
    """Moderation locked the thread."""

    sentence = (
        "Cette discussion est verrouillée par la modération : on peut la lire, plus y écrire. "
        "L’animation du comité peut vous en dire la raison."
    )


class MessageGoneError(RuleBrokenError):
    """The message was deleted or hidden."""

    sentence = "Ce message a été supprimé ou masqué : il n’est plus possible d’agir dessus."


class EmptyMessageError(RuleBrokenError):
    """Nothing was written."""

    sentence = "Votre message est vide : écrivez au moins une phrase."
    field = "text"


class TooLongMessageError(RuleBrokenError):
    """The message is longer than one is read."""

    sentence = (
        "Votre message dépasse 20 000 caractères. Raccourcissez-le, ou joignez le texte dans un fichier."
    )
    field = "text"


class TooManyFilesError(RuleBrokenError):
    """The message carries more files than it may."""

    sentence = (
        "Un message porte au plus cinq fichiers. Retirez-en, ou envoyez les autres dans un second message."
    )
    field = "files"


class TooWideError(RuleBrokenError):
    """The wished audience is one that the author or the subject does not reach."""

    sentence = "Ce choix de lecteurs n’est pas possible ici. Choisissez-en un autre dans la liste."
    field = "visibility"


class NoCommitteeError(RuleBrokenError):
    """The audience is a committee, and none is named."""

    sentence = "Choisissez le comité qui pourra lire cette discussion."
    field = "committee"


class AlreadyReportedError(RuleBrokenError):
    """The person reported this already, and it is waiting to be looked at."""

    sentence = "Vous avez déjà signalé ce contenu. La modération va le regarder : merci de votre vigilance."


class AlreadyHandledError(RuleBrokenError):
    """Somebody else handled it first."""

    sentence = "Quelqu’un vient de s’en occuper. Rechargez la page pour voir la décision."


class NotModeratedHereError(RuleBrokenError):
    """Things of this kind cannot be hidden from the moderation pages."""

    sentence = "Ce contenu ne se masque pas depuis cette page. Ouvrez-le pour agir dessus."


class ReasonMissingError(RuleBrokenError):
    """An act of moderation says why."""

    sentence = "Dites pourquoi en une phrase : la personne concernée la lira, et le journal la gardera."
    field = "reason"
