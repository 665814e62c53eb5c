"""What the single-use links sent by mail open: an invitation, a new password, a new address."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import operations, queries
from comite.accounts.errors import CodeAskedError, DeadLinkError
from comite.accounts.forms import AddressForm, NewPasswordForm, WelcomeForm
from comite.accounts.models import Invitation, TokenPurpose
from comite.accounts.views.doors import ask_code, enter, visit
from comite.foundation.errors import RuleBrokenError
from comite.foundation.forms import Form
from comite.foundation.security import everyone

links = Blueprint("links", __name__)


@links.route("/invitation/<key>", methods=["GET", "POST"])
@everyone
def invitation(key: str) -> ResponseReturnValue:
    """Accept an invitation; looking at it, as mail filters do, does not use it up."""
    invited = queries.find_invitation_by_key(key)
    if invited is None:
        return _dead("invitation", queries.find_late_invitation(key), key)
    if queries.find_user_by_email(invited.email) is not None:
        return render_template("accounts/already_here.html", invitation=invited)
    form = WelcomeForm(data={"name": invited.name})
    if form.validate_on_submit():
        profile = form.content()
        try:
            session_key = operations.accept_invitation(
                key, profile.name, profile.title, form.password.data or "", visit()
            )
        except DeadLinkError:
            return _dead("invitation")
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Bienvenue ! Votre compte est prêt : vous pouvez écrire dès maintenant.")
            return enter(session_key, url_for("first_steps.index"))
    return render_template("accounts/invitation.html", form=form, invitation=invited), form.status


@links.post("/invitation/<key>/renvoi")
@everyone
def renew_invitation(key: str) -> ResponseReturnValue:
    """Send a new link to the address of an invitation whose link came too late."""
    try:
        operations.renew_invitation(key)
    except DeadLinkError:
        return _dead("invitation")
    return render_template("accounts/link_sent.html", address="")


@links.route("/mot-de-passe-oublie", methods=["GET", "POST"])
@everyone
def ask_password() -> ResponseReturnValue:
    """Ask for a link to choose a new password; the answer does not say whether the account exists."""
    form = AddressForm()
    if form.validate_on_submit():
        operations.ask_password_reset(form.email.data or "")
        return render_template("accounts/link_sent.html", address=form.email.data)
    return render_template("accounts/ask_password.html", form=form), form.status


@links.route("/nouveau-mot-de-passe/<key>", methods=["GET", "POST"])
@everyone
def new_password(key: str) -> ResponseReturnValue:
    """Choose a new password with a reset link."""
    if queries.find_live_token(key, TokenPurpose.PASSWORD_RESET) is None:
        return _dead("password")
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            session_key = operations.reset_password(key, form.password.data or "", visit())
        except DeadLinkError:
            return _dead("password")
        except CodeAskedError as asked:
            flash("Votre nouveau mot de passe est enregistré. Vos autres connexions sont fermées.")
            return ask_code(asked, url_for("home.index"))
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Votre nouveau mot de passe est enregistré. Vos autres connexions sont fermées.")
            return enter(session_key, url_for("home.index"))
    return render_template("accounts/new_password.html", form=form), form.status


@links.route("/nouvelle-adresse/<key>", methods=["GET", "POST"])
@everyone
def new_address(key: str) -> ResponseReturnValue:
    """Confirm a new address from the mail it received."""
    token = queries.find_live_token(key, TokenPurpose.ADDRESS_CHANGE)
    if token is None:
        return _dead("address")
    form = Form()
    if form.validate_on_submit():
        try:
            operations.change_address(key)
        except DeadLinkError:
            return _dead("address")
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            return render_template("accounts/address_changed.html", address=token.details["email"])
    return render_template(
        "accounts/new_address.html", form=form, address=token.details["email"]
    ), form.status


def _dead(link: str, late: Invitation | None = None, key: str = "") -> ResponseReturnValue:
    """The page of a link that opens nothing any more, with the way to another one."""
    return render_template("accounts/dead_link.html", link=link, late=late, key=key), DeadLinkError.status
