"""A committee with one thing of each kind, and its archive."""

import zipfile
from datetime import timedelta

from comite.accounts.audiences import Audience
from comite.discussions.models.threads import MessageContent, NewFile
from comite.discussions.operations.messages import post_message
from comite.exports import operations, queries, work
from comite.exports.models import CommitteeExport
from comite.foundation import storage
from comite.foundation.database import db
from comite.meetings.models.ballots import Choice
from comite.meetings.operations import voting
from comite.meetings.tally import Answer
from tests.cast import Cast
from tests.factories_datasets import kept_file, make_dataset
from tests.factories_discussions import make_message, make_thread
from tests.factories_engineering import log_work, make_mission
from tests.factories_engineering_projects import make_furnished_project
from tests.factories_experiences import make_draft, make_report
from tests.factories_library import make_model
from tests.factories_minutes import freeze, make_action, make_decision
from tests.factories_people import the_committee
from tests.factories_votes import close, holder, make_seats, open_ballot, voter_of

ORIGINAL = "nom;valeur\r\nÉtang;12,5\r\n".encode("cp1252")


def fill_committee(cast: Cast) -> None:
    """One thing of each kind in the committee of Valmer, and drafts that nobody else reads."""
    shared = {"visibility": Audience.COMMITTEE, "committee_id": cast.committee}
    make_report(cast, title="Les fuites d’eau", **shared)
    make_draft(cast, title="Brouillon de Valmer", **shared)
    make_dataset(cast, files=[kept_file(ORIGINAL, "../../écoles.csv")], **shared)
    make_dataset(cast, title="Jeu en brouillon", published=False, **shared)
    thread = make_thread(cast, title="Qui transcrit ?", visibility=Audience.COMMITTEE)
    make_message(cast, thread, text="Nous, depuis un an.")
    kept = kept_file(b"\x89PNG pixels", "plan.txt")
    with_file = NewFile(storage.Kept(kept.digest, kept.size), "plan de salle.txt", "text/plain")
    post_message(cast.bruno, thread, MessageContent("Le plan.", (with_file,)))
    freeze(cast)
    make_action(cast, make_decision(cast))
    log_work(cast, make_mission(cast))
    make_furnished_project(cast)
    make_model(cast, **shared)


def vote(cast: Cast, *, is_secret: bool) -> int:
    """A vote of four communes that is over; the third answers against."""
    make_seats(cast, 4)
    ballot = open_ballot(cast, "Adopter la charte ?", is_secret=is_secret)
    for rank in range(1, 4):
        choice = Choice.AGAINST if rank == 3 else Choice.FOR
        voting.cast_vote(holder(rank), ballot, voter_of(ballot, rank), Answer(choice))
    return close(cast, ballot).id


def make_export(cast: Cast) -> CommitteeExport:
    """An archive of Valmer's committee, for Élise."""
    export = operations.ask_export(cast.elise, the_committee(cast.committee))
    return made(export.id)


def made(export_id: int) -> CommitteeExport:
    """The same export, once its archive is made."""
    db.session.remove()
    work.make_archive(export_id=export_id)
    found = queries.find_export(export_id)
    assert found is not None
    return found


def opened(export: CommitteeExport) -> zipfile.ZipFile:
    """The archive itself."""
    return zipfile.ZipFile(storage.current().path(export.digest or ""))


A_WEEK = timedelta(days=7, minutes=1)
