"""The points of an agenda: adding, proposing, answering, ordering; their documents."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts import queries as accounts
from comite.accounts.readers import Reader
from comite.accounts.trash import undo_path
from comite.foundation import clashes, rendering, storage, subjects, unsaved
from comite.foundation.errors import NotFoundError, RuleBrokenError, TooLargeError, require
from comite.foundation.forms import offer
from comite.foundation.rendering import flash_undo
from comite.foundation.security import FILE_POLICY, everyone, signed_in
from comite.foundation.subjects import Subject
from comite.foundation.text import shorten, whole
from comite.meetings import labels, permissions
from comite.meetings.addresses import item_address, meeting_address
from comite.meetings.forms import ItemForm, ReasonForm, facts_of_item
from comite.meetings.models.meetings import AgendaItem, ItemContent, ItemKind, Meeting
from comite.meetings.operations import agenda as operations
from comite.meetings.queries import meetings as queries
from comite.meetings.trash import DOCUMENT, ITEM
from comite.territories.queries import list_members

agenda = Blueprint("agenda", __name__, url_prefix="/seances")
HINTS = {each.value: hint for each, hint in labels.ITEM_KIND_HINTS.items()}


@agenda.route("/<int:meeting_id>/points/nouveau", methods=["GET", "POST"])
@signed_in
def add(meeting_id: int) -> ResponseReturnValue:
    """Put a point on the agenda, or propose it; `?sujet=experience:12` makes it from a thing."""
    actor = current.actor()
    meeting = queries.get_meeting(actor, meeting_id)
    require(permissions.may_propose(actor, meeting))
    subject = _subject(actor, request.args.get("sujet", ""))
    form = ItemForm(data=_proposed(subject))
    _offer_people(form, meeting)
    about = [subject.kind, subject.id] if subject else []
    unsaved.give_back(form, actor, "seance", meeting.id, *about)
    if form.validate_on_submit():
        try:
            item = operations.add_item(actor, meeting, form.content(), form.documents(storage.current()))
        except (RuleBrokenError, TooLargeError) as error:
            form.refuse(error)
            meeting = queries.get_meeting(actor, meeting_id)
        else:
            flash(_added(item))
            return redirect(f"{meeting_address(meeting)}#point-{item.id}", 303)
    return render_template(
        "meetings/item.html",
        form=form,
        meeting=meeting,
        item=None,
        subject=subject,
        hints=HINTS,
        runs=permissions.may_run_committee(actor, meeting.committee_id),
    ), form.status


def _added(item: AgendaItem) -> str:
    """What is said of a new point."""
    if item.is_accepted:
        return "Le point est à l’ordre du jour."
    return "Votre point est proposé. L’animation du comité vous répondra."


def _proposed(subject: Subject | None) -> dict[str, object]:
    """What the form of a new point says first."""
    first = {"kind": ItemKind.DISCUSSION, "planned_minutes": 10}
    if subject is None:
        return first
    return {
        **first,
        "title": shorten(subject.title, ItemContent.TITLE_MAX),
        "born": f"{subject.kind}:{subject.id}",
    }


def _subject(actor: Reader, written: str) -> Subject | None:
    """The thing of `?sujet=`, if the person may read it."""
    kind, _, number = written.partition(":")
    subject_id = whole(number)
    return subjects.find(actor, kind, subject_id) if subject_id is not None else None


def _offer_people(form: ItemForm, meeting: Meeting) -> None:
    """Those who may present a point: the people of the member authorities."""
    members = [each.id for each in list_members(meeting.committee_id, meeting.held_on)]
    people = {
        each.user_id: f"{each.user.name}, {each.authority.name}" for each in accounts.list_people_of(members)
    }
    offer(form.rapporteur, list(people.items()), blank="Personne pour l’instant")


@agenda.post("/points/depuis")
@signed_in
def born() -> ResponseReturnValue:
    """Put a thing on the next agenda in one click; where there is a choice, it is asked."""
    actor = current.actor()
    subject = _subject(actor, request.form.get("sujet", ""))
    if subject is None:
        raise NotFoundError
    require(permissions.may_propose_somewhere(actor))
    open_ones = [
        each
        for each in queries.list_taking_proposals(actor)
        if subject.audience != "committee" or each.committee_id == subject.committee_id
    ]
    if len({each.committee_id for each in open_ones}) == 1:
        meeting = open_ones[0]
        content = ItemContent(
            title=shorten(subject.title, ItemContent.TITLE_MAX), born_kind=subject.kind, born_id=subject.id
        )
        try:
            item = operations.add_item(actor, meeting, content)
        except RuleBrokenError as error:
            flash(str(error), "error")
            return redirect(subject.address, 303)
        when = rendering.instant(meeting.starts_at)
        flash(f"{_added(item)} C’est pour «\u00a0{meeting.title}\u00a0», le {when}.")
        return redirect(f"{meeting_address(meeting)}#point-{item.id}", 303)
    return redirect(url_for(".choose_meeting", sujet=f"{subject.kind}:{subject.id}"), 303)


@agenda.get("/points/choix")
@signed_in
def choose_meeting() -> ResponseReturnValue:
    """The meetings whose agenda could take a thing."""
    actor = current.actor()
    subject = _subject(actor, request.args.get("sujet", ""))
    if subject is None:
        raise NotFoundError
    require(permissions.may_propose_somewhere(actor))
    return render_template(
        "meetings/choose_meeting.html",
        subject=subject,
        meetings=queries.list_taking_proposals(actor),
        may_plan=permissions.may_run_somewhere(actor),
    )


@agenda.route("/points/<int:item_id>/modifier", methods=["GET", "POST"])
@signed_in
def edit(item_id: int) -> ResponseReturnValue:
    """Change a point, and its documents."""
    actor = current.actor()
    item = queries.get_item(actor, item_id)
    require(permissions.may_edit_item(actor, item))
    saved = facts_of_item(item)
    form = ItemForm(data=saved)
    _offer_people(form, item.meeting)
    unsaved.give_back(form, actor, item.id)
    if form.validate_on_submit():
        try:
            clashes.settle(form, saved)
            documents = form.documents(storage.current())
            operations.edit_item(actor, item, form.content(), form.version.data or 0, documents)
        except (RuleBrokenError, TooLargeError) as error:
            item = queries.get_item(actor, item_id)
            clashes.refuse(form, error, lambda: facts_of_item(item))
        else:
            flash("Le point est à jour.")
            return redirect(item_address(queries.get_item(actor, item_id)), 303)
    return render_template(
        "meetings/item.html",
        form=form,
        meeting=item.meeting,
        item=item,
        subject=None,
        hints=HINTS,
        runs=permissions.may_run_committee(actor, item.committee_id),
    ), form.status


@agenda.post("/points/<int:item_id>/acceptation")
@signed_in
def accept(item_id: int) -> ResponseReturnValue:
    """Put a proposal on the agenda."""
    actor = current.actor()
    item = queries.get_item(actor, item_id)
    operations.accept_item(actor, item)
    flash("Le point est à l’ordre du jour. La personne qui l’a proposé en est prévenue.")
    return redirect(item_address(item), 303)


@agenda.route("/points/<int:item_id>/refus", methods=["GET", "POST"])
@signed_in
def decline(item_id: int) -> ResponseReturnValue:
    """Answer why a proposal is not kept."""
    actor = current.actor()
    item = queries.get_item(actor, item_id)
    require(permissions.may_run_committee(actor, item.committee_id))
    form = ReasonForm()
    unsaved.give_back(form, actor, "point", item.id)
    if form.validate_on_submit():
        try:
            operations.decline_item(actor, item, form.reason.data or "")
        except RuleBrokenError as error:
            form.refuse(error)
            item = queries.get_item(actor, item_id)
        else:
            flash("Votre réponse est envoyée.")
            return redirect(meeting_address(item.meeting), 303)
    return render_template("meetings/decline.html", item=item, form=form), form.status


@agenda.post("/points/<int:item_id>/retrait")
@signed_in
def remove(item_id: int) -> ResponseReturnValue:
    """Throw a point of the agenda away, or one's proposal."""
    actor = current.actor()
    item = queries.get_item(actor, item_id)
    address = meeting_address(item.meeting)
    operations.remove_item(actor, item)
    flash_undo("Le point est dans la corbeille, pour trente jours.", undo_path(ITEM, item_id))
    return redirect(address, 303)


