"""Coming in and going out, and choosing in whose name one writes."""

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current, labels, operations
from comite.accounts.errors import AccountSuspendedError, CodeAskedError
from comite.accounts.forms import CodeForm, SignInForm
from comite.accounts.operations import Visit
from comite.foundation.errors import RefusedError
from comite.foundation.security import everyone, safe_next, signed_in
from comite.foundation.text import whole

accounts = Blueprint("accounts", __name__)


@accounts.route("/connexion", methods=["GET", "POST"])
@everyone
def sign_in() -> ResponseReturnValue:
    """Prove who one is by address and password."""
    form = SignInForm(data={"next": request.args.get("next", "")})
    if form.validate_on_submit():
        # Sent twice by a double click, it must give its key twice: only the second answer is looked at.
        g.submission_key = ""
        try:
            key = operations.sign_in(form.email.data or "", form.password.data or "", visit())
        except AccountSuspendedError as error:
            return render_template("accounts/suspended.html", reason=error.reason), error.status
        except CodeAskedError as asked:
            return ask_code(asked, form.next.data or "")
        except RefusedError as error:
            form.refuse(error)
        else:
            return enter(key, _next_page(form))
    elif current.reader().is_signed_in:
        return redirect(_next_page(form), 303)
    return render_template("accounts/sign_in.html", form=form, demo_accounts=_demo_accounts()), form.status


@accounts.route("/connexion/code", methods=["GET", "POST"])
@everyone
def sign_in_code() -> ResponseReturnValue:
    """Prove a second time who one is, after the password."""
    form = CodeForm()
    if request.method == "GET":
        return redirect(url_for(".sign_in"), 303)
    if form.validate_on_submit():
        g.submission_key = ""
        try:
            key = operations.sign_in_with_code(form.half.data or "", form.code.data or "", visit())
        except RefusedError as error:
            form.refuse(error)
        else:
            return enter(key, _next_page(form))
    return render_template("accounts/code.html", form=form), form.status


def ask_code(asked: CodeAskedError, target: str) -> ResponseReturnValue:
    """The page that asks for the code of the telephone, once the password is right."""
    form = CodeForm()
    form.half.data, form.next.data = asked.half, target
    return render_template("accounts/code.html", form=form)


@accounts.post("/deconnexion")
@everyone
def sign_out() -> ResponseReturnValue:
    """End the present session."""
    reader = current.reader()
    if reader.is_signed_in:
        operations.sign_out(reader)
    answer = current_app.make_response(redirect(url_for("home.index"), 303))
    return current.take_key(answer)


@accounts.post("/au-nom-de")
@signed_in
def switch_voice() -> ResponseReturnValue:
    """Choose the authority in whose name one writes."""
    actor = current.actor()
    authority_id = whole(request.form.get("authority_id")) or 0
    operations.switch_voice(actor, authority_id)
    name = next(each.authority_name for each in actor.affiliations if each.authority_id == authority_id)
    flash(f"Vous écrivez maintenant au nom de : {name}.")
    return redirect(safe_next(request.form.get("next") or _page_before(), url_for("home.index")), 303)


def enter(key: str, target: str) -> ResponseReturnValue:
    """Lead on with the key of a new session; the one that was open in this browser ends."""
    former = current.reader()
    if former.is_signed_in:
        operations.sign_out(former)
    return current.give_key(current_app.make_response(redirect(target, 303)), key)


def visit() -> Visit:
    """From where the request comes."""
    return Visit(request.remote_addr or "", labels.device(request.user_agent.string))


def _next_page(form: SignInForm | CodeForm) -> str:
    """Where to go once signed in."""
    return safe_next(form.next.data, url_for("home.index"))


def _page_before() -> str:
    """The path of the page from which a form was sent, if the browser says it and it is ours."""
    referrer = request.referrer or ""
    return (
        referrer.removeprefix(request.host_url.rstrip("/")) if referrer.startswith(request.host_url) else ""
    )


def _demo_accounts() -> object:
    """The accounts that the demonstration offers to try; none elsewhere."""
    return current_app.extensions.get("demo_accounts", ())
