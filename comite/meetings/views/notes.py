"""Notes taken live, one form a point: several people write at once, and nothing is lost."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.foundation.errors import NotFoundError, require
from comite.foundation.security import signed_in
from comite.meetings import minutes_rights
from comite.meetings.decision_forms import NoteForm
from comite.meetings.minutes_errors import NoteChangedError
from comite.meetings.models.meetings import Meeting
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
    present = queries.latest_notes(meeting).get(item_id)
    form = NoteForm(
        data={
            "source": present.source if present and not present.is_masked else "",
            "version": present.version if present else 0,
        }
    )
    theirs = None
    if form.validate_on_submit():
        try:
            operations.save_note(actor, meeting, item_id, form.source.data or "", form.version.data or 0)
        except NoteChangedError as error:
            form.refuse(error)
            theirs = queries.latest_notes(meeting).get(item_id)
            form.version.raw_data = None  # the next saving follows the note that is now shown beside
            form.version.data = theirs.version if theirs else 0
        else:
            flash("Note enregistrée.")
            return redirect(url_for(".show", meeting_id=meeting.id) + f"#point-{item_id}")
    return render_template(
        "minutes/note.html",
        meeting=meeting,
        item=item,
        form=form,
        theirs=theirs,
        versions=queries.list_note_versions(item_id),
    ), form.status


def _noted(meeting_id: int) -> Meeting:
    """A meeting on which the person may take notes."""
    actor = current.actor()
    meeting = get_meeting(actor, meeting_id)
    require(minutes_rights.may_take_notes(actor, meeting))
    return meeting
