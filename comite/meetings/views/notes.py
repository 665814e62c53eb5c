"""Notes taken live, one form a point: several people write at once, and nothing is lost."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.foundation import clashes, unsaved
from comite.foundation.errors import NotFoundError, RuleBrokenError, require
from comite.foundation.security import signed_in
from comite.meetings import minutes_rights
from comite.meetings.decision_forms import NoteForm
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.minutes import Note
from comite.meetings.operations import notes as operations
from comite.meetings.queries import get_meeting
from comite.meetings.queries import minutes as queries

notes = Blueprint("notes", __name__, url_prefix="/seances/<int:meeting_id>/notes")


@notes.get("")
@signed_in
def show(meeting_id: int) -> ResponseReturnValue:
    """Every point of the agenda, with what was noted so far."""
    meeting = _noted(meeting_id)
    return render_template("minutes/notes.html", meeting=meeting, notes=queries.latest_notes(meeting))


@notes.route("/<int:item_id>", methods=["GET", "POST"])
@signed_in
def edit(meeting_id: int, item_id: int) -> ResponseReturnValue:
    """The note of one point; a saving that crosses another one shows both texts."""
    actor = current.actor()
    meeting = _noted(meeting_id)
    item = next((each for each in meeting.items if each.id == item_id), None)
    if item is None:
        raise NotFoundError
    saved = _saved(queries.latest_notes(meeting).get(item_id))
    form = NoteForm(data=saved)
    unsaved.give_back(form, actor, item_id)
    if form.validate_on_submit():
        try:
            clashes.settle(form, saved)
            operations.save_note(actor, meeting, item_id, form.source.data or "", form.version.data or 0)
        except RuleBrokenError as error:
            meeting = _noted(meeting_id)
            theirs = queries.latest_notes(meeting).get(item_id)
            who = f"par {theirs.written_by.name}" if theirs else ""
            clashes.refuse(form, error, lambda: _saved(theirs), other_writer=who)
        else:
            flash("Note enregistrée.")
            return redirect(url_for(".show", meeting_id=meeting.id) + f"#point-{item_id}")
    return render_template(
        "minutes/note.html",
        meeting=meeting,
        item=item,
        form=form,
        versions=queries.list_note_versions(item_id),
    ), form.status


def _saved(note: Note | None) -> dict[str, object]:
    """What the form shows of the note of a point, which may not have one yet."""
    return {
        "source": note.source if note and not note.is_masked else "",
        "version": note.version if note else 0,
    }


def _noted(meeting_id: int) -> Meeting:
    """A meeting on which the person may take notes."""
    actor = current.actor()
    meeting = get_meeting(actor, meeting_id)
    require(minutes_rights.may_take_notes(actor, meeting))
    return meeting
