"""The pages of threads: lists, one thread, starting one, its state."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.audiences import Audience
from comite.accounts.labels import AUDIENCE_HINTS, AUDIENCES, WITH_LEAD, WITH_LEAD_HINT
from comite.accounts.permissions import may_see_people
from comite.accounts.readers import Reader
from comite.discussions import labels, permissions
from comite.discussions.addresses import thread_address
from comite.discussions.forms import AnswerForm, HeadForm, ThreadForm
from comite.discussions.models.threads import Category, Message, Thread, ThreadContent
from comite.discussions.operations import messages as message_operations
from comite.discussions.operations import reading
from comite.discussions.operations import threads as operations
from comite.discussions.queries import places
from comite.discussions.queries import threads as queries
from comite.discussions.queries.messages import get_shown_message, read_page
from comite.discussions.queries.moderation import count_waiting
from comite.discussions.views.listing import active_filters, neighbours, read_filters, shown_filters
from comite.foundation import citations, clashes, subjects, unsaved
from comite.foundation.errors import NotAllowedError, NotFoundError, RuleBrokenError, TooLargeError
from comite.foundation.forms import is_sent, offer
from comite.foundation.security import everyone, safe_next, signed_in
from comite.foundation.subjects import Subject
from comite.foundation.text import clean_line, whole
from comite.notifications import queries as notifications

discussions = Blueprint("discussions", __name__, url_prefix="/discussions")
STATES = {
    "close": (operations.close_thread, "La discussion est close. Elle reste lisible."),
    "reopen": (operations.reopen_thread, "La discussion est rouverte."),
    "pin": (operations.pin_thread, "La discussion est épinglée en tête de liste."),
    "unpin": (operations.unpin_thread, "La discussion n’est plus épinglée."),
}


@discussions.get("/")
@everyone
def index() -> ResponseReturnValue:
    """The threads the reader may read, narrowed as asked."""
    reader = current.reader()
    filters = read_filters(reader)
    cursor = request.args.get("suite")
    page = queries.list_threads(reader, filters, cursor)
    groups = shown_filters(reader, filters)
    return render_template(
        "discussions/index.html",
        page=page,
        pinned=[] if cursor else queries.list_pinned(reader, filters),
        pages=neighbours(page),
        groups=groups,
        active=active_filters(groups, filters),
        filters=filters,
        labels=labels,
        may_write=permissions.may_write(reader),
        waiting=count_waiting(reader) if permissions.may_moderate_somewhere(reader) else None,
    )


@discussions.route("/nouvelle", methods=["GET", "POST"])
@signed_in
def create() -> ResponseReturnValue:
    """Start a thread, about a thing (`?sujet=experience:12`) or alone."""
    actor = current.actor()
    subject = places.read_subject(actor, request.args.get("sujet", ""))
    if not permissions.may_write(actor) or (subject is None and actor.speaking_for is None):
        raise NotAllowedError
    form = _thread_form(actor, subject)
    # One for each thing, one for threads about nothing.
    unsaved.give_back(form, actor, *([subject.kind, subject.id] if subject else []))
    if form.validate_on_submit():
        try:
            message = form.message(actor)
            thread = operations.start_thread(actor, form.place(subject), form.content(), message)
        except (RuleBrokenError, TooLargeError) as error:
            form.refuse(error)
        else:
            flash("Votre discussion est ouverte. Vous recevrez les réponses par courriel.")
            return redirect(thread_address(thread), 303)
    return (
        render_template(
            "discussions/create.html",
            form=form,
            subject=subject,
            **_hints(is_for_lead=subject is not None and subject.is_for_lead),
        ),
        form.status,
    )


def _thread_form(actor: Reader, subject: Subject | None) -> ThreadForm:
    """The form of a new thread, with the choices that this person has here."""
    offered = places.offered_audiences(actor, subject)
    form = ThreadForm(
        data={
            "title": clean_line(request.args.get("titre", ""))[: ThreadContent.TITLE_MAX],
            "category": Category.QUESTION,
            "visibility": _proposed(offered, subject),
            "committee": _own_committee(actor),
        }
    )
    names = {**AUDIENCES, Audience.AUTHORITY: WITH_LEAD} if subject and subject.is_for_lead else AUDIENCES
    form.visibility.choices = [(each.value, names[each]) for each in offered]
    offer(
        form.committee,
        [(each.id, each.name) for each in places.offered_committees(actor)],
        blank="Aucun comité",
    )
    if subject is not None:
        del form.committee
    return form


def _hints(*, is_for_lead: bool = False) -> dict[str, Any]:
    """What each choice means, under it."""
    return {
        "category_hints": {each.value: hint for each, hint in labels.CATEGORY_HINTS.items()},
        "audience_hints": {
            each.value: WITH_LEAD_HINT if is_for_lead and each is Audience.AUTHORITY else hint
            for each, hint in AUDIENCE_HINTS.items()
        },
    }


def _proposed(offered: list[Audience], subject: Subject | None) -> Audience | None:
    """The audience proposed first: the subject's own, or the committee for a thread about nothing."""
    if not offered:
        return None
    return offered[0] if subject is None else offered[-1]


