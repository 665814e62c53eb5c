"""Pages of pooled projects: the board of intentions, one project, and what moves it on."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.readers import Reader
from comite.accounts.trash import undo_path
from comite.discussions import queries as discussions
from comite.engineering.costs import Share, share_out
from comite.engineering.forms.projects import (
    AnswerForm,
    DatasetLinkForm,
    DocumentForm,
    EndForm,
    LineForm,
    ProjectForm,
    StepForm,
    values_of,
)
from comite.engineering.labels import projects as labels
from comite.engineering.models.projects import PartyStanding, PooledProject, ProjectStatus
from comite.engineering.operations import projects as operations
from comite.engineering.permissions import projects as permissions
from comite.engineering.queries import projects as queries
from comite.engineering.queries.projects import Filters
from comite.engineering.trash import LINE, STEP
from comite.engineering.views.blueprint import page_tabs
from comite.foundation import citations, clashes, unsaved
from comite.foundation.errors import NotFoundError, RuleBrokenError, require
from comite.foundation.forms import Form, offer
from comite.foundation.markdown import render
from comite.foundation.rendering import flash_undo
from comite.foundation.security import everyone, signed_in
from comite.foundation.text import whole
from comite.territories import queries as territories

projects = Blueprint("projects", __name__, url_prefix="/ingenierie/projets")
projects.context_processor(page_tabs)
BOARDS = {
    "": ("Tous", ()),
    "intentions": ("Nous cherchons…", (ProjectStatus.INTENTION,)),
    "en-cours": ("Projets", (ProjectStatus.PREPARING, ProjectStatus.RUNNING)),
    "passes": ("Passés", (ProjectStatus.DONE, ProjectStatus.ABANDONED)),
}


@projects.get("/")
@everyone
def index() -> ResponseReturnValue:
    """The board: what is looked for, what is being done together."""
    reader = current.reader()
    board, filters = request.args.get("voir", ""), asked_filters()
    page = queries.list_projects(reader, filters, request.args.get("page"))
    return render_template(
        "projects/index.html",
        page=page,
        tabs=[
            (label, url_for(".index", voir=key or None, comite=filters.committee_id), key == board)
            for key, (label, _) in BOARDS.items()
        ],
        labels=labels,
        may_start=bool(reader.member_committee_ids),
    )


def asked_filters() -> Filters:
    """The board and the committee that the address asks for."""
    board = request.args.get("voir", "")
    return Filters(BOARDS.get(board, BOARDS[""])[1], whole(request.args.get("comite")))


@projects.route("/nouveau", methods=["GET", "POST"])
@signed_in
def create() -> ResponseReturnValue:
    """Say what an authority would like to buy or do with others."""
    actor = current.actor()
    require(bool(actor.member_committee_ids) and actor.is_affiliated)
    voice = actor.voice_id
    form = ProjectForm(data={"authority_id": voice, "visibility": "committee", "basis": "population"})
    _offer_places(form, actor)
    unsaved.give_back(form, actor)
    if form.validate_on_submit():
        content = form.content()
        try:
            project = operations.start_project(
                actor, form.authority_id.data, form.committee_id.data, content, render(content.objective)
            )
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Votre intention est publiée : les membres du comité sont prévenus.")
            return redirect(url_for(".show", slug=project.slug))
    return render_template("projects/create.html", form=form, labels=labels), form.status


@projects.get("/<slug>")
@everyone
def show(slug: str) -> ResponseReturnValue:
    """One project: what for, with whom, at what cost for each."""
    reader = current.reader()
    return _page(reader, queries.get_project(reader, slug))


def _page(reader: Reader, project: PooledProject, **forms: Form) -> ResponseReturnValue:
    """The page of a project, with a form that was refused if there is one."""
    shares, refusal = _shares(project)
    refused = next(iter(forms.values()), None)
    voice = reader.voice_id
    may_edit = permissions.may_edit(reader, project)
    answer = forms.get("answer_form") or _answer_form(reader, project)
    moves = operations.FORWARD[project.status] if permissions.may_run(reader, project) else ()
    return render_template(
        "projects/show.html",
        project=project,
        shares=shares,
        shares_refusal=refusal,
        labels=labels,
        documents=[
            {
                "id": file.id,
                "name": file.file_name,
                "size": file.size,
                "kind": "",
                "url": url_for(".document", slug=project.slug, file_id=file.id),
            }
            for file in project.files
        ],
        datasets=queries.list_cited_datasets(reader, project),
        threads=discussions.list_about(reader, operations.KIND, project.id),
        cited_by=citations.cited_by(reader, operations.KIND, project.id),
        own_party=project.party_of(voice),
        answer_form=answer,
        line_form=forms.get("line_form") or LineForm.blank(),
        step_form=forms.get("step_form") or StepForm.blank(),
        document_form=forms.get("document_form") or DocumentForm.blank(),
        dataset_form=forms.get("dataset_form") or DatasetLinkForm.blank(),
        moves=moves,
        end_forms=_end_forms(reader, project, moves),
        may={
            "edit": may_edit,
            "answer": permissions.may_answer(reader, project, voice),
            "accept": permissions.may_accept(reader, project, voice),
            "discuss": reader.is_affiliated,
        },
    ), refused.status if refused else 200


def _end_forms(
    reader: Reader, project: PooledProject, moves: Sequence[ProjectStatus]
) -> dict[ProjectStatus, EndForm]:
    """The form of each end to which the reader may bring a project."""
    forms = {status: EndForm.blank() for status in moves if status.is_over}
    for status, form in forms.items():
        form.word.id = f"mot-{status.value}"
    if forms:
        unsaved.give_back_each({(project.id, each.value): forms[each] for each in forms}, reader)
    return forms


def show_refused(reader: Reader, slug: str, **forms: Form) -> ResponseReturnValue:
    """The page of a project with the form that was refused, read again."""
    return _page(reader, queries.get_project(reader, slug), **forms)


def _shares(project: PooledProject) -> tuple[list[Share], str]:
    """What each authority would pay, or why it cannot be said."""
    parties = queries.sharing_parties(project)
    if not project.budget or not parties:
        return [], ""
    try:
        return share_out(project.total_cents, project.cost_key, parties), ""
    except RuleBrokenError as error:
        return [], str(error)


@projects.route("/<slug>/modifier", methods=["GET", "POST"])
@signed_in
def edit(slug: str) -> ResponseReturnValue:
    """Change the description or the cost key."""
    actor = current.actor()
    project = queries.get_project(actor, slug)
    require(permissions.may_edit(actor, project))
    saved = values_of(project)
    form = ProjectForm(data=saved)
    offer(form.authority_id, [(project.authority_id, project.authority.name)], blank=None)
    offer(form.committee_id, [(project.committee_id, project.committee.name)], blank=None)
    unsaved.give_back(form, actor, project.id)
    if form.validate_on_submit():
        try:
            clashes.settle(form, saved)
            content = form.content()
            operations.edit_project(
                actor, project, content, render(content.objective), form.version.data or 0
            )
        except RuleBrokenError as error:
            project = queries.get_project(actor, slug)
            clashes.refuse(form, error, lambda: values_of(project))
        else:
            flash("Projet enregistré.")
            return redirect(url_for(".show", slug=slug))
    return render_template("projects/edit.html", form=form, project=project, labels=labels), form.status


@projects.post("/<slug>/etat")
@signed_in
def move(slug: str) -> ResponseReturnValue:
    """Bring a project to another state."""
    actor = current.actor()
    project = queries.get_project(actor, slug)
    asked = request.form.get("status", "")
    if asked not in {status.value for status in ProjectStatus}:
        raise NotFoundError
    status = ProjectStatus(asked)
    operations.move_project(actor, project, status, request.form.get("word", ""))
    flash(labels.MOVED[status])
    return redirect(url_for(".show", slug=slug))


@projects.post("/<slug>/participation")
@signed_in
def answer(slug: str) -> ResponseReturnValue:
    """Say where one's authority stands."""
    actor = current.actor()
    project = queries.get_project(actor, slug)
    voice = actor.voice_id
    require(permissions.may_answer(actor, project, voice))
    form = _answer_form(actor, project, is_sent=True)
    if form.validate_on_submit():
        try:
            operations.answer_project(actor, project, form.authority_id.data, form.answer())
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Votre réponse est enregistrée, et la collectivité pilote est prévenue.")
            return redirect(url_for(".show", slug=slug) + "#participation")
    return show_refused(actor, slug, answer_form=form)


