"""The minutes of a meeting: drafted, sent, amended, frozen, taken away."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.readers import Reader
from comite.foundation import clashes, office, unsaved
from comite.foundation.errors import RuleBrokenError, require
from comite.foundation.rendering import download
from comite.foundation.security import FILE_POLICY, everyone, signed_in
from comite.foundation.settings import Settings
from comite.meetings import minutes_rights as rights
from comite.meetings.addresses import meeting_address
from comite.meetings.decision_forms import AmendmentForm, AnswerForm, SectionForm
from comite.meetings.decision_labels import AMENDMENT_STATUSES, MINUTES_STATUSES
from comite.meetings.minutes_files import as_html, as_markdown, as_outline
from comite.meetings.minutes_text import Material, draft_sections
from comite.meetings.models.decisions import Decision
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.minutes import Minutes, MinutesSection
from comite.meetings.operations import minutes as operations
from comite.meetings.queries import decisions, get_meeting, rules_of
from comite.meetings.queries import minutes as queries
from comite.meetings.queries.listeners import list_listener_replies, list_listeners
from comite.meetings.queries.outcomes import votes_of
from comite.meetings.queries.sheets import fullest_in, list_rows

minutes = Blueprint("minutes", __name__, url_prefix="/seances/<int:meeting_id>/compte-rendu")


@minutes.get("")
@everyone
def show(meeting_id: int) -> ResponseReturnValue:
    """The minutes, as far as the reader may read them."""
    reader = current.reader()
    meeting = get_meeting(reader, meeting_id)
    if rights.may_draft(reader, meeting) and queries.find_minutes(reader, meeting) is None:
        return render_template("minutes/begin.html", meeting=meeting)
    return _page(reader, meeting, queries.get_minutes(reader, meeting))


def _page(
    reader: Reader,
    meeting: Meeting,
    found: Minutes,
    amendment_form: AmendmentForm | None = None,
    section_id: int = 0,
) -> ResponseReturnValue:
    """The page of minutes, with an amendment that was refused if there is one."""
    runs = rights.may_draft(reader, meeting) and not found.is_frozen
    may_amend = rights.may_amend(reader, meeting, found, queries.attended(reader, meeting))
    amendments = queries.list_amendments(found) if runs or may_amend else ()
    amends = may_amend and found.takes_amendments
    amendment_forms = {each.id: AmendmentForm.blank() for each in found.sections if amends}
    if amendment_form is not None:
        amendment_forms[section_id] = amendment_form
    for each_id, each in amendment_forms.items():
        each["text"].id = f"amendement-{each_id}"
    unsaved.give_back_each({(each_id,): each for each_id, each in amendment_forms.items()}, reader)
    return render_template(
        "minutes/show.html",
        meeting=meeting,
        minutes=found,
        amendments=amendments,
        decisions=decisions.decisions_of_meeting(reader, meeting.id),
        amendment_forms=amendment_forms,
        answer_form=AnswerForm.blank(),
        statuses=MINUTES_STATUSES,
        amendment_statuses=AMENDMENT_STATUSES,
        may={"run": runs, "amend": amends},
    ), amendment_form.status if amendment_form else 200


@minutes.post("")
@signed_in
def begin(meeting_id: int) -> ResponseReturnValue:
    """Draft the minutes from the agenda, the attendance, the votes and the notes."""
    actor = current.actor()
    meeting = get_meeting(actor, meeting_id)
    require(rights.may_draft(actor, meeting))
    operations.draft_minutes(actor, meeting, draft_sections(meeting, _material(actor, meeting)))
    flash("Le compte rendu est préparé. Relisez chaque partie, puis envoyez-le aux présents.")
    return redirect(url_for(".show", meeting_id=meeting_id))


def _material(actor: Reader, meeting: Meeting) -> Material:
    """What the meeting left."""
    by_item: dict[int, list[Decision]] = {}
    for each in decisions.decisions_of_meeting(actor, meeting.id):
        by_item.setdefault(each.item_id or 0, []).append(each)
    rows = list_rows(meeting)
    return Material(
        rows=rows,
        listeners=list_listeners(meeting),
        announced=list_listener_replies(meeting),
        quorum=fullest_in(rules_of(meeting.committee_id), rows, meeting.opened_at or meeting.starts_at),
        notes=queries.latest_notes(meeting),
        votes=votes_of(actor, meeting),
        decisions=by_item,
        waiting=decisions.list_follow_ups(actor, meeting.committee_id),
    )


@minutes.route("/partie-<int:section_id>", methods=["GET", "POST"])
@signed_in
def edit(meeting_id: int, section_id: int) -> ResponseReturnValue:
    """Change one part of the minutes."""
    actor = current.actor()
    meeting = get_meeting(actor, meeting_id)
    found = queries.get_minutes(actor, meeting)
    section = queries.get_section(found, section_id)
    require(rights.may_draft(actor, meeting))
    form = SectionForm(data=_saved(section))
    unsaved.give_back(form, actor, section.id)
    if form.validate_on_submit():
        try:
            clashes.settle(form, _saved(section))
            operations.edit_section(
                actor, meeting, found, section, form.source.data or "", form.version.data or 0
            )
        except RuleBrokenError as error:
            meeting = get_meeting(actor, meeting_id)
            section = queries.get_section(queries.get_minutes(actor, meeting), section_id)
            clashes.refuse(form, error, lambda: _saved(section))
        else:
            flash("Partie enregistrée.")
            return redirect(url_for(".show", meeting_id=meeting_id) + f"#partie-{section_id}")
    return render_template("minutes/edit.html", meeting=meeting, section=section, form=form), form.status


def _saved(section: MinutesSection) -> dict[str, object]:
    """What the form shows of one part."""
    return {"source": section.source, "version": section.version}


@minutes.post("/envoi")
@signed_in
def circulate(meeting_id: int) -> ResponseReturnValue:
    """Send the draft to those who attended."""
    actor = current.actor()
    meeting = get_meeting(actor, meeting_id)
    operations.circulate_minutes(actor, meeting, queries.get_minutes(actor, meeting))
    flash("Le compte rendu est envoyé : les personnes présentes peuvent proposer des amendements.")
    return redirect(url_for(".show", meeting_id=meeting_id))


@minutes.post("/partie-<int:section_id>/amendement")
@signed_in
def amend(meeting_id: int, section_id: int) -> ResponseReturnValue:
    """Propose other words for one part."""
    actor = current.actor()
    meeting = get_meeting(actor, meeting_id)
    found = queries.get_minutes(actor, meeting)
    section = queries.get_section(found, section_id)
    form = AmendmentForm()
    if not form.validate_on_submit():
        require(rights.may_amend(actor, meeting, found, queries.attended(actor, meeting)))
        return _page(actor, meeting, found, form, section_id)
    operations.propose_amendment(actor, meeting, found, section, form.text.data or "")
    flash("Votre amendement est proposé : l’animation du comité vous répondra.")
    return redirect(url_for(".show", meeting_id=meeting_id) + f"#partie-{section_id}")


@minutes.post("/amendements/<int:amendment_id>/<any(accord, refus):answer>")
@signed_in
def answer_amendment(meeting_id: int, amendment_id: int, answer: str) -> ResponseReturnValue:
    """Accept or refuse an amendment."""
    actor = current.actor()
    meeting = get_meeting(actor, meeting_id)
    found = queries.get_minutes(actor, meeting)
    require(rights.may_draft(actor, meeting))
    amendment = queries.get_amendment(found, amendment_id)
    form = AnswerForm()
    form.validate()
    is_accepted = answer == "accord"
    operations.answer_amendment(
        actor, meeting, found, amendment, accepted=is_accepted, answer=(form.answer.data or "")[:600]
    )
    if is_accepted:
        flash("Amendement accepté : portez ses mots dans la partie concernée.")
        return redirect(url_for(".edit", meeting_id=meeting_id, section_id=amendment.section_id))
    flash("Amendement refusé : la personne qui l’a proposé lira pourquoi.")
    return redirect(url_for(".show", meeting_id=meeting_id))


@minutes.post("/arret")
@signed_in
def freeze(meeting_id: int) -> ResponseReturnValue:
    """Settle the minutes for good."""
    actor = current.actor()
    meeting = get_meeting(actor, meeting_id)
    operations.freeze_minutes(actor, meeting, queries.get_minutes(actor, meeting))
    flash("Le compte rendu est arrêté. Il ne peut plus changer, et son empreinte est au journal.")
    return redirect(url_for(".show", meeting_id=meeting_id))


@minutes.get("/export.md")
@everyone
def export_markdown(meeting_id: int) -> ResponseReturnValue:
    """The minutes as a Markdown file."""
    meeting, found = _readable(meeting_id)
    content = as_markdown(meeting, found, _public_url(meeting)).encode()
    return download(content, f"{meeting.slug}.md", "text/markdown", FILE_POLICY)


@minutes.get("/export.odt")
@everyone
def export_odt(meeting_id: int) -> ResponseReturnValue:
    """The minutes as a document that people go on using."""
    meeting, found = _readable(meeting_id)
    content = office.text_document(
        f"Compte rendu — {meeting.title}", as_html(meeting, found, _public_url(meeting))
    )
    return download(content, f"{meeting.slug}.odt", office.ODT, FILE_POLICY)


@minutes.get("/export.pdf")
@everyone
def export_pdf(meeting_id: int) -> ResponseReturnValue:
    """The minutes as they are printed and filed."""
    from comite.experiences.documents.pdf import as_pdf  # noqa: PLC0415 - 20 MB that most processes never need

    meeting, found = _readable(meeting_id)
    settings: Settings = current_app.extensions["settings"]
    made = as_pdf(as_outline(meeting, found, _public_url(meeting)), settings.site_name)
    return download(made, f"{meeting.slug}.pdf", "application/pdf", FILE_POLICY)


def _readable(meeting_id: int) -> tuple[Meeting, Minutes]:
    """A meeting and its minutes, as far as the reader may read them."""
    reader = current.reader()
    meeting = get_meeting(reader, meeting_id)
    return meeting, queries.get_minutes(reader, meeting)


def _public_url(meeting: Meeting) -> str:
    """Where the meeting stands for everybody."""
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.public_url}{meeting_address(meeting)}"