@agenda.post("/points/<int:item_id>/place")
@signed_in
def move(item_id: int) -> ResponseReturnValue:
    """Move a point up or down."""
    actor = current.actor()
    item = queries.get_item(actor, item_id)
    operations.move_item(actor, item, -1 if request.form.get("way") == "up" else 1)
    return redirect(item_address(item), 303)


@agenda.post("/<int:meeting_id>/ordre")
@signed_in
def order(meeting_id: int) -> ResponseReturnValue:
    """Put the points in the order that was dragged."""
    actor = current.actor()
    meeting = queries.get_meeting(actor, meeting_id)
    asked = [whole(part) for part in request.form.get("items", "").split(",")[:200]]
    operations.order_items(actor, meeting, tuple(each for each in asked if each is not None))
    return redirect(f"{meeting_address(meeting)}#ordre-du-jour", 303)


@agenda.get("/documents/<int:document_id>")
@everyone
def download(document_id: int) -> ResponseReturnValue:
    """A document of a point."""
    document = queries.get_document(current.reader(), document_id)
    content = storage.current().open(document.digest)
    return rendering.download(content, document.file_name, document.media_type, FILE_POLICY)


@agenda.post("/documents/<int:document_id>/retrait")
@signed_in
def remove_document(document_id: int) -> ResponseReturnValue:
    """Throw a document of a point away."""
    actor = current.actor()
    document = queries.get_document(actor, document_id)
    item = document.item
    operations.remove_document(actor, item, document)
    flash_undo("Le document est dans la corbeille, pour trente jours.", undo_path(DOCUMENT, document_id))
    return redirect(url_for(".edit", item_id=item.id), 303)