@projects.post("/<slug>/budget")
@signed_in
def add_line(slug: str) -> ResponseReturnValue:
    """Add an amount to the budget."""
    actor = current.actor()
    project = queries.get_project(actor, slug)
    require(permissions.may_edit(actor, project))
    form = LineForm()
    if form.validate_on_submit():
        try:
            operations.add_line(actor, project, form.line())
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Dépense ajoutée.")
            return redirect(url_for(".show", slug=slug) + "#budget")
    return show_refused(actor, slug, line_form=form)


@projects.post("/<slug>/budget/<int:line_id>/retrait")
@signed_in
def drop_line(slug: str, line_id: int) -> ResponseReturnValue:
    """Throw an amount of the budget away."""
    actor = current.actor()
    operations.drop_line(actor, queries.get_project(actor, slug), line_id)
    flash_undo("La dépense est dans la corbeille, pour trente jours.", undo_path(LINE, line_id))
    return redirect(url_for(".show", slug=slug) + "#budget")


@projects.post("/<slug>/etapes")
@signed_in
def add_step(slug: str) -> ResponseReturnValue:
    """Add a step."""
    actor = current.actor()
    project = queries.get_project(actor, slug)
    require(permissions.may_edit(actor, project))
    form = StepForm()
    if form.validate_on_submit():
        try:
            operations.add_step(actor, project, form.new_step())
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Étape ajoutée.")
            return redirect(url_for(".show", slug=slug) + "#etapes")
    return show_refused(actor, slug, step_form=form)


