"""The rules about accounts that can be broken, each with its sentence."""

from comite.foundation.errors import NotAllowedError, RefusedError, RuleBrokenError, TooManyRequestsError


class BadCredentialsError(RuleBrokenError):
    """The address and the password do not go together; whether the account exists is not said."""

    status = 422
    sentence = (
        "L’adresse ou le mot de passe ne correspond pas. Vérifiez-les, ou demandez un nouveau mot de passe "
        "avec le lien ci-dessous."
    )


class SlowDownError(TooManyRequestsError):
    """Too many failed sign-ins for this account or from this place."""

    sentence = (
        "Beaucoup d’essais ont échoué en peu de temps. Patientez quelques minutes avant de réessayer, "
        "ou demandez un nouveau mot de passe."
    )


class AccountSuspendedError(RuleBrokenError):
    """The account is suspended; whoever proved to be its owner is told why."""

    status = 403
    sentence = (
        "Votre compte est suspendu pour le moment. L’animation de votre comité peut vous en dire la raison "
        "et le rouvrir."
    )

    def __init__(self, reason: str = "") -> None:
        super().__init__()
        self.reason = reason


class CodeAskedError(RefusedError):
    """The password is right, and a code must follow; `half` proves the first, and nothing else."""

    sentence = "Donnez maintenant le code de votre téléphone."

    def __init__(self, half: str) -> None:
        super().__init__()
        self.half = half


class HasPlaceError(RuleBrokenError):
    """The person has a place again already."""

    sentence = "Cette personne écrit de nouveau pour cette collectivité : il n’y a rien à rétablir."


class HalfSignInExpiredError(RuleBrokenError):
    """Too long between the password and the code, or the password changed meanwhile."""

    status = 410
    sentence = "Trop de temps a passé depuis votre mot de passe. Recommencez la connexion."


class WrongCodeError(RuleBrokenError):
    """The code is not of this moment, or has served already."""

    status = 422
    sentence = (
        "Ce code ne convient pas. Attendez le suivant sur votre téléphone, puis donnez ses six chiffres ; "
        "un code de secours ne sert qu’une fois."
    )
    field = "code"


class SecondFactorMissingError(RefusedError):
    """Something was sent by who must first set up their second factor."""

    status = 428
    sentence = (
        "Votre rôle demande d’abord la validation en deux étapes. Mettez-la en place depuis « Mon compte », "
        "puis revenez : ce que vous écriviez est gardé, et n’a pas encore été envoyé."
    )


class SecondFactorRequiredError(RuleBrokenError):
    """Whoever animates or administers cannot do without a second factor."""

    sentence = (
        "Votre rôle demande la validation en deux étapes : elle ne s’arrête pas. "
        "Vous pouvez changer de téléphone ou tirer de nouveaux codes de secours."
    )


class WeakPasswordError(RuleBrokenError):
    """The password is too short or too common."""

    status = 422
    sentence = (
        "Ce mot de passe est trop court ou trop répandu. Choisissez au moins 12 caractères : "
        "une phrase facile à retenir convient très bien."
    )
    field = "password"


class DeadLinkError(RuleBrokenError):
    """A single-use link was used already, has expired, or never existed."""

    status = 410
    sentence = (
        "Ce lien a déjà servi ou n’est plus valable. Demandez-en un nouveau : "
        "l’ancien ne peut plus être utilisé par personne."
    )


class DeadFeedKeyError(NotAllowedError):
    """The key in the address of a feed was withdrawn, never existed, or belongs to a closed account."""

    sentence = (
        "La clé de cette adresse de flux n’est plus valable. Reprenez l’adresse depuis « Mon compte », "
        "onglet « Flux »."
    )


class TooManyFeedKeysError(RuleBrokenError):
    """A person has as many feed keys as one can keep an eye on."""

    sentence = "Vous avez déjà 10 clés. Retirez-en une qui ne sert plus, puis créez celle-ci."


class AlreadyInvitedError(RuleBrokenError):
    """The address was invited for this authority already."""

    sentence = (
        "Cette adresse a déjà une invitation en cours pour cette collectivité. Vous pouvez la renvoyer."
    )
    field = "email"


class AlreadyMemberError(RuleBrokenError):
    """The person writes for this authority already."""

    sentence = (
        "Cette personne écrit déjà pour cette collectivité. "
        "Pour changer son rôle, ouvrez la page des personnes."
    )
    field = "email"


class LastAdministratorError(RuleBrokenError):
    """The installation would be left without an administrator."""

    sentence = "C’est le dernier compte d’administration : nommez d’abord quelqu’un d’autre."


class AddressTakenError(RuleBrokenError):
    """Another account has this address."""

    sentence = "Cette adresse ne peut pas être utilisée pour votre compte. Essayez-en une autre."
    field = "email"


class NotSeatedError(RuleBrokenError):
    """The authority has no place in the committee for which somebody invites."""

    status = 422
    sentence = "Cette collectivité ne siège pas dans ce comité : ajoutez-la d’abord à ses membres."
    field = "authority"


class WrongPasswordError(RuleBrokenError):
    """The person could not prove again that the account is theirs."""

    status = 422
    sentence = "Ce n’est pas votre mot de passe actuel. Vérifiez-le, puis recommencez."
    field = "former password"


class NoAddressError(RuleBrokenError):
    """A line of a list holds no e-mail address."""

    sentence = "Aucune adresse électronique n’a été reconnue sur cette ligne."


class UnknownRoleError(RuleBrokenError):
    """A line of a list names a role that does not exist."""

    sentence = "Ce rôle n’existe pas : écrivez agent, éditeur ou animateur, ou laissez vide."


class UnknownAuthorityError(RuleBrokenError):
    """A line of a list names an authority that is unknown here, or none."""

    sentence = (
        "Cette collectivité n’est pas reconnue parmi celles pour lesquelles vous invitez. "
        "Donnez son code INSEE ou son SIREN."
    )


class TooManyLinesError(RuleBrokenError):
    """A list of people is longer than what is invited at once."""

    status = 422
    sentence = "Cette liste dépasse 300 lignes. Envoyez-la en plusieurs fois : rien n’est encore parti."
