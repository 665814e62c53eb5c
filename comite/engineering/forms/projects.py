"""What a person may submit about pooled projects."""

from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from comite.accounts.audiences import SHARED, Audience
from comite.accounts.labels import AUDIENCES
from comite.datasets.forms import DatasetChoiceForm
from comite.engineering.costs import CENTS_MAX, CostBasis, CostKey
from comite.engineering.labels.projects import ANSWERS, BASES, SPENDINGS
from comite.engineering.models.projects import PartyStanding, PooledProject, SpendingKind
from comite.engineering.project_content import (
    CLOSING_MAX,
    OBJECTIVE_MAX,
    REFERENCE_MAX,
    TITLE_MAX,
    UNIT_MAX,
    WORD_MAX,
    NewLine,
    NewStep,
    PartyAnswer,
    ProjectContent,
)
from comite.experiences.forms.others import SideForm
from comite.foundation.forms import (
    Form,
    choice,
    choice_of_ids,
    day,
    file,
    long_text,
    text,
    whole_hidden,
    whole_number,
)

EUROS = "Par exemple 12 500 ou 12 500,50."


class KeyForm(Form):
    """A cost key: by population, flat, by usage, or some of each."""

    basis = choice("Comment partager", CostBasis, BASES, radio=True)
    population_percent = whole_number(
        "Part selon la population, en %", maximum=100, hint="Pour une clé mixte."
    )
    flat_percent = whole_number("Part égale, en %", maximum=100, hint="Pour une clé mixte.")
    usage_percent = whole_number("Part selon l’usage, en %", maximum=100, hint="Pour une clé mixte.")

    def validate_basis(self, field: Field) -> None:
        """The parts of a mixed key make a hundred."""
        if field.data is CostBasis.MIXED and not self.key().is_whole:
            raise ValidationError("Les trois parts d’une clé mixte doivent faire 100 % en tout.")

    def key(self) -> CostKey:
        """The key itself."""
        if self.basis.data is not CostBasis.MIXED:
            return CostKey(self.basis.data or CostBasis.POPULATION)
        return CostKey(
            CostBasis.MIXED,
            self.population_percent.data or 0,
            self.flat_percent.data or 0,
            self.usage_percent.data or 0,
        )


class ProjectForm(KeyForm):
    """The description of a project."""

    kept_as = "projet"

    authority_id = choice_of_ids("Au nom de", hint="La collectivité pilote.")
    committee_id = choice_of_ids("Dans quel comité")
    title = text(
        "Titre", max_length=TITLE_MAX, hint="Par exemple : acheter ensemble un outil de transcription."
    )
    objective = long_text(
        "Ce que vous cherchez à faire",
        max_length=OBJECTIVE_MAX,
        rows=6,
        hint="Le besoin, ce que vous avez déjà vu, ce que vous attendez des autres.",
    )
    respond_by = day(
        "Réponse souhaitée avant le", hint="Le jour où vous ferez le compte des communes intéressées."
    )
    wanted_on = day("Achat souhaité le")
    starts_on = day("Début prévu")
    ends_on = day("Fin prévue")
    usage_unit = text(
        "Ce que compte l’usage", max_length=UNIT_MAX, required=False, hint="Postes, courriers par an, repas…"
    )
    visibility = choice("Qui peut lire", Audience, AUDIENCES, radio=True, among=SHARED)
    version = whole_hidden()

    def validate_ends_on(self, field: Field) -> None:
        """It ends after it starts."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("La fin vient avant le début.")

    def content(self) -> ProjectContent:
        """What the operation takes."""
        return ProjectContent(
            title=self.title.data or "",
            objective=self.objective.data or "",
            visibility=self.visibility.data,
            key=self.key(),
            usage_unit=self.usage_unit.data or "",
            respond_by=self.respond_by.data,
            wanted_on=self.wanted_on.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
        )


class AnswerForm(SideForm):
    """Where an authority stands in a project."""

    authority_id = choice_of_ids("Au nom de")
    standing = choice("Votre réponse", PartyStanding, ANSWERS, radio=True)
    usage = whole_number("Votre usage", maximum=10**9, hint="Le nombre qui sert à la clé de répartition.")
    deliberated_on = day("Date de votre délibération", hint="Nécessaire pour participer.")
    reference = text("Référence de la délibération", max_length=REFERENCE_MAX, required=False)
    word = text("Un mot pour les autres", max_length=WORD_MAX, required=False)

    def validate_standing(self, field: Field) -> None:
        """Taking part comes with the day of the deliberation."""
        if field.data is PartyStanding.ACCEPTED and not self.deliberated_on.data:
            raise ValidationError("Indiquez la date de la délibération par laquelle votre conseil a accepté.")

    def answer(self) -> PartyAnswer:
        """What the operation takes."""
        return PartyAnswer(
            self.standing.data,
            self.usage.data,
            self.deliberated_on.data,
            self.reference.data or "",
            self.word.data or "",
        )


class EndForm(SideForm):
    """How a project ends."""

    kept_as = "fin-de-projet"

    word = long_text("Ce que les autres doivent en retenir", max_length=CLOSING_MAX, required=False, rows=3)


class LineForm(SideForm):
    """One amount of the budget."""

    label = text("Dépense", max_length=TITLE_MAX)
    kind = choice("Nature", SpendingKind, SPENDINGS)
    year = whole_number("Année", minimum=2000, maximum=2100)
    amount = text("Montant en euros", max_length=20, hint=EUROS, render_kw={"inputmode": "decimal"})

    def validate_amount(self, field: Field) -> None:
        """A sum that can be counted to the cent."""
        if cents_of(field.data) is None:
            raise ValidationError(f"Ce montant ne se lit pas. {EUROS}")

    def line(self) -> NewLine:
        """What the operation takes."""
        return NewLine(self.label.data or "", self.kind.data, cents_of(self.amount.data) or 0, self.year.data)


class StepForm(SideForm):
    """One step to come."""

    step = text("Étape", max_length=TITLE_MAX)
    due_on = day("Pour le")

    def new_step(self) -> NewStep:
        """What the operation takes."""
        return NewStep(self.step.data or "", self.due_on.data)


class DocumentForm(SideForm):
    """One document to join."""

    file = file("Document", required=True)


class DatasetLinkForm(SideForm, DatasetChoiceForm):
    """A dataset the project uses or makes."""


def cents_of(written: str | None) -> int | None:
    """The cents of a sum as people write it; None when it cannot be read.

    « 12 500 », « 12 500,50 € », « 12500.5 » are read; more than two decimals are not a sum of money.
    """
    bare = (written or "").translate({ord(letter): None for letter in " \u00a0\u202f€"}).replace(",", ".")
    whole, point, rest = bare.partition(".")
    if not whole.isascii() or not whole.isdigit() or len(whole) > 11 or len(rest) > 2:
        return None
    if point and (not rest.isascii() or not rest.isdigit()):
        return None
    cents = int(whole) * 100 + int((rest + "00")[:2])
    return cents if cents <= CENTS_MAX else None


def values_of(project: PooledProject) -> dict[str, Any]:
    """What the form of a project shows at first."""
    names = ("title", "objective", "respond_by", "wanted_on", "starts_on", "ends_on", "usage_unit", "version")
    return {
        **{name: getattr(project, name) for name in names},
        "visibility": project.audience,
        "authority_id": project.authority_id,
        "committee_id": project.committee_id,
        "basis": project.cost_basis,
        "population_percent": project.population_percent,
        "flat_percent": project.flat_percent,
        "usage_percent": project.usage_percent,
    }