def _own_committee(actor: Reader) -> int | None:
    """The committee proposed first, when there is only one."""
    return next(iter(actor.committee_ids)) if len(actor.committee_ids) == 1 else None


@discussions.get("/<int:thread_id>-<slug>")
@everyone
def show(thread_id: int, slug: str) -> ResponseReturnValue:
    """One page of a thread, with the form to answer it."""
    reader = current.reader()
    thread = queries.get_thread(reader, thread_id)
    if slug != thread.slug:
        return redirect(thread_address(thread, _page_asked(thread)), 301)
    return _page(reader, thread, _answer_form(reader, thread), _page_asked(thread))


@discussions.post("/<int:thread_id>/messages")
@signed_in
def answer(thread_id: int) -> ResponseReturnValue:
    """Answer a thread."""
    actor = current.actor()
    thread = queries.get_thread(actor, thread_id)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            message = message_operations.post_message(actor, thread, form.message(actor))
        except (RuleBrokenError, TooLargeError) as error:
            form.refuse(error)
            thread = queries.get_thread(actor, thread_id)
        else:
            flash("Votre réponse est publiée.")
            return redirect(_address_in(thread, message), 303)
    return _page(actor, thread, form, thread.page_count)


def _address_in(thread: Thread, message: Message) -> str:
    """The address of a message just written in a thread."""
    return f"{thread_address(thread, message.page_number)}#message-{message.id}"


def _page(reader: Reader, thread: Thread, form: AnswerForm, number: int) -> ResponseReturnValue:
    """The page of a thread; reading it moves the person's mark."""
    may = _may(reader, thread)
    if may["answer"] or is_sent():
        _give_back(reader, thread, form)
    content = read_page(thread, number)
    last_read = queries.last_read_number(reader, thread)
    subject = subjects.find(reader, thread.about_kind, thread.about_id or 0) if thread.about_kind else None
    page = render_template(
        "discussions/show.html",
        thread=thread,
        subject=subject,
        messages=content.messages,
        accepted=content.accepted,
        last_read=last_read,
        pages=_numbered(thread, number),
        form=form,
        may=may,
        see_people=may_see_people(reader),
        is_author=permissions.is_author,
        cited_by=citations.cited_by(reader, "thread", thread.id),
        labels=labels,
    )
    _mark_read(reader, thread, last_read, content.messages)
    return page, form.status if is_sent() else 200


def _give_back(reader: Reader, thread: Thread, form: AnswerForm) -> None:
    """Give back the answer that was being written; what is quoted now comes after it."""
    words = form.text.data or ""
    unsaved.give_back(form, reader, thread.id)
    if form.draft and form.draft.is_given_back and words:
        form.text.data = f"{(form.text.data or '').rstrip()}\n\n{words}".lstrip()


