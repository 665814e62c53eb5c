"""Pages that belong to no feature: welcome, state of the service."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from comite.foundation import jobs, migrations
from comite.foundation.database import db, has_room
from comite.foundation.security import everyone
from comite.foundation.settings import Settings

home = Blueprint("home", __name__)


@home.get("/")
@everyone
def index() -> ResponseReturnValue:
    """The welcome page of the visitor, or the dashboard of the person signed in."""
    return render_template("home/index.html")


@home.get("/sante")
@everyone
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@home.get("/pret")
@everyone
def ready() -> ResponseReturnValue:
    """The service can do its work: database, disk, outbox, versions."""
    settings: Settings = current_app.extensions["settings"]
    facts = {
        "database": db.session.scalar(text("SELECT 1")) == 1,
        "database_version": ".".join(map(str, db.engine.dialect.server_version_info or ())),
        "migrations": migrations.is_up_to_date(),
        "disk": has_room(settings),
        "outbox_age_seconds": round(jobs.oldest_waiting_seconds(), 1),
    }
    is_ready = bool(facts["database"] and facts["migrations"] and facts["disk"])
    return {"ready": is_ready, **facts}, 200 if is_ready else 503
