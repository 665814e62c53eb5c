"""What a person may submit about missions and the time bank."""

from comite.engineering.content import TEXT_MAX, WORD_MAX, Evaluation, WorkContent
from comite.engineering.forms.days import days
from comite.engineering.labels.requests import USEFULNESS
from comite.engineering.models.missions import Usefulness
from comite.foundation import clock
from comite.foundation.forms import Form, choice, choice_of_ids, day, long_text, text, whole_number

# A hundred days in one line is a slip of the finger.
LINE_MAX = 400


class WorkForm(Form):
    """One line of the log."""

    done_on = day("Jour", required=True)
    person = choice_of_ids("Qui")
    quarter_days = days("Journées", most=LINE_MAX, hint="Par quarts : 0,25 ; 0,5 ; 1…")
    done = text("Ce qui a été fait", max_length=WORD_MAX, hint="Une ligne, que la collectivité aidée lira.")

    def content(self) -> WorkContent:
        """What the operation takes."""
        return WorkContent(
            done_on=self.done_on.data or clock.today(),
            quarter_days=self.quarter_days.data or 0,
            done=self.done.data or "",
            person_id=self.person.data or 0,
        )


class EvaluationForm(Form):
    """What the authority that was helped makes of a mission."""

    kept_as = "bilan"

    usefulness = choice("Pour vous, cette aide a été", Usefulness, USEFULNESS, radio=True)
    words = long_text(
        "En quelques phrases", max_length=TEXT_MAX, rows=5, hint="Ce qui a marché, ce qui manque encore."
    )
    learnt = long_text(
        "Ce que vous diriez à une autre commune",
        max_length=TEXT_MAX,
        rows=3,
        required=False,
        hint="Cela préparera votre retour d’expérience.",
    )

    def content(self) -> Evaluation:
        """What the operation takes."""
        return Evaluation(
            usefulness=self.usefulness.data, words=self.words.data or "", learnt=self.learnt.data or ""
        )


class ValueForm(Form):
    """What a day counts for."""

    euros_a_day = whole_number("Valeur d’une journée, en euros", minimum=1, maximum=10_000, required=True)
