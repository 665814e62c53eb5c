"""What a person may submit about shared models."""

from typing import Any

from comite.accounts.audiences import SHARED, Audience
from comite.accounts.labels import AUDIENCES
from comite.engineering.labels.library import KINDS, OUTCOMES
from comite.engineering.library_content import (
    CHANGE_MAX,
    ORIGIN_MAX,
    SOURCE_MAX,
    SUGGESTION_MAX,
    SUMMARY_MAX,
    TITLE_MAX,
    WORD_MAX,
    ModelContent,
    UseContent,
)
from comite.engineering.models.library import ModelKind, ModelVersion, SharedModel, UseOutcome
from comite.experiences.forms.others import SideForm
from comite.foundation.forms import Form, choice, choice_of_ids, day, long_text, text, whole_hidden


class ModelForm(Form):
    """A model and what is said of it."""

    kept_as = "modele"

    authority_id = choice_of_ids("Au nom de", hint="La collectivité qui tiendra ce modèle à jour.")
    kind = choice("Genre", ModelKind, KINDS)
    title = text("Titre", max_length=TITLE_MAX)
    summary = long_text("À quoi il sert", max_length=SUMMARY_MAX, rows=3)
    source = long_text(
        "Le texte", max_length=SOURCE_MAX, rows=20, hint="Mettez entre crochets ce qui est à remplacer."
    )
    origin = text("Origine", max_length=ORIGIN_MAX, required=False, hint="D’où il vient, qui l’a relu.")
    law_checked_on = day("Droit vérifié le", hint="Le jour où une personne a relu les références.")
    change = text("Ce que cette version change", max_length=CHANGE_MAX, required=False)
    visibility = choice("Qui peut lire, une fois publié", Audience, AUDIENCES, radio=True, among=SHARED)
    committee_id = choice_of_ids("Avec quel comité", required=False)
    version = whole_hidden()

    def content(self) -> ModelContent:
        """What the operation takes."""
        return ModelContent(
            kind=self.kind.data,
            title=self.title.data or "",
            summary=self.summary.data or "",
            source=self.source.data or "",
            visibility=self.visibility.data,
            committee_id=self.committee_id.data,
            origin=self.origin.data or "",
            law_checked_on=self.law_checked_on.data,
            change=self.change.data or "",
        )


class UseForm(SideForm):
    """What came of using a model."""

    kept_as = "usage"

    outcome = choice("Comment", UseOutcome, OUTCOMES, radio=True)
    word = long_text("Ce que cela a donné", max_length=WORD_MAX, required=False, rows=3)
    report = text(
        "Retour d’expérience",
        max_length=300,
        required=False,
        hint="L’adresse de sa page, si vous l’avez raconté.",
    )

    def content(self) -> UseContent:
        """What the operation takes."""
        return UseContent(self.outcome.data, self.word.data or "", self.report.data or "")


class SuggestionForm(SideForm):
    """A change to suggest."""

    kept_as = "proposition"

    suggestion = long_text(
        "Ce que vous proposez de changer",
        max_length=SUGGESTION_MAX,
        rows=5,
        hint="Citez la phrase, puis écrivez celle que vous proposez, et pourquoi.",
    )


class SuggestionAnswerForm(SideForm):
    """The answer to a suggestion."""

    answer = text("Réponse", max_length=WORD_MAX, required=False, hint="Nécessaire pour un refus.")


def values_of(model: SharedModel, version: ModelVersion) -> dict[str, Any]:
    """What the form of a model shows at first."""
    names = ("authority_id", "kind", "title", "summary", "origin", "law_checked_on", "visibility")
    return {
        **{name: getattr(model, name) for name in names},
        "committee_id": model.committee_id,
        "source": version.source,
        "version": model.version,
    }
