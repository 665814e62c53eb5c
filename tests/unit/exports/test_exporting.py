"""All that a committee owns and its animator reads, and nothing else."""

import hashlib
import json
import tracemalloc
from dataclasses import replace

import pytest
import time_machine
from sqlalchemy import select, update

from comite.accounts.audiences import Audience
from comite.accounts.models import Membership, Role
from comite.datasets.models import Dataset
from comite.discussions.models.threads import Thread
from comite.discussions.operations.messages import delete_message
from comite.engineering.models.library import SharedModel
from comite.engineering.models.missions import Mission
from comite.engineering.models.offers import Offer
from comite.engineering.models.projects import PooledProject
from comite.engineering.models.requests import HelpRequest
from comite.experiences.models import ExperienceReport
from comite.exports import operations, queries, work
from comite.exports.errors import AlreadyUnderWayError, NotReadyError
from comite.exports.models import CommitteeExport, ExportState
from comite.foundation import audit, clock, storage, tasks
from comite.foundation.archive import SUMS
from comite.foundation.database import db, write
from comite.foundation.errors import NotAllowedError, NotFoundError
from comite.foundation.tasks import TaskState
from comite.meetings.models.decisions import Decision, FollowUp, FollowUpComment
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.minutes import MinutesSection
from tests.factories_datasets import kept_file, make_dataset
from tests.factories_discussions import make_message, make_thread
from tests.factories_exports import A_WEEK, ORIGINAL, fill_committee, made, make_export, opened, vote
from tests.factories_people import the_committee

READ_BY_RULE = {
    ExperienceReport: "retours-experience/",
    Dataset: "jeux-de-donnees/",
    Thread: "discussions/",
    HelpRequest: "demandes-appui/",
    Mission: "missions/",
    PooledProject: "projets-mutualises/",
    SharedModel: "modeles/",
}


def names(zipped):
    """The places of the archive, without the numbers that change."""
    return set(zipped.namelist())


def everything(zipped):
    """Every word of the archive."""
    return b"\n".join(zipped.read(name) for name in zipped.namelist()).decode(errors="replace")


def test_each_kind_of_thing_is_there_with_its_digest(app, cast):
    fill_committee(cast)
    vote(cast, is_secret=False)

    zipped = opened(make_export(cast))

    assert zipped.testzip() is None
    sums = dict(reversed(line.split("  ")) for line in zipped.read(SUMS).decode().splitlines())
    assert set(sums) == names(zipped) - {SUMS}
    assert {name: hashlib.sha256(zipped.read(name)).hexdigest() for name in sums} == sums
    found = {name.partition("/")[0] for name in sums}
    assert found == {
        "LISEZMOI.txt", "comite.json", "membres", "retours-experience", "jeux-de-donnees", "discussions",
        "seances", "votes", "decisions", "demandes-appui", "missions", "banque-de-temps.csv",
        "projets-mutualises", "modeles",
    }  # fmt: skip
    for name in sums:
        if name.endswith(".json"):
            json.loads(zipped.read(name))
    words = everything(zipped)
    for said in ("Les fuites d’eau", "Nous, depuis un an.", "Elle est **adoptée**", "Une matinée sur place."):
        assert said in words


def test_the_files_of_datasets_come_back_byte_for_byte_wherever_their_name_pointed(app, cast):
    fill_committee(cast)

    zipped = opened(make_export(cast))

    kept = [name for name in zipped.namelist() if "/fichiers/" in name]
    (place,) = [name for name in kept if name.startswith("jeux-de-donnees")]
    assert zipped.read(place) == ORIGINAL
    assert ".." not in place


def test_neither_drafts_nor_what_was_taken_back_are_in_it(app, cast):
    fill_committee(cast)
    thread = make_thread(cast, title="Autre", visibility=Audience.COMMITTEE)
    delete_message(cast.bruno, make_message(cast, thread, text="Un mot repris aussitôt."))

    words = everything(opened(make_export(cast)))

    assert "Brouillon de Valmer" not in words
    assert "Jeu en brouillon" not in words
    assert "Un mot repris" not in words


def test_what_the_animator_may_not_read_is_not_in_it(app, cast):
    hidden = make_thread(cast, title="Entre nous", visibility=Audience.COMMITTEE)
    with write() as session:
        session.get(Thread, hidden.id).audience = Audience.AUTHORITY
    make_thread(cast, by=cast.chloe, title="Chez les voisins", visibility=Audience.COMMITTEE)

    words = everything(opened(make_export(cast)))

    assert "Entre nous" not in words
    assert "Chez les voisins" not in words


