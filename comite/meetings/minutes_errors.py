"""The rules of notes, minutes and decisions, each with its sentence."""

from comite.foundation.errors import RuleBrokenError, StaleVersionError


class NoteChangedError(StaleVersionError):
    """Somebody else saved the note of this point since the form was opened."""

    sentence = (
        "Une autre personne a enregistré sa note sur ce point pendant que vous écriviez. "
        "Les deux textes sont ci-dessous : dites lequel garder, puis enregistrez."
    )


class AlreadyDraftedError(RuleBrokenError):
    """A meeting has one text of minutes."""

    sentence = "Le compte rendu de cette séance est déjà commencé. Ouvrez-le depuis la page de la séance."


class NotDraftError(RuleBrokenError):
    """Only a draft is sent to those who attended."""

    sentence = "Ce compte rendu a déjà été envoyé. Rechargez la page pour voir où il en est."


class NotCirculatedError(RuleBrokenError):
    """Minutes are settled after those who attended could read them."""

    sentence = "Envoyez d’abord le compte rendu aux personnes présentes : elles doivent pouvoir le corriger."


class FrozenError(RuleBrokenError):
    """Frozen minutes are never changed."""

    sentence = "Ce compte rendu est arrêté : il ne peut plus changer."


class PendingAmendmentsError(RuleBrokenError):
    """Every proposed amendment gets an answer first."""

    sentence = "Des amendements attendent votre réponse : acceptez-les, ou refusez-les en disant pourquoi."


class AmendmentsOpenError(RuleBrokenError):
    """The delay that was announced is kept."""

    sentence = (
        "Le délai annoncé pour proposer des amendements n’est pas écoulé. "
        "Attendez cette date : les personnes présentes y comptent."
    )


class AmendmentsOverError(RuleBrokenError):
    """The delay for amendments is over."""

    sentence = "Le délai pour proposer un amendement est écoulé. Écrivez à l’animation du comité."


class AlreadyAnsweredError(RuleBrokenError):
    """An amendment is answered once."""

    sentence = "Cet amendement a déjà reçu une réponse. Rechargez la page pour la lire."


class ReasonNeededError(RuleBrokenError):
    """A refusal says why."""

    sentence = "Dites pourquoi vous refusez cet amendement : la personne qui le propose le lira."
    field = "answer"


class NotMemberError(RuleBrokenError):
    """An action is carried out by an authority of the committee."""

    sentence = "Confiez l’action à une collectivité du comité."
    field = "owner_authority_id"


class NotTheirsError(RuleBrokenError):
    """The person who carries out an action belongs to the authority that owns it."""

    sentence = "Cette personne n’appartient pas à la collectivité choisie. Choisissez-en une autre."
    field = "owner_id"


class NoSuchSubjectError(RuleBrokenError):
    """Nothing that the reader may read stands at this address."""

    sentence = "Rien ne correspond à cette adresse : copiez celle d’une page du site."
    field = "subjects"


class TooManyProofsError(RuleBrokenError):
    """An action carries only so many files."""

    sentence = "Cette action porte déjà beaucoup de pièces : retirez-en avant d’en ajouter."


class UnsafeLinkError(RuleBrokenError):
    """A proof is a web address."""

    sentence = "L’adresse de la preuve commence par https:// ou http://."
    field = "proof_url"
