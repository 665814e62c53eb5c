"""The rules about authorities and committees that can be broken, each with its sentence."""

from comite.foundation.errors import RuleBrokenError


class BadSirenError(RuleBrokenError):
    """The SIREN does not have nine digits, or its key is wrong."""

    status = 422
    sentence = (
        "Ce numéro SIREN n’est pas valable : il compte neuf chiffres, dont le dernier vérifie les autres. "
        "Vous le trouverez sur l’annuaire des entreprises ou sur un bordereau de la collectivité."
    )
    field = "siren"


class AuthorityExistsError(RuleBrokenError):
    """Another authority has this SIREN."""

    sentence = "Une collectivité porte déjà ce numéro SIREN. Cherchez-la par son nom ou par ce numéro."
    field = "siren"


class ImpossibleDatesError(RuleBrokenError):
    """An end comes before its beginning."""

    status = 422
    sentence = "La date de fin précède la date de début. Vérifiez les deux dates."
    field = "left_on closed_on"


class AlreadySeatedError(RuleBrokenError):
    """The authority has a place in this committee already."""

    sentence = "Cette collectivité figure déjà dans le comité : modifiez sa place dans la liste des membres."


class LeadSitsError(RuleBrokenError):
    """A committee cannot lose the authority that leads it."""

    sentence = (
        "La collectivité cheffe de file siège toujours comme membre. "
        "Pour qu’elle parte, l’administration doit d’abord en désigner une autre."
    )


class CommitteeClosedError(RuleBrokenError):
    """The committee has ended."""

    sentence = "Ce comité est clos. L’administration peut le rouvrir en retirant sa date de clôture."


class UnreadableListError(RuleBrokenError):
    """A file gives no list of authorities."""

    status = 422
    sentence = (
        "Ce fichier n’est pas une liste de collectivités : il faut une ligne d’en-tête avec au moins "
        "une colonne « nom » et une colonne « siren » ou « code_insee »."
    )
