"""The dashboard of a lead authority: a private list that suggests calls, and ranks nobody."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.engineering.labels import requests as labels
from comite.engineering.queries import steering as queries
from comite.engineering.queries.time_bank import get_time_bank
from comite.engineering.views.blueprint import engineering
from comite.foundation import clock
from comite.foundation.errors import NotFoundError
from comite.foundation.security import signed_in


@engineering.get("/tableau-de-bord")
@signed_in
def steering() -> ResponseReturnValue:
    """The first committee that the person steers."""
    steered = queries.list_steered(current.actor())
    if not steered:
        raise NotFoundError
    return redirect(url_for(".steering_show", slug=steered[0].slug))


@engineering.get("/tableau-de-bord/<slug>")
@signed_in
def steering_show(slug: str) -> ResponseReturnValue:
    """Requests by age and state, days, and the members that may need a call."""
    reader = current.actor()
    committee = queries.get_steered_committee(reader, slug)
    return render_template(
        "engineering/steering.html",
        committee=committee,
        steered=queries.list_steered(reader),
        ages=queries.AGES,
        counts=queries.count_by_age(committee.id),
        silent=queries.list_silent(committee),
        bank=get_time_bank(reader, committee, clock.today().year),
        labels=labels,
    )
