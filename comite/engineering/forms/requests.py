"""What a person may submit about requests and offers."""

from enum import StrEnum

from wtforms import Field
from wtforms.validators import ValidationError

from comite.accounts.audiences import Audience
from comite.engineering.content import (
    NOTE_MAX,
    QUARTERS_MAX,
    SENTENCE_MAX,
    TEXT_MAX,
    WORD_MAX,
    OfferContent,
    RequestContent,
)
from comite.engineering.forms.days import days
from comite.engineering.labels.requests import BUDGETS
from comite.engineering.models.requests import BudgetBand, HelpRequest
from comite.foundation import clock
from comite.foundation.forms import (
    Form,
    choice,
    choice_of_ids,
    day,
    hidden,
    long_text,
    text,
    whole_hidden,
)


class Circle(StrEnum):
    """Who reads a request."""

    LEAD = "lead"
    PEERS = "peers"


CIRCLES = {
    Circle.LEAD: "La cheffe de file seulement",
    Circle.PEERS: "La cheffe de file et les membres du comité",
}
CIRCLE_HINTS = {
    Circle.LEAD: "Votre collectivité et les personnes de la collectivité cheffe de file peuvent lire.",
    Circle.PEERS: "Une autre commune a peut-être déjà la réponse, ou le même besoin.",
}


class RequestForm(Form):
    """One sentence is enough; the rest helps others to help."""

    kept_as = "demande"

    sentence = text(
        "De quoi avez-vous besoin ?",
        max_length=SENTENCE_MAX,
        hint="Une phrase suffit, comme vous la diriez au téléphone.",
    )
    circle = choice("Qui peut lire", Circle, CIRCLES, radio=True)
    need = long_text(
        "Ce que vous cherchez à obtenir",
        max_length=TEXT_MAX,
        rows=4,
        required=False,
        hint="Qu’est-ce qui irait mieux, et pour qui ?",
    )
    tried = long_text("Ce que vous avez déjà essayé", max_length=TEXT_MAX, rows=3, required=False)
    data_held = long_text(
        "Les données que vous avez",
        max_length=TEXT_MAX,
        rows=3,
        required=False,
        hint="Tableaux, courriers, relevés : sans rien joindre de personnel.",
    )
    deadline_on = day("Pour quand", hint="S’il y a une échéance.")
    budget = choice("Budget possible", BudgetBand, BUDGETS, required=False, blank="Sans réponse")
    version = whole_hidden()

    def validate_deadline_on(self, field: Field) -> None:
        """A deadline is still to come, unless it is the one that was there."""
        was = field.object_data
        if field.data is not None and field.data < clock.today() and field.data != was:
            raise ValidationError("Cette échéance est déjà passée : indiquez un jour à venir.")

    def content(self) -> RequestContent:
        """What the operation takes."""
        return RequestContent(
            sentence=self.sentence.data or "",
            need=self.need.data or "",
            tried=self.tried.data or "",
            data_held=self.data_held.data or "",
            deadline_on=self.deadline_on.data,
            budget=self.budget.data,
        )

    @property
    def with_peers(self) -> bool:
        """Whether the members of the committee read it too."""
        return self.circle.data is Circle.PEERS


class NewRequestForm(RequestForm):
    """The same, and the committee to which it is addressed."""

    kept_as = "nouvelle-demande"

    committee = choice_of_ids("Comité", hint="Sa collectivité cheffe de file recevra votre demande.")


def values_of(request: HelpRequest) -> dict[str, object]:
    """What the form shows of a request."""
    return {
        "sentence": request.sentence,
        "circle": Circle.PEERS if request.audience is Audience.COMMITTEE else Circle.LEAD,
        "need": request.need,
        "tried": request.tried,
        "data_held": request.data_held,
        "deadline_on": request.deadline_on,
        "budget": request.budget,
        "version": request.version,
    }


class OfferForm(Form):
    """How much time, from when, to do what."""

    kept_as = "offre"

    authority = choice_of_ids("Au nom de")
    quarter_days = days("Journées proposées", most=QUARTERS_MAX, hint="Par quarts : 0,5 ; 2 ; 3,25…")
    available_from = day("À partir du", hint="Si ce n’est pas tout de suite.")
    note = long_text(
        "Ce que vous proposez",
        max_length=NOTE_MAX,
        rows=4,
        hint="Qui viendrait, pour faire quoi, à distance ou sur place.",
    )

    def content(self) -> OfferContent:
        """What the operation takes."""
        return OfferContent(
            quarter_days=self.quarter_days.data or 0,
            note=self.note.data or "",
            available_from=self.available_from.data,
        )


class WordForm(Form):
    """A word that goes with a decision."""

    word = text("Un mot", max_length=WORD_MAX, required=False)


class GroupForm(Form):
    """The request with which to share offers."""

    other = hidden(max_length=80)
