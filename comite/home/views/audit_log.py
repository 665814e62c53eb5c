"""The head of the audit log: what it is, how to check it, and whether it is mailed."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.foundation import audit
from comite.foundation.errors import NotFoundError
from comite.foundation.security import signed_in
from comite.home import permissions
from comite.home.audit_mail import KIND, LOG
from comite.notifications.models import Level
from comite.notifications.queries import level_of

audit_log = Blueprint("audit_log", __name__)


@audit_log.get("/journal-d-audit")
@signed_in
def show() -> ResponseReturnValue:
    """The head as it is now."""
    actor = current.actor()
    if not permissions.may_keep_head(actor):
        raise NotFoundError
    return render_template(
        "home/audit_log.html",
        head=audit.head(),
        count=audit.count(),
        place={"kind": KIND, "subject_id": LOG},
        is_mailed=level_of(actor, KIND, LOG) is not Level.MUTE,
    )
