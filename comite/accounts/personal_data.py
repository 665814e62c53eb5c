"""What the product holds of a person, and what export and erasure do with each column (GDPR, 15, 17, 20).

One registry for all floors: a column that designates or describes a person and is not in it fails the tests.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Table, delete, select, update

from comite.foundation.database import Base, db, write
from comite.foundation.records import plain_row


class Erasure(StrEnum):
    """What becomes of a row when the person it designates has their account deleted."""

    DELETE_ROW = "delete_row"
    FORGET_WHO = "forget_who"
    # The row stays and points to an account without name: a publication, a vote or an act of moderation
    # belongs to the authority or to the committee.
    KEEP_UNSIGNED = "keep_unsigned"


@dataclass(frozen=True)
class Holding:
    """What a table holds of a person, through one column that designates them."""

    column: str
    title: str
    erasure: Erasure
    exported: tuple[str, ...] = ()

    @property
    def table(self) -> Table:
        """The table of the column."""
        return Base.metadata.tables[self.column.partition(".")[0]]

    @property
    def owner(self) -> Column[Any]:
        """The column itself."""
        return self.table.columns[self.column.partition(".")[2]]

    @property
    def is_installed(self) -> bool:
        """Whether the present application has this table."""
        return self.column.partition(".")[0] in Base.metadata.tables


GONE, FORGOTTEN, UNSIGNED = Erasure.DELETE_ROW, Erasure.FORGET_WHO, Erasure.KEEP_UNSIGNED

HOLDINGS = (
    # What only serves the person.
    Holding(
        "memberships.user_id",
        "Collectivités",
        GONE,
        ("authority_id", "role", "is_elected", "since", "ai_lead_since"),
    ),
    Holding(
        "former_memberships.user_id",
        "Places qui ont pris fin",
        GONE,
        ("authority_id", "role", "is_elected", "since", "ai_lead_since", "trashed_at"),
    ),
    Holding("signed_in_sessions.user_id", "Connexions", GONE, ("created_at", "last_seen_at", "device")),
    Holding("received_mails.user_id", "Réponses par courriel", GONE, ("received_at", "outcome", "kind")),
    Holding("feed_keys.user_id", "Clés de flux", GONE, ("name", "created_at", "last_used_at")),
    Holding("second_factors.user_id", "Validation en deux étapes", GONE, ("confirmed_at",)),
    Holding("recovery_codes.user_id", "Codes de secours", GONE, ("used_at",)),
    Holding("tokens.user_id", "Liens à usage unique", GONE, ("purpose", "expires_at", "used_at")),
    Holding("notifications.recipient_id", "Notifications", GONE, ("reason", "kind", "at", "read_at")),
    Holding(
        "digest_choices.user_id",
        "Résumé",
        GONE,
        ("frequency", "hour", "weekday", "sent_for", "first_sent_at", "last_sent_at"),
    ),
    Holding("subscriptions.user_id", "Suivis", GONE, ("kind", "subject_id", "level", "since")),
    Holding("read_marks.user_id", "Lectures", GONE, ("thread_id", "last_number", "read_at")),
    Holding("uploads.user_id", "Envois en cours", GONE, ("file_name", "size", "received", "started_at")),
    Holding("read_horizons.user_id", "Dernières visites", GONE, ("at",)),
    Holding("first_steps.user_id", "Premiers pas", GONE, ("reached", "dismissed_at")),
    Holding("report_unsaved_texts.user_id", "Textes non enregistrés", GONE, ("report_id", "fields", "at")),
    Holding("unsaved_forms.user_id", "Textes en cours", GONE, ("place", "fields", "at")),
    Holding("tasks.owner_id", "Tâches", GONE, ("title", "state", "asked_at", "ended_at")),
    Holding(
        "committee_exports.asked_by_id", "Exports de comité", GONE, ("committee_id", "asked_at", "state")
    ),
    Holding("import_batches.owner_id", "Fichiers importés", GONE, ("kind", "file_name", "asked_at", "state")),
    Holding(
        "expertise_profiles.user_id",
        "Expertise déclarée",
        GONE,
        ("authority_id", "note", "words", "quarter_days_a_year", "languages", "kilometres", "updated_at"),
    ),
    # What a person wrote for an authority or did for a committee.
    Holding(
        "experience_reports.started_by_id", "Retours commencés", UNSIGNED, ("title", "slug", "created_at")
    ),
    Holding("experience_reports.proposed_by_id", "Retours proposés", UNSIGNED, ("title", "slug")),
    Holding("report_authors.user_id", "Retours signés", UNSIGNED, ("report_id", "authority_id")),
    Holding(
        "report_revisions.author_id", "Révisions", UNSIGNED, ("report_id", "at", "action", "note", "snapshot")
    ),
    Holding(
        "report_replications.told_by_id",
        "Reprises racontées",
        UNSIGNED,
        ("report_id", "told_at", "how_it_went", "outcome"),
    ),
    Holding("report_files.attached_by_id", "Fichiers de retours", UNSIGNED, ("file_name", "attached_at")),
    Holding("threads.author_id", "Discussions ouvertes", UNSIGNED, ("title", "slug", "started_at")),
    Holding("messages.author_id", "Messages", UNSIGNED, ("thread_id", "source", "written_at", "edited_at")),
    Holding("datasets.created_by_id", "Jeux de données", UNSIGNED, ("title", "slug", "created_at")),
    Holding("dataset_files.added_by_id", "Fichiers de données", UNSIGNED, ("file_name", "added_at")),
    Holding("privacy_choices.decided_by_id", "Décisions sur les données", UNSIGNED, ("decision", "reason")),
    Holding("help_requests.asked_by_id", "Demandes d’appui", UNSIGNED, ("sentence", "slug", "asked_at")),
    Holding("request_groups.made_by_id", "Demandes regroupées", UNSIGNED, ("committee_id", "made_at")),
    Holding(
        "help_offers.offered_by_id",
        "Offres d’aide",
        UNSIGNED,
        ("request_id", "quarter_days", "note", "offered_at"),
    ),
    Holding(
        "offer_answers.answered_by_id",
        "Réponses aux offres",
        UNSIGNED,
        ("offer_id", "is_accepted", "word", "answered_at"),
    ),
    Holding("missions.closed_by_id", "Missions évaluées", UNSIGNED, ("title", "evaluation", "closed_at")),
    Holding(
        "work_log_entries.person_id",
        "Temps passé",
        UNSIGNED,
        ("mission_id", "done_on", "quarter_days", "done"),
    ),
    Holding("work_log_entries.logged_by_id", "Journal de missions", UNSIGNED, ("mission_id", "logged_at")),
    Holding("time_values.chosen_by_id", "Valeur d’une journée", UNSIGNED, ("committee_id", "euros_a_day")),
    Holding("site_pages.edited_by_id", "Pages du site", UNSIGNED, ("name", "edited_at")),
    Holding("appearances.edited_by_id", "Apparence du site", UNSIGNED, ("edited_at",)),
    Holding(
        "moderation_entries.actor_id", "Actes de modération", UNSIGNED, ("at", "action", "kind", "reason")
    ),
    Holding(
        "abuse_reports.handled_by_id", "Signalements traités", UNSIGNED, ("kind", "handled_at", "outcome")
    ),
    Holding("mandates.user_id", "Mandats au comité", GONE, ("seat_id", "rank", "starts_on", "ends_on")),
    Holding("meetings.created_by_id", "Séances préparées", UNSIGNED, ("title", "starts_at", "created_at")),
    Holding(
        "agenda_items.proposed_by_id",
        "Points proposés",
        UNSIGNED,
        ("title", "source", "proposed_at", "status"),
    ),
    Holding("agenda_items.rapporteur_id", "Points rapportés", FORGOTTEN, ("title",)),
    Holding("agenda_documents.added_by_id", "Documents de séance", FORGOTTEN, ("file_name", "added_at")),
    Holding(
        "meeting_replies.user_id",
        "Réponses aux convocations",
        FORGOTTEN,
        ("meeting_id", "answer", "answered_at"),
    ),
    Holding("meeting_replies.substitute_id", "Suppléances annoncées", FORGOTTEN, ("meeting_id",)),
    Holding("proxies.given_by_id", "Pouvoirs donnés", FORGOTTEN, ("meeting_id", "given_at")),
    Holding("presences.user_id", "Présences en séance", UNSIGNED, ("meeting_id", "arrived_at", "left_at")),
    Holding("listeners.user_id", "Présences sans voix", UNSIGNED, ("meeting_id", "arrived_at", "left_at")),
    Holding("listener_replies.user_id", "Réponses sans voix", GONE, ("meeting_id", "answer", "answered_at")),
    Holding("shared_models.created_by_id", "Modèles partagés", UNSIGNED, ("title", "slug", "created_at")),
    Holding("model_versions.written_by_id", "Versions de modèles", UNSIGNED, ("change", "written_at")),
    Holding("model_uses.told_by_id", "Usages de modèles", UNSIGNED, ("outcome", "word", "told_at")),
    Holding("model_suggestions.suggested_by_id", "Changements proposés", UNSIGNED, ("text", "suggested_at")),
    Holding("model_suggestions.answered_by_id", "Propositions traitées", UNSIGNED, ("answer", "answered_at")),
    Holding("pooled_projects.created_by_id", "Projets mutualisés", UNSIGNED, ("title", "slug", "created_at")),
    Holding("project_parties.answered_by_id", "Réponses à des projets", UNSIGNED, ("project_id", "word")),
    Holding("project_files.added_by_id", "Documents de projets", UNSIGNED, ("file_name", "added_at")),
    Holding("meeting_notes.written_by_id", "Notes de séance", UNSIGNED, ("item_id", "source", "written_at")),
    Holding("meeting_minutes.drafted_by_id", "Comptes rendus", UNSIGNED, ("meeting_id", "drafted_at")),
    Holding("meeting_minutes.frozen_by_id", "Comptes rendus arrêtés", UNSIGNED, ("meeting_id", "frozen_at")),
    Holding("amendments.proposed_by_id", "Amendements proposés", UNSIGNED, ("text", "proposed_at", "status")),
    Holding("amendments.answered_by_id", "Amendements traités", UNSIGNED, ("answer", "answered_at")),
    Holding("decisions.recorded_by_id", "Décisions inscrites", UNSIGNED, ("title", "recorded_at")),
    Holding("follow_ups.owner_id", "Actions confiées", FORGOTTEN, ("title", "due_on", "status")),
    Holding("follow_ups.created_by_id", "Actions créées", UNSIGNED, ("title", "created_at")),
    Holding("follow_up_comments.author_id", "Mots sur des actions", UNSIGNED, ("text", "written_at")),
    Holding("follow_up_proofs.added_by_id", "Pièces d’actions", UNSIGNED, ("file_name", "added_at")),
    Holding("ballots.created_by_id", "Votes proposés", UNSIGNED, ("question", "created_at")),
    # The roll and the public votes of a committee belong to its decisions; the database never changes them.
    Holding("ballot_people.user_id", "Votes où vous siégez", UNSIGNED, ("voter_id", "capacity")),
    Holding("votes.cast_by_id", "Votes publics", UNSIGNED, ("ballot_id", "choice", "cast_at")),
    # What concerns somebody else as well: they keep the fact, not the name.
    Holding("abuse_reports.reporter_id", "Signalements", FORGOTTEN, ("grievance", "comment", "reported_at")),
    Holding(
        "invitations.invited_by_id", "Invitations envoyées", FORGOTTEN, ("authority_id", "role", "invited_at")
    ),
    Holding("former_memberships.trashed_by_id", "Places retirées", FORGOTTEN, ("authority_id", "trashed_at")),
    Holding("experience_reports.trashed_by_id", "Retours supprimés", FORGOTTEN, ("title", "trashed_at")),
    Holding("report_files.trashed_by_id", "Documents supprimés", FORGOTTEN, ("file_name", "trashed_at")),
    Holding("datasets.trashed_by_id", "Jeux supprimés", FORGOTTEN, ("title", "trashed_at")),
    Holding("dataset_files.trashed_by_id", "Fichiers supprimés", FORGOTTEN, ("file_name", "trashed_at")),
    Holding("message_attachments.trashed_by_id", "Pièces supprimées", FORGOTTEN, ("file_name", "trashed_at")),
    Holding("report_replications.trashed_by_id", "Reprises retirées", FORGOTTEN, ("report_id", "trashed_at")),
    Holding("agenda_items.trashed_by_id", "Points retirés", FORGOTTEN, ("title", "trashed_at")),
    Holding(
        "agenda_documents.trashed_by_id",
        "Documents de séance retirés",
        FORGOTTEN,
        ("file_name", "trashed_at"),
    ),
    Holding("ballots.trashed_by_id", "Questions supprimées", FORGOTTEN, ("question", "trashed_at")),
    Holding("colleges.trashed_by_id", "Collèges supprimés", FORGOTTEN, ("name", "trashed_at")),
    Holding("seats.trashed_by_id", "Sièges supprimés", FORGOTTEN, ("name", "trashed_at")),
    Holding("mandates.trashed_by_id", "Mandats terminés", FORGOTTEN, ("seat_id", "trashed_at")),
    Holding("project_steps.trashed_by_id", "Étapes retirées", FORGOTTEN, ("title", "trashed_at")),
    Holding("budget_lines.trashed_by_id", "Dépenses retirées", FORGOTTEN, ("label", "trashed_at")),
    Holding(
        "project_files.trashed_by_id", "Documents de projets retirés", FORGOTTEN, ("file_name", "trashed_at")
    ),
    Holding(
        "work_log_entries.trashed_by_id", "Lignes de journal retirées", FORGOTTEN, ("done", "trashed_at")
    ),
    Holding("expertise_profiles.trashed_by_id", "Fiches retirées", FORGOTTEN, ("authority_id", "trashed_at")),
    Holding("notifications.actor_id", "Notifications causées", FORGOTTEN),
)

# What describes a person in words, and what happens to it: the account's own columns are overwritten.
DESCRIPTIONS = {
    "users.handle": "replaced",
    "users.email": "replaced",
    "users.name": "replaced",
    "users.title": "emptied",
    "users.asks_one_by_one": "kept: a way of showing forms, which says nothing of anybody",
    "users.password_hash": "emptied",
    "users.is_administrator": "withdrawn",
    "users.created_at": "kept: the age of an account without name",
    "users.last_seen_at": "emptied",
    "users.visited_before_at": "emptied",
    "users.suspended_at": "kept with the moderation log",
    "users.suspension_reason": "emptied",
    "users.erased_at": "kept: proves the erasure",
    "users.mail_refused_at": "emptied",
    "undelivered_addresses.email": "removed with the account, and when the address receives again",
    "invitations.email": "replaced, also for those who never answered, after three months",
    "invitations.name": "emptied with the address",
    "signed_in_sessions.device": "goes with the session",
    "sign_in_attempts.account_digest": "a digest, forgotten after a day",
    "sign_in_attempts.address_digest": "a digest, forgotten after a day",
    "appearances.contact": "kept: the address that the publisher of the site gives out",
    "datasets.contact_name": "kept: the contact that an authority publishes, mended by its editors",
    "datasets.contact_email": "kept: the contact that an authority publishes, mended by its editors",
    "report_sheets.contact": "kept: the contact that an authority publishes, mended by its editors",
    "presences.attendee_name": "kept: the sign-in sheet of a meeting names who sat, without account",
    "listeners.attendee_name": "kept: the sign-in sheet of a meeting names its guests, without account",
    "agenda_items.rapporteur_name": "kept: the agenda of a meeting names who presents a point",
    "audit_entries.actor_key": "kept: the number of an account without name; the chain cannot be rewritten",
    "import_lines.written": "may hold addresses of people to invite; forgotten a month after the import",
    "jobs.arguments": "emptied once done; may hold the address of a mail that waits",
}
PROFILE = ("handle", "email", "name", "title", "created_at", "last_seen_at")


def export_of(user_id: int) -> dict[str, Any]:
    """Everything the product holds of a person, in plain values that a machine can read again."""
    users = Base.metadata.tables["users"]
    profile = db.session.execute(
        select(*(users.columns[name] for name in PROFILE)).where(users.columns["id"] == user_id)
    ).one()
    email = profile.email
    invitations = Base.metadata.tables["invitations"]
    received = select(invitations.columns["authority_id"], invitations.columns["invited_at"]).where(
        invitations.columns["email"] == email
    )
    found: dict[str, Any] = {
        "Compte": plain_row(profile),
        "Invitations reçues": [plain_row(row) for row in db.session.execute(received)],
    }
    for holding in _installed():
        if holding.exported:
            found.setdefault(holding.title, []).extend(_rows_of(holding, user_id))
    return found


def erase_links_to(user_id: int) -> None:
    """Carry out, in the operation of an erasure, what the registry says of each table."""
    with write() as session:
        for holding in _installed():
            if holding.erasure is Erasure.DELETE_ROW:
                session.execute(delete(holding.table).where(holding.owner == user_id))
            elif holding.erasure is Erasure.FORGET_WHO:
                session.execute(
                    update(holding.table).where(holding.owner == user_id).values({holding.owner: None})
                )


def _installed() -> Iterator[Holding]:
    """The holdings whose table the present application has."""
    return (holding for holding in HOLDINGS if holding.is_installed)


def _rows_of(holding: Holding, user_id: int) -> list[dict[str, Any]]:
    """The rows that designate a person, with the columns that are given back."""
    columns = [holding.table.columns[name] for name in holding.exported]
    keys = list(holding.table.primary_key.columns)
    rows = db.session.execute(select(*columns).where(holding.owner == user_id).order_by(*keys))
    return [plain_row(row) for row in rows]
