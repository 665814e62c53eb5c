"""The sign-in sheet, the proxies, and the answers to convocations."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts import queries as accounts
from comite.foundation import clock
from comite.foundation.errors import NotFoundError, RuleBrokenError, require
from comite.foundation.security import everyone, signed_in
from comite.foundation.text import clean_line, whole
from comite.meetings import labels, permissions
from comite.meetings.addresses import meeting_address
from comite.meetings.forms import ListenerReplyForm, ReplyForm
from comite.meetings.links import ListeningLink, ReplyLink, read_listening, read_reply
from comite.meetings.models.attendance import Answer, Listener, ListenerFacts
from comite.meetings.models.meetings import Meeting
from comite.meetings.operations import attendance as operations
from comite.meetings.operations import replies
from comite.meetings.queries import meetings as queries
from comite.meetings.queries.listeners import (
    find_listener_reply,
    find_observer,
    get_listener,
    list_listener_replies,
    list_listeners,
    possible_observers,
)
from comite.meetings.queries.rules import rules_of
from comite.meetings.queries.seats import get_seat
from comite.meetings.queries.sheets import SeatRow, list_rows, possible_holders, quorum_in

attendance = Blueprint("attendance", __name__, url_prefix="/seances")


@attendance.get("/<int:meeting_id>/presences")
@signed_in
def sheet(meeting_id: int) -> ResponseReturnValue:
    """The sign-in sheet: big buttons, and the quorum as it is now."""
    actor = current.actor()
    meeting = queries.get_head(actor, meeting_id)
    require(permissions.may_run_committee(actor, meeting.committee_id))
    return _sheet_page(meeting)


def _sheet_page(meeting: Meeting, refusal: str = "", status: int = 200) -> ResponseReturnValue:
    """The sheet as it is now."""
    rows, rules = list_rows(meeting), rules_of(meeting.committee_id)
    return render_template(
        "meetings/sheet.html",
        meeting=meeting,
        rows=rows,
        quorum=quorum_in(rules, rows, meeting.closed_at or clock.now()),
        holders={row.seat.id: possible_holders(rules, row.seat.id, rows) for row in rows},
        rules=rules,
        labels=labels,
        refusal=refusal,
        listeners=list_listeners(meeting),
        observers=possible_observers(meeting) if meeting.is_open else (),
        announced=list_listener_replies(meeting),
    ), status


@attendance.get("/<int:meeting_id>/quorum.json")
@signed_in
def quorum(meeting_id: int) -> ResponseReturnValue:
    """The quorum as it is now, for the page that refreshes itself."""
    actor = current.actor()
    meeting = queries.get_head(actor, meeting_id)
    require(permissions.may_run_committee(actor, meeting.committee_id))
    rows = list_rows(meeting)
    found = quorum_in(rules_of(meeting.committee_id), rows, meeting.closed_at or clock.now())
    seated = sorted(each.seat.id for each in rows if each.seated)
    return jsonify(sentence=labels.quorum_sentence(found), is_reached=found.is_reached, seated=seated)


@attendance.post("/<int:meeting_id>/presences")
@signed_in
def sign(meeting_id: int) -> ResponseReturnValue:
    """Note an arrival, a departure, or that an arrival was a mistake."""
    actor = current.actor()
    meeting = queries.get_head(actor, meeting_id)
    require(permissions.may_run_committee(actor, meeting.committee_id))
    seat = get_seat(meeting.committee_id, _number("seat"))
    action = request.form.get("action", "")
    try:
        if action == "arrive":
            name = request.form.get("name", "")
            operations.arrive(actor, meeting, seat, _number("user") or None, name)
        elif action == "leave":
            operations.leave(actor, meeting, seat)
        elif action == "mistake":
            operations.cancel_arrival(actor, meeting, seat)
        else:
            raise NotFoundError
    except RuleBrokenError as error:
        return _sheet_page(queries.get_head(actor, meeting_id), str(error), 409)
    return redirect(f"{url_for('.sheet', meeting_id=meeting.id)}#siege-{seat.id}", 303)


@attendance.post("/<int:meeting_id>/observateurs")
@signed_in
def listen(meeting_id: int) -> ResponseReturnValue:
    """Note somebody who attends without a voice, their departure, or that it was a mistake."""
    actor = current.actor()
    meeting = queries.get_head(actor, meeting_id)
    require(permissions.may_run_committee(actor, meeting.committee_id))
    action = request.form.get("action", "")
    try:
        if action == "arrive":
            operations.listen(actor, meeting, _listener())
        elif action == "leave":
            operations.stop_listening(actor, meeting, get_listener(meeting, _number("listener")))
        elif action == "mistake":
            operations.cancel_listening(actor, meeting, get_listener(meeting, _number("listener")))
        else:
            raise NotFoundError
    except RuleBrokenError as error:
        return _sheet_page(queries.get_head(actor, meeting_id), str(error), 409)
    return redirect(f"{url_for('.sheet', meeting_id=meeting.id)}#sans-voix", 303)


def _listener() -> ListenerFacts:
    """Who came: « user-authority » of a button, or the words of the form."""
    user, _, authority = request.form.get("observer", "").partition("-")
    if whole(user) and whole(authority):
        return ListenerFacts(whole(user), whole(authority))
    name, organisation = request.form.get("name", ""), request.form.get("organisation", "")
    return ListenerFacts(
        attendee_name=clean_line(name)[: Listener.NAME_MAX],
        organisation=clean_line(organisation)[: Listener.NAME_MAX],
    )


@attendance.post("/<int:meeting_id>/pouvoirs")
@signed_in
def entrust(meeting_id: int) -> ResponseReturnValue:
    """Note a proxy given on the sheet, or take it back."""
    actor = current.actor()
    meeting = queries.get_head(actor, meeting_id)
    giver = get_seat(meeting.committee_id, _number("giver"))
    require(permissions.may_answer_for(actor, giver, meeting))
    try:
        if request.form.get("action") == "withdraw":
            operations.withdraw_proxy(actor, meeting, giver)
        else:
            operations.give_proxy(actor, meeting, giver, get_seat(meeting.committee_id, _number("holder")))
    except RuleBrokenError as error:
        flash(str(error), "error")
    else:
        flash(
            "Le pouvoir est noté." if request.form.get("action") != "withdraw" else "Le pouvoir est retiré."
        )
    runs = permissions.may_run_committee(actor, meeting.committee_id)
    address = url_for(".sheet", meeting_id=meeting.id) if runs else meeting_address(meeting)
    return redirect(f"{address}#siege-{giver.id}" if runs else address, 303)


def _number(name: str) -> int:
    """A number of the form; nought when there is none."""
    return whole(request.form.get(name)) or 0


@attendance.route("/<int:meeting_id>/reponse/<int:seat_id>", methods=["GET", "POST"])
@signed_in
def answer(meeting_id: int, seat_id: int) -> ResponseReturnValue:
    """Answer a convocation from the site, for a seat where one sits."""
    actor = current.actor()
    meeting = queries.get_head(actor, meeting_id)
    seat = get_seat(meeting.committee_id, seat_id)
    require(permissions.may_answer_for(actor, seat, meeting))
    row, form = _reply_form(meeting, seat_id)
    if form.validate_on_submit():
        try:
            replies.reply(actor, meeting, seat, form.content())
        except RuleBrokenError as error:
            form.refuse(error)
            meeting = queries.get_head(actor, meeting_id)
        else:
            flash("Votre réponse est enregistrée. Vous pouvez en changer jusqu’à l’ouverture de la séance.")
            return redirect(meeting_address(meeting), 303)
    return _reply_page(meeting, row.name, form)


def _reply_page(
    meeting: Meeting,
    place: str,
    form: ReplyForm | ListenerReplyForm,
    *,
    by_link: bool = False,
    given: Answer | None = None,
) -> ResponseReturnValue:
    """The page where one says whether one comes, for a seat or to listen, from the site or from a mail."""
    page = render_template(
        "meetings/reply.html",
        meeting=meeting,
        place=place,
        form=form,
        by_link=by_link,
        given=given,
        labels=labels,
    )
    return page, form.status


def _reply_form(meeting: Meeting, seat_id: int) -> tuple[SeatRow, ReplyForm]:
    """The form of a seat's answer, with the people and the seats it may choose."""
    rows = list_rows(meeting)
    row = next((each for each in rows if each.seat.id == seat_id), None)
    if row is None:
        raise NotFoundError
    given = row.reply
    form = ReplyForm(
        data={
            "answer": given.answer if given else None,
            "substitute": given.substitute_id if given else None,
            "holder": row.proxy_to.id if row.proxy_to else None,
        }
    )
    holders = possible_holders(rules_of(meeting.committee_id), seat_id, rows)
    form.prepare(
        [(each.id, each.name) for each in row.substitutes],
        [(each.seat.id, each.name) for each in holders],
    )
    return row, form


