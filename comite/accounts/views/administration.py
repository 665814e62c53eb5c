"""The accounts of the installation, for its administrators: suspending, reopening, naming administrators."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current, operations, permissions, queries
from comite.accounts.forms import SuspensionForm
from comite.accounts.labels import ROLES
from comite.accounts.models import User
from comite.accounts.views.paging import addresses
from comite.foundation.errors import NotFoundError, RuleBrokenError, require
from comite.foundation.security import administrators
from comite.foundation.text import clean_line

administration = Blueprint("administration", __name__, url_prefix="/administration")


@administration.get("/personnes")
@administrators
def people() -> ResponseReturnValue:
    """Every account."""
    words = clean_line(request.args.get("q", ""))[:120]
    only_suspended = request.args.get("suspendus") == "1"
    page = queries.list_accounts(words, only_suspended, request.args.get("page"))
    return render_template(
        "administration/people.html",
        page=page,
        turns=addresses(page),
        words=words,
        only_suspended=only_suspended,
        roles=ROLES,
    )


@administration.route("/personnes/<handle>/suspension", methods=["GET", "POST"])
@administrators
def suspend(handle: str) -> ResponseReturnValue:
    """Close an account for a time, with the reason."""
    actor, user = current.actor(), _account(handle)
    require(permissions.may_suspend(actor, user))
    form = SuspensionForm()
    if form.validate_on_submit():
        operations.suspend(actor, user, form.reason.data or "")
        flash(f"Le compte de {user.name} est suspendu. Ses connexions sont fermées.")
        return redirect(url_for(".people"), 303)
    return render_template("administration/suspend.html", form=form, user=user), form.status


@administration.post("/personnes/<handle>/reouverture")
@administrators
def reopen(handle: str) -> ResponseReturnValue:
    """Open a suspended account again."""
    user = _account(handle)
    operations.reopen(current.actor(), user)
    flash(f"Le compte de {user.name} est rouvert.")
    return redirect(url_for(".people"), 303)


@administration.post("/personnes/<handle>/administration")
@administrators
def set_administrator(handle: str) -> ResponseReturnValue:
    """Give somebody the administration of the installation, or take it back."""
    user = _account(handle)
    wanted = request.form.get("wanted") == "1"
    try:
        operations.set_administrator(current.actor(), user, wanted)
    except RuleBrokenError as error:
        flash(str(error), "error")
    else:
        flash(f"{user.name} {'administre maintenant' if wanted else 'n’administre plus'} ce site.")
    return redirect(url_for(".people"), 303)


@administration.post("/personnes/<handle>/deux-etapes")
@administrators
def lift_second_factor(handle: str) -> ResponseReturnValue:
    """Let somebody in again who lost their telephone and their codes."""
    user = _account(handle)
    operations.lift_second_factor(current.actor(), user)
    flash(f"{user.name} se connecte de nouveau avec son seul mot de passe, et en est prévenu par courriel.")
    return redirect(url_for("people.show", handle=user.handle), 303)


def _account(handle: str) -> User:
    """The account of a @name."""
    user = queries.find_user_by_handle(handle)
    if user is None:
        raise NotFoundError
    return user