@pytest.mark.parametrize("model", READ_BY_RULE)
def test_each_kind_follows_the_rule_of_who_may_read(app, cast, model):
    fill_committee(cast)
    with write() as session:
        kept_away = (
            {"masked_at": clock.now()} if hasattr(model, "masked_at") else {"audience": Audience.AUTHORITY}
        )
        session.execute(update(model).values(authority_id=cast.ostrelle, **kept_away))

    zipped = opened(make_export(cast))

    folder = READ_BY_RULE[model]
    assert [name for name in zipped.namelist() if name.startswith(folder)] == []


def test_words_that_moderation_masks_are_not_in_it(app, cast):
    fill_committee(cast)
    with write() as session:
        session.execute(update(Offer).values(note="Une offre déplacée."))
        action_id = session.scalar(select(FollowUp.id))
        session.add(
            FollowUpComment(
                follow_up_id=action_id,
                author_id=cast.bruno.user_id,
                text="Un propos déplacé.",
                written_at=clock.now(),
            )
        )
        session.execute(update(Decision).values(title="Un titre déplacé.", source="Un texte déplacé."))
        session.execute(update(Meeting).values(source="Une présentation déplacée."))
        session.execute(update(Meeting).values(plain="Une présentation déplacée."))
    shown = everything(opened(make_export(cast)))
    with write() as session:
        for model in (Offer, FollowUpComment, Decision, Meeting, MinutesSection):
            session.execute(update(model).values(masked_at=clock.now(), masked_reason="Hors sujet."))

    masked = everything(opened(make_export(cast)))

    for words in (
        "Une offre déplacée.",
        "Un propos déplacé.",
        "Un titre déplacé.",
        "Un texte déplacé.",
        "Une présentation déplacée.",
        "Elle est **adoptée**.",
    ):
        assert (words in shown, words in masked) == (True, False)


def test_a_public_vote_says_who_answered_what(app, cast):
    vote(cast, is_secret=False)

    zipped = opened(make_export(cast))

    (place,) = [name for name in zipped.namelist() if name.endswith("/reponses.csv")]
    assert "Commune 03;1;Contre" in zipped.read(place).decode("utf-8-sig")


def test_of_a_secret_vote_only_the_totals_leave(app, cast):
    vote(cast, is_secret=True)

    zipped = opened(make_export(cast))

    places = [name for name in zipped.namelist() if name.startswith("votes/")]
    assert [name.rpartition("/")[2] for name in places] == ["vote.json"]
    told = json.loads(zipped.read(places[0]))
    assert [line["seats"] for line in told["result"]["lines"]] == [2, 1, 0, 0]
    assert "Commune" not in zipped.read(places[0]).decode()


def test_a_vote_that_goes_on_tells_nothing(app, cast):
    from tests.factories_votes import make_seats, open_ballot

    make_seats(cast, 3)
    open_ballot(cast, "Question encore ouverte ?")

    assert "Question encore ouverte" not in everything(opened(make_export(cast)))


def test_no_address_of_anybody_leaves(app, cast):
    fill_committee(cast)

    assert "@exemple.test" not in everything(opened(make_export(cast)))


@pytest.mark.parametrize("who", ["amina", "bruno", "chloe", "farid", "denis", "visitor"])
def test_only_the_animator_asks(cast, who):
    with pytest.raises(NotAllowedError):
        operations.ask_export(getattr(cast, who), the_committee(cast.committee))


def test_an_animator_does_not_take_the_content_of_another_committee(cast):
    with pytest.raises(NotAllowedError):
        operations.ask_export(cast.elise, the_committee(cast.other_committee))


def test_a_second_export_waits_for_the_first(cast):
    operations.ask_export(cast.elise, the_committee(cast.committee))

    with pytest.raises(AlreadyUnderWayError):
        operations.ask_export(cast.elise, the_committee(cast.committee))


def test_another_animator_does_not_see_it_and_who_lost_the_role_no_longer_takes_it(app, cast):
    export = make_export(cast)
    committee = the_committee(cast.committee)
    other = replace(cast.elise, user_id=cast.amina.user_id)
    former = replace(cast.elise, led_committee_ids=frozenset())

    for reader in (other, former):
        with pytest.raises(NotFoundError):
            queries.get_export(reader, committee, export.id)
        with pytest.raises(NotAllowedError):
            operations.note_download(reader, export)


