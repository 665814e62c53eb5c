"""What a person was told, and their choices of what to follow."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Page
from comite.foundation.security import everyone, safe_next, signed_in
from comite.notifications import labels, links, operations, queries
from comite.notifications.models import Level

notifications = Blueprint("notifications", __name__, url_prefix="/notifications")
KIND_MAX = 40


@notifications.get("")
@signed_in
def index() -> ResponseReturnValue:
    """What the person was told, grouped by thing."""
    actor = current.actor()
    unread_only = request.args.get("voir") == "non-lues"
    page = queries.list_topics(actor, request.args.get("suite"), unread_only=unread_only)
    return render_template(
        "notifications/index.html",
        topics=page.items,
        pages=_pages(page, "non-lues" if unread_only else None),
        unread_only=unread_only,
        words=labels,
    )


@notifications.post("/lecture")
@signed_in
def mark_read() -> ResponseReturnValue:
    """Mark as read what was told of one thing, or everything."""
    actor = current.actor()
    if request.form.get("kind"):
        operations.mark_read(actor, *_thing())
    else:
        operations.mark_all_read(actor)
        flash("Tout est marqué comme lu.")
    return redirect(safe_next(request.form.get("next"), url_for(".index")), 303)


@notifications.get("/suivis")
@signed_in
def choices() -> ResponseReturnValue:
    """What the person follows and mutes."""
    page = queries.list_choices(current.actor(), request.args.get("suite"))
    return render_template(
        "notifications/choices.html", choices=page.items, pages=_pages(page), labels=labels.LEVELS
    )


@notifications.post("/suivis")
@signed_in
def choose() -> ResponseReturnValue:
    """Follow or mute a thing."""
    actor = current.actor()
    level = next((each for each in Level if each.value == request.form.get("level")), None)
    if level is None:
        raise NotFoundError
    operations.choose_level(actor, *_thing(), level)
    flash(
        "Vous suivez cette discussion : vous serez prévenu des réponses."
        if level is Level.FOLLOW
        else "C’est en sourdine : vous n’en recevrez plus de nouvelles."
    )
    return redirect(safe_next(request.form.get("next"), url_for(".choices")), 303)


@notifications.post("/suivis/<int:subscription_id>/oubli")
@signed_in
def forget(subscription_id: int) -> ResponseReturnValue:
    """Neither follow nor mute a thing any longer."""
    actor = current.actor()
    operations.forget_choice(actor, queries.get_subscription(actor, subscription_id))
    flash("Vous ne suivez plus ce contenu.")
    return redirect(safe_next(request.form.get("next"), url_for(".choices")), 303)


@notifications.route("/silence/<token>", methods=["GET", "POST"])
@everyone
def mute(token: str) -> ResponseReturnValue:
    """Mute from a mail, without signing in; looking at it, as mail filters do, mutes nothing."""
    link = links.read_mute(token)
    if link is None:
        raise NotFoundError
    is_done = request.method == "POST"
    if is_done:
        operations.mute_by_link(link)
    return render_template("notifications/mute.html", is_done=is_done)


def _thing() -> tuple[str, int]:
    """The kind and id of the thing a form names; raises `NotFoundError` when it names none."""
    kind, key = request.form.get("kind", ""), request.form.get("subject_id", "")
    if not kind or len(kind) > KIND_MAX or not (key.isascii() and key.isdigit() and len(key) < 18):
        raise NotFoundError
    return kind, int(key)


def _pages(page: Page[Any], seen: str | None = None) -> dict[str, str | None]:
    """The addresses of the neighbouring pages."""

    def address(cursor: str | None) -> str | None:
        return url_for(str(request.endpoint), suite=cursor, voir=seen) if cursor else None

    return {"previous_url": address(page.previous_cursor), "next_url": address(page.next_cursor)}
