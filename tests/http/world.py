"""One thing in each state, for the table of who may call what."""

import io
from typing import Any

from flask import Flask

from comite.accounts import operations as accounts
from comite.accounts.audiences import Audience
from comite.accounts.models import FeedKey, Invitation, Membership, Role, SignedInSession
from comite.accounts.operations import Visit
from comite.datasets import operations as datasets
from comite.datasets import queries as dataset_queries
from comite.datasets import tables
from comite.discussions.models.threads import MessageContent, NewFile
from comite.discussions.operations.messages import delete_message, post_message
from comite.discussions.operations.moderation import hide_thread
from comite.engineering.models.projects import ProjectStatus
from comite.engineering.operations import directory, library, projects, requests
from comite.experiences import operations as experiences
from comite.experiences.operations.documents import Document
from comite.foundation import storage
from comite.foundation.database import db
from comite.imports import work as imports
from comite.meetings.ballot_links import VoteLink, key_of
from comite.meetings.decision_content import Proof
from comite.meetings.models.ballots import BallotVoter
from comite.meetings.models.decisions import FollowUpComment, FollowUpProof
from comite.meetings.models.meetings import ItemContent, ItemStatus, MeetingStatus, NewDocument
from comite.meetings.operations import agenda, decisions, minutes, notes
from comite.meetings.queries import get_meeting
from comite.notifications.models import Subscription
from comite.territories.models import LocalAuthority, Participation
from comite.uploads import operations as uploads
from tests.cast import Cast
from tests.factories_datasets import make_dataset
from tests.factories_discussions import first_message, make_message, make_thread
from tests.factories_engineering import (
    close_mission,
    log_work,
    make_mission,
    make_offer,
    make_profile,
    make_request,
)
from tests.factories_engineering_projects import make_furnished_project, make_project
from tests.factories_experiences import make_archived, make_domain, make_draft, make_proposed, make_report
from tests.factories_exports import make_export
from tests.factories_imports import make_import
from tests.factories_library import make_model
from tests.factories_meetings import (
    link_of,
    listening_link_of,
    make_agenda_item,
    make_college,
    make_meeting,
    make_seat,
)
from tests.factories_minutes import circulate, draft, freeze, hold_meeting, make_action, make_decision
from tests.factories_thrown import MAKERS, throw_one
from tests.factories_votes import close, make_ballot, open_ballot


def make_world(app: Flask, cast: Cast) -> dict[str, Any]:
    """Write everything, and give the names that the table uses."""
    in_committee = {"visibility": Audience.COMMITTEE, "committee_id": cast.committee}
    world: dict[str, Any] = {
        "mark": app.extensions["assets"].mark,
        "valmer": cast.valmer,
        "close": "close",
        "pin": "pin",
    }
    world |= _reports(cast, in_committee)
    world |= _datasets(cast, in_committee)
    world |= _threads(cast, in_committee)
    world |= _people(cast)
    world |= _thrown_away(cast, in_committee)
    world |= _meetings(cast)
    world |= _votes(cast)
    world |= _engineering(cast)
    world |= _projects(cast)
    world |= _minutes(cast, world["meeting_open_id"])
    world |= _models(cast)
    world |= {f"thrown_{slug.replace('-', '_')}": throw_one(cast, slug).id for slug in MAKERS}
    db.session.remove()
    return world


def _reports(cast: Cast, in_committee: dict[str, Any]) -> dict[str, Any]:
    """Reports of Bruno and Amina for Valmer."""
    committee = make_report(cast, title="Du comité", **in_committee)
    kept = storage.current().put(io.BytesIO(b"une annexe"), 1000)
    document = experiences.attach_file(cast.amina, committee, Document(kept, "annexe.txt", "text/plain"))
    hidden = make_report(cast, title="Masqué", **in_committee)
    experiences.hide(cast.elise, hidden, "Un nom est resté.")
    return {
        "report_draft": make_draft(cast, title="Brouillon").slug,
        "report_proposed": make_proposed(cast, title="Proposé").slug,
        "report_committee": committee.slug,
        "report_committee_id": committee.id,
        "report_network": make_report(cast, title="Du réseau", visibility=Audience.NETWORK).slug,
        "report_public": make_report(cast, title="Public").slug,
        "report_archived": make_archived(cast, title="Archivé").slug,
        "report_hidden": hidden.slug,
        "report_hidden_id": hidden.id,
        "document": document.id,
        "domain": make_domain().id,
    }


