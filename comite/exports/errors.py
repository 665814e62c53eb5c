"""The rules of exports that can be broken, each with its sentence."""

from comite.foundation.errors import RuleBrokenError, UnavailableError


class AlreadyUnderWayError(RuleBrokenError):
    """One archive at a time."""

    sentence = "Un export de ce comité est déjà en préparation pour vous. Attendez qu’il soit prêt."


class NotReadyError(RuleBrokenError):
    """There is nothing to download yet, or no longer."""

    sentence = "Cet export n’est pas prêt, ou a expiré. Demandez-en un nouveau."


class NoRoomError(UnavailableError):
    """The archive would eat the reserve of the disk."""

    sentence = (
        "Il n’y a pas assez de place sur le serveur pour préparer cet export. Prévenez la personne qui "
        "administre le site, puis recommencez."
    )
