"""The first steps of somebody who arrives: four short pages, each skippable, resumed where one left."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts import queries as accounts
from comite.accounts.forms import ProfileForm
from comite.foundation import clashes
from comite.foundation.errors import NotFoundError, RuleBrokenError
from comite.foundation.security import signed_in
from comite.home import labels, operations, queries
from comite.home.first_steps import Step
from comite.home.forms import TopicsForm
from comite.notifications.forms import RhythmForm
from comite.notifications.queries import find_digest_choice
from comite.notifications.rhythm import Rhythm

first_steps = Blueprint("first_steps", __name__, url_prefix="/premiers-pas")


@first_steps.get("")
@signed_in
def index() -> ResponseReturnValue:
    """Go on where one left."""
    return _on_to(queries.get_arrival(current.actor()).resumes_at)


@first_steps.route("/moi", methods=["GET", "POST"])
@signed_in
def introduction() -> ResponseReturnValue:
    """One's authorities and function."""
    actor = current.actor()
    user = accounts.get_user(actor.user_id or 0)
    form = ProfileForm(obj=user)
    if form.validate_on_submit():
        try:
            clashes.settle(form, clashes.of_row(form, user))
            operations.introduce_oneself(actor, form.content(), form.version.data or 0)
        except RuleBrokenError as error:
            user = accounts.get_user(actor.user_id or 0)
            clashes.refuse(form, error, lambda: clashes.of_row(form, user))
        else:
            return _on_to(Step.INTRODUCTION.next)
    return _page(Step.INTRODUCTION, form=form), form.status


@first_steps.route("/sujets", methods=["GET", "POST"])
@signed_in
def topics() -> ResponseReturnValue:
    """The domains one follows."""
    actor = current.actor()
    form = TopicsForm(queries.list_topics(actor))
    if form.validate_on_submit():
        operations.choose_topics(actor, form.topics.data or ())
        return _on_to(Step.TOPICS.next)
    return _page(Step.TOPICS, form=form), form.status


@first_steps.route("/nouvelles", methods=["GET", "POST"])
@signed_in
def rhythm() -> ResponseReturnValue:
    """When one wants to be told."""
    actor = current.actor()
    chosen = find_digest_choice(actor.user_id or 0)
    form = RhythmForm(chosen.rhythm if chosen else Rhythm())
    if form.validate_on_submit():
        operations.choose_rhythm(actor, form.rhythm())
        return _on_to(Step.RHYTHM.next)
    return _page(Step.RHYTHM, form=form), form.status


@first_steps.get("/premier-geste")
@signed_in
def gesture() -> ResponseReturnValue:
    """What one may do first."""
    return _page(Step.GESTURE)


@first_steps.post("/<step>/suite")
@signed_in
def pass_by(step: str) -> ResponseReturnValue:
    """Leave a step for later."""
    if step not in list(Step):
        raise NotFoundError
    passed = Step(step)
    operations.pass_step(current.actor(), passed)
    return _on_to(passed.next)


@first_steps.post("/fin")
@signed_in
def dismiss() -> ResponseReturnValue:
    """See the list no more."""
    operations.dismiss_first_steps(current.actor())
    flash("La liste est rangée. Chaque réglage reste dans « Mon compte ».")
    return redirect(url_for("home.index"), 303)


_ENDPOINTS = {
    Step.INTRODUCTION: ".introduction",
    Step.TOPICS: ".topics",
    Step.RHYTHM: ".rhythm",
    Step.GESTURE: ".gesture",
}


def _page(step: Step, **words: object) -> str:
    """One step, with where one is among the four."""
    reached = queries.get_arrival(current.actor()).reached or 0
    places = [
        (labels.STEPS[each], "current" if each is step else "done" if each.rank < reached else "todo", "")
        for each in Step
    ]
    return render_template(f"first_steps/{step.name.lower()}.html", step=step, places=places, **words)


def _on_to(step: Step | None) -> ResponseReturnValue:
    """The page of a step, or the dashboard after the last."""
    return redirect(url_for(_ENDPOINTS[step]) if step else url_for("home.index"), 303)
