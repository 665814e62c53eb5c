"""What a person may submit about notes, minutes, decisions and actions."""

from comite.accounts.audiences import SHARED, Audience
from comite.accounts.labels import AUDIENCES
from comite.experiences.forms.others import SideForm
from comite.foundation import clock
from comite.foundation.forms import (
    Form,
    choice,
    choice_of_ids,
    day,
    file,
    long_text,
    text,
    web_address,
    whole_hidden,
)
from comite.meetings.decision_content import ActionContent, DecisionContent, Progress
from comite.meetings.decision_labels import ACTION_STATUSES, DECISION_KINDS
from comite.meetings.models.decisions import (
    LINKS_MAX,
    Decision,
    DecisionKind,
    FollowUp,
    FollowUpComment,
    FollowUpStatus,
)
from comite.meetings.models.minutes import AMENDMENT_MAX, ANSWER_MAX, NOTE_MAX, SECTION_MAX


class NoteForm(SideForm):
    """The note of one point."""

    kept_as = "note"

    source = long_text("Notes", max_length=NOTE_MAX, required=False, rows=8)
    version = whole_hidden()


class SectionForm(Form):
    """The words of one section of the minutes."""

    kept_as = "compte-rendu"

    source = long_text("Texte", max_length=SECTION_MAX, rows=16)
    version = whole_hidden()


class AmendmentForm(SideForm):
    """Other words for a section."""

    kept_as = "amendement"

    text = long_text(
        "Ce que vous proposez",
        max_length=AMENDMENT_MAX,
        rows=5,
        hint="Recopiez la phrase à changer, puis écrivez celle que vous proposez.",
    )


class AnswerForm(SideForm):
    """Why an amendment is refused, or a word with its acceptance."""

    answer = text("Réponse", max_length=ANSWER_MAX, required=False, hint="Nécessaire pour un refus.")


class DecisionForm(Form):
    """What was decided."""

    kept_as = "decision"

    title = text("Décision en une phrase", max_length=Decision.TITLE_MAX)
    kind = choice("Portée", DecisionKind, DECISION_KINDS, radio=True)
    source = long_text("Texte de la décision", max_length=Decision.SOURCE_MAX, rows=8)
    decided_on = day("Prise le", required=True)
    vote = text(
        "Vote",
        max_length=Decision.VOTE_MAX,
        required=False,
        hint="Par exemple : 12 pour, 1 contre, 2 abstentions.",
    )
    subjects = long_text(
        "À propos de",
        max_length=2_000,
        required=False,
        rows=3,
        hint="Une adresse par ligne : retour d’expérience, jeu de données, discussion, projet…",
    )
    visibility = choice("Qui peut lire", Audience, AUDIENCES, radio=True, among=SHARED)
    version = whole_hidden()

    def addresses(self) -> list[str]:
        """The addresses that were written, one a line."""
        lines = [line.strip() for line in (self.subjects.data or "").splitlines()]
        return [line for line in lines if line][:LINKS_MAX]

    def content(self, subjects: tuple[tuple[str, int], ...]) -> DecisionContent:
        """What the operation takes."""
        return DecisionContent(
            title=self.title.data or "",
            source=self.source.data or "",
            kind=self.kind.data,
            decided_on=self.decided_on.data or clock.today(),
            audience=self.visibility.data,
            vote=self.vote.data or "",
            subjects=subjects,
        )


class ActionForm(SideForm):
    """What is to be done, by whom, for when."""

    action = text("Ce qu’il faut faire", max_length=FollowUp.TITLE_MAX)
    owner_authority_id = choice_of_ids("Confié à")
    owner_id = choice_of_ids("Personne chargée", required=False, hint="Sinon, toute la collectivité.")
    due_on = day("Pour le", required=True)

    def content(self) -> ActionContent:
        """What the operation takes."""
        return ActionContent(
            self.action.data or "",
            self.owner_authority_id.data,
            self.due_on.data or clock.today(),
            self.owner_id.data,
        )


class ProgressForm(SideForm):
    """What became of an action."""

    kept_as = "avancement"

    state = choice("Où en est-on", FollowUpStatus, ACTION_STATUSES, radio=True)
    word = long_text("Un mot", max_length=FollowUpComment.TEXT_MAX, required=False, rows=3)
    proof_url = web_address(
        "Lien qui le montre", max_length=FollowUp.LINK_MAX, hint="Une délibération, une page…"
    )
    version = whole_hidden()

    def progress(self) -> Progress:
        """What the operation takes."""
        return Progress(self.state.data, self.word.data or "", self.proof_url.data or "")


class CommentForm(SideForm):
    """A word on an action."""

    kept_as = "commentaire"

    comment = long_text("Commentaire", max_length=FollowUpComment.TEXT_MAX, rows=3)


class ProofForm(SideForm):
    """A file that proves what was done."""

    file = file("Pièce", required=True)
