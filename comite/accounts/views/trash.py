"""« Corbeille »: what was thrown away and can still be taken back."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts import trash as thrown
from comite.foundation.security import signed_in

trash = Blueprint("trash", __name__)


@trash.get("/corbeille")
@signed_in
def index() -> ResponseReturnValue:
    """What one threw away, and what was thrown away for the authorities one edits for."""
    return render_template(
        "trash/index.html", thrown=thrown.list_thrown(current.actor()), kept=thrown.KEPT.days
    )


@trash.post("/corbeille/<slug>/<int:thing_id>/retour")
@signed_in
def restore(slug: str, thing_id: int) -> ResponseReturnValue:
    """Take one thing back."""
    address = thrown.kind_of(slug).restore(current.actor(), thing_id)
    flash("C’est rétabli, comme c’était.")
    return redirect(address, 303)
