"""The calendar of meetings, one meeting, planning it and its life."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.permissions import may_see_people
from comite.accounts.readers import Reader
from comite.foundation import clashes, clock, feeds, subjects, unsaved
from comite.foundation.errors import NotFoundError, RuleBrokenError, require
from comite.foundation.rendering import flash_undo
from comite.foundation.security import FILE_POLICY, everyone, signed_in
from comite.meetings import calendars, decision_labels, labels, permissions
from comite.meetings.addresses import meeting_address
from comite.meetings.forms import MeetingForm, PaceForm, ReasonForm, facts_of
from comite.meetings.models.meetings import Meeting, PlaceKind
from comite.meetings.models.rules import Rules
from comite.meetings.operations import convocation
from comite.meetings.operations import meetings as operations
from comite.meetings.queries import meetings as queries
from comite.meetings.queries.after import after
from comite.meetings.queries.listeners import find_listening, list_listener_replies
from comite.meetings.queries.rules import rules_of
from comite.meetings.queries.sheets import list_rows, quorum_in, rows_of
from comite.notifications import queries as notifications
from comite.territories import queries as places
from comite.territories.models import Committee

meetings = Blueprint("meetings", __name__, url_prefix="/seances")


@meetings.get("/")
@everyone
def index() -> ResponseReturnValue:
    """The meetings to come, month by month, or those that are past."""
    reader = current.reader()
    committee = _asked_committee()
    committee_id = committee.id if committee else None
    shows_past = request.args.get("vue") == "passees"
    return render_template(
        "meetings/index.html",
        committee=committee,
        committees=queries.own_committees(reader),
        shows_past=shows_past,
        months=[] if shows_past else queries.list_coming(reader, committee_id),
        past=queries.list_past(reader, committee_id, request.args.get("page")) if shows_past else None,
        labels=labels,
        may_plan=permissions.may_run_committee(reader, committee.id)
        if committee
        else permissions.may_run_somewhere(reader),
    )


def _asked_committee() -> Committee | None:
    """The committee of `?comite=slug`; raises `NotFoundError` for one that does not exist."""
    slug = request.args.get("comite", "")
    return places.get_committee(slug) if slug else None


@meetings.get("/<int:meeting_id>-<slug>")
@everyone
def show(meeting_id: int, slug: str) -> ResponseReturnValue:
    """One meeting: when, where, its agenda, what awaits the reader."""
    reader = current.reader()
    meeting = queries.get_head(reader, meeting_id)
    if slug != meeting.slug:
        return redirect(meeting_address(meeting), 301)
    rules = rules_of(meeting.committee_id)
    runs = permissions.may_run_committee(reader, meeting.committee_id)
    may_propose = permissions.may_propose(reader, meeting)
    is_asked = reader.is_signed_in and meeting.is_convened
    listening = find_listening(reader, meeting) if is_asked else None
    sees_rows = runs or (is_asked and listening is None)
    rows = list_rows(meeting) if not meeting.is_preparing and sees_rows else []
    items = queries.list_items(reader, meeting)
    accepted = [each for each in items if each.is_accepted]
    born = [(each.born_kind, each.born_id) for each in items if each.born_kind and each.born_id]
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        items=accepted,
        proposals=[each for each in items if not each.is_accepted],
        born=subjects.name_many(reader, born),
        runs=runs,
        may_propose=may_propose and meeting.is_coming and (runs or meeting.takes_proposals),
        rows=rows if runs else [],
        own_rows=rows_of(reader, meeting, rows) if meeting.is_convened else [],
        listening=listening,
        announced=list_listener_replies(meeting) if runs and meeting.is_convened else (),
        quorum=quorum_in(rules, rows, clock.now()) if meeting.is_open and runs else None,
        see_people=may_see_people(reader),
        level=None if runs else notifications.level_of(reader, "meeting", meeting.id),
        labels=labels,
        rules=rules,
        minutes=sum(each.planned_minutes for each in accepted),
        planned_minutes=int((meeting.ends_at - meeting.starts_at).total_seconds() // 60),
        is_late=_is_late(meeting, rules),
        after=after(reader, meeting),
        decision_labels=decision_labels,
    )


def _is_late(meeting: Meeting, rules: Rules) -> bool:
    """Whether a meeting in preparation should have been convened already, by the rules of its committee."""
    return meeting.is_preparing and clock.now() > rules.convene_before(meeting.starts_at)


@meetings.get("/<int:meeting_id>.ics")
@everyone
def calendar_file(meeting_id: int) -> ResponseReturnValue:
    """One meeting for a calendar program."""
    reader = current.reader()
    meeting = queries.get_meeting(reader, meeting_id)
    content = calendars.calendar_of([meeting], calendars.PUBLISH, with_links=reader.is_signed_in)
    return as_calendar(content, "seance.ics")


@meetings.get("/agenda.ics")
@everyone
def feed() -> ResponseReturnValue:
    """The meetings of one committee (`?comite=`) or of all, as the owner of the key reads them."""
    reader = current.feed_reader()
    committee = _asked_committee()
    found = queries.list_for_feed(reader, committee.id if committee else None)
    name = f"Séances du {committee.name}" if committee else "Séances de mes comités"
    content = calendars.calendar_of(found, calendars.PUBLISH, name=name, with_links=reader.is_signed_in)
    changed = max((calendars.stamp_of(each) for each in found), default=feeds.LONG_AGO)
    return feeds.answer(content, "text/calendar", changed, is_private=reader.is_signed_in)


def as_calendar(content: bytes, name: str) -> Response:
    """A calendar file, sent to be kept."""
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@meetings.route("/nouvelle", methods=["GET", "POST"])
@signed_in
def create() -> ResponseReturnValue:
    """Plan a meeting of a committee one runs, from nothing or from the last one."""
    actor = current.actor()
    require(permissions.may_run_somewhere(actor))
    committee = _led_committee(actor)
    if committee is None:
        return _choose(actor, "meetings.create")
    model = queries.find_last(actor, committee.id)
    form = MeetingForm(data=_proposed(committee, model))
    unsaved.give_back(form, actor, "comite", committee.id)
    copies = request.args.get("agenda") == "1" and model is not None
    if form.validate_on_submit():
        try:
            content = form.content()
            if copies and model is not None:
                meeting = operations.duplicate_meeting(actor, committee, model, content)
            else:
                meeting = operations.create_meeting(actor, committee, content)
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("La séance est en préparation. Composez son ordre du jour, puis convoquez.")
            return redirect(meeting_address(meeting), 303)
    return render_template(
        "meetings/create.html", form=form, committee=committee, model=model, copies=copies
    ), form.status


def _led_committee(actor: Reader) -> Committee | None:
    """The committee asked for, or the only one that the person runs; None when there is a choice."""
    led = {each.slug: each for each in queries.led_committees(actor)}
    asked = request.args.get("comite", "")
    if asked:
        if asked not in led:
            raise NotFoundError
        return led[asked]
    return next(iter(led.values())) if len(led) == 1 else None


def _choose(actor: Reader, endpoint: str) -> ResponseReturnValue:
    """The committees for which one may do it."""
    return render_template(
        "meetings/choose.html", committees=queries.led_committees(actor), endpoint=endpoint
    )


def _proposed(committee: Committee, model: Meeting | None) -> dict[str, Any]:
    """What the form of a new meeting says first: as last time, but for the day."""
    if model is None:
        return {
            "title": f"Séance du {committee.name}",
            "place_kind": PlaceKind.IN_PERSON,
            "audience": "committee",
        }
    facts = facts_of(model, with_deadline=False)
    return {**facts, "held_on": None, "introduction": "", "version": None}


@meetings.route("/rythme", methods=["GET", "POST"])
@signed_in
def plan() -> ResponseReturnValue:
    """Plan the meetings of a regular pace: the dates are proposed, then those that were kept are planned."""
    actor = current.actor()
    require(permissions.may_run_somewhere(actor))
    committee = _led_committee(actor)
    if committee is None:
        return _choose(actor, "meetings.plan")
    model = queries.find_last(actor, committee.id)
    first = {"rank": 1, "weekday": 1, "months": 2, "count": 4, "held_on": clock.today()}
    form = PaceForm(data={**_proposed(committee, model), **first})
    dates = []
    if form.validate_on_submit():
        dates = form.proposed()
        if request.form.get("step") == "confirm":
            try:
                made = operations.create_meetings(actor, committee, form.content(), form.kept())
            except RuleBrokenError as error:
                form.refuse(error)
            else:
                flash(_planned(len(made)))
                return redirect(url_for(".index", comite=committee.slug), 303)
    return render_template(
        "meetings/plan.html",
        form=form,
        committee=committee,
        dates=dates,
        taken={clock.in_paris(each).date() for each in queries.starts_of(committee.id)},
        pace=labels.frequency_sentence(form.rank.data, form.weekday.data, form.months.data) if dates else "",
    ), form.status


def _planned(count: int) -> str:
    """What is said once the dates are kept."""
    if count == 0:
        return "Aucune date n’était cochée\u202f: rien n’a été créé."
    return "Une séance est prévue." if count == 1 else f"{count} séances sont prévues."


@meetings.route("/<int:meeting_id>/modifier", methods=["GET", "POST"])
@signed_in
def edit(meeting_id: int) -> ResponseReturnValue:
    """Change a meeting that is to come."""
    actor = current.actor()
    meeting = queries.get_meeting(actor, meeting_id)
    require(permissions.may_run_committee(actor, meeting.committee_id))
    saved = facts_of(meeting)
    form = MeetingForm(data=saved)
    unsaved.give_back(form, actor, meeting.id)
    if form.validate_on_submit():
        try:
            clashes.settle(form, saved)
            must_tell = operations.edit_meeting(actor, meeting, form.content(), form.version.data or 0)
        except RuleBrokenError as error:
            meeting = queries.get_meeting(actor, meeting_id)
            clashes.refuse(form, error, lambda: facts_of(meeting))
        else:
            flash("La séance est à jour.")
            if must_tell:
                flash("Les personnes convoquées ne le savent pas encore\u202f: prévenez-les.", "warning")
                return redirect(url_for(".convene", meeting_id=meeting.id), 303)
            return redirect(meeting_address(meeting), 303)
    return render_template("meetings/edit.html", form=form, meeting=meeting), form.status


@meetings.route("/<int:meeting_id>/convocation", methods=["GET", "POST"])
@signed_in
def convene(meeting_id: int) -> ResponseReturnValue:
    """See who will be convened and to what, then send; or send the changes."""
    actor = current.actor()
    meeting = queries.get_meeting(actor, meeting_id)
    require(permissions.may_run_committee(actor, meeting.committee_id))
    form = ReasonForm()
    if request.method == "POST":
        try:
            act = convocation.convene_meeting if meeting.is_preparing else convocation.tell_change
            count = act(actor, meeting)
        except RuleBrokenError as error:
            form.refuse(error)
            meeting = queries.get_meeting(actor, meeting_id)
        else:
            flash(f"{count} personnes reçoivent la convocation." if count > 1 else "La convocation part.")
            return redirect(meeting_address(meeting), 303)
    rows, rules = list_rows(meeting), rules_of(meeting.committee_id)
    return render_template(
        "meetings/convene.html",
        meeting=meeting,
        form=form,
        people=convocation.everybody_convened(meeting, [each.seat for each in rows]),
        rows=rows,
        labels=labels,
        is_late=_is_late(meeting, rules),
        rules=rules,
    ), form.status if form.refusal else 200


@meetings.route("/<int:meeting_id>/annulation", methods=["GET", "POST"])
@signed_in
def cancel(meeting_id: int) -> ResponseReturnValue:
    """Say that a meeting will not take place."""
    actor = current.actor()
    meeting = queries.get_meeting(actor, meeting_id)
    require(permissions.may_run_committee(actor, meeting.committee_id))
    form = ReasonForm()
    unsaved.give_back(form, actor, "seance", meeting.id)
    if form.validate_on_submit():
        try:
            convocation.cancel_meeting(actor, meeting, form.reason.data or "")
        except RuleBrokenError as error:
            form.refuse(error)
            meeting = queries.get_meeting(actor, meeting_id)
        else:
            sentence = "La séance est annulée. Les personnes convoquées en sont prévenues."
            flash_undo(sentence, url_for(".restore", meeting_id=meeting.id))
            return redirect(meeting_address(meeting), 303)
    return render_template("meetings/cancel.html", meeting=meeting, form=form), form.status


@meetings.post("/<int:meeting_id>/retablissement")
@signed_in
def restore(meeting_id: int) -> ResponseReturnValue:
    """Prepare again a meeting that was cancelled."""
    actor = current.actor()
    meeting = queries.get_meeting(actor, meeting_id)
    convocation.restore_meeting(actor, meeting)
    flash("La séance est de nouveau en préparation, avec son ordre du jour. Convoquez quand elle est prête.")
    return redirect(meeting_address(meeting), 303)


@meetings.post("/<int:meeting_id>/ouverture")
@signed_in
def open_now(meeting_id: int) -> ResponseReturnValue:
    """Begin a meeting: the sign-in sheet follows."""
    actor = current.actor()
    meeting = queries.get_meeting(actor, meeting_id)
    operations.open_meeting(actor, meeting)
    flash("La séance est ouverte. Notez les présences.")
    return redirect(url_for("attendance.sheet", meeting_id=meeting.id), 303)


@meetings.post("/<int:meeting_id>/cloture")
@signed_in
def close(meeting_id: int) -> ResponseReturnValue:
    """End a meeting."""
    actor = current.actor()
    meeting = queries.get_meeting(actor, meeting_id)
    operations.close_meeting(actor, meeting)
    flash("La séance est close. Les présences sont arrêtées.")
    return redirect(meeting_address(meeting), 303)
