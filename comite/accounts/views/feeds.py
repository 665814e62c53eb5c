"""The keys of one's feeds and calendars: made, shown once, withdrawn."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current, operations, queries
from comite.accounts.forms import FeedKeyForm
from comite.accounts.views.own_account import _id_of, own_account
from comite.foundation import feeds as made
from comite.foundation.errors import RefusedError
from comite.foundation.feeds import Offered
from comite.foundation.security import signed_in

__all__ = ["own_account"]


@own_account.route("/flux", methods=["GET", "POST"])
@signed_in
def feeds() -> ResponseReturnValue:
    """One's keys; a new one is shown once, in the answer that makes it, with the addresses that bear it."""
    actor = current.actor()
    form, fresh = FeedKeyForm(), ""
    if form.validate_on_submit():
        try:
            fresh = operations.create_feed_key(actor, form.name.data or "Clé sans nom")
            form.name.data = ""
        except RefusedError as error:
            form.refuse(error)
    page = render_template(
        "accounts/feeds.html",
        form=form,
        keys=queries.list_feed_keys(_id_of(actor)),
        fresh=[(each.title, _with_key(each, fresh)) for each in _offered()] if fresh else [],
        fresh_key=fresh,
        offered=_offered(),
        most=operations.FEED_KEYS_MAX,
    )
    return page, form.status


@own_account.post("/flux/<int:key_id>/retrait")
@signed_in
def revoke_feed_key(key_id: int) -> ResponseReturnValue:
    """Withdraw one of one's keys."""
    operations.revoke_feed_key(current.actor(), key_id)
    flash("Cette clé est retirée : les flux et agendas qui s’en servaient ne répondent plus.")
    return redirect(url_for(".feeds"), 303)


def _offered() -> tuple[Offered, ...]:
    """The feeds of this application, as `app` hands them."""
    found: tuple[Offered, ...] = current_app.extensions["feeds"]
    return found


def _with_key(feed: Offered, key: str) -> str:
    """The whole address of a feed for the owner of a key."""
    return made.absolute(f"{feed.path}?{made.KEY}={key}")
