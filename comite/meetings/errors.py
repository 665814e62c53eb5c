"""The rules that can be broken in meetings, each with its sentence."""

from comite.foundation.errors import RuleBrokenError


class ImpossibleTimesError(RuleBrokenError):
    """A meeting ends before it begins."""

    sentence = "La séance se termine avant de commencer. Vérifiez les heures, puis enregistrez de nouveau."
    field = "ends"


class CommitteeOverError(RuleBrokenError):
    """The committee has ended its work."""

    sentence = "Ce comité a terminé ses travaux\u202f: il ne tient plus de séances."


class NotCancelledError(RuleBrokenError):
    """The meeting was not cancelled, or its hour has passed."""

    sentence = "Cette séance n’est pas annulée, ou son heure est passée : préparez-en une autre."


class NotComingError(RuleBrokenError):
    """The meeting has begun, is over, or was cancelled."""

    sentence = (
        "Cette séance a commencé, s’est tenue ou a été annulée\u202f: on ne peut plus la préparer. "
        "Rechargez la page pour voir où elle en est."
    )


class AgendaClosedError(RuleBrokenError):
    """The agenda of a meeting that is over belongs to its minutes."""

    sentence = "La séance est terminée\u202f: son ordre du jour ne change plus."


class ProposalsClosedError(RuleBrokenError):
    """The deadline to propose points has passed."""

    sentence = (
        "Le délai pour proposer un point est passé. Proposez-le pour la séance suivante, "
        "ou écrivez à l’animation du comité si c’est urgent."
    )


class TooManyItemsError(RuleBrokenError):
    """The agenda is longer than any meeting could hold."""

    sentence = "Cet ordre du jour compte déjà soixante points. Retirez-en, ou prévoyez une autre séance."


class ItemInUseError(RuleBrokenError):
    """A question or a decision was written on the point."""

    sentence = (
        "Une question ou une décision est attachée à ce point\u202f: il reste à l’ordre du jour. "
        "Une question qui n’est pas ouverte se supprime d’abord, dans la page des votes."
    )


class ThrownItemError(RuleBrokenError):
    """The point of the question is in the trash."""

    sentence = (
        "Le point auquel cette question est attachée est dans la corbeille. Rétablissez-le d’abord, "
        "puis la question."
    )


class HeldSinceError(RuleBrokenError):
    """A meeting was held since: who could sit there is settled."""

    sentence = (
        "Une séance s’est tenue depuis\u202f: qui pouvait y siéger ne change plus. "
        "Ajoutez plutôt un siège ou un mandat qui commence aujourd’hui."
    )


class SeatTakenError(RuleBrokenError):
    """Somebody else holds the seat, or the same person sits there already."""

    sentence = (
        "Ce siège a été confié à quelqu’un depuis. Mettez d’abord fin à ce mandat, puis rétablissez l’autre."
    )


class TooManyDocumentsError(RuleBrokenError):
    """A point carries as many documents as it may."""

    sentence = "Ce point a déjà dix documents. Retirez-en un avant d’en ajouter."


class AlreadyAnsweredError(RuleBrokenError):
    """The proposal was accepted or declined meanwhile."""

    sentence = "Quelqu’un a déjà répondu à cette proposition. Rechargez la page pour voir la réponse."


class ReasonMissingError(RuleBrokenError):
    """A refusal without its reason."""

    sentence = "Dites pourquoi, en une phrase\u202f: la personne recevra votre réponse."
    field = "reason"


class NarrowerSubjectError(RuleBrokenError):
    """The thing is read by fewer people than the meeting."""

    sentence = (
        "Ce contenu est moins largement visible que la séance\u202f: son titre y serait lu par des personnes "
        "qui n’y ont pas accès. Élargissez sa visibilité d’abord, ou écrivez le point avec d’autres mots."
    )


class NothingToTellError(RuleBrokenError):
    """Nobody could receive the convocation."""

    sentence = (
        "Personne ne recevrait cette convocation\u202f: aucun siège n’a de titulaire. "
        "Désignez les titulaires sur la page des sièges, puis revenez."
    )