def _mark_read(reader: Reader, thread: Thread, last_read: int, seen: Any) -> None:
    """Move the mark of the person, once the page is written: it says what was new."""
    latest = max((each.number for each in seen), default=0)
    is_new = latest > last_read or notifications.has_unread(reader, "thread", thread.id)
    if reader.is_signed_in and is_new:
        reading.mark_thread_read(reader, thread.id, max(latest, last_read))


def _answer_form(reader: Reader, thread: Thread) -> AnswerForm:
    """An empty answer, or one that quotes the message of `?citer=`."""
    asked = whole(request.args.get("citer"))
    if not reader.is_signed_in or asked is None:
        return AnswerForm()
    try:
        quoted = get_shown_message(reader, asked)
    except NotFoundError:
        return AnswerForm()
    if quoted.thread_id != thread.id:
        return AnswerForm()
    lines = "\n".join(f"> {line}".rstrip() for line in quoted.source.split("\n"))
    words = f"> **{labels.QUOTED.format(name=quoted.author.name)}**\n>\n{lines}\n\n"
    return AnswerForm(data={"text": words, "quoted": quoted.id})


def _page_asked(thread: Thread) -> int:
    """The page of the address, within those that exist."""
    return min(whole(request.args.get("page")) or 1, thread.page_count)


def _numbered(thread: Thread, number: int) -> dict[str, Any]:
    """The pages of a thread, for the pager."""
    last = thread.page_count
    return {
        "number": number,
        "last_number": last,
        "previous_url": thread_address(thread, number - 1) if number > 1 else None,
        "next_url": thread_address(thread, number + 1) if number < last else None,
        "last_url": thread_address(thread, last),
    }


def _may(reader: Reader, thread: Thread) -> dict[str, bool]:
    """What the reader may do here: a button is shown exactly when it works."""
    return {
        "answer": permissions.may_answer(reader, thread) and thread.is_open,
        "edit": permissions.may_edit_thread(reader, thread),
        "close": permissions.may_close(reader, thread) and not thread.is_locked,
        "accept": permissions.may_accept(reader, thread),
        "pin": permissions.may_pin(reader, thread),
        "moderate": permissions.may_moderate(reader, thread.committee_id),
        "report": permissions.may_report(reader),
    }


@discussions.route("/<int:thread_id>/modifier", methods=["GET", "POST"])
@signed_in
def edit(thread_id: int) -> ResponseReturnValue:
    """Change the title or the category of a thread."""
    actor = current.actor()
    thread = queries.get_thread(actor, thread_id)
    if not permissions.may_edit_thread(actor, thread):
        raise NotAllowedError
    form = HeadForm(obj=thread)
    if form.validate_on_submit():
        try:
            clashes.settle(form, clashes.of_row(form, thread))
            operations.edit_thread(actor, thread, form.content(), form.version.data or 0)
        except RuleBrokenError as error:
            thread = queries.get_thread(actor, thread_id)
            clashes.refuse(form, error, lambda: clashes.of_row(form, thread))
        else:
            flash("Le titre et la catégorie sont à jour.")
            return redirect(thread_address(thread), 303)
    return render_template("discussions/edit.html", thread=thread, form=form, **_hints()), form.status


@discussions.post("/<int:thread_id>/etat")
@signed_in
def change_state(thread_id: int) -> ResponseReturnValue:
    """Close, reopen, pin or unpin a thread."""
    actor = current.actor()
    thread = queries.get_thread(actor, thread_id)
    chosen = STATES.get(request.form.get("state", ""))
    if chosen is None:
        raise NotFoundError
    operation, sentence = chosen
    operation(actor, thread)
    flash(sentence)
    return redirect(thread_address(thread), 303)


@discussions.post("/lecture")
@signed_in
def mark_all_read() -> ResponseReturnValue:
    """Count everything written so far as read."""
    reading.mark_all_read(current.actor())
    flash("Toutes les discussions sont marquées comme lues.")
    return redirect(safe_next(request.form.get("next"), url_for(".index")), 303)
