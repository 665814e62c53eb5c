"""What goes with a report: attached documents, cited datasets, and the report to take away."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts import permissions as people
from comite.accounts.trash import undo_path
from comite.datasets.choosing import chosen_dataset
from comite.experiences import operations, permissions, queries
from comite.experiences.content import FILE_MAX_MB, FILES_MAX
from comite.experiences.documents.markdown import as_markdown
from comite.experiences.documents.outline import Outline, outline
from comite.experiences.forms.others import DatasetForm, FileForm
from comite.experiences.models import ExperienceReport
from comite.experiences.operations.documents import Document
from comite.experiences.trash import FILE
from comite.experiences.views.blueprint import experiences
from comite.foundation import storage
from comite.foundation.errors import NotFoundError, RefusedError, require
from comite.foundation.rendering import download, flash_undo
from comite.foundation.security import FILE_POLICY, everyone, signed_in
from comite.foundation.settings import Settings
from comite.uploads.reception import receive

MEGABYTE = 1024 * 1024


@experiences.route("/<slug>/documents", methods=["GET", "POST"])
@signed_in
def attachments(slug: str) -> ResponseReturnValue:
    """The documents and datasets of a report, and one more document."""
    report = _editable(slug)
    form = FileForm()
    if form.validate_on_submit():
        try:
            _attach(report, form)
        except RefusedError as error:
            form.refuse(error)
        else:
            flash("Le document est joint.")
            return redirect(url_for(".attachments", slug=slug))
    return _attachments_page(report, form)


def _attach(report: ExperienceReport, form: FileForm) -> None:
    """Keep the file, then name it."""
    actor = current.actor()
    sent = receive(actor, form.file, FILE_MAX_MB * MEGABYTE, most=1)[0]
    caption = form.caption.data or ""
    operations.attach_file(
        actor, report, Document(sent.kept, sent.name, sent.media_type, caption, sent.upload_id)
    )


def _attachments_page(
    report: ExperienceReport, form: FileForm, cited: DatasetForm | None = None
) -> ResponseReturnValue:
    """The page of what goes with a report."""
    shown = cited or DatasetForm.blank()
    return render_template(
        "experiences/attachments.html",
        report=report,
        form=form,
        cited=shown,
        datasets=queries.list_cited_datasets(current.reader(), report.id),
        files_max=FILES_MAX,
    ), (cited or form).status


@experiences.post("/<slug>/jeux-de-donnees")
@signed_in
def cite(slug: str) -> ResponseReturnValue:
    """Cite a dataset."""
    actor, report, form = current.actor(), _editable(slug), DatasetForm()
    if form.validate_on_submit():
        dataset = chosen_dataset(actor, form)
        if dataset is not None:
            operations.cite_dataset(actor, report, dataset)
            flash("Le jeu de données est cité.")
            return redirect(url_for(".attachments", slug=slug))
    return _attachments_page(report, FileForm.blank(), form)


@experiences.post("/<slug>/jeux-de-donnees/<int:dataset_id>/retrait")
@signed_in
def stop_citing(slug: str, dataset_id: int) -> ResponseReturnValue:
    """Cite a dataset no longer."""
    operations.stop_citing_dataset(current.actor(), _editable(slug), dataset_id)
    flash("Le jeu de données n’est plus cité.")
    return redirect(url_for(".attachments", slug=slug))


@experiences.post("/<slug>/documents/<int:file_id>/retrait")
@signed_in
def detach(slug: str, file_id: int) -> ResponseReturnValue:
    """Take a document away from a report."""
    actor, report = current.actor(), _editable(slug)
    file = queries.find_file(actor, slug, file_id)
    if file is None:
        raise NotFoundError
    operations.detach_file(actor, report, file)
    flash_undo("Le document est dans la corbeille, pour trente jours.", undo_path(FILE, file.id))
    return redirect(url_for(".attachments", slug=slug))


@experiences.get("/<slug>/documents/<int:file_id>")
@everyone
def attachment(slug: str, file_id: int) -> ResponseReturnValue:
    """A document, for whoever may read its report."""
    file = queries.find_file(current.reader(), slug, file_id)
    if file is None:
        raise NotFoundError
    return download(storage.current().path(file.digest), file.file_name, file.media_type, FILE_POLICY)


@experiences.get("/<slug>/export.md")
@everyone
def export_markdown(slug: str) -> ResponseReturnValue:
    """The report as a Markdown file."""
    return download(as_markdown(_outline(slug)).encode(), f"{slug}.md", "text/markdown", FILE_POLICY)


@experiences.get("/<slug>/export.pdf")
@everyone
def export_pdf(slug: str) -> ResponseReturnValue:
    """The report as a PDF file."""
    from comite.experiences.documents.pdf import as_pdf  # noqa: PLC0415 - 20 MB that most processes never need

    made = as_pdf(_outline(slug), _settings().site_name)
    return download(made, f"{slug}.pdf", "application/pdf", FILE_POLICY)


def _outline(slug: str) -> Outline:
    """What the exports of a report say to this reader."""
    reader = current.reader()
    report = queries.get_report(reader, slug)
    return outline(report, _settings().public_url, with_people=people.may_see_people(reader))


def _settings() -> Settings:
    """The settings of this installation."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def _editable(slug: str) -> ExperienceReport:
    """A report that the person may edit."""
    actor = current.actor()
    report = queries.get_report(actor, slug)
    require(permissions.may_edit(actor, report))
    return report
