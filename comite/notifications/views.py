"""What a person was told, and their choices of what to follow."""

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.readers import Reader
from comite.foundation import feeds
from comite.foundation.errors import NotFoundError
from comite.foundation.feeds import Entry, Feed
from comite.foundation.paging import Page
from comite.foundation.security import everyone, machines, safe_next, signed_in
from comite.foundation.text import shorten, whole
from comite.notifications import labels, links, operations, queries
from comite.notifications.forms import DomainForm, RhythmForm
from comite.notifications.links import Link, Purpose
from comite.notifications.models import Level
from comite.notifications.queries import Told, Topic
from comite.notifications.rhythm import Rhythm

notifications = Blueprint("notifications", __name__, url_prefix="/notifications")
KIND = re.compile(r"[a-z_]{1,40}")


@notifications.get("")
@signed_in
def index() -> ResponseReturnValue:
    """What the person was told, grouped by thing."""
    actor = current.actor()
    seen = _shown_tab()
    page = _shown(actor, request.args.get("suite"))
    return render_template(
        "notifications/index.html",
        topics=page.items,
        pages=_pages(page, seen or None),
        seen=seen,
        tabs_shown=[
            (label, url_for(".index", voir=word or None), word == seen) for word, label in labels.TABS.items()
        ],
        words=labels,
    )


@notifications.get("/flux.atom")
@everyone
def feed() -> ResponseReturnValue:
    """What the owner of a key was told, the latest first; nothing without one."""
    reader = current.feed_reader()
    told = [each for topic in _shown(reader, None).items for each in topic.told] if reader.user_id else []
    told.sort(key=lambda each: each.notification.id, reverse=True)
    entries = [_entry(each) for each in told[: feeds.ENTRIES_MAX]]
    made = Feed("Notifications", feeds.same_list(".index"), entries)
    return feeds.atom(made, is_private=reader.is_signed_in)


def _entry(told: Told) -> Entry:
    """One notification in a feed, with what it is about if one may still read it."""
    notification, subject = told.notification, told.subject
    who = notification.actor.name if notification.actor else None
    sentence = labels.told(notification.reason, who, notification.kind)
    return Entry(
        "notification",
        notification.id,
        f"{sentence} : {subject.title}" if subject else sentence,
        subject.address if subject else url_for(".index"),
        who or "",
        notification.at,
        notification.at,
        shorten(notification.detail, feeds.SUMMARY_MAX),
    )


def _shown(reader: Reader, cursor: str | None) -> Page[Topic]:
    """What a person was told, narrowed to the tab that the address names."""
    seen = _shown_tab()
    return queries.list_topics(
        reader,
        cursor,
        unread_only=seen == labels.UNREAD,
        awaited_only=seen == labels.TO_DO,
        reasons=labels.REASONS.get(seen, ()),
    )


def _shown_tab() -> str:
    """The tab that the address names; the first one when it names none of ours."""
    asked = request.args.get("voir", "")
    return asked if asked in labels.TABS else ""


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
    actor = current.actor()
    page = queries.list_choices(actor, request.args.get("suite"))
    return render_template(
        "notifications/choices.html",
        choices=page.items,
        pages=_pages(page),
        labels=labels.LEVELS,
        committees=queries.list_committee_levels(actor),
        form=DomainForm(queries.list_domains_not_chosen(actor)),
        rhythm=_present_rhythm(actor.user_id or 0),
        words=labels,
    )


@notifications.post("/suivis")
@signed_in
def choose() -> ResponseReturnValue:
    """Choose how much of a thing one wants to be told."""
    actor = current.actor()
    level = next((each for each in Level if each.value == request.form.get("level")), None)
    if level is None:
        raise NotFoundError
    operations.choose_level(actor, *_thing(), level)
    flash(labels.CHOSEN[level])
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
    link = _link(Purpose.MUTE, token)
    is_done = request.method == "POST"
    if is_done:
        operations.mute_by_link(link)
    return render_template("notifications/mute.html", is_done=is_done)


@notifications.route("/rythme", methods=["GET", "POST"])
@signed_in
def rhythm() -> ResponseReturnValue:
    """Choose when one's summary comes."""
    actor = current.actor()
    form = RhythmForm(_present_rhythm(actor.user_id or 0))
    if form.validate_on_submit():
        operations.choose_rhythm(actor, form.rhythm())
        flash("C’est noté.")
        return redirect(url_for(".choices"), 303)
    return render_template("notifications/rhythm.html", form=form, is_done=False), form.status


@notifications.route("/rythme/<token>", methods=["GET", "POST"])
@everyone
def rhythm_by_link(token: str) -> ResponseReturnValue:
    """The same from a mail, without signing in."""
    link = _link(Purpose.SETTINGS, token)
    form = RhythmForm(_present_rhythm(link.user_id))
    is_done = form.validate_on_submit()
    if is_done:
        operations.choose_rhythm_by_link(link, form.rhythm())
    return render_template("notifications/rhythm.html", form=form, is_done=is_done), form.status


@notifications.route("/arret/<token>", methods=["GET", "POST"])
@everyone
def stop(token: str) -> ResponseReturnValue:
    """Stop the summary from a mail; looking at the page, as mail filters do, stops nothing."""
    link = _link(Purpose.STOP, token)
    is_done = request.method == "POST"
    if is_done:
        operations.stop_by_link(link)
    return render_template("notifications/stop.html", is_done=is_done)


@notifications.route("/desabonnement/<purpose>/<token>", methods=["GET", "POST"])
@machines
def unsubscribe(purpose: str, token: str) -> ResponseReturnValue:
    """What mailboxes call when their user unsubscribes (RFC 8058); a person who follows it is asked first."""
    known = next((each for each in (Purpose.MUTE, Purpose.STOP) if each.value == purpose), None)
    if known is None:
        raise NotFoundError
    link = _link(known, token)
    if request.method != "POST":
        return redirect(links.path_of(link), 303)
    if request.form.get("List-Unsubscribe") != "One-Click":
        raise NotFoundError
    change = operations.mute_by_link if known is Purpose.MUTE else operations.stop_by_link
    change(link)
    return "C’est fait : vous ne recevrez plus ces courriels.", {"Content-Type": "text/plain; charset=utf-8"}


def _link(purpose: Purpose, token: str) -> Link:
    """What the signed link of a mail says; raises `NotFoundError` when it is not ours or nobody's."""
    link = links.read(purpose, token)
    if link is None or not queries.is_here(link.user_id):
        raise NotFoundError
    return link


def _present_rhythm(user_id: int) -> Rhythm:
    """When a person has their summary today."""
    known = queries.find_digest_choice(user_id)
    return known.rhythm if known else Rhythm()


def _thing() -> tuple[str, int]:
    """The kind and id of the thing a form names; raises `NotFoundError` when it names none."""
    kind, subject_id = request.form.get("kind", ""), whole(request.form.get("subject_id"))
    if not KIND.fullmatch(kind) or subject_id is None:
        raise NotFoundError
    return kind, subject_id


def _pages(page: Page[Any], seen: str | None = None) -> dict[str, str | None]:
    """The addresses of the neighbouring pages."""

    def address(cursor: str | None) -> str | None:
        return url_for(str(request.endpoint), suite=cursor, voir=seen) if cursor else None

    return {"previous_url": address(page.previous_cursor), "next_url": address(page.next_cursor)}
