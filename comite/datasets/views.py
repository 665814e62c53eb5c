"""Pages of the datasets."""

from dataclasses import replace

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from comite.accounts import current
from comite.accounts.readers import Reader
from comite.accounts.trash import undo_path
from comite.datasets import labels, operations, permissions, queries, tables
from comite.datasets.content import DatasetContent, SentFile
from comite.datasets.forms import (
    DatasetForm,
    FilesForm,
    NewDatasetForm,
    PrivacyForm,
    ReasonForm,
    values_of,
)
from comite.datasets.listing import active_filters, read_filters, shown_filters
from comite.datasets.models import Dataset
from comite.datasets.trash import DRAFT, FILE
from comite.discussions import queries as discussions
from comite.discussions.queries.mentions import mentions_in
from comite.foundation import citations, clashes, feeds, storage, unsaved
from comite.foundation.errors import RefusedError, RuleBrokenError, require
from comite.foundation.feeds import Entry, Feed
from comite.foundation.forms import offer
from comite.foundation.markdown import render
from comite.foundation.rendering import download as send
from comite.foundation.rendering import flash_undo
from comite.foundation.security import FILE_POLICY, everyone, signed_in
from comite.foundation.settings import Settings
from comite.foundation.text import whole
from comite.territories import queries as territories
from comite.uploads.reception import receive

datasets = Blueprint("datasets", __name__)
CATALOGUE_SIZE = 100
# « Mo » counts by thousands.
MEGABYTE = 1_000_000


@datasets.get("/jeux-de-donnees/")
@everyone
def index() -> ResponseReturnValue:
    """The datasets the reader may read, filtered and sorted."""
    reader = current.reader()
    filters = read_filters(request.args)
    page = queries.list_datasets(reader, filters, request.args.get("page"))
    counts = queries.count_datasets(reader, filters)
    fields = shown_filters(counts, filters)
    return render_template(
        "datasets/index.html",
        page=page,
        count=counts.total,
        fields=fields,
        active=active_filters(fields),
        labels=labels,
        may_create=permissions.may_create(reader, reader.voice_id),
    )


@datasets.get("/jeux-de-donnees/flux.atom")
@everyone
def feed() -> ResponseReturnValue:
    """The same list as feed readers take it, changed last first."""
    reader = current.feed_reader()
    filters = replace(read_filters(request.args), sort="recent")
    page = queries.list_datasets(reader, filters)
    told = Feed("Jeux de données", feeds.same_list("datasets.index"), [_entry(each) for each in page.items])
    return feeds.atom(told, is_private=reader.is_signed_in)


def _entry(dataset: Dataset) -> Entry:
    """A dataset in a feed."""
    return Entry(
        "dataset",
        dataset.id,
        dataset.title,
        url_for(".show", slug=dataset.slug),
        dataset.authority.name,
        dataset.modified_at,
        dataset.published_at,
        dataset.general_interest,
        labels.THEMES[dataset.theme] if dataset.theme else "",
    )


@datasets.route("/jeux-de-donnees/nouveau", methods=["GET", "POST"])
@signed_in
def create() -> ResponseReturnValue:
    """One step: files, title, reason, audience."""
    actor = current.actor()
    require(actor.is_affiliated)
    form = NewDatasetForm(data={"authority_id": actor.voice_id, "visibility": "public"})
    offer(
        form.authority_id,
        actor.voices,
        blank=None,
    )
    _offer_committees(form, actor)
    unsaved.give_back(form, actor)
    if form.validate_on_submit():
        try:
            files = _keep(actor, form.files)
            content = form.content()
            dataset = operations.create_dataset(actor, form.authority_id.data, content, render(""), files)
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash(
                "Brouillon enregistré. La lecture de vos fichiers commence."
                if files
                else "Brouillon enregistré."
            )
            return redirect(url_for(".show", slug=dataset.slug))
    return render_template("datasets/create.html", form=form, limit=_limit()), form.status


@datasets.get("/jeux-de-donnees/<slug>")
@everyone
def show(slug: str) -> ResponseReturnValue:
    """One dataset: what it is, its files, how to cite it."""
    reader = current.reader()
    dataset = queries.get_dataset(reader, slug)
    may, reason_form = _answers(reader, dataset), ReasonForm()
    if may["answer"]:
        unsaved.give_back(reason_form, reader, dataset.id)
    return render_template(
        "datasets/show.html",
        dataset=dataset,
        territory=territories.find_authority_named(dataset.spatial_code) if dataset.spatial_code else None,
        labels=labels,
        threads=discussions.list_about(reader, operations.KIND, dataset.id),
        citation=tables.citation(dataset),
        is_reading=any(not file.is_settled for file in dataset.files),
        may=may,
        files_form=FilesForm(),
        cited_by=citations.cited_by(reader, "dataset", dataset.id),
        reason_form=reason_form,
        limit=_limit(),
    )


