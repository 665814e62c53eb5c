"""Builds the application: the only module that knows every other."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, has_request_context, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from comite.accounts import current
from comite.accounts.contributions import SharedThings
from comite.accounts.former_trash import TRASH as FORMER_PLACES
from comite.accounts.subjects import PersonLoader
from comite.accounts.views.administration import administration
from comite.accounts.views.authorities import authorities
from comite.accounts.views.committees import territories
from comite.accounts.views.doors import accounts
from comite.accounts.views.feeds import own_account
from comite.accounts.views.invitations import invitations
from comite.accounts.views.links import links
from comite.accounts.views.members import members
from comite.accounts.views.people import people
from comite.accounts.views.second_factor import second_factor
from comite.accounts.views.tasks import tasks
from comite.accounts.views.trash import trash
from comite.accounts.views.unsaved import unsaved
from comite.datasets import tables
from comite.datasets.awaited import AWAITED as AWAITED_DATASETS
from comite.datasets.dashboard import DASHBOARD as DATASETS_ON_DASHBOARD
from comite.datasets.models import Dataset, DatasetStatus
from comite.datasets.moderated import MODERATED as MODERATED_DATASETS
from comite.datasets.rendered_texts import RENDERED_DATASETS
from comite.datasets.subjects import DatasetLoader
from comite.datasets.trash import TRASH as THROWN_DATASETS
from comite.datasets.views import datasets
from comite.discussions import moderated
from comite.discussions.actions import offer as offer_to_report
from comite.discussions.answering import ThreadAnswered
from comite.discussions.dashboard import DASHBOARD as DISCUSSIONS_ON_DASHBOARD
from comite.discussions.models.threads import Thread
from comite.discussions.operations.cases import OWN_KINDS
from comite.discussions.rendered_texts import RENDERED_MESSAGES
from comite.discussions.subjects import MessageLoader, ThreadLoader
from comite.discussions.trash import TRASH as THROWN_MESSAGES
from comite.discussions.views.feed import discussions
from comite.discussions.views.messages import messages
from comite.discussions.views.moderation import moderation
from comite.engineering.awaited import AWAITED as AWAITED_ENGINEERING
from comite.engineering.dashboard import DASHBOARD as ENGINEERING_ON_DASHBOARD
from comite.engineering.moderated import MODERATED as MODERATED_ENGINEERING
from comite.engineering.rendered_texts import RENDERED_ENGINEERING
from comite.engineering.subjects.directory import ExpertiseLoader
from comite.engineering.subjects.library import ModelLoader
from comite.engineering.subjects.missions import MissionLoader
from comite.engineering.subjects.offers import OfferLoader
from comite.engineering.subjects.projects import ProjectLoader
from comite.engineering.subjects.requests import RequestLoader
from comite.engineering.trash import TRASH as THROWN_IN_ENGINEERING
from comite.engineering.views import engineering
from comite.engineering.views import feeds as _engineering_feeds  # noqa: F401 - its routes
from comite.engineering.views import project_files as _project_files  # noqa: F401 - its routes
from comite.engineering.views.library import library
from comite.engineering.views.projects import projects
from comite.engineering.views.simulator import simulator
from comite.experiences.awaited import AWAITED as AWAITED_REPORTS
from comite.experiences.dashboard import DASHBOARD as REPORTS_ON_DASHBOARD
from comite.experiences.models import ExperienceReport, ReportStatus
from comite.experiences.moderated import MODERATED as MODERATED_REPORTS
from comite.experiences.rendered_texts import RENDERED_REPORTS
from comite.experiences.subjects import DomainLoader, ExperienceLoader
from comite.experiences.trash import TRASH as THROWN_REPORTS
from comite.experiences.views import experiences
from comite.exports import work as exporting
from comite.exports.views import exports
from comite.foundation import database, limits, logs, rendering, security, settings, storage
from comite.foundation.feeds import Offered
from comite.foundation.settings import Settings
from comite.foundation.subjects import Action, SubjectLoader, actions_on
from comite.foundation.text import ROW_MAX
from comite.home import pages, refusals
from comite.home.dashboard import DASHBOARD as ANIMATION_ON_DASHBOARD
from comite.home.rendered_texts import RENDERED_PAGES
from comite.home.subjects import AuditLogLoader
from comite.home.views.audit_log import audit_log
from comite.home.views.first_steps import first_steps
from comite.home.views.looks import looks
from comite.home.views.site import home
from comite.imports import work as importing
from comite.imports.views import imports
from comite.meetings.actions import offer as offer_agenda
from comite.meetings.awaited import AWAITED as AWAITED_MEETINGS
from comite.meetings.ballot_checks import check_ballots
from comite.meetings.ballot_dashboard import DASHBOARD as VOTES_ON_DASHBOARD
from comite.meetings.ballot_subjects import BallotLoader
from comite.meetings.comment_subjects import CommentLoader
from comite.meetings.dashboard import DASHBOARD as MEETINGS_ON_DASHBOARD
from comite.meetings.decision_dashboard import DASHBOARD as DECISIONS_ON_DASHBOARD
from comite.meetings.decision_subjects import DecisionLoader
from comite.meetings.masked_words import shown
from comite.meetings.minutes_subjects import AmendmentLoader, NoteLoader, SectionLoader
from comite.meetings.models.meetings import Meeting, MeetingStatus
from comite.meetings.moderated import MODERATED as MODERATED_MEETINGS
from comite.meetings.operations.minutes import faults_of_minutes
from comite.meetings.rendered_texts import RENDERED_IN_MEETINGS
from comite.meetings.subjects import AgendaItemLoader, MeetingLoader
from comite.meetings.trash import TRASH as THROWN_IN_MEETINGS
from comite.meetings.views import feeds as _meetings_feeds  # noqa: F401 - its routes
from comite.meetings.views.actions import actions
from comite.meetings.views.agenda import agenda
from comite.meetings.views.attendance import attendance
from comite.meetings.views.ballots import ballots
from comite.meetings.views.decisions import decisions
from comite.meetings.views.meetings import meetings
from comite.meetings.views.minutes import minutes
from comite.meetings.views.notes import notes
from comite.meetings.views.settings import committee_settings
from comite.meetings.views.voting import voting
from comite.notifications.operations import digest_leaving, follow_address, notification_leaving
from comite.notifications.queries import count_unread
from comite.notifications.views import notifications
from comite.search.operations import reindex
from comite.search.views import search
from comite.territories.subjects import AuthorityLoader, CommitteeLoader
from comite.uploads.views import uploads

MEGABYTE = 1024 * 1024
# What the pages of committees and authorities count and show.
SHARED_THINGS = (
    SharedThings(
        "retour d’expérience",
        "retours d’expérience",
        ExperienceReport,
        ExperienceReport.listed_at,
        ExperienceReport.status == ReportStatus.PUBLISHED,
        "/retours-experience/{slug}",
        by_committee="/retours-experience/?comite={slug}",
        by_authority="/retours-experience/?collectivite={slug}",
        kind="experience",
    ),
    SharedThings(
        "jeu de données",
        "jeux de données",
        Dataset,
        Dataset.modified_at,
        Dataset.status == DatasetStatus.PUBLISHED,
        "/jeux-de-donnees/{slug}",
        by_committee="/jeux-de-donnees/?comite={id}",
        by_authority="/jeux-de-donnees/?collectivite={id}",
        kind="dataset",
    ),
    SharedThings(
        "discussion",
        "discussions",
        Thread,
        Thread.last_message_at,
        Thread.hidden_at.is_(None),
        "/discussions/{id}-{slug}",
        by_committee="/discussions/?comite={id}",
        by_authority="/discussions/?collectivite={id}",
        kind="thread",
    ),
    SharedThings(
        "séance",
        "séances",
        Meeting,
        Meeting.starts_at,
        Meeting.status != MeetingStatus.CANCELLED,
        "/seances/{id}-{slug}",
        by_committee="/seances/?comite={slug}",
    ),
)
# What people are offered to follow from their own programs; each path takes a feed key.
FEEDS = (
    Offered("Retours d’expérience", "/retours-experience/flux.atom"),
    Offered("Jeux de données", "/jeux-de-donnees/flux.atom"),
    Offered("Discussions", "/discussions/flux.atom"),
    Offered("Votes", "/votes/flux.atom"),
    Offered("Registre des décisions", "/decisions/flux.atom"),
    Offered("Suivi des actions", "/decisions/actions/flux.atom"),
    Offered("Demandes d’appui", "/ingenierie/flux.atom"),
    Offered("Missions", "/ingenierie/missions/flux.atom"),
    Offered("Projets mutualisés", "/ingenierie/projets/flux.atom"),
    Offered("Bibliothèque de modèles", "/ingenierie/modeles/flux.atom"),
    Offered("Notifications", "/notifications/flux.atom"),
    Offered("Séances de mes comités (agenda)", "/seances/agenda.ics"),
)
# What awaits or concerns a person, in the order in which the dashboard says it.
DASHBOARD_THINGS = (
    *MEETINGS_ON_DASHBOARD,
    *VOTES_ON_DASHBOARD,
    *REPORTS_ON_DASHBOARD,
    *DATASETS_ON_DASHBOARD,
    *DISCUSSIONS_ON_DASHBOARD,
    *ENGINEERING_ON_DASHBOARD,
    *DECISIONS_ON_DASHBOARD,
    *ANIMATION_ON_DASHBOARD,
)
# What the notifications ask of a person, as long as it is not done.
AWAITED = (*AWAITED_MEETINGS, *AWAITED_REPORTS, *AWAITED_DATASETS, *AWAITED_ENGINEERING)
TEXT_MAX = 2 * MEGABYTE


class RowNumber(IntegerConverter):
    """A number in an address, no larger than the numbers of rows: above, the page does not exist."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": ROW_MAX, **options})


