"""Pages of the library: the list, one model, its versions, and what people say of it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.permissions import may_see_people
from comite.accounts.readers import Reader
from comite.discussions import queries as discussions
from comite.engineering.forms.library import (
    ModelForm,
    SuggestionAnswerForm,
    SuggestionForm,
    UseForm,
    values_of,
)
from comite.engineering.labels import library as labels
from comite.engineering.models.library import ModelKind, SharedModel
from comite.engineering.operations import library as operations
from comite.engineering.permissions import library as permissions
from comite.engineering.queries import library as queries
from comite.engineering.views.blueprint import page_tabs
from comite.foundation import citations, clashes, office, unsaved
from comite.foundation.errors import RuleBrokenError, require
from comite.foundation.forms import Form, offer
from comite.foundation.rendering import download
from comite.foundation.security import FILE_POLICY, everyone, signed_in
from comite.territories import queries as territories

library = Blueprint("library", __name__, url_prefix="/ingenierie/modeles")
library.context_processor(page_tabs)


@library.get("/")
@everyone
def index() -> ResponseReturnValue:
    """The models one may read, by kind."""
    reader = current.reader()
    kind = asked_kind()
    options = [
        ("", "Tous", kind is None),
        *((each.value, label, each is kind) for each, label in labels.KINDS.items()),
    ]
    return render_template(
        "library/index.html",
        page=queries.list_models(reader, kind, request.args.get("page")),
        fields=[{"name": "genre", "label": "Genre", "kind": "choice", "options": options}],
        labels=labels,
        may_share=permissions.may_share(reader, reader.voice_id),
        may_bring=permissions.may_bring_shipped(reader, reader.voice_id),
    )


def asked_kind() -> ModelKind | None:
    """The kind that the address asks for, if it is one of ours."""
    asked = request.args.get("genre", "")
    return ModelKind(asked) if asked in set(ModelKind) else None


@library.post("/fournis")
@signed_in
def bring() -> ResponseReturnValue:
    """Bring the models of the product into the library of the lead authority."""
    actor = current.actor()
    count = operations.bring_shipped(actor, actor.voice_id or 0)
    flash(f"{count} modèles ajoutés." if count else "Tous les modèles fournis sont déjà là.")
    return redirect(url_for(".index"))


@library.route("/nouveau", methods=["GET", "POST"])
@signed_in
def create() -> ResponseReturnValue:
    """Share a text that others could take up."""
    actor = current.actor()
    require(actor.is_affiliated)
    form = ModelForm(data={"authority_id": actor.voice_id, "visibility": "public"})
    offer(
        form.authority_id,
        actor.voices,
        blank=None,
    )
    _offer_committees(form, actor)
    unsaved.give_back(form, actor)
    if form.validate_on_submit():
        try:
            model = operations.share_model(actor, form.authority_id.data, form.content())
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Modèle enregistré. Une personne qui publie au nom de votre collectivité peut le publier.")
            return redirect(url_for(".show", slug=model.slug))
    return render_template("library/create.html", form=form), form.status


@library.get("/<slug>")
@everyone
def show(slug: str) -> ResponseReturnValue:
    """One model: its words, its versions, who used it and what it gave."""
    reader = current.reader()
    return _page(reader, queries.get_model(reader, slug))


def _page(reader: Reader, model: SharedModel, **forms: Form) -> ResponseReturnValue:
    """The page of a model, with a form that was refused if there is one."""
    refused = next(iter(forms.values()), None)
    may_edit = permissions.may_edit(reader, model)
    may = {
        "edit": may_edit,
        "publish": permissions.may_publish(reader, model),
        "use": permissions.may_tell_use(reader, model, reader.voice_id),
        "suggest": permissions.may_suggest(reader, model),
        "discuss": reader.is_affiliated and not model.is_draft,
    }
    use_form = forms.get("use_form") or UseForm.blank()
    suggestion_form = forms.get("suggestion_form") or SuggestionForm.blank()
    if may["use"]:
        unsaved.give_back(use_form, reader, model.id)
    if may["suggest"]:
        unsaved.give_back(suggestion_form, reader, model.id)
    return render_template(
        "library/show.html",
        model=model,
        version=queries.get_version(model),
        labels=labels,
        reports=queries.readable_reports(reader, model),
        suggestions=queries.list_suggestions(model, pending_only=True) if may_edit else (),
        threads=discussions.list_about(reader, operations.KIND, model.id),
        cited_by=citations.cited_by(reader, operations.KIND, model.id),
        use_form=use_form,
        suggestion_form=suggestion_form,
        answer_form=SuggestionAnswerForm.blank(),
        see_people=may_see_people(reader),
        may=may,
    ), refused.status if refused else 200


@library.route("/<slug>/modifier", methods=["GET", "POST"])
@signed_in
def edit(slug: str) -> ResponseReturnValue:
    """Change what is said of a model, or write its next version."""
    actor = current.actor()
    model = queries.get_model(actor, slug)
    require(permissions.may_edit(actor, model))
    saved = values_of(model, queries.get_version(model))
    form = ModelForm(data=saved)
    offer(form.authority_id, [(model.authority_id, model.authority.name)], blank=None)
    _offer_committees(form, actor)
    unsaved.give_back(form, actor, model.id)
    if form.validate_on_submit():
        try:
            clashes.settle(form, saved)
            operations.edit_model(actor, model, form.content(), form.version.data or 0)
        except RuleBrokenError as error:
            model = queries.get_model(actor, slug)
            clashes.refuse(form, error, lambda: values_of(model, queries.get_version(model)))
        else:
            flash("Modèle enregistré.")
            return redirect(url_for(".show", slug=slug))
    return render_template("library/edit.html", form=form, model=model), form.status


@library.post("/<slug>/<any(publication, retrait):action>")
@signed_in
def change(slug: str, action: str) -> ResponseReturnValue:
    """Publish a model, or bring it back to its authority alone."""
    actor = current.actor()
    model = queries.get_model(actor, slug)
    if action == "publication":
        operations.publish_model(actor, model)
        flash("Modèle publié.")
    else:
        operations.withdraw_model(actor, model)
        flash("Modèle retiré : seule votre collectivité le lit.")
    return redirect(url_for(".show", slug=slug))


@library.get("/<slug>/versions")
@everyone
def versions(slug: str) -> ResponseReturnValue:
    """Every version of a model."""
    reader = current.reader()
    model = queries.get_model(reader, slug)
    return render_template(
        "library/versions.html",
        model=model,
        versions=queries.list_versions(model),
        see_people=may_see_people(reader),
    )


@library.get("/<slug>/modele.md")
@everyone
def export_markdown(slug: str) -> ResponseReturnValue:
    """The last version as a Markdown file."""
    model = queries.get_model(current.reader(), slug)
    content = f"# {model.title}\n\n{queries.get_version(model).source}\n".encode()
    return download(content, f"{slug}.md", "text/markdown", FILE_POLICY)


@library.get("/<slug>/modele.odt")
@everyone
def export_odt(slug: str) -> ResponseReturnValue:
    """The last version as a document to fill in."""
    model = queries.get_model(current.reader(), slug)
    content = office.text_document(
        model.title, str(queries.get_version(model).html), description=model.summary
    )
    return download(content, f"{slug}.odt", office.ODT, FILE_POLICY)


@library.post("/<slug>/usages")
@signed_in
def tell_use(slug: str) -> ResponseReturnValue:
    """Say that one's authority used a model, and what came of it."""
    actor = current.actor()
    model = queries.get_model(actor, slug)
    require(permissions.may_tell_use(actor, model, actor.voice_id))
    form = UseForm()
    if form.validate_on_submit():
        try:
            operations.tell_use(actor, model, actor.voice_id or 0, form.content())
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Merci : votre expérience aidera les suivants.")
            return redirect(url_for(".show", slug=slug) + "#usages")
    return _page(actor, queries.get_model(actor, slug), use_form=form)


