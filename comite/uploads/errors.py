"""The rules of uploads that can be broken, each with its sentence."""

from comite.foundation.errors import RefusedError, RuleBrokenError, TooLargeError


class UploadGoneError(RuleBrokenError):
    """A form names an upload that is not there any more, or was attached already."""

    sentence = (
        "Un fichier déjà envoyé n’est plus disponible : il a été joint ailleurs, ou il attendait depuis trop "
        "longtemps. Choisissez-le de nouveau, le reste de votre texte est intact."
    )


class UnfinishedUploadError(RuleBrokenError):
    """A form names an upload whose last bytes have not come."""

    sentence = (
        "L’envoi d’un fichier n’est pas terminé. Attendez qu’il le soit, ou retirez-le, puis recommencez."
    )


class TooManyUploadsError(RuleBrokenError):
    """Somebody sends too many files at once."""

    sentence = (
        "Vous avez déjà beaucoup de fichiers en cours d’envoi. Terminez ou retirez-en quelques-uns, "
        "puis recommencez."
    )


class TooLargeUploadError(TooLargeError):
    """A file announced larger than the installation takes."""

    sentence = "Ce fichier dépasse la limite de {limit}. Allégez-le ou découpez-le, puis renvoyez-le."


class WrongOffsetError(RuleBrokenError):
    """A piece does not begin where the last one ended."""

    sentence = "Cette partie du fichier ne suit pas ce qui est déjà reçu. Reprenez l’envoi."


class BusyUploadError(RefusedError):
    """Another request is writing the same file."""

    status = 423
    sentence = "Une autre fenêtre envoie ce fichier en ce moment. Réessayez dans un instant."


class WrongChecksumError(RefusedError):
    """A piece does not have the digest that its sender gave."""

    status = 460
    sentence = "Cette partie du fichier a été abîmée en chemin. Renvoyez-la."


class UnknownProtocolError(RefusedError):
    """The client speaks another version of the protocol."""

    status = 412
    sentence = "Cette version du protocole d’envoi n’est pas prise en charge."


class UnknownContentError(RefusedError):
    """A piece comes under another type than the protocol's."""

    status = 415
    sentence = "Une partie de fichier est envoyée comme « application/offset+octet-stream »."