@attendance.route("/repondre/<token>", methods=["GET", "POST"])
@everyone
def answer_by_link(token: str) -> ResponseReturnValue:
    """Answer a convocation from its mail, without signing in: the page asks before it changes anything."""
    link = read_reply(token)
    if link is None:
        raise NotFoundError
    meeting = _meeting_of(link)
    row, form = _reply_form(meeting, link.seat_id)
    given = None
    if form.validate_on_submit():
        try:
            given = replies.reply_by_link(link, meeting, form.content()).answer
        except RuleBrokenError as error:
            form.refuse(error)
            meeting = _meeting_of(link)
        else:
            meeting = _meeting_of(link)
            row, _ = _reply_form(meeting, link.seat_id)
    return _reply_page(meeting, row.name, form, by_link=True, given=given)


@attendance.route("/<int:meeting_id>/reponse", methods=["GET", "POST"])
@signed_in
def answer_as_observer(meeting_id: int) -> ResponseReturnValue:
    """Say from the site whether one comes to listen."""
    actor = current.actor()
    meeting = queries.get_head(actor, meeting_id)
    observer = find_observer(meeting, actor.user_id)
    require(observer is not None)
    form = _listening_form(meeting, actor.user_id)
    if form.validate_on_submit():
        try:
            replies.reply_as_observer(actor, meeting, form.answer.data)
        except RuleBrokenError as error:
            form.refuse(error)
            meeting = queries.get_head(actor, meeting_id)
        else:
            flash("Votre réponse est enregistrée. Vous pouvez en changer jusqu’à l’ouverture de la séance.")
            return redirect(meeting_address(meeting), 303)
    return _reply_page(meeting, observer.authority.name if observer else "", form)