def test_who_loses_the_role_while_it_is_made_gets_nothing(app, cast):
    export = operations.ask_export(cast.elise, the_committee(cast.committee))
    with write() as session:
        session.scalar(
            db.select(Membership).where(Membership.user_id == cast.elise.user_id)
        ).role = Role.EDITOR

    found = made(export.id)

    assert found.state is ExportState.FAILED
    assert found.digest is None
    assert "Vous n’animez plus" in found.error


def test_asking_and_downloading_are_written_in_the_log(app, cast):
    export = make_export(cast)
    operations.note_download(cast.elise, export)

    told = [each.action for each in audit.entries_of(f"committee:{cast.committee}")]
    assert {"committee_export_asked", "committee_export_downloaded"} <= set(told)


def test_it_is_followed_among_the_tasks(app, cast):
    make_export(cast)

    (task,) = tasks.list_of(cast.elise.user_id)
    assert task.state is TaskState.DONE
    assert task.path == "/comites/comite-de-valmer/export"


class Killed(BaseException):
    """What a worker that is killed never catches."""


def test_killed_half_way_nothing_can_be_downloaded_and_another_worker_begins_again(app, cast, monkeypatch):
    fill_committee(cast)
    export = operations.ask_export(cast.elise, the_committee(cast.committee))
    steps = []

    def dies(key, done, *rest):
        steps.append(done)
        if len(steps) == 6:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "progress", dies)
        with pytest.raises(Killed):
            work.make_archive(export_id=export.id)

    db.session.remove()
    half = queries.find_export(export.id)
    assert half.is_waiting
    assert half.digest is None
    with pytest.raises(NotReadyError):
        operations.note_download(cast.elise, half)
    assert opened(made(export.id)).testzip() is None


def test_done_twice_it_is_the_same_archive(app, cast):
    export = make_export(cast)

    work.make_archive(export_id=export.id)

    assert queries.find_export(export.id).digest == export.digest


def test_the_reserve_of_the_disk_is_left_alone(app, cast, monkeypatch):
    fill_committee(cast)
    export = operations.ask_export(cast.elise, the_committee(cast.committee))
    full = type("Usage", (), {"free": (app.extensions["settings"].disk_reserve_mb + 8) * work.MEGABYTE})
    monkeypatch.setattr(work.shutil, "disk_usage", lambda _: full)

    found = made(export.id)

    assert found.state is ExportState.FAILED
    assert "pas assez de place" in found.error
    assert list((storage.current().folder / "incoming").glob("*")) == []


def test_a_content_that_the_storage_lost_is_named_and_the_rest_is_there(app, cast):
    fill_committee(cast)
    lost = kept_file(ORIGINAL).digest
    storage.current().remove(lost)

    zipped = opened(make_export(cast))

    assert "jeux-de-donnees/" in zipped.read(work.MISSING).decode()
    assert any(name.startswith("modeles/") for name in zipped.namelist())


def test_after_a_week_it_is_gone_and_so_is_its_content(app, cast):
    export = make_export(cast)
    with time_machine.travel(clock.now() + A_WEEK, tick=False):
        with pytest.raises(NotReadyError):
            operations.note_download(cast.elise, export)
        with write():
            work.forget_expired()
        storage.sweep()

    assert db.session.scalar(db.select(CommitteeExport.id)) is None
    with pytest.raises(NotFoundError):
        storage.current().path(export.digest)


@pytest.mark.slow
def test_the_memory_it_takes_does_not_follow_the_size_of_what_it_holds(app, cast):
    make_dataset(cast, files=[kept_file(b"a,b\n" * 10, "petit.csv")], committee_id=cast.committee)
    heavy = kept_file(bytes(range(256)) * 4 * 9 * 1024, "gros.bin")
    make_dataset(cast, title="Lourd", files=[heavy], committee_id=cast.committee)
    thread = make_thread(cast)
    for _ in range(12):
        make_message(cast, thread, text="mot " * 4_000)
    export = operations.ask_export(cast.elise, the_committee(cast.committee))
    db.session.remove()

    tracemalloc.start()
    work.make_archive(export_id=export.id)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert queries.find_export(export.id).state is ExportState.DONE
    assert peak < 8 * 1024 * 1024