class EmptyAgendaError(RuleBrokenError):
    """A convocation says what will be spoken of."""

    sentence = "L’ordre du jour est vide. Ajoutez au moins un point avant de convoquer."


class PastMeetingError(RuleBrokenError):
    """The date has passed."""

    sentence = "La date de cette séance est passée. Choisissez une nouvelle date avant de convoquer."


class NotConvenedError(RuleBrokenError):
    """A meeting opens once people were convened."""

    sentence = "Cette séance n’est pas convoquée, ou elle a déjà été ouverte. Rechargez la page."


class NotOpenError(RuleBrokenError):
    """The meeting is not going on."""

    sentence = "La séance n’est pas ouverte. Rechargez la page pour voir où elle en est."


class RepliesClosedError(RuleBrokenError):
    """Answers are given before a meeting begins."""

    sentence = "La séance a commencé ou a été annulée\u202f: on ne répond plus à la convocation."


class NotEntitledError(RuleBrokenError):
    """The seat has no voice in this meeting."""

    sentence = "Ce siège n’a pas de voix dans cette séance\u202f: choisissez-en un autre."


class SubstituteMissingError(RuleBrokenError):
    """Nobody replaces the holder of this seat."""

    sentence = "Choisissez qui vous remplacera parmi les suppléants de votre siège."
    field = "substitute"


class ListenerAnswerError(RuleBrokenError):
    """Who observes has neither substitute nor proxy."""

    sentence = "Vous assistez sans voix\u202f: dites si vous venez ou non, sans suppléance ni pouvoir."


class ProxyLimitError(RuleBrokenError):
    """The holder has as many proxies as the committee allows."""

    sentence = (
        "Cette collectivité détient déjà tous les pouvoirs que le règlement du comité lui permet. "
        "Choisissez-en une autre."
    )
    field = "holder"


class ProxyChainError(RuleBrokenError):
    """A proxy is not handed on."""

    sentence = (
        "Un pouvoir ne se transmet pas\u202f: ce siège a lui-même donné le sien, ou en détient déjà un. "
        "Choisissez un autre siège."
    )
    field = "holder"


class OwnProxyError(RuleBrokenError):
    """A seat entrusts its voice to itself."""

    sentence = "Vous ne pouvez pas donner pouvoir à votre propre siège. Choisissez-en un autre."
    field = "holder"


class ProxiesForbiddenError(RuleBrokenError):
    """The committee's rules allow no proxy."""

    sentence = "Le règlement de ce comité ne prévoit pas de pouvoirs. Choisissez une autre réponse."


class AlreadySeatedError(RuleBrokenError):
    """Somebody already sits there."""

    sentence = "Ce siège est déjà occupé. Notez d’abord le départ de la personne qui s’y trouve."


class NotSeatedError(RuleBrokenError):
    """Nobody sits there."""

    sentence = "Personne n’occupe ce siège en ce moment. Rechargez la page."


class NotObserverError(RuleBrokenError):
    """That person does not observe the committee for that authority."""

    sentence = "Cette personne n’est pas d’une collectivité observatrice du comité. Notez-la par son nom."


class AlreadyListeningError(RuleBrokenError):
    """They are already noted as there."""

    sentence = "Cette personne est déjà notée comme présente."


class NotThereError(RuleBrokenError):
    """Their departure was already noted."""

    sentence = "Le départ de cette personne est déjà noté. Rechargez la page."


class NameMissingError(RuleBrokenError):
    """Who sits is not said."""

    sentence = "Écrivez le nom de la personne qui occupe ce siège."


class ObserverSeatError(RuleBrokenError):
    """Observers listen and have no vote."""

    sentence = "Les observateurs n’ont pas de voix\u202f: seules les collectivités membres ont des sièges."


class SeatInUseError(RuleBrokenError):
    """The college still has seats."""

    sentence = "Des sièges appartiennent à ce collège. Changez-les de collège avant de le supprimer."


class CollegeExistsError(RuleBrokenError):
    """Two colleges of the same name."""

    sentence = "Un collège porte déjà ce nom. Choisissez-en un autre."
    field = "name"


