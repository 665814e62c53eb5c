"""The pages of votes for those who read and run them: list, question, opening, closing, result."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.audiences import may_read
from comite.accounts.labels import AUDIENCE_HINTS
from comite.accounts.readers import Reader
from comite.accounts.trash import undo_path
from comite.foundation import clashes, unsaved
from comite.foundation.database import database_now
from comite.foundation.errors import NotAllowedError, NotFoundError, RuleBrokenError
from comite.foundation.markdown import render
from comite.foundation.paging import Page
from comite.foundation.rendering import flash_undo
from comite.foundation.security import everyone, signed_in
from comite.foundation.text import whole
from comite.meetings import ballot_labels as labels
from comite.meetings import permissions
from comite.meetings.ballot_addresses import ballot_address
from comite.meetings.ballot_forms import BallotForm, CancelForm, data_of, read_hands
from comite.meetings.models.ballots import Ballot
from comite.meetings.models.meetings import AgendaItem, Meeting
from comite.meetings.operations import ballots as operations
from comite.meetings.operations import voting as voting_operations
from comite.meetings.queries import ballots as queries
from comite.meetings.queries import get_meeting
from comite.meetings.tally import offered
from comite.meetings.trash import QUESTION
from comite.territories.models import Committee
from comite.territories.queries import list_committees_of

ballots = Blueprint("ballots", __name__, url_prefix="/votes")


@ballots.get("/")
@everyone
def index() -> ResponseReturnValue:
    """The votes the reader may read, latest first; `?comite=1` keeps those of one committee."""
    reader = current.reader()
    page = queries.list_ballots(reader, asked_committee(), request.args.get("suite"))
    return render_template(
        "ballots/index.html",
        page=page,
        now=database_now(),
        may_ask=list_committees_of(sorted(reader.led_committee_ids)) if reader.led_committee_ids else (),
        address_of=ballot_address,
        pages=_neighbours(page),
    )


def asked_committee() -> int | None:
    """The committee whose votes the address asks for."""
    return whole(request.args.get("comite"))


def _neighbours(page: Page[Ballot]) -> dict[str, str | None]:
    """The addresses of the neighbouring pages, the filter kept."""
    kept: dict[str, Any] = {key: value for key, value in request.args.items() if key == "comite"}

    def address(cursor: str | None) -> str | None:
        return url_for("ballots.index", suite=cursor, **kept) if cursor else None

    return {"previous_url": address(page.previous_cursor), "next_url": address(page.next_cursor)}


@ballots.route("/nouveau", methods=["GET", "POST"])
@signed_in
def create() -> ResponseReturnValue:
    """Ask a question: `?comite=1` between meetings, `?seance=3` or `?seance=3&point=8` in one."""
    actor = current.actor()
    committee, meeting, item = _place(actor)
    if not permissions.may_run(actor, committee):
        raise NotAllowedError
    form = BallotForm(in_meeting=meeting is not None)
    if request.method == "GET" and item is not None:
        form.question.data = item.title
    place = ["seance", meeting.id] if meeting else ["comite", committee.id]
    unsaved.give_back(form, actor, *place, *([item.id] if item else []))
    if form.validate_on_submit():
        try:
            content = form.content()
            ballot = operations.create_ballot(
                actor, committee, content, render(content.source), meeting, item
            )
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("La question est écrite. Relisez-la : elle ne changera plus une fois le vote ouvert.")
            return redirect(ballot_address(ballot), 303)
    return _form_page("ballots/create.html", form, committee=committee, meeting=meeting, item=item)


def _place(actor: Reader) -> tuple[Committee, Meeting | None, AgendaItem | None]:
    """Where a question is asked, as the address says; raises `NotFoundError`."""
    meeting_id = whole(request.args.get("seance"))
    if meeting_id is None:
        found = list_committees_of([whole(request.args.get("comite")) or 0])
        if not found:
            raise NotFoundError
        return found[0], None, None
    meeting = get_meeting(actor, meeting_id)
    item_id = whole(request.args.get("point"))
    item = next((each for each in meeting.items if each.id == item_id), None)
    if item_id is not None and item is None:
        raise NotFoundError
    return meeting.committee, meeting, item


@ballots.get("/<int:ballot_id>-<slug>")
@everyone
def show(ballot_id: int, slug: str) -> ResponseReturnValue:
    """The question, one's own vote, then the result."""
    reader = current.reader()
    ballot = queries.get_ballot(reader, ballot_id)
    if slug != ballot.slug:
        return redirect(ballot_address(ballot), 301)
    return _page(reader, ballot)


def _page(reader: Reader, ballot: Ballot, refusal: str = "", status: int = 200) -> ResponseReturnValue:
    """The page of a ballot, with the sentence of a refusal if there was one."""
    now = database_now()
    may_manage = permissions.may_manage_ballot(reader, ballot)
    cancel_form = CancelForm() if may_manage else None
    if cancel_form is not None:
        unsaved.give_back(cancel_form, reader, ballot.id)
    return (
        render_template(
            "ballots/show.html",
            refusal=refusal,
            may_manage=may_manage,
            cancel_form=cancel_form,
            meeting=_meeting_shown(reader, ballot),
            **facts_of_page(ballot, reader.user_id, now),
        ),
        status,
    )


def _meeting_shown(reader: Reader, ballot: Ballot) -> Meeting | None:
    """The meeting of a ballot, unless it is read by fewer people than its result."""
    meeting = ballot.meeting
    return meeting if meeting is not None and may_read(reader, meeting) else None