@datasets.get("/jeux-de-donnees/<slug>/lecture")
@everyone
def progress(slug: str) -> ResponseReturnValue:
    """How far the reading of the files has come, for the page that waits."""
    dataset = queries.get_dataset(current.reader(), slug)
    html = render_template("datasets/_files.html", dataset=dataset, labels=labels)
    response = Response(html)
    response.headers["X-Done"] = "0" if any(not file.is_settled for file in dataset.files) else "1"
    return response


@datasets.route("/jeux-de-donnees/<slug>/modifier", methods=["GET", "POST"])
@signed_in
def edit(slug: str) -> ResponseReturnValue:
    """Change the description."""
    actor = current.actor()
    dataset = queries.get_dataset(actor, slug)
    saved = values_of(dataset)
    form = DatasetForm(data=saved)
    _offer_committees(form, actor, dataset)
    unsaved.give_back(form, actor, dataset.id)
    if form.validate_on_submit():
        try:
            clashes.settle(form, saved)
            content: DatasetContent = form.content()
            operations.edit_dataset(
                actor,
                dataset,
                content,
                render(content.description, mentions_in(content.description).addresses),
                form.version.data or 0,
            )
        except RuleBrokenError as error:
            clashes.refuse(form, error, lambda: values_of(queries.get_dataset(actor, slug)))
        else:
            flash("Description enregistrée.")
            return redirect(url_for(".show", slug=slug))
    require(permissions.may_edit(actor, dataset))
    return render_template("datasets/edit.html", form=form, dataset=dataset), form.status


@datasets.post("/jeux-de-donnees/<slug>/fichiers")
@signed_in
def add_files(slug: str) -> ResponseReturnValue:
    """Add files to a dataset."""
    actor = current.actor()
    dataset = queries.get_dataset(actor, slug)
    require(permissions.may_edit(actor, dataset))
    sent = _keep(actor, FilesForm().files)
    if not sent:
        raise RefusedError("Choisissez au moins un fichier, puis envoyez de nouveau.")
    for each in sent:
        operations.add_file(actor, dataset, each)
    flash("Fichier reçu. Sa lecture commence.")
    return redirect(url_for(".show", slug=slug))


@datasets.post("/jeux-de-donnees/<slug>/fichiers/<int:file_id>/<action>")
@signed_in
def change_file(slug: str, file_id: int, action: str) -> ResponseReturnValue:
    """Take a file out, read it again, or decide about what looks personal in it."""
    actor = current.actor()
    dataset = queries.get_dataset(actor, slug)
    file = queries.get_file(dataset, file_id)
    if action == "retrait":
        operations.remove_file(actor, dataset, file)
        flash_undo("Le fichier est dans la corbeille, pour trente jours.", undo_path(FILE, file.id))
    elif action == "lecture":
        operations.read_again(actor, dataset, file)
        flash("Le fichier sera relu dans quelques instants.")
    elif action == "decision":
        form = PrivacyForm()
        if not form.validate_on_submit():
            raise RefusedError("Choisissez une décision et expliquez-la en une phrase.")
        operations.decide_privacy(actor, dataset, file, form.decision.data, form.reason.data or "")
        flash("Décision enregistrée.")
    else:
        abort(404)
    return redirect(url_for(".show", slug=slug))


@datasets.post("/jeux-de-donnees/<slug>/<action>")
@signed_in
def change(slug: str, action: str) -> ResponseReturnValue:
    """Move a dataset along its life: proposal, publication, withdrawal, archive, deletion, moderation."""
    actor = current.actor()
    dataset = queries.get_dataset(actor, slug)
    if action in _CHANGES:
        carry_out, sentence = _CHANGES[action]
        carry_out(actor, dataset)
    elif action in _REASONED:
        reasoned, sentence = _REASONED[action]
        form = ReasonForm()
        if not form.validate_on_submit():
            raise RefusedError("Expliquez votre décision en une phrase : la personne concernée la lira.")
        reasoned(actor, dataset, form.reason.data or "")
    elif action == "suppression":
        operations.delete_dataset(actor, dataset)
        flash_undo("Le brouillon est dans la corbeille, pour trente jours.", undo_path(DRAFT, dataset.id))
        return redirect(url_for(".index"))
    else:
        abort(404)
    flash(sentence)
    return redirect(url_for(".show", slug=slug))


