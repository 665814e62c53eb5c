"""The page from which an animator takes away all that the committee owns."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.exports import operations, permissions, queries
from comite.exports.chapters.every import CHAPTERS
from comite.exports.models import LASTS
from comite.foundation import storage
from comite.foundation.errors import RuleBrokenError, require
from comite.foundation.rendering import download
from comite.foundation.security import FILE_POLICY, signed_in
from comite.territories import queries as places
from comite.territories.models import Committee

exports = Blueprint("exports", __name__, url_prefix="/comites/<slug>/export")


@exports.get("")
@signed_in
def index(slug: str) -> ResponseReturnValue:
    """What an export holds, and those one has asked for."""
    return _page("exports/index.html", places.get_committee(slug))


@exports.get("/avancement")
@signed_in
def progress(slug: str) -> ResponseReturnValue:
    """The list alone, for the page that waits."""
    return _page("exports/_list.html", places.get_committee(slug))


def _page(template: str, committee: Committee) -> ResponseReturnValue:
    """The exports of whoever animates the committee."""
    actor = current.actor()
    require(permissions.may_export(actor, committee.id))
    found = queries.list_exports(actor, committee.id)
    return render_template(
        template,
        committee=committee,
        exports=found,
        is_moving=any(each.is_waiting for each in found),
        chapters=CHAPTERS,
        days=LASTS.days,
    )


@exports.post("")
@signed_in
def create(slug: str) -> ResponseReturnValue:
    """Ask for an archive."""
    try:
        operations.ask_export(current.actor(), places.get_committee(slug))
    except RuleBrokenError as error:
        flash(str(error), "warning")
    else:
        flash("L’export est demandé. Vous pouvez quitter cette page : il se prépare sans vous.")
    return redirect(url_for(".index", slug=slug), 303)


@exports.get("/<int:export_id>.zip")
@signed_in
def archive(slug: str, export_id: int) -> ResponseReturnValue:
    """The archive itself, for who asked for it and still animates the committee."""
    actor = current.actor()
    export = queries.get_export(actor, places.get_committee(slug), export_id)
    try:
        operations.note_download(actor, export)
    except RuleBrokenError as error:
        flash(str(error), "warning")
        return redirect(url_for(".index", slug=slug), 303)
    content = storage.current().open(export.digest or "")
    return download(content, export.file_name, "application/zip", FILE_POLICY)


@exports.post("/<int:export_id>/oubli")
@signed_in
def forget(slug: str, export_id: int) -> ResponseReturnValue:
    """Throw an archive away."""
    actor = current.actor()
    try:
        operations.forget_export(actor, queries.get_export(actor, places.get_committee(slug), export_id))
    except RuleBrokenError as error:
        flash(str(error), "warning")
    else:
        flash("L’export est effacé. Rien d’autre n’a changé.")
    return redirect(url_for(".index", slug=slug), 303)
