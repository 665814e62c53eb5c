"""Where pages keep what is being typed, whatever the feature of the form."""

from contextlib import suppress

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from comite.accounts import current
from comite.foundation import unsaved as texts
from comite.foundation.errors import NotFoundError, RefusedError, RuleBrokenError
from comite.foundation.security import safe_next, signed_in
from comite.foundation.text import whole

unsaved = Blueprint("unsaved", __name__, url_prefix="/textes-en-cours")


@unsaved.post("/<place>")
@signed_in
def keep(place: str) -> ResponseReturnValue:
    """Keep what is typed in a form; 409 when another tab writes there too."""
    fields = texts.typed()
    seen = whole(str(fields.pop(texts.DRAFT, ""))) or 0
    try:
        return {"draft": texts.keep(_own_id(), place, fields, seen)}
    except RuleBrokenError as error:
        return {"error": str(error)}, 409


@unsaved.post("/<place>/oubli")
@signed_in
def forget(place: str) -> ResponseReturnValue:
    """Throw away what was typed in a form and not sent."""
    texts.forget(_own_id(), place)
    return redirect(safe_next(request.form.get("next"), url_for("home.index")), 303)


@unsaved.after_app_request
def _settle(response: Response) -> Response:
    """A form that leads elsewhere was received: its copy goes; that of a refused one stays."""
    is_received = request.method == "POST" and response.status_code in (302, 303)
    if is_received and request.form.get(texts.DRAFT_PLACE):
        # The change is kept already: nothing that fails from here on may answer that it is not.
        with suppress(RefusedError, OperationalError):
            texts.settle(current.reader().user_id)
    return response


def _own_id() -> int:
    """The account of whoever is signed in."""
    user_id = current.actor().user_id
    if user_id is None:
        raise NotFoundError
    return user_id
