"""The rules about datasets that can be broken, each with its sentence."""

from comite.foundation.errors import RuleBrokenError


class NotReadyError(RuleBrokenError):
    """The files are still being read."""

    sentence = "La lecture d’un fichier n’est pas finie. Attendez quelques instants, puis publiez."


class NoFileError(RuleBrokenError):
    """A dataset without any file says nothing."""

    sentence = "Ajoutez au moins un fichier avant de publier ce jeu de données."


class DecisionNeededError(RuleBrokenError):
    """Some columns look like personal data, and nobody has decided yet."""

    sentence = (
        "Des colonnes ressemblent à des données personnelles. Regardez-les, puis dites ce que vous décidez : "
        "la publication sera possible ensuite."
    )


class AlreadyPublishedError(RuleBrokenError):
    """It was published already."""

    sentence = "Ce jeu de données est déjà publié."


class NotAwaitingError(RuleBrokenError):
    """There is no proposal to answer."""

    sentence = "Ce jeu de données n’attend pas d’accord : quelqu’un a peut-être déjà répondu."


class WrongCommitteeError(RuleBrokenError):
    """The committee chosen is not one where the authority sits as a member."""

    sentence = "Choisissez un comité dont votre collectivité est membre."
    field = "committee_id"


class PublishedFileError(RuleBrokenError):
    """The last file of a published dataset cannot go."""

    sentence = "C’est le dernier fichier d’un jeu publié : ajoutez d’abord celui qui le remplace."


class UnreadableTableError(RuleBrokenError):
    """The rows of a file cannot be shown."""

    sentence = "L’aperçu n’est pas disponible pour le moment. Le fichier, lui, peut être téléchargé."
