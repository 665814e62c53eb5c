"""The rules of imports that can be broken, each with its sentence."""

from comite.foundation.errors import RuleBrokenError


class NotCheckedError(RuleBrokenError):
    """The file has not been checked, or all of it is done."""

    sentence = "Ce fichier n’est pas prêt à être importé, ou l’est déjà entièrement. Rechargez la page."


class NothingReadyError(RuleBrokenError):
    """Every line has something to be mended."""

    sentence = (
        "Aucune ligne n’est prête. Corrigez le fichier d’après le compte rendu, puis déposez-le de nouveau."
    )


class UnusableFileError(RuleBrokenError):
    """The file holds no line that could be imported."""
