"""« Tâches en cours »: the long work that a person asked for, whatever the feature that does it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.labels import TASK_STATES
from comite.foundation import tasks as long_work
from comite.foundation.security import signed_in

tasks = Blueprint("tasks", __name__)


@tasks.get("/taches")
@signed_in
def index() -> ResponseReturnValue:
    """One's own long work: what is under way, what it gave, what went wrong."""
    return _render("tasks/index.html")


@tasks.get("/taches/etat")
@signed_in
def progress() -> ResponseReturnValue:
    """The same list alone, for the page that waits."""
    return _render("tasks/_list.html")


def _render(template: str) -> ResponseReturnValue:
    """The list of the person's tasks."""
    found = long_work.list_of(current.actor().user_id)
    running = [each for each in found if not each.is_over]
    return render_template(
        template,
        tasks=found,
        running=running,
        is_moving=any(each.is_moving for each in found),
        states=TASK_STATES,
    )
