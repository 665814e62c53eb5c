"""How the door for people tells a refusal: one kind page that says what to do next."""

import logging
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge, SecurityError

from comite.foundation.database import db
from comite.foundation.errors import (
    NotFoundError,
    RefusedError,
    SignInRequiredError,
    TooLargeError,
    TooManyRequestsError,
)
from comite.foundation.security import safe_next
from comite.foundation.settings import Settings

TITLES = {
    400: "Demande incomprise",
    401: "Connexion nécessaire",
    403: "Action réservée",
    404: "Page introuvable",
    405: "Adresse à usage interne",
    409: "Action impossible pour le moment",
    410: "Lien qui n’est plus valable",
    413: "Envoi trop volumineux",
    422: "Demande à corriger",
    429: "Un instant, s’il vous plaît",
    500: "Une erreur de notre côté",
    503: "Service momentanément indisponible",
}
SENTENCES = {
    405: "Cette adresse ne s’ouvre pas directement. Repartez de l’accueil ou de la recherche.",
    429: TooManyRequestsError.sentence,
    500: (
        "Rien de ce qui était déjà enregistré n’est perdu. L’erreur est consignée avec le numéro "
        "ci-dessous : donnez-le à l’administration du site si elle se répète."
    ),
}
logger = logging.getLogger("comite.errors")


def start(app: Flask) -> None:
    """Translate every refusal once."""
    app.register_error_handler(RefusedError, refused)
    app.register_error_handler(HTTPException, http_refused)
    app.register_error_handler(OperationalError, database_failed)
    if not app.testing:
        app.register_error_handler(Exception, failed)


def refused(error: RefusedError) -> ResponseReturnValue:
    """A refusal of ours; a visitor who must sign in is led there, and back."""
    if isinstance(error, SignInRequiredError) and request.method == "GET":
        return redirect(url_for("accounts.sign_in", next=_here()), 303)
    return _page(error.status, error.sentence)


def http_refused(error: HTTPException) -> ResponseReturnValue:
    """A refusal of the framework: unknown address, wrong method, body too large."""
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    if isinstance(error, NotFound):
        return _page(404, NotFoundError.sentence)
    if isinstance(error, RequestEntityTooLarge):
        settings: Settings = current_app.extensions["settings"]
        return _page(413, f"{TooLargeError.sentence} La limite est de {settings.upload_max_mb} Mo par envoi.")
    code = error.code or 500
    return _page(code, SENTENCES.get(code, RefusedError.sentence))


def database_failed(error: OperationalError) -> ResponseReturnValue:
    """The database does not answer."""
    logger.error("database failed: %s", type(error.orig).__name__)
    return _page(
        503, "La base de données ne répond pas. Réessayez dans quelques instants : rien n’est perdu."
    )


def failed(error: Exception) -> ResponseReturnValue:
    """A mistake of ours: written down for the operator, told without details to the person."""
    logger.error("request failed", exc_info=error)
    return _page(500, SENTENCES[500])


def _page(status: int, sentence: str) -> ResponseReturnValue:
    """The page of a refusal; JSON when a script of ours asked."""
    if isinstance(request.routing_exception, SecurityError):
        # Asked under a name that is not ours: no address can be made for the links of a page.
        return RefusedError.sentence, 400, {"Content-Type": "text/plain; charset=utf-8"}
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return {"error": sentence}, status
    g.is_refused = False  # whatever was said of a form: this page is another, and its title says it all
    if status >= 500:
        # The layout may need the database: this page stands alone.
        db.session.rollback()
        template = "errors/alone.html"
    else:
        template = "errors/error.html"
    title = TITLES.get(status, "Demande refusée")
    words = {"title": title, "sentence": sentence, "status": status, "request_id": g.get("request_id", "")}
    words["back_url"] = _came_from()
    return render_template(template, **words), status


def _came_from() -> str:
    """The page of ours whose form or link was refused; nothing when it is unknown, or this very page."""
    parts = urlsplit(request.referrer or "")
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if parts.netloc != request.host or (request.method == "GET" and path == _here()):
        return ""
    return safe_next(path, "")


def _here() -> str:
    """The present address, to come back to."""
    return request.full_path.rstrip("?")