class Application(Flask):
    """A Flask application that also knows its paths outside a request, in the worker and in commands."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._plain_paths: dict[tuple[str, str], str] = {}

    def url_for(self, endpoint: str, **values: Any) -> str:
        """The path of a view; as Flask does it inside a request."""
        if has_request_context():
            # Menus and icons ask the same few addresses on every page.
            if not values and endpoint[:1] != ".":
                return self._plain_path(endpoint, request.root_path)
            return super().url_for(endpoint, **values)
        anchor = values.pop("_anchor", None)
        path = self.url_map.bind("localhost").build(endpoint, values)
        return f"{path}#{anchor}" if anchor else path

    def _plain_path(self, endpoint: str, root_path: str) -> str:
        """The path of a view that takes nothing, built once for each place where the site is mounted."""
        kept = self._plain_paths.get((endpoint, root_path))
        if kept is None:
            kept = self._plain_paths[endpoint, root_path] = super().url_for(endpoint)
        return kept


def create_app(
    chosen: Settings | None = None, *, testing: bool = False, demo_accounts: Sequence[object] = ()
) -> Flask:
    """The application of one installation, ready to serve or to work.

    `demo_accounts` are those the sign-in page of the demonstration offers; nowhere else are there any.
    """
    settings_in_use = chosen or settings.load()
    app = Application("comite", template_folder=str(rendering.TEMPLATES), static_folder=None)
    app.url_map.converters["int"] = RowNumber
    app.testing = testing
    app.extensions["settings"] = settings_in_use
    app.config.update(
        SECRET_KEY=settings_in_use.secret_key,
        SECRET_KEY_FALLBACKS=list(settings_in_use.secret_key_fallbacks),
        TRUSTED_HOSTS=list(settings_in_use.trusted_hosts) or None,
        MAX_CONTENT_LENGTH=settings_in_use.upload_max_mb * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=TEXT_MAX,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_NAME="__Host-comite-messages" if settings_in_use.is_https else "comite-messages",
        SESSION_COOKIE_SECURE=settings_in_use.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    if settings_in_use.proxies:
        count = settings_in_use.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    database.start(app, settings_in_use)
    app.extensions["storage"] = storage.start(settings_in_use)
    logs.start(app, settings_in_use)
    current.start(app)
    security.start(app, settings_in_use)
    limits.start(app, settings_in_use)
    rendering.start(app, _page_globals)
    _open_doors(app)
    _introduce_subjects(app)
    app.extensions["demo_accounts"] = tuple(demo_accounts)
    pages.unread_counters[:] = [count_unread]
    security.refuse_undeclared(app)
    return app


def _open_doors(app: Flask) -> None:
    """Register the views of every feature, and the pages of refusals."""
    for blueprint in (
        home,
        audit_log,
        looks,
        first_steps,
        accounts,
        links,
        own_account,
        second_factor,
        people,
        tasks,
        trash,
        unsaved,
        invitations,
        members,
        administration,
        territories,
        authorities,
        search,
        uploads,
        notifications,
        discussions,
        messages,
        moderation,
        datasets,
        experiences,
        ballots,
        voting,
        imports,
        exports,
        meetings,
        agenda,
        attendance,
        committee_settings,
        engineering,
        projects,
        simulator,
        notes,
        minutes,
        decisions,
        actions,
        library,
    ):
        app.register_blueprint(blueprint)
    refusals.start(app)


def _introduce_subjects(app: Flask) -> None:
    """Hand to the lower floors the kinds of things that the upper ones make."""
    loaders: list[SubjectLoader] = [
        ExperienceLoader(),
        DomainLoader(),
        DatasetLoader(),
        RequestLoader(),
        OfferLoader(),
        MissionLoader(),
        ExpertiseLoader(),
        ProjectLoader(),
        ModelLoader(),
        ThreadLoader(),
        MessageLoader(),
        MeetingLoader(),
        BallotLoader(),
        AgendaItemLoader(),
        DecisionLoader(),
        CommentLoader(),
        SectionLoader(),
        NoteLoader(),
        AmendmentLoader(),
        AuthorityLoader(),
        CommitteeLoader(),
        PersonLoader(),
        AuditLogLoader(),
    ]
    app.extensions["subjects"] = {loader.kind: loader for loader in loaders}
    app.extensions["subject_followers"] = (reindex.later,)
    app.extensions["shared_things"] = SHARED_THINGS
    app.extensions["feeds"] = FEEDS
    app.extensions["answered_by_mail"] = (ThreadAnswered(),)
    app.extensions["address_followers"] = (follow_address,)
    app.extensions["given_up"] = {
        exporting.make_archive.name: exporting.give_up,
        importing.check_lines.name: importing.give_up,
        importing.carry_out.name: importing.give_up,
        tables.read_file.name: tables.give_up,
    }
    app.extensions["mail_guards"] = {"notification": notification_leaving, "digest": digest_leaving}
    app.extensions["dashboard_things"] = DASHBOARD_THINGS
    app.extensions["awaited"] = AWAITED
    app.extensions["rendered_texts"] = (
        *RENDERED_MESSAGES,
        *RENDERED_DATASETS,
        *RENDERED_REPORTS,
        *RENDERED_ENGINEERING,
        *RENDERED_IN_MEETINGS,
        *RENDERED_PAGES,
    )
    app.extensions["subject_actions"] = (offer_agenda, offer_to_report)
    app.jinja_env.globals.update(actions_on=_actions_on, shown=shown)
    app.extensions["audit_checks"] = (check_ballots, faults_of_minutes)
    app.extensions["trash"] = (
        *FORMER_PLACES,
        *THROWN_REPORTS,
        *THROWN_DATASETS,
        *THROWN_MESSAGES,
        *THROWN_IN_ENGINEERING,
        *THROWN_IN_MEETINGS,
    )
    for kind in (
        *OWN_KINDS,
        MODERATED_REPORTS,
        MODERATED_DATASETS,
        *MODERATED_ENGINEERING,
        *MODERATED_MEETINGS,
    ):
        moderated.register(kind)


def _actions_on(kind: str, subject_id: int) -> Sequence[Action]:
    """What the reader may do elsewhere with a thing that a page shows."""
    return actions_on(current.reader(), kind, subject_id)


def _page_globals() -> Mapping[str, Any]:
    """What every page shows of its reader and of the site."""
    return pages.page_globals(current.reader()) if has_request_context() else {}
