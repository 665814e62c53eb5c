"""What goes with a pooled project: documents and datasets."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.trash import undo_path
from comite.datasets.choosing import chosen_dataset
from comite.engineering.forms.projects import DatasetLinkForm, DocumentForm
from comite.engineering.operations import projects as operations
from comite.engineering.permissions import projects as permissions
from comite.engineering.project_content import FILE_MAX_MB, NewDocument
from comite.engineering.queries import projects as queries
from comite.engineering.trash import FILE
from comite.engineering.views.projects import projects, show_refused
from comite.foundation import storage
from comite.foundation.errors import NotFoundError, RefusedError, require
from comite.foundation.forms import sent_files
from comite.foundation.rendering import download, flash_undo
from comite.foundation.security import FILE_POLICY, everyone, signed_in

MEGABYTE = 1_000_000


@projects.post("/<slug>/documents")
@signed_in
def add_document(slug: str) -> ResponseReturnValue:
    """Join a document."""
    actor = current.actor()
    project = queries.get_project(actor, slug)
    require(permissions.may_edit(actor, project))
    form = DocumentForm()
    if form.validate_on_submit():
        sent = sent_files(form.file)[0]
        try:
            kept = storage.current().put(sent.stream, FILE_MAX_MB * MEGABYTE)
            operations.add_document(actor, project, NewDocument(kept, sent.filename or "", sent.mimetype))
        except RefusedError as error:
            form.refuse(error)
        else:
            flash("Le document est joint.")
            return redirect(url_for(".show", slug=slug) + "#documents")
    return show_refused(actor, slug, document_form=form)


@projects.get("/<slug>/documents/<int:file_id>")
@everyone
def document(slug: str, file_id: int) -> ResponseReturnValue:
    """A document, for whoever may read its project."""
    file = queries.find_file(current.reader(), slug, file_id)
    if file is None:
        raise NotFoundError
    return download(storage.current().path(file.digest), file.file_name, file.media_type, FILE_POLICY)


@projects.post("/<slug>/documents/<int:file_id>/retrait")
@signed_in
def drop_document(slug: str, file_id: int) -> ResponseReturnValue:
    """Throw a document away."""
    actor = current.actor()
    operations.drop_document(actor, queries.get_project(actor, slug), file_id)
    flash_undo("Le document est dans la corbeille, pour trente jours.", undo_path(FILE, file_id))
    return redirect(url_for(".show", slug=slug) + "#documents")


@projects.post("/<slug>/jeux-de-donnees")
@signed_in
def link_dataset(slug: str) -> ResponseReturnValue:
    """Say that the project uses or makes a dataset."""
    actor = current.actor()
    project = queries.get_project(actor, slug)
    require(permissions.may_edit(actor, project))
    form = DatasetLinkForm()
    if form.validate_on_submit():
        dataset = chosen_dataset(actor, form)
        if dataset is not None:
            operations.link_dataset(actor, project, dataset)
            flash("Le jeu de données est lié au projet.")
            return redirect(url_for(".show", slug=slug) + "#donnees")
    return show_refused(actor, slug, dataset_form=form)


@projects.post("/<slug>/jeux-de-donnees/<int:dataset_id>/retrait")
@signed_in
def unlink_dataset(slug: str, dataset_id: int) -> ResponseReturnValue:
    """Take a dataset out of the project."""
    actor = current.actor()
    operations.unlink_dataset(actor, queries.get_project(actor, slug), dataset_id)
    flash("Le jeu de données n’est plus lié au projet.")
    return redirect(url_for(".show", slug=slug) + "#donnees")