@library.post("/<slug>/propositions")
@signed_in
def suggest(slug: str) -> ResponseReturnValue:
    """Suggest a change."""
    actor = current.actor()
    model = queries.get_model(actor, slug)
    require(permissions.may_suggest(actor, model))
    form = SuggestionForm()
    if form.validate_on_submit():
        operations.suggest_change(actor, model, form.suggestion.data or "")
        flash("Votre proposition est envoyée à la collectivité qui tient ce modèle.")
        return redirect(url_for(".show", slug=slug))
    return _page(actor, queries.get_model(actor, slug), suggestion_form=form)


@library.post("/<slug>/propositions/<int:suggestion_id>/<any(accord, refus):answer>")
@signed_in
def answer(slug: str, suggestion_id: int, answer: str) -> ResponseReturnValue:
    """Accept or decline a suggestion."""
    actor = current.actor()
    model = queries.get_model(actor, slug)
    require(permissions.may_edit(actor, model))
    suggestion = queries.get_suggestion(model, suggestion_id)
    form = SuggestionAnswerForm()
    form.validate()
    is_accepted = answer == "accord"
    operations.answer_suggestion(
        actor, model, suggestion, accepted=is_accepted, answer=(form.answer.data or "")[:600]
    )
    if is_accepted:
        flash("Proposition acceptée : écrivez-la dans une nouvelle version.")
        return redirect(url_for(".edit", slug=slug))
    flash("Proposition refusée : la personne lira pourquoi.")
    return redirect(url_for(".show", slug=slug))


def _offer_committees(form: ModelForm, actor: Reader) -> None:
    """The committees where the person's authorities are members."""
    names = territories.names_of_committees(sorted(actor.member_committee_ids))
    offer(form.committee_id, names, blank="Aucun")
