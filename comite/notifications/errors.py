"""Why a reply by mail is not published, each with the sentence that its writer receives."""

from comite.foundation.errors import RuleBrokenError, TooManyRequestsError


class NotYourAddressError(RuleBrokenError):
    """The mail comes from another address than the account's: a forwarded one must not speak for somebody."""

    sentence = (
        "Ce courriel est parti d’une autre adresse que celle de votre compte. Une adresse de réponse ne sert "
        "qu’à la personne à qui elle a été envoyée : répondez depuis l’adresse où vous recevez "
        "nos courriels, ou depuis le site."
    )


class NoLongerReadableError(RuleBrokenError):
    """What the mail answers is gone, or the person may no longer read it."""

    sentence = "Ce contenu n’existe plus, ou vous n’y avez plus accès."


class ClosedAccountError(RuleBrokenError):
    """The account of the person is suspended."""

    sentence = (
        "Votre compte est suspendu pour le moment. L’animation de votre comité peut vous en dire la raison "
        "et le rouvrir."
    )


class TooManyRepliesError(TooManyRequestsError):
    """The person sent more mails than anybody writes in an hour."""

    sentence = (
        "Beaucoup de réponses sont arrivées en une heure. Réessayez un peu plus tard, ou depuis le site."
    )