def _datasets(cast: Cast, in_committee: dict[str, Any]) -> dict[str, Any]:
    """Datasets of Valmer."""
    committee = make_dataset(cast, title="Du comité", **in_committee)
    file = dataset_queries.get_dataset(cast.amina, committee.slug).files[0]
    tables.read_file(file_id=file.id)
    hidden = make_dataset(cast, title="Masqué", **in_committee)
    datasets.hide(cast.elise, hidden, "Un nom est resté.")
    return {
        "dataset_draft": make_dataset(cast, title="Brouillon", author=cast.bruno, published=False).slug,
        "dataset_committee": committee.slug,
        "dataset_id": committee.id,
        "dataset_public": make_dataset(cast, title="Public").slug,
        "dataset_hidden": hidden.slug,
        "dataset_hidden_id": hidden.id,
        "file": file.id,
    }


def _threads(cast: Cast, in_committee: dict[str, Any]) -> dict[str, Any]:
    """Threads of Amina, with an answer and an attachment."""
    public = make_thread(cast)
    network = make_thread(cast, visibility=Audience.NETWORK)
    committee = make_thread(cast, **in_committee)
    kept = storage.current().put(io.BytesIO(b"un plan"), 1000)
    content = MessageContent("Voici.", (NewFile(kept, "plan.txt", "text/plain"),))
    answer = post_message(cast.bruno, committee, content)
    hidden = make_thread(cast, by=cast.farid, **in_committee)
    hide_thread(cast.elise, hidden, "Hors sujet.")
    attachment = db.session.execute(db.text("SELECT id FROM message_attachments")).scalar()
    return {
        "thread_public": f"{public.id}-{public.slug}",
        "thread_public_id": public.id,
        "thread_network": f"{network.id}-{network.slug}",
        "thread_committee": f"{committee.id}-{committee.slug}",
        "thread_committee_id": committee.id,
        "thread_hidden": f"{hidden.id}-{hidden.slug}",
        "message_public": make_message(cast, public).id,
        "message_committee": first_message(cast, committee).id,
        "answer_committee": answer.id,
        "attachment_committee": attachment,
    }


def _minutes(cast: Cast, open_id: int) -> dict[str, Any]:
    """Minutes in each of their states, decisions, and an action of Valmer's."""
    point = make_agenda_item(cast, get_meeting(cast.elise, open_id))
    drafted, sent = hold_meeting(cast), hold_meeting(cast)
    circulated = circulate(cast, sent)
    amendment = minutes.propose_amendment(
        cast.amina, sent, circulated, circulated.sections[0], "Plutôt ceci."
    )
    frozen, settled = freeze(cast)
    decision = make_decision(cast)
    action = make_action(cast, decision)
    kept = storage.current().put(io.BytesIO(b"une preuve"), 1000)
    decisions.comment_action(cast.bruno, action, "C’est en route.")
    decisions.add_proof(cast.amina, action, Proof(kept, "preuve.txt", "text/plain"))
    return {
        "open_point": point.id,
        "open_note": notes.save_note(
            cast.bruno, get_meeting(cast.bruno, open_id), point.id, "On a parlé.", 0
        ).id,
        "held_draft": drafted.id,
        "draft_section": draft(cast, drafted).sections[0].id,
        "held_sent": sent.id,
        "sent_section": circulated.sections[0].id,
        "amendment": amendment.id,
        "held_frozen": frozen.id,
        "frozen_section": settled.sections[0].id,
        "decision": decision.id,
        "decision_public": make_decision(cast, audience=Audience.PUBLIC).id,
        "action": action.id,
        "action_comment": db.session.scalar(db.select(FollowUpComment.id)),
        "proof": db.session.scalar(db.select(FollowUpProof.id)),
    }


