"""The rules of experience reports that can be broken, each with its sentence."""

from comite.foundation.errors import RuleBrokenError


class IncompleteReportError(RuleBrokenError):
    """The card lacks what its readers need."""

    sentence = "Il manque encore quelque chose à la carte pour proposer ou publier ce retour d’expérience."

    def __init__(self, missing: list[str]) -> None:
        super().__init__(
            f"Avant de proposer ou de publier, complétez la carte : {', '.join(missing)}. "
            "Tout ce que vous avez écrit est gardé."
        )


class WrongStatusError(RuleBrokenError):
    """The report is no longer, or not yet, where this action takes it from."""

    sentence = "Ce retour d’expérience a changé d’état entre-temps. Rechargez la page pour voir où il en est."


class NoSuchDomainError(RuleBrokenError):
    """The policy domain is not one of the list."""

    sentence = "Ce domaine n’est plus proposé. Choisissez-en un autre dans la liste."
    field = "domain_id"


class CommitteeNeededError(RuleBrokenError):
    """A report shared with a committee names one where its authority sits."""

    sentence = "Pour partager avec un comité, choisissez l’un des comités où siège votre collectivité."
    field = "committee_id"


class ReasonNeededError(RuleBrokenError):
    """Somebody is owed a reason."""

    sentence = "Écrivez en une phrase ce qui est attendu : c’est ce que lira la personne concernée."
    field = "reason"


class TooManyFilesError(RuleBrokenError):
    """A report carries a bounded number of documents."""

    sentence = "Ce retour porte déjà 20 documents. Retirez-en un avant d’en ajouter un autre."
    field = "file"


class OwnReplicationError(RuleBrokenError):
    """An authority does not replicate itself."""

    sentence = "Ce retour est celui de votre collectivité : racontez la suite en le complétant."


class UnrelatedReportError(RuleBrokenError):
    """The report given as one's own is not."""

    sentence = "Choisissez un retour d’expérience de votre propre collectivité."
    field = "own_report_id"


class DomainInUseError(RuleBrokenError):
    """Two domains cannot bear the same name."""

    sentence = "Un domaine porte déjà ce nom. Choisissez-en un autre."
    field = "label"
