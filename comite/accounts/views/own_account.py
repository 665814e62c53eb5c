"""One's own account: password, address, sessions, data and deletion."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current, operations, personal_data, personal_files, queries
from comite.accounts.forms import ChangeAddressForm, ChangePasswordForm, DeletionForm, ProfileForm
from comite.accounts.labels import ROLES
from comite.accounts.readers import Reader
from comite.accounts.views.doors import accounts, visit
from comite.foundation import clashes, clock, records, storage
from comite.foundation.errors import NotFoundError, RefusedError
from comite.foundation.rendering import download, streamed
from comite.foundation.security import FILE_POLICY, everyone, signed_in

own_account = Blueprint("own_account", __name__, url_prefix="/mon-compte")


@accounts.route("/mon-compte", methods=["GET", "POST"])
@signed_in
def profile() -> ResponseReturnValue:
    """What one says of oneself, and where one belongs."""
    actor = current.actor()
    user = queries.get_user(_id_of(actor))
    form = ProfileForm(obj=user)
    if form.validate_on_submit():
        try:
            clashes.settle(form, clashes.of_row(form, user))
            operations.edit_profile(actor, form.content(), form.version.data or 0)
        except RefusedError as error:
            user = queries.get_user(_id_of(actor))
            clashes.refuse(form, error, lambda: clashes.of_row(form, user))
        else:
            flash("Votre profil est à jour.")
            return redirect(url_for(".profile"), 303)
    return render_template("accounts/profile.html", form=form, user=user, roles=ROLES), form.status


@own_account.route("/mot-de-passe", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    """Change one's password."""
    actor = current.actor()
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            key = operations.change_password(actor, form.former.data or "", form.password.data or "", visit())
        except RefusedError as error:
            form.refuse(error)
        else:
            flash("Votre mot de passe est changé. Vos autres connexions sont fermées.")
            return current.give_key(
                current_app.make_response(redirect(url_for("accounts.profile"), 303)), key
            )
    return render_template("accounts/password.html", form=form), form.status


@own_account.route("/adresse", methods=["GET", "POST"])
@signed_in
def address() -> ResponseReturnValue:
    """Ask for another address; the link sent there will prove that it is one's own."""
    actor = current.actor()
    form = ChangeAddressForm()
    if form.validate_on_submit():
        try:
            operations.ask_address_change(actor, form.email.data or "", form.password.data or "")
        except RefusedError as error:
            form.refuse(error)
        else:
            flash(f"Un lien vient de partir à {form.email.data}. Votre adresse change quand vous le suivez.")
            return redirect(url_for("accounts.profile"), 303)
    return render_template("accounts/address.html", form=form), form.status


@own_account.post("/adresse/essai")
@signed_in
def prove_address() -> ResponseReturnValue:
    """Ask for a mail at one's own address, whose link proves that it receives again."""
    actor = current.actor()
    operations.ask_address_proof(actor)
    flash(f"Un message d’essai part à {actor.email}. Suivez son lien pour que nos courriels reprennent.")
    return redirect(url_for(".address"), 303)


@own_account.get("/connexions")
@signed_in
def sessions() -> ResponseReturnValue:
    """The browsers where one is signed in."""
    actor = current.actor()
    return render_template("accounts/sessions.html", sessions=queries.list_sessions(_id_of(actor)))


@own_account.post("/connexions/<int:session_id>/fin")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign out of one browser."""
    actor = current.actor()
    operations.end_session(actor, session_id)
    if session_id == actor.session_id:
        return current.take_key(current_app.make_response(redirect(url_for("home.index"), 303)))
    flash("Cette connexion est fermée.")
    return redirect(url_for(".sessions"), 303)


@own_account.post("/connexions/fin")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    """Sign out of every other browser."""
    operations.end_other_sessions(current.actor())
    flash("Toutes vos autres connexions sont fermées.")
    return redirect(url_for(".sessions"), 303)


@own_account.post("/collectivites/<int:membership_id>/depart")
@signed_in
def leave(membership_id: int) -> ResponseReturnValue:
    """Write no longer for an authority."""
    actor = current.actor()
    membership = queries.get_membership(membership_id)
    if membership.user_id != actor.user_id:
        raise NotFoundError
    operations.end_membership(actor, membership)
    flash(
        f"Vous n’écrivez plus pour {membership.authority.name}. Ce que vous y avez écrit reste. Si c’est une "
        "erreur, une personne qui y édite peut vous rendre votre place pendant trente jours."
    )
    return redirect(url_for("accounts.profile"), 303)


@own_account.get("/donnees")
@signed_in
def data() -> ResponseReturnValue:
    """What the site knows of one, and what can be done about it."""
    return render_template("accounts/data.html")


@own_account.get("/donnees/mes-donnees.json")
@signed_in
def export() -> ResponseReturnValue:
    """All that the site holds of a person, to be kept or taken elsewhere."""
    content = records.json_of(_words_of(current.actor()))
    return download(content, "mes-donnees.json", "application/json", FILE_POLICY)


@own_account.get("/donnees/mes-donnees.zip")
@signed_in
def export_files() -> ResponseReturnValue:
    """The same with every file that the person sent; read first, then sent without the database."""
    actor = current.actor()
    files = personal_files.list_sent(_id_of(actor))
    names = personal_files.names_of(actor, files)
    at = clock.in_paris(clock.now())
    pieces = personal_files.archived(storage.current(), at, _words_of(actor), files, names)
    return streamed(pieces, "mes-donnees.zip", "application/zip", FILE_POLICY)


@own_account.route("/suppression", methods=["GET", "POST"])
@signed_in
def delete() -> ResponseReturnValue:
    """Delete one's account."""
    actor = current.actor()
    form = DeletionForm()
    if form.validate_on_submit():
        try:
            _delete(actor, form)
        except RefusedError as error:
            form.refuse(error)
        else:
            return current.take_key(current_app.make_response(redirect(url_for(".deleted"), 303)))
    return render_template("accounts/delete.html", form=form), form.status


@own_account.get("/supprime")
@everyone
def deleted() -> ResponseReturnValue:
    """The account is gone."""
    return render_template("accounts/deleted.html")


def _words_of(actor: Reader) -> dict[str, Any]:
    """What the export of a person says, with the site and the moment."""
    return {
        "Site": current_app.extensions["settings"].site_name,
        "Date": clock.now().isoformat(),
        **personal_data.export_of(_id_of(actor)),
    }


def _delete(actor: Reader, form: DeletionForm) -> None:
    """Delete the account of somebody who said it twice."""
    if not form.is_sure.data:
        raise RefusedError("Cochez la case pour confirmer : la suppression ne se défait pas.")
    operations.erase_account(actor, form.password.data or "")


def _id_of(actor: Reader) -> int:
    """The account of whoever is signed in."""
    if actor.user_id is None:
        raise NotFoundError
    return actor.user_id