def _meetings(cast: Cast) -> dict[str, Any]:
    """Meetings of Valmer's committee in each state, with a seat of Amina's."""
    seat = make_seat(cast, cast.valmer, cast.amina, cast.bruno)
    states = {each.value: make_meeting(cast, status=each) for each in MeetingStatus}
    public = make_meeting(cast, audience=Audience.PUBLIC)
    found: dict[str, Any] = {"own_seat": seat.id, "meeting_public": f"{public.id}-{public.slug}"}
    for name, meeting in states.items():
        found |= {f"meeting_{name}": f"{meeting.id}-{meeting.slug}", f"meeting_{name}_id": meeting.id}
    preparing = states["preparing"]
    item = make_agenda_item(cast, preparing)
    kept = storage.current().put(io.BytesIO(b"un rapport"), 1000)
    agenda.edit_item(
        cast.elise,
        item,
        ItemContent(title=item.title),
        1,
        (NewDocument(kept, "rapport.txt", "text/plain"),),
    )
    proposal = make_agenda_item(cast, preparing, "Proposé", status=ItemStatus.PROPOSED, by=cast.amina)
    college = make_college(cast)
    return found | {
        "item": item.id,
        "proposal": proposal.id,
        "agenda_document": db.session.execute(db.text("SELECT id FROM agenda_documents")).scalar(),
        "mandate": db.session.execute(db.text("SELECT id FROM mandates")).scalar(),
        "college": college.id,
        "reply_link": link_of(states["convened"], seat, cast.amina),
        "listening_link": listening_link_of(states["convened"], cast.farid),
        "thread_subject": "thread:1",
    }


def _models(cast: Cast) -> dict[str, Any]:
    """A model of Valmer's for its committee, one that is a draft, one for everybody."""
    committee = make_model(cast, visibility=Audience.COMMITTEE, committee_id=cast.committee)
    library.suggest_change(cast.elise, committee, "Plutôt ceci.")
    return {
        "model": committee.slug,
        "model_id": committee.id,
        "model_public": make_model(cast, title="Public").slug,
        "model_draft": make_model(cast, title="Brouillon", published=False).slug,
        "suggestion": db.session.execute(db.text("SELECT id FROM model_suggestions")).scalar(),
    }


def _projects(cast: Cast) -> dict[str, Any]:
    """A pooled project of Valmer's for its committee, a public one, and one that is over."""
    committee = make_furnished_project(cast)
    over = make_project(cast, title="Abandonné")
    projects.move_project(cast.bruno, over, ProjectStatus.ABANDONED)
    return {
        "project": committee.slug,
        "project_id": committee.id,
        "project_public": make_project(cast, title="Public", visibility=Audience.PUBLIC).slug,
        "project_over": over.slug,
        "project_line": committee.budget[0].id,
        "project_step": committee.steps[0].id,
        "project_file": committee.files[0].id,
        "committee": cast.committee,
    }


def _votes(cast: Cast) -> dict[str, Any]:
    """Votes between meetings, in each state; Amina holds the seat of Valmer, Bruno replaces her."""
    draft, opened = make_ballot(cast, "En préparation ?"), open_ballot(cast, "Ouvert ?")
    closed = close(cast, open_ballot(cast, "Clos ?"))
    voter = db.session.scalar(db.select(BallotVoter.id).where(BallotVoter.ballot_id == opened.id))
    return {
        "ballot_draft": f"{draft.id}-{draft.slug}",
        "ballot_draft_id": draft.id,
        "ballot_open": f"{opened.id}-{opened.slug}",
        "ballot_open_id": opened.id,
        "ballot_closed": f"{closed.id}-{closed.slug}",
        "ballot_closed_id": closed.id,
        "voter": voter,
        "vote_key": key_of(VoteLink(opened.id, cast.amina.user_id or 0)),
    }


