"""Votes, decisions and their actions as feed readers take them, narrowed as their pages are."""

from datetime import datetime

from flask import url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.foundation import feeds
from comite.foundation.feeds import Entry, Feed, Row
from comite.foundation.security import everyone
from comite.foundation.text import shorten
from comite.meetings.decision_labels import ACTION_STATUSES
from comite.meetings.masked_words import shown
from comite.meetings.models.ballots import Ballot
from comite.meetings.models.decisions import FollowUp
from comite.meetings.queries import ballots as ballot_queries
from comite.meetings.queries import decisions as decision_queries
from comite.meetings.views import ballots as ballots_page
from comite.meetings.views import decisions as decisions_page
from comite.meetings.views.ballots import ballots
from comite.meetings.views.decisions import decisions


@decisions.get("/flux.atom")
@everyone
def feed() -> ResponseReturnValue:
    """The register, the latest first."""
    reader = current.feed_reader()
    _, filters = decisions_page.asked()
    page = decision_queries.list_decisions(reader, filters, None)
    rows = [Row("decision", each.id, each.updated_at) for each in page.items]
    return feeds.of_list(reader, "Registre des décisions", feeds.same_list(".index"), rows)


@decisions.get("/actions/flux.atom")
@everyone
def actions_feed() -> ResponseReturnValue:
    """The actions, the latest to change first; not the person they are entrusted to, only the authority."""
    reader = current.feed_reader()
    committee, _ = decisions_page.asked()
    found = decisions_page.asked_actions(reader, committee, latest_first=True)[: feeds.ENTRIES_MAX]
    told = Feed("Suivi des actions", feeds.same_list(".actions"), [_action(each) for each in found])
    return feeds.atom(told, is_private=reader.is_signed_in)


def _action(follow_up: FollowUp) -> Entry:
    """An action in a feed; it is no subject of its own, its decision is."""
    return Entry(
        "action",
        follow_up.id,
        follow_up.title,
        url_for("actions.show", follow_up_id=follow_up.id),
        follow_up.owner_authority.name,
        follow_up.updated_at,
        follow_up.created_at,
        shorten(f"Pour le {follow_up.due_on:%d/%m/%Y}. {shown(follow_up.decision).title}", feeds.SUMMARY_MAX),
        ACTION_STATUSES[follow_up.status],
    )


@ballots.get("/flux.atom")
@everyone
def votes_feed() -> ResponseReturnValue:
    """The votes, the latest first; what they come to is read on their page."""
    reader = current.feed_reader()
    page = ballot_queries.list_ballots(reader, ballots_page.asked_committee(), None)
    rows = [Row("ballot", each.id, _changed_at(each)) for each in page.items]
    return feeds.of_list(reader, "Votes", feeds.same_list(".index"), rows)


def _changed_at(ballot: Ballot) -> datetime:
    """When a vote last moved."""
    return ballot.cancelled_at or ballot.closed_at or ballot.opened_at or ballot.created_at