class ImpossibleMandateError(RuleBrokenError):
    """A mandate ends before it begins, or the person has one on this seat already."""

    sentence = (
        "Les dates de ce mandat ne vont pas ensemble, ou cette personne a déjà un mandat sur ce siège. "
        "Vérifiez les dates, puis enregistrez de nouveau."
    )
    field = "ends_on"


class TooManySubstitutesError(RuleBrokenError):
    """A seat has enough substitutes."""

    sentence = "Ce siège a déjà cinq suppléants. Mettez fin à un mandat avant d’en ajouter un autre."


class ForeignPersonError(RuleBrokenError):
    """The person does not write for the authority of the seat."""

    sentence = (
        "Cette personne n’appartient pas à la collectivité de ce siège. "
        "Invitez-la d’abord à rejoindre la collectivité."
    )
    field = "person"


# Votes


class NoQuorumError(RuleBrokenError):
    """Too few are present to vote."""

    def __init__(self, present: int, needed: int, total: int, basis: str) -> None:
        super().__init__(
            f"Le quorum n’est pas atteint\u202f: {present} {basis} sur {total}, il en faut {needed}. "
            "Complétez la feuille de présence, ou reportez le vote à une autre séance."
        )


class MeetingNotOpenError(RuleBrokenError):
    """A vote in a meeting waits for the meeting."""

    sentence = "Ouvrez d’abord la séance\u202f: un vote en séance se fait entre personnes présentes."


class NobodyOnRollError(RuleBrokenError):
    """No seat can vote."""

    sentence = (
        "Aucun siège ne peut voter. Donnez un titulaire aux sièges du comité, "
        "ou complétez la feuille de présence."
    )


class BallotClosedError(RuleBrokenError):
    """The ballot takes no votes any more, or not yet."""

    sentence = (
        "Ce vote n’est pas ouvert\u202f: il est clos, annulé, ou pas encore commencé. "
        "Rien n’a été enregistré."
    )


class BallotOpenedError(RuleBrokenError):
    """An opened ballot is not changed any more."""

    sentence = (
        "Ce vote est déjà ouvert\u202f: sa question ne change plus. Vous pouvez l’annuler, avec la raison."
    )


class AlreadySignedError(RuleBrokenError):
    """A secret vote is cast once."""

    sentence = (
        "Ce siège a déjà voté. Un vote secret est définitif\u202f: "
        "pour que personne ne sache qui a voté quoi, rien ne permet de retrouver le bulletin pour le changer."
    )


class NotOfferedError(RuleBrokenError):
    """The answer is none of those of the ballot."""

    sentence = "Cette réponse n’est pas proposée. Choisissez l’une de celles de la page."


class SecretNotAllowedError(RuleBrokenError):
    """The rules of the committee exclude secret votes."""

    sentence = (
        "Les règles de votre comité ne prévoient pas de vote secret. Elles se changent dans ses réglages."
    )
    field = "is_secret"


class SecretNeedsEqualVoicesError(RuleBrokenError):
    """Unequal weights would tell whose a paper is."""

    sentence = (
        "Les voix de ce vote n’ont pas toutes le même poids\u202f: leur poids trahirait qui a voté quoi. "
        "Choisissez un vote public, ou une voix par siège dans les règles du comité."
    )
    field = "is_secret"


class SecretNeedsVotersError(RuleBrokenError):
    """Too few seats for a secret."""

    sentence = "À moins de trois sièges, un vote secret ne cache rien. Choisissez un vote public."
    field = "is_secret"


class DeadlinePassedError(RuleBrokenError):
    """The deadline is not in the future."""

    sentence = "La date limite est déjà passée. Choisissez-en une à venir."
    field = "closes_on"


class OptionsMissingError(RuleBrokenError):
    """A choice needs at least two options."""

    sentence = "Proposez au moins deux options différentes."
    field = "options"


class HandsOnlyInMeetingsError(RuleBrokenError):
    """A show of hands is recorded by the animator, in a meeting, and nobody votes from their screen."""

    sentence = "Ce vote se fait à main levée\u202f: l’animation du comité l’enregistre en séance."


class ReasonToCancelError(RuleBrokenError):
    """A ballot is cancelled for a reason."""

    sentence = "Dites pourquoi le vote est annulé\u202f: les personnes qui ont voté le liront."
    field = "reason"
