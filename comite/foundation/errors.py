"""Refusals: one small tree that every door translates once (page, JSON, exit code)."""


class RefusedError(Exception):
    """A request the product will not carry out, with the sentence that tells a person why and what to do."""

    status = 400
    sentence = "Cette demande n’a pas pu être comprise. Vérifiez l’adresse ou recommencez depuis l’accueil."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)
        if sentence:
            self.sentence = sentence


class InvalidRequestError(RefusedError):
    """The request itself is malformed."""


class SignInRequiredError(RefusedError):
    """Nobody is signed in, and this needs somebody."""

    status = 401
    sentence = "Connectez-vous pour continuer."


class NotAllowedError(RefusedError):
    """The reader may see the thing, not do this to it."""

    status = 403
    sentence = (
        "Votre rôle ne permet pas cette action. L’animation de votre comité peut vous dire qui peut la faire."
    )


class NotFoundError(RefusedError):
    """It does not exist, or the reader may not know that it does: both answer alike."""

    status = 404
    sentence = "Cette page n’existe pas, ou vous n’y avez pas accès."


class RuleBrokenError(RefusedError):
    """A rule of the domain refuses the change; each rule is a subclass with its sentence."""

    status = 409
    sentence = "Cette action n’est pas possible dans l’état actuel."
    # The field that the rule speaks of; several names, from form to form: the first that a form has.
    field = ""


class StaleVersionError(RuleBrokenError):
    """Somebody saved another version since the form was opened."""

    sentence = (
        "Quelqu’un a enregistré une autre version pendant que vous écriviez. "
        "Votre texte est toujours dans le formulaire : comparez, puis enregistrez de nouveau."
    )


class ConflictError(RuleBrokenError):
    """The database refused the change because another one came first."""

    sentence = "Quelqu’un vient de faire la même chose que vous. Rechargez la page pour voir le résultat."


class AlreadySubmittedError(RuleBrokenError):
    """The same form was sent twice; the first sending was kept."""

    sentence = "Votre envoi était déjà enregistré : rien n’a été fait deux fois."


class TooLargeError(RefusedError):
    """What was sent passes a limit."""

    status = 413
    sentence = "Ce fichier ou ce texte est trop volumineux. Allégez-le ou coupez-le, puis renvoyez-le."


class TooManyRequestsError(RefusedError):
    """Too many requests in too short a time."""

    status = 429
    sentence = "Beaucoup de demandes en peu de temps. Patientez une minute, puis recommencez."


class UnavailableError(RefusedError):
    """A part of the service cannot answer for now."""

    status = 503
    sentence = "Le service est momentanément indisponible. Réessayez dans quelques instants."


class ReadOnlyError(UnavailableError):
    """The disk is full: everything can be read, nothing can be written."""

    sentence = (
        "L’espace disque du service est épuisé : la lecture reste possible, l’enregistrement reprendra "
        "dès que de la place sera libérée. Copiez votre texte avant de quitter la page."
    )


def require(allowed: bool) -> None:
    """Go on only if a permission said yes."""
    if not allowed:
        raise NotAllowedError