def _listening_form(meeting: Meeting, user_id: int | None) -> ListenerReplyForm:
    """The form of somebody who observes, as they answered last."""
    given = find_listener_reply(meeting, user_id)
    return ListenerReplyForm(data={"answer": given.answer if given else None})


@attendance.route("/assister/<token>", methods=["GET", "POST"])
@everyone
def answer_as_observer_by_link(token: str) -> ResponseReturnValue:
    """Say from the mail, without signing in, whether one comes to listen."""
    link = read_listening(token)
    if link is None:
        raise NotFoundError
    meeting = _meeting_of(link)
    observer = find_observer(meeting, link.user_id, link.authority_id)
    if observer is None:
        raise NotFoundError
    given = None
    form = _listening_form(meeting, link.user_id)
    if form.validate_on_submit():
        try:
            given = replies.reply_as_observer_by_link(link, meeting, form.answer.data).answer
        except RuleBrokenError as error:
            form.refuse(error)
        meeting = _meeting_of(link)
    return _reply_page(meeting, observer.authority.name, form, by_link=True, given=given)


def _meeting_of(link: ReplyLink | ListeningLink) -> Meeting:
    """The meeting of a link, read as its person; an account that is closed opens nothing."""
    person = accounts.reader_of(link.user_id)
    if not person.is_signed_in:
        raise NotFoundError
    return queries.get_head(person, link.meeting_id)
