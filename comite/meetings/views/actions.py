"""One action: what became of it, what is said of it, and its proofs."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.permissions import may_see_people
from comite.accounts.readers import Reader
from comite.foundation import clashes, storage, unsaved
from comite.foundation.errors import NotFoundError, RefusedError, RuleBrokenError, require
from comite.foundation.forms import Form, sent_files
from comite.foundation.rendering import download
from comite.foundation.security import FILE_POLICY, everyone, signed_in
from comite.meetings import decision_labels as labels
from comite.meetings import decision_rights as rights
from comite.meetings.decision_content import Proof
from comite.meetings.decision_forms import CommentForm, ProgressForm, ProofForm
from comite.meetings.models.decisions import PROOF_BYTES_MAX, FollowUp
from comite.meetings.operations import decisions as operations
from comite.meetings.queries import decisions as queries

actions = Blueprint("actions", __name__, url_prefix="/decisions/actions")


@actions.get("/<int:follow_up_id>")
@everyone
def show(follow_up_id: int) -> ResponseReturnValue:
    """One action."""
    reader = current.reader()
    return _page(reader, queries.get_follow_up(reader, follow_up_id))


def _page(reader: Reader, follow_up: FollowUp, **forms: Form) -> ResponseReturnValue:
    """The page of an action, with a form that was refused if there is one."""
    refused = next(iter(forms.values()), None)
    progress = forms.get("progress_form")
    if progress is None:
        progress = ProgressForm.blank()
        progress.process(data=_saved(follow_up))
    comment_form = forms.get("comment_form") or CommentForm.blank()
    may = {"move": rights.may_move(reader, follow_up), "comment": rights.may_comment(reader, follow_up)}
    if may["move"]:
        unsaved.give_back(progress, reader, follow_up.id)
    elif may["comment"]:
        unsaved.give_back(comment_form, reader, follow_up.id)
    return render_template(
        "decisions/action.html",
        follow_up=follow_up,
        labels=labels,
        see_people=may_see_people(reader),
        progress_form=progress,
        comment_form=comment_form,
        proof_form=forms.get("proof_form") or ProofForm.blank(),
        proofs=[
            {
                "name": each.file_name,
                "size": each.size,
                "kind": "",
                "url": url_for(".proof", follow_up_id=follow_up.id, proof_id=each.id),
            }
            for each in follow_up.proofs
        ],
        may=may,
    ), refused.status if refused else 200


@actions.post("/<int:follow_up_id>/avancement")
@signed_in
def move(follow_up_id: int) -> ResponseReturnValue:
    """Say what became of an action."""
    actor = current.actor()
    follow_up = queries.get_follow_up(actor, follow_up_id)
    require(rights.may_move(actor, follow_up))
    form = ProgressForm()
    if form.validate_on_submit():
        try:
            clashes.settle(form, _saved(follow_up))
            operations.move_action(actor, follow_up, form.progress(), form.version.data or 0)
        except RuleBrokenError as error:
            follow_up = queries.get_follow_up(actor, follow_up_id)
            clashes.refuse(form, error, lambda: _saved(follow_up))
        else:
            flash("Avancement enregistré.")
            return redirect(url_for(".show", follow_up_id=follow_up_id))
    return _page(actor, queries.get_follow_up(actor, follow_up_id), progress_form=form)


def _saved(follow_up: FollowUp) -> dict[str, object]:
    """What the form shows of an action."""
    return {"state": follow_up.status, "proof_url": follow_up.proof_url, "version": follow_up.version}


@actions.post("/<int:follow_up_id>/commentaire")
@signed_in
def comment(follow_up_id: int) -> ResponseReturnValue:
    """Add a word."""
    actor = current.actor()
    follow_up = queries.get_follow_up(actor, follow_up_id)
    require(rights.may_comment(actor, follow_up))
    form = CommentForm()
    if form.validate_on_submit():
        operations.comment_action(actor, follow_up, form.comment.data or "")
        flash("Commentaire ajouté.")
        return redirect(url_for(".show", follow_up_id=follow_up_id))
    return _page(actor, queries.get_follow_up(actor, follow_up_id), comment_form=form)


@actions.post("/<int:follow_up_id>/pieces")
@signed_in
def add_proof(follow_up_id: int) -> ResponseReturnValue:
    """Join a file that proves what was done."""
    actor = current.actor()
    follow_up = queries.get_follow_up(actor, follow_up_id)
    require(rights.may_move(actor, follow_up))
    form = ProofForm()
    if form.validate_on_submit():
        sent = sent_files(form.file)[0]
        try:
            kept = storage.current().put(sent.stream, PROOF_BYTES_MAX)
            operations.add_proof(actor, follow_up, Proof(kept, sent.filename or "", sent.mimetype))
        except RefusedError as error:
            form.refuse(error)
        else:
            flash("Pièce jointe.")
            return redirect(url_for(".show", follow_up_id=follow_up_id))
    return _page(actor, queries.get_follow_up(actor, follow_up_id), proof_form=form)


@actions.get("/<int:follow_up_id>/pieces/<int:proof_id>")
@everyone
def proof(follow_up_id: int, proof_id: int) -> ResponseReturnValue:
    """A file that proves what was done, for whoever may read the action."""
    found = queries.find_proof(current.reader(), follow_up_id, proof_id)
    if found is None:
        raise NotFoundError
    return download(storage.current().path(found.digest), found.file_name, found.media_type, FILE_POLICY)