def facts_of_page(ballot: Ballot, user_id: int | None, now: Any) -> dict[str, Any]:
    """What the templates of a ballot show, for a person or for nobody."""
    options = {each.id: each.label for each in ballot.options}
    is_open = ballot.takes_votes(now)
    result = queries.result_of(ballot, now)
    return {
        "ballot": ballot,
        "labels": labels,
        "options": options,
        "answers": offered(ballot.kind, options),
        "is_open": is_open,
        "is_over": ballot.is_over(now),
        "voices": queries.voices_of(ballot, user_id) if ballot.opened_at else [],
        "progress": queries.progress_of(ballot) if is_open else None,
        "result": result,
        "roll": queries.roll_sheet(ballot, now) if result else [],
        "address": ballot_address(ballot),
    }


@ballots.route("/<int:ballot_id>/modification", methods=["GET", "POST"])
@signed_in
def edit(ballot_id: int) -> ResponseReturnValue:
    """Change a question that has not been opened."""
    actor = current.actor()
    ballot = queries.get_ballot(actor, ballot_id)
    if not permissions.may_manage_ballot(actor, ballot):
        raise NotAllowedError
    form = BallotForm(in_meeting=not ballot.is_remote, ballot=ballot)
    unsaved.give_back(form, actor, ballot.id)
    if form.validate_on_submit():
        try:
            clashes.settle(form, data_of(ballot))
            content = form.content()
            operations.edit_ballot(actor, ballot, content, render(content.source), form.version.data or 0)
        except RuleBrokenError as error:
            ballot = queries.get_ballot(actor, ballot_id)
            clashes.refuse(form, error, lambda: data_of(ballot))
        else:
            flash("La question est enregistrée.")
            return redirect(ballot_address(ballot), 303)
    return _form_page("ballots/edit.html", form, ballot=ballot, address=ballot_address(ballot))


def _form_page(template: str, form: BallotForm, **words: object) -> ResponseReturnValue:
    """A page with the form of a question."""
    hints = {each.value: hint for each, hint in AUDIENCE_HINTS.items()}
    return render_template(template, form=form, audience_hints=hints, **words), form.status


@ballots.post("/<int:ballot_id>/ouverture")
@signed_in
def open_(ballot_id: int) -> ResponseReturnValue:
    """Freeze the roll and receive votes."""
    return _change(ballot_id, operations.open_ballot, "Le vote est ouvert : la liste des votants est figée.")


@ballots.post("/<int:ballot_id>/cloture")
@signed_in
def close(ballot_id: int) -> ResponseReturnValue:
    """Stop receiving votes."""
    return _change(ballot_id, operations.close_ballot, "Le vote est clos. Voici le résultat.")


def _change(ballot_id: int, operation: Any, said: str) -> ResponseReturnValue:
    """Carry out a step of a ballot's life, or show why it is refused."""
    actor = current.actor()
    ballot = queries.get_ballot(actor, ballot_id)
    try:
        operation(actor, ballot)
    except RuleBrokenError as error:
        return _page(actor, queries.get_ballot(actor, ballot_id), str(error), 409)
    flash(said)
    return redirect(ballot_address(ballot), 303)


@ballots.post("/<int:ballot_id>/annulation")
@signed_in
def cancel(ballot_id: int) -> ResponseReturnValue:
    """Stop a ballot without a result."""
    reason = request.form.get("reason", "")

    def stop(actor: Reader, ballot: Ballot) -> None:
        operations.cancel_ballot(actor, ballot, reason)

    return _change(ballot_id, stop, "Le vote est annulé. Les personnes appelées à voter sont prévenues.")


@ballots.post("/<int:ballot_id>/suppression")
@signed_in
def delete(ballot_id: int) -> ResponseReturnValue:
    """Throw away a question that was never opened."""
    actor = current.actor()
    ballot = queries.get_ballot(actor, ballot_id)
    try:
        operations.delete_ballot(actor, ballot)
    except RuleBrokenError as error:
        return _page(actor, queries.get_ballot(actor, ballot_id), str(error), 409)
    flash_undo("La question est dans la corbeille, pour trente jours.", undo_path(QUESTION, ballot_id))
    return redirect(url_for(".index"), 303)


@ballots.route("/<int:ballot_id>/main-levee", methods=["GET", "POST"])
@signed_in
def hands(ballot_id: int) -> ResponseReturnValue:
    """Record the hands that were raised, seat by seat."""
    actor = current.actor()
    ballot = queries.get_ballot(actor, ballot_id)
    if not permissions.may_manage_ballot(actor, ballot):
        raise NotAllowedError
    refusal = ""
    if request.method == "POST":
        try:
            voting_operations.record_hands(actor, ballot, read_hands(request.form))
        except RuleBrokenError as error:
            refusal = str(error)
        else:
            flash("Les votes à main levée sont enregistrés. Vous pouvez les corriger jusqu’à la clôture.")
            return redirect(ballot_address(ballot), 303)
    page = render_template(
        "ballots/hands.html",
        refusal=refusal,
        lines=queries.hands_of(ballot),
        **facts_of_page(ballot, actor.user_id, database_now()),
    )
    return page, 409 if refusal else 200


@ballots.get("/<int:ballot_id>/feuille")
@everyone
def sheet(ballot_id: int) -> ResponseReturnValue:
    """The result on one page to print and sign."""
    reader = current.reader()
    ballot = queries.get_ballot(reader, ballot_id)
    facts = facts_of_page(ballot, None, database_now())
    if facts["result"] is None:
        raise NotFoundError
    return render_template(
        "ballots/sheet.html",
        may_manage=permissions.may_manage_ballot(reader, ballot),
        meeting=_meeting_shown(reader, ballot),
        **facts,
    )
