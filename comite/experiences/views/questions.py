"""The five questions one at a time: each answer is kept when it is given, and the last makes the draft."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from comite.accounts import current
from comite.accounts import operations as accounts
from comite.accounts.readers import Reader
from comite.experiences import labels, operations, queries
from comite.experiences.forms.start import QUESTIONS, Question, StartForm
from comite.experiences.views.blueprint import experiences
from comite.experiences.views.writing import start_draft, start_form
from comite.foundation.errors import NotFoundError, RuleBrokenError, require
from comite.foundation.forms import is_sent
from comite.foundation.security import signed_in


@experiences.route("/nouveau/question-<int:rank>", methods=["GET", "POST"])
@signed_in
def question(rank: int) -> ResponseReturnValue:
    """One question: what was answered already is there, and what is answered now is kept."""
    actor = current.actor()
    require(actor.is_affiliated)
    if not 1 <= rank <= len(QUESTIONS):
        raise NotFoundError
    asked, said, form = QUESTIONS[rank - 1], _said(actor), start_form(actor)
    names = _names(form, asked, rank)
    if is_sent():
        said = {**said, **_answers(names)}
        operations.keep_unsaved(actor, None, queries.START, said, None)
    _fill(form, said)
    if is_sent():
        way = request.form.get("way", "")
        if way in _WAYS:
            return _leave(actor, way, rank)
        form.validate_on_submit()
        for other in form:
            if other.name not in names:
                other.errors = ()
        if not form.errors:
            return (
                redirect(url_for(".question", rank=rank + 1))
                if rank < len(QUESTIONS)
                else _finish(actor, form, said)
            )
    return render_template(
        "experiences/question.html",
        form=form,
        question=asked,
        rank=rank,
        names=names,
        questions=QUESTIONS,
        answered=sum(each.is_answered(said) for each in QUESTIONS),
        minutes=sum(each.minutes for each in QUESTIONS if not each.is_answered(said)),
        examples=queries.list_examples(actor, asked.example, said.get("domain_id")) if asked.example else [],
        labels=labels,
    ), form.status


_WAYS = {"back", "all", "later"}


def _leave(actor: Reader, way: str, rank: int) -> ResponseReturnValue:
    """Elsewhere, with what was typed kept."""
    if way == "all":
        accounts.choose_questions(actor, one_by_one=False)
        return redirect(url_for(".create"))
    if way == "back":
        return redirect(url_for(".question", rank=max(1, rank - 1)))
    flash("Vos réponses sont gardées. Vous les retrouverez en revenant ici.")
    return redirect(url_for(".index"))


def _finish(actor: Reader, form: StartForm, said: dict[str, Any]) -> ResponseReturnValue:
    """The draft that the five answers make; what is missing is asked again."""
    _fill(form, said)
    if not form.validate():
        wanting = [
            rank for rank, each in enumerate(QUESTIONS, 1) if any(form[name].errors for name in each.names)
        ]
        flash("Il manque encore une réponse.", "warning")
        return redirect(url_for(".question", rank=wanting[0] if wanting else 1))
    try:
        report = start_draft(actor, form)
    except RuleBrokenError as error:
        flash(str(error), "warning")
        return redirect(url_for(".question", rank=1))
    flash("Votre brouillon est enregistré. Seule votre collectivité peut le lire.")
    return redirect(url_for(".progress", slug=report.slug))


@experiences.post("/nouveau/une-question-a-la-fois")
@signed_in
def ask_one_by_one() -> ResponseReturnValue:
    """From now on, one question at a time."""
    accounts.choose_questions(current.actor(), one_by_one=True)
    return redirect(url_for(".question", rank=1))


def _said(actor: Reader) -> dict[str, Any]:
    """What was answered already."""
    kept = queries.find_unsaved(actor, queries.START)
    return dict(kept.fields) if kept else {}


def _names(form: StartForm, asked: Question, rank: int) -> tuple[str, ...]:
    """The fields of a question; the first one also asks where, when there is a choice."""
    return ("place", *asked.names) if rank == 1 and len(form.places) > 1 else asked.names


def _answers(names: tuple[str, ...]) -> dict[str, Any]:
    """What the form answers to this question."""
    return {
        name: request.form.getlist(name) if name == "ai_types" else request.form.get(name, "")
        for name in names
    }


def _fill(form: StartForm, said: dict[str, Any]) -> None:
    """Give the form what was said; where there is one place only, nobody is asked."""
    values: MultiDict[str, Any] = MultiDict(said)
    if len(form.places) == 1:
        values["place"] = form.places[0].key
    values.setdefault("place", form.place.data or "")
    form.process(formdata=values)
