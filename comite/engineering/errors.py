"""The rules of mutualised engineering that can be broken, each with its sentence."""

from comite.foundation.errors import RuleBrokenError


class NoCommitteeError(RuleBrokenError):
    """A request goes to the lead authority of a committee where the authority sits."""

    sentence = (
        "Votre collectivité ne siège pas dans ce comité : choisissez un comité dont elle est membre, "
        "ou demandez à son animation de l’y faire entrer."
    )
    field = "committee_id"


class SettledRequestError(RuleBrokenError):
    """Nothing more is awaited of a request."""

    sentence = "Cette demande est close ou retirée. Ouvrez-en une nouvelle si le besoin est revenu."


class StillOpenError(RuleBrokenError):
    """A request that is open, or that its missions closed, has nothing to take back."""

    sentence = (
        "Cette demande n’a pas été retirée : il n’y a rien à reprendre. Faites-en une nouvelle au besoin."
    )


class MissionUnderWayError(RuleBrokenError):
    """A request with a mission under way is closed by the evaluation of that mission."""

    sentence = "Une mission est en cours pour cette demande : clôturez d’abord la mission, en l’évaluant."


class PeerHelpsError(RuleBrokenError):
    """A peer that helps must go on reading the request."""

    sentence = (
        "Une collectivité du comité vous aide pour cette demande : elle doit pouvoir la lire. "
        "Gardez-la partagée avec le comité."
    )


class OfferGoneError(RuleBrokenError):
    """The offer was taken back."""

    sentence = (
        "Cette offre vient d’être retirée par la collectivité qui l’avait faite. "
        "D’autres peuvent encore venir."
    )


class AlreadyAnsweredError(RuleBrokenError):
    """An offer is answered once."""

    sentence = "Cette offre a déjà reçu sa réponse. Rechargez la page pour la lire."


class OfferAcceptedError(RuleBrokenError):
    """An accepted offer is a mission."""

    sentence = "Cette offre est acceptée : elle est devenue une mission, qui se clôture par son évaluation."


class NotAmongPeersError(RuleBrokenError):
    """Only requests that the committee reads can be grouped."""

    sentence = (
        "Seules des demandes partagées avec le même comité peuvent être regroupées : "
        "partagez d’abord la vôtre avec ses membres."
    )


class ClosedMissionError(RuleBrokenError):
    """A closed mission does not change."""

    sentence = "Cette mission est close : son journal ne change plus."


class NotOfTheHelperError(RuleBrokenError):
    """The log names people of the authority that helps."""

    sentence = "Choisissez une personne de la collectivité qui apporte son aide."
    field = "person"


class FutureWorkError(RuleBrokenError):
    """The log tells what was done."""

    sentence = "Le journal raconte ce qui est fait : indiquez un jour passé, ou aujourd’hui."
    field = "done_on"


class EarlyWorkError(RuleBrokenError):
    """The log begins no more than a year before the mission."""

    sentence = "Ce jour est plus d’un an avant le début de la mission : vérifiez l’année."
    field = "done_on"


class NothingSaidError(RuleBrokenError):
    """Words were asked, and none came."""

    sentence = "Écrivez au moins une phrase, puis enregistrez de nouveau."


class SkillInUseError(RuleBrokenError):
    """Two skills cannot bear the same name."""

    sentence = "Cette compétence est déjà dans la liste."
    field = "label"


class NotAMemberError(RuleBrokenError):
    """AI leads belong to the authority that names them."""

    sentence = "Cette personne n’écrit plus pour cette collectivité : invitez-la d’abord."


class EndsBeforeItStartsError(RuleBrokenError):
    """A project cannot end before it starts."""

    sentence = "La fin prévue vient avant le début : corrigez l’une des deux dates."
    field = "ends_on"


class KeyNotWholeError(RuleBrokenError):
    """The parts of a mixed cost key do not make the whole."""

    sentence = "Les trois parts de la clé doivent faire 100 % en tout : corrigez-les, puis recommencez."


class CannotMoveError(RuleBrokenError):
    """A project does not go from where it stands to what was asked."""

    sentence = (
        "Ce projet ne peut pas passer directement à cet état. Rechargez la page pour voir où il en est."
    )


class NotPooledYetError(RuleBrokenError):
    """A pooled project is run by at least two authorities that accepted."""

    sentence = (
        "Un projet mutualisé commence quand deux collectivités au moins l’ont accepté par délibération. "
        "Il en manque encore."
    )


class DeliberationNeededError(RuleBrokenError):
    """An authority accepts by its own deliberation."""

    sentence = "Indiquez la date de la délibération par laquelle votre conseil a accepté."
    field = "deliberated_on"


class DeliberationToComeError(RuleBrokenError):
    """A deliberation that has not been taken engages nobody."""

    sentence = "Cette délibération est à venir : revenez accepter quand votre conseil aura délibéré."
    field = "deliberated_on"


class TooManyPartsError(RuleBrokenError):
    """A page shows only so many steps, lines or documents."""

    sentence = "Ce projet en compte déjà beaucoup : retirez-en avant d’en ajouter."


class NoSuchReportError(RuleBrokenError):
    """No report that the reader may read answers to what was written."""

    sentence = "Aucun retour d’expérience ne porte ce nom : copiez l’adresse de sa page."
    field = "report"


class NothingChangedError(RuleBrokenError):
    """A new version must say something else."""

    sentence = "Le texte est le même que celui de la dernière version : rien n’a été enregistré."


class SuggestionAnsweredError(RuleBrokenError):
    """A suggestion is answered once."""

    sentence = "Cette proposition a déjà reçu une réponse. Rechargez la page pour la lire."


class NeedsCommitteeError(RuleBrokenError):
    """A model shared with a committee names it."""

    sentence = "Choisissez le comité avec qui partager."
    field = "committee_id"


class AnswerNeededError(RuleBrokenError):
    """A refusal says why."""

    sentence = "Dites pourquoi vous refusez cette proposition : la personne qui l’a faite le lira."
    field = "answer"
