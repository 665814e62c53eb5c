"""The lists of mutualised engineering as feed readers take them, narrowed as their pages are."""

from datetime import datetime, time

from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.engineering.models.missions import Mission
from comite.engineering.queries import library as models
from comite.engineering.queries import missions as mission_queries
from comite.engineering.queries import projects as project_queries
from comite.engineering.queries import requests as request_queries
from comite.engineering.views import library as library_page
from comite.engineering.views import missions as missions_page
from comite.engineering.views import projects as projects_page
from comite.engineering.views import requests as requests_page
from comite.engineering.views.blueprint import engineering
from comite.engineering.views.library import library
from comite.engineering.views.projects import projects
from comite.foundation import clock, feeds
from comite.foundation.feeds import Row
from comite.foundation.security import everyone


@engineering.get("/flux.atom")
@everyone
def feed() -> ResponseReturnValue:
    """The requests for help, the latest first."""
    reader = current.feed_reader()
    page = request_queries.list_requests(reader, requests_page.asked_filters(reader), None)
    rows = [Row("help_request", each.id, each.updated_at) for each in page.items]
    return feeds.of_list(reader, "Demandes d’appui", feeds.same_list(".index"), rows)


@engineering.get("/missions/flux.atom")
@everyone
def missions_feed() -> ResponseReturnValue:
    """The missions, the latest first."""
    reader = current.feed_reader()
    page = mission_queries.list_missions(reader, missions_page.asked_filters(reader), None)
    rows = [Row("mission", each.id, _changed_at(each)) for each in page.items]
    return feeds.of_list(reader, "Missions", feeds.same_list(".missions"), rows)


def _changed_at(mission: Mission) -> datetime:
    """When a mission last moved, as far as it says."""
    moves = [mission.closed_at, mission.asked_to_evaluate_at, *(each.logged_at for each in mission.log)]
    began = datetime.combine(mission.started_on, time(), clock.PARIS)
    return max([began, *(each for each in moves if each)])


@projects.get("/flux.atom")
@everyone
def projects_feed() -> ResponseReturnValue:
    """The pooled projects, or the intentions alone with `?voir=intentions`; changed last first."""
    reader = current.feed_reader()
    page = project_queries.list_projects(reader, projects_page.asked_filters(), None)
    rows = [Row("project", each.id, each.updated_at) for each in page.items]
    return feeds.of_list(reader, "Projets mutualisés", feeds.same_list(".index"), rows)


@library.get("/flux.atom")
@everyone
def library_feed() -> ResponseReturnValue:
    """The shared models, changed last first."""
    reader = current.feed_reader()
    page = models.list_models(reader, library_page.asked_kind(), None)
    rows = [Row("shared_model", each.id, each.updated_at) for each in page.items]
    return feeds.of_list(reader, "Bibliothèque de modèles", feeds.same_list(".index"), rows)
