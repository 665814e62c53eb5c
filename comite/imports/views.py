"""The pages of imports: choose a file, see what is wrong line by line, then let it be done."""

from collections.abc import Sequence

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.readers import Reader
from comite.foundation import storage
from comite.foundation.errors import NotFoundError, RefusedError, RuleBrokenError, require
from comite.foundation.forms import offer, sent_files
from comite.foundation.rendering import download
from comite.foundation.security import FILE_POLICY, signed_in
from comite.foundation.settings import Settings
from comite.imports import blank, labels, operations, outcome, permissions, queries
from comite.imports.forms import ImportForm
from comite.imports.models import LINES_MAX, ImportBatch, ImportKind
from comite.imports.operations import Document
from comite.imports.rules.registry import RULES
from comite.territories import queries as territories
from comite.territories.models import Committee

imports = Blueprint("imports", __name__, url_prefix="/imports")
FILE_BYTES_MAX = 20 * 1024 * 1024
_KINDS = {slug: kind for kind, slug in labels.KIND_SLUGS.items()}
_MODELS = {
    "csv": (blank.as_csv, "text/csv"),
    "xlsx": (blank.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": (blank.as_ods, "application/vnd.oasis.opendocument.spreadsheet"),
}


@imports.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """What can be imported, and one's own imports."""
    actor = current.actor()
    offered = [kind for kind in ImportKind if _places(actor, kind)]
    return render_template(
        "imports/index.html", kinds=offered, batches=queries.list_batches(actor), labels=labels
    )


@imports.route("/<slug>", methods=["GET", "POST"])
@signed_in
def create(slug: str) -> ResponseReturnValue:
    """Choose a file; its lines are checked, and nothing is imported yet."""
    actor, kind = current.actor(), _kind(slug)
    places = _places(actor, kind)
    require(bool(places))
    # Who could go to several committees says which; everything else has a likely place.
    is_asked = kind is ImportKind.REPORTS and any(committee for _name, _id, committee in places.values())
    form = ImportForm(data={"place": "" if is_asked else next(iter(places))})
    offer(
        form.place,
        [(value, name) for value, (name, _id, _committee) in places.items()],
        blank="Choisissez…" if is_asked else None,
    )
    if is_asked:
        form.place.description = "Une ligne qui nomme un comité dans la colonne « Comité » ira dans celui-là."
    if form.validate_on_submit():
        try:
            batch = _ask(actor, kind, places[form.place.data], form)
        except RefusedError as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show", batch_id=batch.id), 303)
    return render_template(
        "imports/create.html",
        form=form,
        kind=kind,
        labels=labels,
        columns=RULES[kind].columns,
        lines_max=LINES_MAX,
    ), form.status


def _ask(
    actor: Reader, kind: ImportKind, place: tuple[str, int | None, Committee | None], form: ImportForm
) -> ImportBatch:
    """Keep the file, then ask for its check."""
    sent = sent_files(form.document)[0]
    kept = storage.current().put(sent.stream, FILE_BYTES_MAX)
    _name, authority_id, committee = place
    return operations.ask_import(
        actor, kind, authority_id, committee, Document(kept, sent.filename or "", sent.mimetype)
    )


@imports.get("/<slug>/modele.<ending>")
@signed_in
def model(slug: str, ending: str) -> ResponseReturnValue:
    """The model file."""
    kind = _kind(slug)
    if ending not in _MODELS:
        raise NotFoundError
    write, media_type = _MODELS[ending]
    return download(write(kind), blank.file_name(kind, ending), media_type, FILE_POLICY)


@imports.get("/lots/<int:batch_id>")
@signed_in
def show(batch_id: int) -> ResponseReturnValue:
    """Where an import is: what is wrong, what is ready, what was done."""
    return _batch_page("imports/show.html", batch_id)


@imports.get("/lots/<int:batch_id>/avancement")
@signed_in
def progress(batch_id: int) -> ResponseReturnValue:
    """The gauge alone, for the page that waits."""
    return _batch_page("imports/_progress.html", batch_id)


def _batch_page(template: str, batch_id: int) -> ResponseReturnValue:
    """One import, for whoever sent it."""
    batch = queries.get_batch(current.actor(), batch_id)
    wrong = queries.list_wrong_lines(batch_id)
    return render_template(
        template, batch=batch, counts=queries.count_lines(batch_id), wrong=wrong, labels=labels
    )


@imports.post("/lots/<int:batch_id>/lancement")
@signed_in
def run(batch_id: int) -> ResponseReturnValue:
    """Import the good lines."""
    actor = current.actor()
    try:
        operations.run_import(actor, queries.get_batch(actor, batch_id))
    except RuleBrokenError as error:
        flash(str(error), "warning")
    else:
        flash("L’import commence. Vous pouvez quitter cette page : il continue sans vous.")
    return redirect(url_for(".show", batch_id=batch_id), 303)


@imports.post("/lots/<int:batch_id>/arret")
@signed_in
def stop(batch_id: int) -> ResponseReturnValue:
    """Stop after the present line."""
    actor = current.actor()
    try:
        operations.stop_import(actor, queries.get_batch(actor, batch_id))
    except RuleBrokenError as error:
        flash(str(error), "warning")
    else:
        flash("L’import est arrêté. Ce qui est fait reste ; vous pouvez reprendre la suite.")
    return redirect(url_for(".show", batch_id=batch_id), 303)


@imports.post("/lots/<int:batch_id>/oubli")
@signed_in
def forget(batch_id: int) -> ResponseReturnValue:
    """Throw away a file and its report."""
    actor = current.actor()
    try:
        operations.forget_import(actor, queries.get_batch(actor, batch_id))
    except RuleBrokenError as error:
        flash(str(error), "warning")
        return redirect(url_for(".show", batch_id=batch_id), 303)
    flash("Le fichier et son compte rendu sont effacés. Ce qui a été importé reste.")
    return redirect(url_for(".index"), 303)


@imports.get("/lots/<int:batch_id>/compte-rendu.csv")
@signed_in
def report(batch_id: int) -> ResponseReturnValue:
    """What became of each line, as a file."""
    batch = queries.get_batch(current.actor(), batch_id)
    settings: Settings = current_app.extensions["settings"]
    made = outcome.as_csv(batch, queries.list_lines(batch_id), settings.public_url)
    return download(made, f"compte-rendu-import-{batch_id}.csv", "text/csv", FILE_POLICY)


def _kind(slug: str) -> ImportKind:
    """The kind of an address."""
    if slug not in _KINDS:
        raise NotFoundError
    return _KINDS[slug]


def _places(actor: Reader, kind: ImportKind) -> dict[str, tuple[str, int | None, Committee | None]]:
    """For whom a person may import: the committees they animate, which invite most, and their authorities.

    Reports are told in a committee: an authority that sits in several stands there once for each.
    """
    places: dict[str, tuple[str, int | None, Committee | None]] = {}
    if kind is ImportKind.MEMBERS:
        for committee in territories.list_committees_by_ids(sorted(actor.led_committee_ids)):
            if permissions.may_import(actor, kind, None, committee):
                name = f"Les collectivités de : {committee.name}"
                places[f"comite-{committee.id}"] = (name, None, committee)
    ours = [
        each for each in actor.affiliations if permissions.may_import(actor, kind, each.authority_id, None)
    ]
    rivals = _rivals([each.authority_id for each in ours]) if kind is ImportKind.REPORTS else {}
    for each in ours:
        place = f"collectivite-{each.authority_id}"
        for committee in rivals.get(each.authority_id, ()):
            name = f"{each.authority_name}, dans : {committee.name}"
            places[f"{place}-comite-{committee.id}"] = (name, each.authority_id, committee)
        if each.authority_id not in rivals:
            places[place] = (each.authority_name, each.authority_id, None)
    return places


def _rivals(authority_ids: list[int]) -> dict[int, Sequence[Committee]]:
    """The committees of each authority that sits in several."""
    found = territories.list_committees_by_authority(authority_ids)
    return {authority_id: committees for authority_id, committees in found.items() if len(committees) > 1}
