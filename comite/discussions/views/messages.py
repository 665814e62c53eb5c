"""The pages of one message: permalink, change, history, deletion, files; and the preview of any text."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts import permissions as accounts
from comite.accounts import queries as people
from comite.accounts.models import User
from comite.accounts.trash import undo_path
from comite.discussions import labels, permissions
from comite.discussions.addresses import message_address, thread_address
from comite.discussions.forms import MessageForm
from comite.discussions.models.threads import Message
from comite.discussions.operations import messages as operations
from comite.discussions.queries import messages as queries
from comite.discussions.queries.mentions import mentions_in
from comite.discussions.trash import MESSAGE
from comite.foundation import citations, clashes, limits, storage, unsaved
from comite.foundation.errors import (
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
    TooLargeError,
)
from comite.foundation.forms import sent_json
from comite.foundation.markdown import render
from comite.foundation.rendering import download as send
from comite.foundation.rendering import flash_undo
from comite.foundation.security import FILE_POLICY, everyone, signed_in
from comite.foundation.text import clean_text
from comite.territories import queries as territories

messages = Blueprint("messages", __name__)
SUGGESTED = 6
WORDS_MAX = 80


@messages.get("/discussions/messages/<int:message_id>")
@everyone
def show(message_id: int) -> ResponseReturnValue:
    """The lasting address of a message: it leads to its page of the thread."""
    return redirect(message_address(queries.get_message(current.reader(), message_id)), 302)


@messages.route("/discussions/messages/<int:message_id>/modifier", methods=["GET", "POST"])
@signed_in
def edit(message_id: int) -> ResponseReturnValue:
    """Change one's message."""
    actor = current.actor()
    message = queries.get_shown_message(actor, message_id)
    if not permissions.may_edit_message(actor, message):
        raise NotAllowedError
    form = _message_form(message)
    unsaved.give_back(form, actor, message.id)
    if form.validate_on_submit():
        try:
            clashes.settle(form, _saved(message))
            operations.edit_message(actor, message, form.message(actor), form.version.data or 0)
        except (RuleBrokenError, TooLargeError) as error:
            message = queries.get_message(actor, message_id)
            clashes.refuse(form, error, lambda: _saved(message), other_writer="par vous, ailleurs,")
        else:
            flash("Votre message est modifié. L’ancienne version reste dans son historique.")
            return redirect(message_address(message), 303)
    return render_template(
        "discussions/edit_message.html", message=message, form=form, url=message_address(message)
    ), form.status


def _saved(message: Message) -> dict[str, object]:
    """What the form shows of a message."""
    return {"text": message.source, "version": message.version}


def _message_form(message: Message) -> MessageForm:
    """The form of a message, with its files to take away."""
    form = MessageForm(data=_saved(message))
    form.dropped.choices = [(each.id, each.file_name) for each in message.attachments]
    if not message.attachments:
        del form.dropped
    return form


@messages.get("/discussions/messages/<int:message_id>/historique")
@everyone
def history(message_id: int) -> ResponseReturnValue:
    """What each change of a message changed."""
    reader = current.reader()
    message = queries.get_shown_message(reader, message_id)
    return render_template(
        "discussions/history.html",
        message=message,
        author_name=message.author.name if accounts.may_see_people(reader) else labels.SOMEBODY,
        changes=queries.list_changes(message),
        url=message_address(message),
    )


@messages.post("/discussions/messages/<int:message_id>/suppression")
@signed_in
def delete(message_id: int) -> ResponseReturnValue:
    """Take one's message back."""
    actor = current.actor()
    message = queries.get_message(actor, message_id)
    operations.delete_message(actor, message)
    sentence = "Votre message est supprimé. Vous pouvez le rétablir pendant trente jours."
    flash_undo(sentence, undo_path(MESSAGE, message_id))
    return redirect(message_address(message), 303)


@messages.post("/discussions/messages/<int:message_id>/retablissement")
@signed_in
def restore(message_id: int) -> ResponseReturnValue:
    """Put one's deleted message back."""
    actor = current.actor()
    message = queries.get_message(actor, message_id)
    operations.restore_message(actor, message)
    flash("Votre message est rétabli.")
    return redirect(message_address(message), 303)


@messages.post("/discussions/messages/<int:message_id>/reponse-retenue")
@signed_in
def accept(message_id: int) -> ResponseReturnValue:
    """Keep a message as the answer of its thread, or no longer."""
    actor = current.actor()
    message = queries.get_message(actor, message_id)
    if request.form.get("keep") == "no":
        operations.withdraw_answer(actor, message.thread)
        flash("Plus aucune réponse n’est retenue.")
    else:
        operations.accept_answer(actor, message.thread, message)
        flash("Cette réponse est retenue : elle est signalée en tête de la discussion.")
    return redirect(thread_address(message.thread), 303)


@messages.get("/discussions/fichiers/<int:attachment_id>")
@everyone
def download(attachment_id: int) -> ResponseReturnValue:
    """A file joined to a message."""
    file = queries.get_attachment(current.reader(), attachment_id)
    return send(storage.current().open(file.digest), file.file_name, file.media_type, FILE_POLICY)


@messages.post("/apercu")
@signed_in
@limits.previews
def preview() -> ResponseReturnValue:
    """A Markdown text as it will be published, by the same pipeline."""
    sent = sent_json() if request.is_json else request.form.to_dict()
    source = sent.get("text") if isinstance(sent, dict) else None
    if not isinstance(source, str):
        raise NotFoundError
    source = clean_text(source)
    return str(render(source, mentions_in(source).addresses).html)


@messages.get("/mentions.json")
@signed_in
def suggest() -> ResponseReturnValue:
    """The people and authorities whose name begins like what is being typed after an @."""
    actor = current.actor()
    words = request.args.get("q", "")[:60]
    if not words.strip() or not accounts.may_see_people(actor):
        return []
    found = [
        {"label": each.name, "value": each.handle, "hint": _where(each)}
        for each in people.find_users(words, SUGGESTED)
    ]
    return found + [
        {"label": each.name, "value": each.slug, "hint": "Collectivité"}
        for each in territories.find_authorities(words, SUGGESTED)
    ]


@messages.get("/contenus.json")
@signed_in
@limits.searches
def suggest_things() -> ResponseReturnValue:
    """What a text may point at: reports, datasets, discussions… whose title has what is being typed.

    Without a word, the latest ones: what one has just read is often what one cites. `nature` keeps one kind.
    """
    kind = request.args.get("nature")
    words = request.args.get("q", "")[:WORDS_MAX]
    found = citations.offered(current.actor(), words, SUGGESTED + 2, kinds={kind} if kind else None)
    return [{"label": each.title, "value": each.address, "hint": each.label} for each in found]


def _where(user: User) -> str:
    """For whom a person writes."""
    return ", ".join(each.authority.name for each in user.memberships)