def _people(cast: Cast) -> dict[str, Any]:
    """Bruno's place, an invitation of Amina's, the seat of Valmer, what Amina follows."""
    valmer = db.session.get(LocalAuthority, cast.valmer)
    assert valmer is not None
    accounts.open_session(cast.amina.user_id or 0, Visit("127.0.0.1", "autre navigateur"))
    accounts.create_feed_key(cast.amina, "Agenda")
    accounts.invite(cast.amina, "invitee@exemple.test", valmer, Role.AGENT)
    one = db.session.scalar
    upload = uploads.begin_upload(cast.amina, uploads.Announced("a.txt", "text/plain", 3), 1000)
    return {
        "feed_key": one(db.select(FeedKey.id)),
        "import_checked": _checked_import(cast),
        "export": make_export(cast).id,
        "upload": upload.key,
        "session": one(db.select(SignedInSession.id)),
        "membership": one(db.select(Membership.id).where(Membership.user_id == cast.bruno.user_id)),
        "invitation": one(db.select(Invitation.id)),
        "seat": one(db.select(Participation.id).where(Participation.authority_id == cast.valmer)),
        "subscription": one(db.select(Subscription.id).where(Subscription.user_id == cast.amina.user_id)),
    }


def _checked_import(cast: Cast) -> int:
    """A list of Élise's for her committee, checked."""
    batch = make_import(cast)
    imports.check_lines(batch_id=batch.id)
    return batch.id


def _engineering(cast: Cast) -> dict[str, Any]:
    """Requests of Bruno and Farid, an offer that waits, missions of the lead authority for Valmer."""
    peers = make_request(cast)
    withdrawn = make_request(cast, sentence="Une demande retirée")
    requests.withdraw_request(cast.bruno, withdrawn)
    mission = make_mission(cast, sentence="Lire les vieux registres")
    closed = close_mission(cast, make_mission(cast, sentence="Prévoir les repas"))
    return {
        "request_peers": peers.slug,
        "request_peers_id": peers.id,
        "offer": make_offer(cast, peers).id,
        "request_lead": make_request(cast, sentence="Pour la cheffe de file", with_peers=False).slug,
        "request_other": make_request(cast, by=cast.farid, sentence="Trier nos courriels").slug,
        "request_withdrawn": withdrawn.slug,
        "mission": mission.slug,
        "mission_id": mission.id,
        "mission_lead": make_mission(cast, sentence="En confiance", with_peers=False).slug,
        "mission_closed": closed.slug,
        "entry": log_work(cast, mission).id,
        "profile": make_profile(cast).id,
        "profile_bruno": make_profile(cast, by=cast.bruno).id,
        "skill": directory.add_skill(cast.denis, "Drones").id,
    }


def _thrown_away(cast: Cast, in_committee: dict[str, Any]) -> dict[str, Any]:
    """What Bruno threw away, and a document that Amina took off a published report."""
    report = make_draft(cast, title="Jeté")
    experiences.delete_draft(cast.bruno, report)
    public = make_report(cast, title="Avec une annexe jetée")
    kept = storage.current().put(io.BytesIO(b"une autre annexe"), 1000)
    document = experiences.attach_file(cast.amina, public, Document(kept, "jetee.txt", "text/plain"))
    experiences.detach_file(cast.amina, public, document)
    dataset = make_dataset(cast, title="Jeu jeté", author=cast.bruno, published=False)
    datasets.delete_dataset(cast.bruno, dataset)
    other = make_dataset(cast, title="Avec un fichier jeté", author=cast.bruno, published=False)
    file = dataset_queries.get_dataset(cast.bruno, other.slug).files[0]
    datasets.remove_file(cast.bruno, other, file)
    message = make_message(cast, make_thread(cast, **in_committee), by=cast.bruno)
    delete_message(cast.bruno, message)
    return {
        "thrown_report": report.id,
        "thrown_document": document.id,
        "thrown_dataset": dataset.id,
        "thrown_file": file.id,
        "thrown_message": message.id,
    }