@projects.post("/<slug>/etapes/<int:step_id>/<action>")
@signed_in
def change_step(slug: str, step_id: int, action: str) -> ResponseReturnValue:
    """Say that a step is done, or not yet, or throw it away."""
    actor = current.actor()
    project = queries.get_project(actor, slug)
    known = {"faite": "do", "a-faire": "undo", "retrait": "drop"}
    if action not in known:
        raise NotFoundError
    operations.change_step(actor, project, step_id, known[action])
    if known[action] == "drop":
        flash_undo("L’étape est dans la corbeille, pour trente jours.", undo_path(STEP, step_id))
    return redirect(url_for(".show", slug=slug) + "#etapes")


def _answer_form(reader: Reader, project: PooledProject, *, is_sent: bool = False) -> AnswerForm:
    """The answer of the authority in whose name one speaks, as it stands, or as it was just sent."""
    voice = reader.voice_id
    own = project.party_of(voice)
    form = AnswerForm()
    if not is_sent:
        form.process(
            data={
                "authority_id": voice,
                "standing": own.standing if own else PartyStanding.INTERESTED,
                "usage": own.usage if own else None,
                "deliberated_on": own.deliberated_on if own else None,
                "reference": own.deliberation_reference if own else "",
                "word": own.word if own else "",
            }
        )
    offer(
        form.authority_id,
        reader.voices,
        blank=None,
    )
    return form


def _offer_places(form: ProjectForm, actor: Reader) -> None:
    """The authorities one writes for, and the committees where they are members."""
    offer(
        form.authority_id,
        actor.voices,
        blank=None,
    )
    offer(form.committee_id, territories.names_of_committees(sorted(actor.member_committee_ids)), blank=None)