_CHANGES = {
    "proposition": (
        operations.propose_dataset,
        "Proposé : les éditeurs de votre collectivité sont prévenus.",
    ),
    "publication": (operations.publish_dataset, "Jeu de données publié."),
    "retour-brouillon": (
        operations.withdraw_dataset,
        "Revenu en brouillon : seule votre collectivité le lit.",
    ),
    "archivage": (operations.archive_dataset, "Archivé : il reste lisible, avec la mention « archivé »."),
    "restauration": (operations.restore_dataset, "De nouveau tenu à jour."),
}
_REASONED = {
    "demande-de-changements": (operations.request_changes, "Demande envoyée à l’auteur."),
}


@datasets.get("/jeux-de-donnees/<slug>/fichiers/<int:file_id>")
@everyone
def rows(slug: str, file_id: int) -> ResponseReturnValue:
    """The rows of a file, paged and sorted."""
    dataset = queries.get_dataset(current.reader(), slug)
    file = queries.get_file(dataset, file_id)
    view = tables.read_rows(file, request.args)
    return render_template("datasets/rows.html", dataset=dataset, file=file, view=view, labels=labels)


@datasets.get("/jeux-de-donnees/<slug>/fichiers/<int:file_id>/original")
@everyone
def download(slug: str, file_id: int) -> ResponseReturnValue:
    """The file as it was sent, byte for byte."""
    dataset = queries.get_dataset(current.reader(), slug)
    file = queries.get_file(dataset, file_id)
    path = storage.current().path(file.digest)
    return send(path, file.file_name, tables.media_type(file), FILE_POLICY)


@datasets.get("/jeux-de-donnees/<slug>/fichiers/<int:file_id>/propre.csv")
@everyone
def clean(slug: str, file_id: int) -> ResponseReturnValue:
    """The same table as a clean CSV: UTF-8, commas, points, ISO dates."""
    dataset = queries.get_dataset(current.reader(), slug)
    file = queries.get_file(dataset, file_id)
    if file.clean_digest is None:
        abort(404)
    name = file.file_name.rpartition(".")[0] or file.file_name
    return send(storage.current().path(file.clean_digest), f"{name}-propre.csv", "text/csv", FILE_POLICY)


@datasets.get("/catalogue.ttl")
@everyone
def harvest() -> ResponseReturnValue:
    """The public datasets for harvesters."""
    from comite.datasets.catalogue import turtle  # noqa: PLC0415 - harvesters come once a day, rdflib weighs

    page = whole(request.args.get("page"), 10**6) or 1
    found = queries.list_catalogue(page, CATALOGUE_SIZE)
    text = turtle(found, page=page, size=CATALOGUE_SIZE, count=queries.count_public())
    return Response(text, mimetype="text/turtle")


def _answers(reader: Reader, dataset: Dataset) -> dict[str, bool]:
    """What this reader may do: a button is shown exactly when it works."""
    is_draft = dataset.is_draft
    return {
        "edit": permissions.may_edit(reader, dataset),
        "propose": permissions.may_propose(reader, dataset) and not permissions.may_publish(reader, dataset),
        "publish": permissions.may_publish(reader, dataset) and is_draft,
        "answer": permissions.may_publish(reader, dataset) and dataset.status == "proposed",
        "withdraw": permissions.may_publish(reader, dataset) and not is_draft,
        "archive": permissions.may_publish(reader, dataset) and dataset.is_published,
        "restore": permissions.may_publish(reader, dataset) and dataset.status == "archived",
        "decide": permissions.may_decide(reader, dataset),
        "delete": permissions.may_delete(reader, dataset),
        "moderate": permissions.may_moderate(reader, dataset),
        "discuss": reader.is_affiliated,
        "report": reader.is_signed_in,
    }


def _keep(actor: Reader, field: Field) -> list[SentFile]:
    """The files of a field, safely on disk before any row names them, byte for byte as they came."""
    return [
        SentFile(each.kept.digest, each.kept.size, each.name, each.media_type, each.upload_id)
        for each in receive(actor, field, _limit(), are_images_cleaned=False)
    ]


def _limit() -> int:
    """The largest file this installation takes, in bytes."""
    settings: Settings = current_app.extensions["settings"]
    return settings.upload_max_mb * MEGABYTE


def _offer_committees(
    form: NewDatasetForm | DatasetForm, actor: Reader, dataset: Dataset | None = None
) -> None:
    """The committees where the person's authorities are members, and the one already chosen."""
    ids = set(actor.member_committee_ids)
    if dataset is not None and dataset.committee_id is not None:
        ids.add(dataset.committee_id)
    offer(form.committee_id, territories.names_of_committees(sorted(ids)), blank="Aucun")
