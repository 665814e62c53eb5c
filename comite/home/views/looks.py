"""How the installation looks: the page where administrators choose, and what the choice serves."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.foundation import clashes, storage
from comite.foundation.errors import NotFoundError, RuleBrokenError
from comite.foundation.forms import sent_files
from comite.foundation.security import administrators, everyone
from comite.foundation.storage import Kept
from comite.home import appearance, colours, logos, operations, queries
from comite.home.forms import AppearanceForm
from comite.home.models import Appearance

looks = Blueprint("looks", __name__)
FOR_A_YEAR = "public, max-age=31536000, immutable"


@looks.route("/administration/apparence", methods=["GET", "POST"])
@administrators
def edit() -> ResponseReturnValue:
    """Choose the accent, the name and the logo of those who run the site."""
    actor, found = current.actor(), queries.find_appearance()
    form = AppearanceForm(data=_saved(found))
    tried = form.tried_accent()
    if form.validate_on_submit():
        try:
            clashes.settle(form, _saved(found))
            operations.choose_appearance(actor, form.choice(), _logo(form), form.version.data or 0)
        except RuleBrokenError as error:
            found = queries.find_appearance()
            clashes.refuse(form, error, lambda: _saved(found))
        else:
            appearance.forget()
            flash("Apparence enregistrée. Elle sera partout dans la minute.")
            return redirect(url_for(".edit"), 303)
    shown = tried or (found.accent if found else "") or colours.theme("light")["accent"]
    return (
        render_template(
            "home/appearance.html",
            form=form,
            found=found,
            shown=shown,
            samples=colours.samples,
            proposal=colours.nearest_readable(tried) if tried and not colours.is_readable(tried) else "",
            ratios=colours.ratios(shown),
        ),
        form.status,
    )


def _saved(found: Appearance | None) -> dict[str, object]:
    """What the form shows of the appearance of the site."""
    return {
        "accent": found.accent if found else "",
        "owner_name": found.owner_name if found else "",
        "contact": found.contact if found else "",
        "version": found.version if found else 0,
    }


@looks.get("/apparence/<mark>.css")
@everyone
def sheet(mark: str) -> ResponseReturnValue:
    """The style sheet of the accent, under an address that changes with it."""
    look = appearance.look_of(mark)
    if not look.accent:
        raise NotFoundError
    kept = FOR_A_YEAR if mark == look.mark else "no-cache"
    return look.sheet, {"Content-Type": "text/css; charset=utf-8", "Cache-Control": kept}


@looks.get("/apparence/<mark>.png")
@everyone
def logo(mark: str) -> ResponseReturnValue:
    """The logo, drawn again by us when it was sent."""
    look = appearance.look_of(mark)
    if not look.logo_digest or mark != look.logo_mark:
        raise NotFoundError
    with storage.current().open(look.logo_digest) as file:
        content = file.read()
    return content, {"Content-Type": "image/png", "Cache-Control": FOR_A_YEAR}


def _logo(form: AppearanceForm) -> Kept | None:
    """The logo that was sent, drawn again; None when there is none. Raises `UnreadableLogoError`."""
    sent = sent_files(form.logo)
    return logos.keep_logo(sent[0]) if sent else None
