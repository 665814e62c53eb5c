"""Requests for help, offers and missions for the tests."""

from datetime import date
from typing import Any

from comite.accounts.readers import Reader
from comite.engineering.content import (
    Evaluation,
    OfferContent,
    ProfileContent,
    RequestContent,
    WorkContent,
)
from comite.engineering.models.directory import ExpertiseProfile
from comite.engineering.models.missions import Mission, Usefulness, WorkLogEntry
from comite.engineering.models.offers import Offer
from comite.engineering.models.requests import HelpRequest
from comite.engineering.operations import directory, missions, offers, requests
from comite.engineering.queries import missions as mission_queries
from comite.engineering.queries import requests as request_queries
from comite.foundation import clock
from comite.foundation.database import db
from tests.cast import Cast
from tests.factories_people import the_authority, the_committee

SENTENCE = "Nous voudrions trier les courriels reçus en mairie"


def make_request(
    cast: Cast,
    *,
    by: Reader | None = None,
    sentence: str = SENTENCE,
    with_peers: bool = True,
    committee: int | None = None,
    **told: Any,
) -> HelpRequest:
    """A request of Bruno's, for Valmer, to the committee of Valmer."""
    author = by or cast.bruno
    return requests.ask_for_help(
        author,
        the_authority(author.affiliations[0].authority_id),
        the_committee(committee or cast.committee),
        RequestContent(sentence, **told),
        with_peers=with_peers,
    )


def make_offer(
    cast: Cast,
    request: HelpRequest,
    *,
    by: Reader | None = None,
    quarter_days: int = 8,
    note: str = "Deux jours.",
) -> Offer:
    """An offer of Élise's, for the lead authority."""
    author = by or cast.elise
    authority = the_authority(author.affiliations[0].authority_id)
    return offers.offer_help(author, request, authority, OfferContent(quarter_days, note))


def make_mission(
    cast: Cast, *, by: Reader | None = None, helper: Reader | None = None, quarter_days: int = 8, **asked: Any
) -> Mission:
    """A mission of the lead authority for Valmer, which Bruno accepted."""
    request = make_request(cast, by=by, **asked)
    offer = make_offer(cast, request, by=helper, quarter_days=quarter_days)
    return offers.accept_offer(by or cast.bruno, request, offer, "Avec plaisir.")


def log_work(
    cast: Cast,
    mission: Mission,
    *,
    by: Reader | None = None,
    quarter_days: int = 2,
    done_on: date | None = None,
) -> WorkLogEntry:
    """A line of the log, by Élise."""
    author = by or cast.elise
    content = WorkContent(
        done_on or clock.today(), quarter_days, "Une matinée sur place.", author.user_id or 0
    )
    return missions.log_work(author, mission, content)


def close_mission(cast: Cast, mission: Mission, *, by: Reader | None = None) -> Mission:
    """The same mission, evaluated by Bruno."""
    author = by or cast.bruno
    missions.close_mission(
        author, mission, Evaluation(Usefulness.USEFUL, "Le tri marche.", "Commencez petit.")
    )
    return again(author, mission)


def make_profile(
    cast: Cast, *, by: Reader | None = None, version: int = 0, note: str = "L’accueil.", **told: Any
) -> ExpertiseProfile:
    """What Amina can help with, for Valmer."""
    author = by or cast.amina
    authority = the_authority(author.affiliations[0].authority_id)
    content = ProfileContent(note, **told)
    return directory.describe(author, authority, author.user_id, content, version)


def again(reader: Reader, thing: Any) -> Any:
    """The same request or mission, read anew."""
    slug = thing.slug
    is_request = isinstance(thing, HelpRequest)
    db.session.remove()
    read = request_queries.get_request if is_request else mission_queries.get_mission
    return read(reader, slug)
