"""One's own second factor: setting it up, changing telephones, codes for the paper, stopping."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import codes, current, operations, queries
from comite.accounts.forms import PresentPasswordForm, SetUpForm
from comite.accounts.readers import Reader
from comite.foundation import settings
from comite.foundation.errors import NotFoundError, RefusedError
from comite.foundation.forms import Form
from comite.foundation.security import signed_in

second_factor = Blueprint("second_factor", __name__, url_prefix="/mon-compte/deux-etapes")


@second_factor.get("")
@signed_in
def index() -> ResponseReturnValue:
    """Whether one signs in in two steps, and what can be done about it."""
    return _index(current.actor(), PresentPasswordForm())


@second_factor.post("")
@signed_in
def change() -> ResponseReturnValue:
    """After the password: a telephone, codes for the paper, or the end, as the button says."""
    actor, form = current.actor(), PresentPasswordForm()
    if form.validate_on_submit():
        try:
            return _change(actor, request.form.get("act", ""), form.password.data or "")
        except NotFoundError:
            return redirect(url_for(".index"), 303)
        except RefusedError as error:
            form.refuse(error)
    return _index(actor, form)


def _change(actor: Reader, act: str, password: str) -> ResponseReturnValue:
    """What a button asks."""
    if act == "codes":
        drawn = operations.draw_recovery_codes(actor, password)
        return render_template("accounts/recovery_codes.html", codes=drawn, is_new=False)
    if act == "stop":
        operations.stop_second_factor(actor, password)
        flash("La validation en deux étapes est arrêtée : votre mot de passe suffit.")
        return redirect(url_for(".index"), 303)
    operations.prepare_second_factor(actor, password)
    return redirect(url_for(".set_up"), 303)


@second_factor.route("/telephone", methods=["GET", "POST"])
@signed_in
def set_up() -> ResponseReturnValue:
    """Hand the secret over to a telephone, which proves by a code that it holds it."""
    actor, form = current.actor(), SetUpForm()
    secret = queries.find_pending_secret(actor.user_id or 0)
    if not secret:
        return redirect(url_for(".index"), 303)
    if form.validate_on_submit():
        try:
            drawn = operations.confirm_second_factor(actor, form.code.data or "")
        except RefusedError as error:
            form.refuse(error)
        else:
            return render_template("accounts/recovery_codes.html", codes=drawn, is_new=True)
    address = codes.address_of(secret, actor.email, settings.current().site_name)
    return (
        render_template(
            "accounts/second_factor_setup.html",
            form=form,
            picture=codes.picture_of(address),
            address=address,
            secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        ),
        form.status,
    )


def _index(actor: Reader, form: Form) -> ResponseReturnValue:
    """The page, with what was refused."""
    user_id = actor.user_id or 0
    found = queries.find_second_factor(user_id)
    page = render_template(
        "accounts/second_factor.html",
        form=form,
        since=found.confirmed_at if found else None,
        left=queries.count_recovery_codes(user_id) if found else 0,
        is_required=operations.is_required_of(actor),
    )
    return page, form.status
