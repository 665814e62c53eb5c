"""Reporting a thing, and the pages of those who moderate."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.discussions import labels, permissions
from comite.discussions.forms import ReasonForm, ReportForm
from comite.discussions.moderated import Case
from comite.discussions.operations import moderation as operations
from comite.discussions.operations.cases import thread_of_case
from comite.discussions.queries import moderation as queries
from comite.discussions.views.listing import neighbours
from comite.foundation import subjects, unsaved
from comite.foundation.errors import NotFoundError, RuleBrokenError
from comite.foundation.security import safe_next, signed_in

moderation = Blueprint("moderation", __name__)
KINDS = {address: kind for kind, address in labels.KIND_ADDRESSES.items()}
DONE = {
    "masquage": "C’est masqué. La personne concernée est prévenue, avec votre motif.",
    "retablissement": "C’est de nouveau visible.",
    "classement": "Les signalements sont classés sans suite.",
    "verrouillage": "La discussion est verrouillée : on la lit, on n’y écrit plus.",
    "deverrouillage": "La discussion est déverrouillée.",
}


@moderation.route("/signaler/<place>/<int:subject_id>", methods=["GET", "POST"])
@signed_in
def report(place: str, subject_id: int) -> ResponseReturnValue:
    """Bring a thing to the attention of moderation."""
    actor = current.actor()
    subject = subjects.find(actor, _kind(place), subject_id)
    if subject is None:
        raise NotFoundError
    form = ReportForm()
    unsaved.give_back(form, actor, subject.kind, subject.id)
    if form.validate_on_submit():
        try:
            operations.report(actor, subject.kind, subject.id, form.grievance.data, form.comment.data or "")
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Merci : votre signalement est transmis à la modération. Votre nom n’est connu que d’elle.")
            return redirect(safe_next(subject.address, url_for("discussions.index")), 303)
    return render_template("discussions/report.html", form=form, subject=subject), form.status


@moderation.get("/moderation")
@signed_in
def queue() -> ResponseReturnValue:
    """What awaits a decision."""
    actor = current.actor()
    _require_moderator()
    page = queries.list_queue(actor, request.args.get("suite"))
    return render_template(
        "discussions/queue.html", queue=page.items, pages=neighbours(page), labels=labels, place_of=_place
    )


@moderation.get("/moderation/journal")
@signed_in
def journal() -> ResponseReturnValue:
    """What moderation decided, latest first."""
    actor = current.actor()
    _require_moderator()
    page = queries.list_acts(actor, request.args.get("suite"))
    return render_template(
        "discussions/journal.html", acts=page.items, pages=neighbours(page), labels=labels, place_of=_place
    )


@moderation.get("/moderation/<place>/<int:subject_id>")
@signed_in
def show(place: str, subject_id: int) -> ResponseReturnValue:
    """One thing as its moderator sees it, with what was said and decided about it."""
    _require_moderator()
    return _case_page(queries.get_case(current.actor(), _kind(place), subject_id), ReasonForm())


@moderation.post("/moderation/<place>/<int:subject_id>/<action>")
@signed_in
def decide(place: str, subject_id: int, action: str) -> ResponseReturnValue:
    """Hide, show again, lock, unlock, or leave as it is."""
    actor = current.actor()
    case = queries.get_case(actor, _kind(place), subject_id)
    if action not in DONE or (case.is_locked is None and action in ("verrouillage", "deverrouillage")):
        raise NotFoundError
    form = ReasonForm()
    if not form.validate_on_submit():
        return _case_page(case, form)
    reason = form.reason.data or ""
    try:
        if action == "masquage":
            operations.hide_case(actor, case, reason)
        elif action == "retablissement":
            operations.unhide_case(actor, case, reason)
        elif action == "verrouillage":
            operations.lock_thread(actor, thread_of_case(case.id), reason)
        elif action == "deverrouillage":
            operations.unlock_thread(actor, thread_of_case(case.id), reason)
        else:
            operations.dismiss(actor, case, reason)
    except RuleBrokenError as error:
        form.refuse(error)
        return _case_page(queries.get_case(actor, case.kind, subject_id), form)
    flash(DONE[action])
    return redirect(url_for(".show", place=place, subject_id=subject_id), 303)


def _case_page(case: Case, form: ReasonForm) -> ResponseReturnValue:
    """The page of a case, with a decision to correct when one was refused."""
    actor = current.actor()
    unsaved.give_back(form, actor, case.kind, case.id)
    page = render_template(
        "discussions/case.html",
        case=case,
        form=form,
        reports=queries.list_reports(actor, case),
        acts=queries.list_acts_on(actor, case),
        labels=labels,
        place=_place(case.kind),
        actions=_actions(case),
    )
    return page, form.status


def _actions(case: Case) -> list[tuple[str, str, str]]:
    """What can be decided about a thing as it is: the noun of the address, the button, its tone."""
    found = (
        [("retablissement", "Rendre visible", "")] if case.is_hidden else [("masquage", "Masquer", "danger")]
    )
    if case.is_locked is not None:
        found.append(
            ("deverrouillage", "Déverrouiller", "quiet")
            if case.is_locked
            else ("verrouillage", "Verrouiller", "quiet")
        )
    return [*found, ("classement", "Classer sans suite", "plain")]


def _require_moderator() -> None:
    """Who moderates nothing need not know what moderators have."""
    if not permissions.may_moderate_somewhere(current.actor()):
        raise NotFoundError


def _kind(place: str) -> str:
    """The kind of things that stands in an address; raises `NotFoundError`."""
    if place not in KINDS:
        raise NotFoundError
    return KINDS[place]


def _place(kind: str) -> str | None:
    """How a kind stands in addresses; nothing for what has no page of moderation."""
    return labels.KIND_ADDRESSES.get(kind)
