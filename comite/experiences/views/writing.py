"""Writing: the five questions, the sections, what was typed and not saved, throwing a draft away."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from comite.accounts import current
from comite.accounts import operations as accounts
from comite.accounts import queries as people
from comite.accounts.readers import Reader
from comite.accounts.trash import undo_path
from comite.experiences import completeness, labels, operations, permissions, queries
from comite.experiences.content import ReportContent, content_of, mark
from comite.experiences.forms.sections import FORMS, CardForm, IndicatorsForm, SectionForm
from comite.experiences.forms.start import Place, StartForm
from comite.experiences.models import ExperienceReport, Section, UnsavedText
from comite.experiences.trash import DRAFT
from comite.experiences.views.blueprint import experiences
from comite.foundation import clashes
from comite.foundation import unsaved as unsaved_forms
from comite.foundation.clashes import UnansweredClashError
from comite.foundation.errors import (
    NotFoundError,
    RuleBrokenError,
    StaleVersionError,
    require,
)
from comite.foundation.forms import Form, is_sent, offer
from comite.foundation.rendering import flash_undo
from comite.foundation.security import signed_in
from comite.foundation.text import whole
from comite.territories import queries as territories
from comite.territories.queries import list_committees_with

_SECTIONS = {slug: section for section, slug in labels.SECTION_SLUGS.items()}
STALE = -1
SAVED_MEANWHILE = (
    "Quelqu’un a enregistré cette fiche pendant que vous écriviez. Votre texte est gardé : "
    "enregistrez pour comparer les deux."
)


@experiences.route("/nouveau", methods=["GET", "POST"])
@signed_in
def create() -> ResponseReturnValue:
    """Five questions make a draft."""
    actor = current.actor()
    require(actor.is_affiliated)
    if not is_sent() and people.asks_one_by_one(actor):
        return redirect(url_for(".question", rank=1))
    form = start_form(actor)
    if request.form.get("way") == "one":
        operations.keep_unsaved(actor, None, queries.START, _sent_words(), None)
        accounts.choose_questions(actor, one_by_one=True)
        return redirect(url_for(".question", rank=1))
    if form.validate_on_submit():
        try:
            report = start_draft(actor, form)
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Votre brouillon est enregistré. Seule votre collectivité peut le lire.")
            return redirect(url_for(".progress", slug=report.slug))
    unsaved = _given_back(form, actor, None, queries.START)
    return render_template(
        "experiences/create.html", form=form, unsaved=unsaved, actor=actor, labels=labels
    ), form.status


def start_form(actor: Reader) -> StartForm:
    """The form of the five questions, for the places of a person."""
    form = StartForm(_places(actor), actor.voice_id or actor.affiliations[0].authority_id)
    _offer_domains(form, None)
    return form


def _places(actor: Reader) -> list[Place]:
    """Each authority of a person with each of its committees."""
    committees = territories.list_committees_by_authority([each for each, _ in actor.voices])
    return [
        place
        for authority_id, name in actor.voices
        for place in (
            [Place(authority_id, name, each.id, each.name) for each in committees[authority_id]]
            or [Place(authority_id, name)]
        )
    ]


def start_draft(actor: Reader, form: StartForm) -> ExperienceReport:
    """The draft that the answers make."""
    authority = territories.find_authority(form.place_chosen().authority_id)
    if authority is None:
        raise NotFoundError
    return operations.start_report(actor, authority, form.content())


@experiences.get("/<slug>/completer")
@signed_in
def progress(slug: str) -> ResponseReturnValue:
    """What is said, what is missing, and the next useful thing."""
    actor = current.actor()
    report = _editable(actor, slug)
    assessed = completeness.assess(content_of(report))
    return render_template(
        "experiences/progress.html",
        report=report,
        completeness=assessed,
        labels=labels,
        sections=list(Section),
        may_propose=permissions.may_propose(actor, report),
        may_publish=permissions.may_publish(actor, report),
    )


@experiences.route("/<slug>/completer/<section_slug>", methods=["GET", "POST"])
@signed_in
def edit(slug: str, section_slug: str) -> ResponseReturnValue:
    """One section of a report."""
    actor = current.actor()
    report, section = _editable(actor, slug), _section(section_slug)
    content = content_of(report)
    form = _section_form(section, report, content)
    saved = {name: form.shown(name, content) for name in form.names}
    if form.validate_on_submit() and "add_rows" not in request.form:
        try:
            if _version_seen(form, report, content) != STALE:
                clashes.settle(form, saved)
            operations.edit_report(actor, report, form.content(content), _version_seen(form, report, content))
        except RuleBrokenError as error:
            form.refuse(error)
            if isinstance(error, StaleVersionError | UnansweredClashError):
                return _compare(actor, slug, section, form)
        else:
            flash("C’est enregistré.")
            return redirect(_after(report, section))
    unsaved = _given_back(form, actor, report, section.value)
    return _section_page(report, section, form, unsaved)


def _version_seen(form: SectionForm, report: ExperienceReport, content: ReportContent) -> int:
    """The version of the report that the form knew: the present one if its section has not changed since."""
    return report.version if form.version.data == mark(content, form.names) else STALE


def _section_page(
    report: ExperienceReport,
    section: Section,
    form: SectionForm,
    unsaved: UnsavedText | None = None,
) -> ResponseReturnValue:
    """The page of a section."""
    if isinstance(form, IndicatorsForm):
        form.add_rows()
    order = list(Section)
    place = order.index(section)
    return render_template(
        "experiences/edit.html",
        report=report,
        section=section,
        form=form,
        labels=labels,
        completeness=completeness.assess(content_of(report)),
        following=order[place + 1] if place + 1 < len(order) else None,
        place=place + 1,
        count=len(order),
        unsaved=unsaved,
        datasets=queries.list_cited_datasets(current.reader(), report.id) if section is Section.DATA else [],
    ), form.status


def _compare(actor: Reader, slug: str, section: Section, form: SectionForm) -> ResponseReturnValue:
    """Somebody saved meanwhile: both texts stand side by side, and what was sent is kept here."""
    report = _editable(actor, slug)
    stored = content_of(report)
    seen = mark(stored, form.names)
    operations.keep_unsaved(actor, report, section.value, _sent_words(), STALE)
    clashes.note_version(form, seen)
    form.clashes = clashes.clashes_of(form, {name: form.shown(name, stored) for name in form.names})
    saver = queries.list_revisions(report, 1)[0].author if form.clashes else None
    form.other_writer = f"par {saver.name}" if saver else ""
    return _section_page(report, section, form)


def _sent_words() -> dict[str, Any]:
    """What the form carries, as the server keeps what is being typed."""
    guards = ("form_token", "form_key", "version", "next", "way", clashes.NAME)
    return {
        name: values if len(values) > 1 else values[0]
        for name, values in request.form.lists()
        if name not in guards and not name.startswith("keep-")
    }


@experiences.post("/<slug>/completer/<section_slug>/frappe")
@signed_in
def autosave(slug: str, section_slug: str) -> ResponseReturnValue:
    """Keep what is being typed in a section; 409 when somebody saved meanwhile, and it stays kept."""
    actor = current.actor()
    report, section = _editable(actor, slug), _section(section_slug)
    typed = unsaved_forms.typed()
    seen = whole(str(typed.pop("version", "")))
    # Two versions that nobody has brought together yet are still two when the page is opened again.
    known = STALE if clashes.is_asked(typed) or seen is None else seen
    operations.keep_unsaved(actor, report, section.value, typed, known)
    if seen == mark(content_of(report), FORMS[section].names):
        return {"kept": True}
    return {"error": SAVED_MEANWHILE}, 409


@experiences.post("/nouveau/frappe")
@signed_in
def autosave_start() -> ResponseReturnValue:
    """Keep what is being answered to the five questions."""
    actor = current.actor()
    kept = queries.find_unsaved(actor, queries.START)
    # A page of one question sends its own fields only: the other answers stay.
    said = {**(kept.fields if kept else {}), **unsaved_forms.typed()}
    operations.keep_unsaved(actor, None, queries.START, said, None)
    return {"kept": True}


@experiences.post("/nouveau/oubli")
@signed_in
def forget_start() -> ResponseReturnValue:
    """Throw away the answers that were not sent."""
    operations.forget_unsaved(current.actor(), None, queries.START)
    return redirect(url_for(".create"))


@experiences.post("/<slug>/completer/<section_slug>/oubli")
@signed_in
def forget(slug: str, section_slug: str) -> ResponseReturnValue:
    """Throw away what was typed in a section and not saved."""
    actor = current.actor()
    report, section = _editable(actor, slug), _section(section_slug)
    operations.forget_unsaved(actor, report, section.value)
    return redirect(url_for(".edit", slug=slug, section_slug=section_slug))


@experiences.post("/<slug>/suppression")
@signed_in
def delete(slug: str) -> ResponseReturnValue:
    """Throw a draft away."""
    actor = current.actor()
    report = queries.get_report(actor, slug)
    operations.delete_draft(actor, report)
    flash_undo("Le brouillon est dans la corbeille, pour trente jours.", undo_path(DRAFT, report.id))
    return redirect(url_for(".index", statut=["brouillon", "propose"]))


def _editable(actor: Reader, slug: str) -> ExperienceReport:
    """A report that the person may edit."""
    report = queries.get_report(actor, slug)
    require(permissions.may_edit(actor, report))
    return report


def _section(slug: str) -> Section:
    """The section of an address."""
    if slug not in _SECTIONS:
        abort(404)
    return _SECTIONS[slug]


def _section_form(section: Section, report: ExperienceReport, content: ReportContent) -> SectionForm:
    """The form of a section, filled with what is said."""
    form = FORMS[section].filled(content)
    if isinstance(form, CardForm):
        _offer_domains(form, report)
        committees = [(each.id, each.name) for each in list_committees_with([report.authority_id])]
        if report.committee and report.committee_id not in dict(committees):
            committees.append((report.committee.id, report.committee.name))
        offer(form.committee_id, committees, blank="Aucun")
    return form


def _offer_domains(form: StartForm | CardForm, report: ExperienceReport | None) -> None:
    """The domains of the list, and the one a report has if it was retired."""
    domains = [(each.id, each.label) for each in queries.list_domains()]
    if report and report.domain and report.domain_id not in dict(domains):
        domains.append((report.domain.id, report.domain.label))
    offer(form.domain_id, domains)


def _given_back(
    form: Form, actor: Reader, report: ExperienceReport | None, section: str
) -> UnsavedText | None:
    """Fill a form that is merely asked for with what was typed and not saved."""
    if request.method != "GET":
        return None
    unsaved = queries.find_unsaved(actor, queries.place_of(report, section))
    if unsaved is not None:
        values: MultiDict[str, Any] = MultiDict(unsaved.fields)
        values["version"] = unsaved.version
        form.process(formdata=values)
    return unsaved


def _after(report: ExperienceReport, section: Section) -> str:
    """Where saving leads: the next section if it was asked for, the page of progress otherwise."""
    order = list(Section)
    place = order.index(section)
    if request.form.get("next") == "section" and place + 1 < len(order):
        return url_for(".edit", slug=report.slug, section_slug=labels.SECTION_SLUGS[order[place + 1]])
    return url_for(".progress", slug=report.slug)
