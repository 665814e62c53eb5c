"""What is thrown away is shown nowhere, and comes back as it was, by those who may, for thirty days."""

from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import select

from comite.accounts import trash
from comite.accounts.trash import KEPT, NotThrownError
from comite.datasets import operations as datasets
from comite.datasets import queries as dataset_queries
from comite.datasets import trash as dataset_trash
from comite.datasets.models import Dataset, DatasetFile
from comite.discussions import trash as message_trash
from comite.discussions.models.threads import Attachment, Message
from comite.discussions.operations import messages
from comite.experiences import operations as experiences
from comite.experiences import queries as report_queries
from comite.experiences import trash as report_trash
from comite.experiences.models import ExperienceReport, ReportFile
from comite.foundation import subjects
from comite.foundation.database import db, write
from comite.foundation.errors import ConflictError, NotAllowedError, NotFoundError
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_message, make_thread
from tests.factories_experiences import make_draft, make_report
from tests.factories_trash import attach, message_with_file, throw_dataset, throw_report


def titles(reader) -> list[str]:
    """What somebody finds in their trash."""
    return [each.title for each in trash.list_thrown(reader)]


def age(model, key: int, by: timedelta = KEPT + timedelta(minutes=1), column: str = "trashed_at") -> None:
    """Make something thrown away long ago."""
    with write() as session:
        row = session.get(model, key)
        setattr(row, column, getattr(row, column) - by)


def test_a_thrown_draft_is_found_by_nobody_and_its_page_does_not_exist(cast):
    report = throw_report(cast, title="Jeté")
    dataset = throw_dataset(cast, title="Jeu jeté")

    for reader in cast.people().values():
        with pytest.raises(NotFoundError):
            report_queries.get_report(reader, report.slug)
        with pytest.raises(NotFoundError):
            dataset_queries.get_dataset(reader, dataset.slug)
        assert subjects.find(reader, "experience", report.id) is None
        assert subjects.find(reader, "dataset", dataset.id) is None


def test_search_forgets_what_is_thrown_away(cast):
    report, dataset = throw_report(cast), throw_dataset(cast)
    loaders = current_app.extensions["subjects"]

    assert list(loaders["experience"].load([report.id])) == []
    assert list(loaders["dataset"].load([dataset.id])) == []


def test_those_who_threw_away_and_the_editors_find_it_in_the_trash(cast):
    throw_report(cast, title="Jeté")
    throw_dataset(cast, title="Jeu jeté")

    assert titles(cast.bruno) == ["Jeu jeté", "Jeté"]
    assert titles(cast.amina) == ["Jeu jeté", "Jeté"]
    for outsider in (cast.chloe, cast.elise, cast.farid, cast.denis):
        assert titles(outsider) == []


def test_a_draft_comes_back_as_it_was(cast):
    report, dataset = throw_report(cast, title="Jeté"), throw_dataset(cast, title="Jeu jeté")

    report_trash.restore_draft(cast.bruno, report.id)
    dataset_trash.restore_draft(cast.amina, dataset.id)

    assert report_queries.get_report(cast.bruno, report.slug).title == "Jeté"
    assert dataset_queries.get_dataset(cast.bruno, dataset.slug).title == "Jeu jeté"
    assert titles(cast.bruno) == []


@pytest.mark.parametrize("who", ["chloe", "elise", "farid", "denis", "visitor"])
def test_outsiders_take_nothing_back(cast, who):
    report, dataset = throw_report(cast), throw_dataset(cast)

    for restore, key in ((report_trash.restore_draft, report.id), (dataset_trash.restore_draft, dataset.id)):
        with pytest.raises(NotFoundError):
            restore(getattr(cast, who), key)
    with pytest.raises(NotAllowedError):
        experiences.restore_draft(getattr(cast, who), report)
    with pytest.raises(NotAllowedError):
        datasets.restore_draft(getattr(cast, who), dataset)


def test_another_agent_does_not_take_back_what_the_editor_threw_away(cast):
    report = make_draft(cast)
    experiences.delete_draft(cast.amina, report)

    assert titles(cast.bruno) == []
    with pytest.raises(NotFoundError):
        report_trash.restore_draft(cast.bruno, report.id)


def test_what_is_not_in_the_trash_is_not_taken_back(cast):
    report, dataset = make_draft(cast), make_dataset(cast, published=False)

    with pytest.raises(NotThrownError):
        experiences.restore_draft(cast.amina, report)
    with pytest.raises(NotThrownError):
        datasets.restore_draft(cast.amina, dataset)


def test_after_thirty_days_it_is_gone_even_before_the_purge(cast):
    report = throw_report(cast)
    age(ExperienceReport, report.id)

    assert titles(cast.bruno) == []
    with pytest.raises(NotThrownError):
        experiences.restore_draft(cast.bruno, report)


def test_the_purge_deletes_what_is_old_and_leaves_the_rest(cast):
    old, recent = throw_report(cast, title="Vieux"), throw_report(cast, title="Récent")
    dataset = throw_dataset(cast)
    age(ExperienceReport, old.id)
    age(Dataset, dataset.id)

    with write():
        experiences.purge_trashed()
        datasets.purge_trashed()

    assert db.session.scalars(select(ExperienceReport.id)).all() == [recent.id]
    assert db.session.scalars(select(Dataset.id)).all() == []
    assert db.session.scalars(select(DatasetFile.id)).all() == []


def test_a_thrown_draft_is_neither_written_proposed_nor_published(cast):
    report = throw_report(cast)

    for change in (experiences.propose_report, experiences.publish_report, experiences.delete_draft):
        for actor in (cast.bruno, cast.amina):
            with pytest.raises(NotAllowedError):
                change(actor, report)
    with pytest.raises(NotAllowedError):
        experiences.restore_revision(cast.amina, report, report_queries.get_revision(report, 1), 1)


def test_the_database_refuses_a_published_thing_in_the_trash(cast):
    report = make_report(cast)

    with pytest.raises(ConflictError), write() as session:
        session.get(ExperienceReport, report.id).trashed_at = report.created_at


def test_a_document_of_a_published_report_is_taken_back_by_its_editors(cast):
    report = make_report(cast)
    file = attach(cast, report)
    experiences.detach_file(cast.amina, report, file)

    without = report_queries.find_file(cast.visitor, report.slug, file.id)
    agent_sees = titles(cast.bruno)
    report_trash.restore_file(cast.amina, file.id)

    assert without is None
    assert agent_sees == []
    assert report_queries.find_file(cast.visitor, report.slug, file.id) is not None
    with pytest.raises(NotFoundError):
        report_trash.restore_file(cast.bruno, file.id)


def test_a_file_of_a_dataset_leaves_and_comes_back_with_what_was_read_of_it(cast):
    dataset = make_dataset(cast, author=cast.bruno, published=False)
    file = dataset_queries.get_dataset(cast.bruno, dataset.slug).files[0]
    datasets.remove_file(cast.bruno, dataset, file)
    db.session.expire_all()

    without = dataset_queries.get_dataset(cast.bruno, dataset.slug).files
    dataset_trash.restore_file(cast.bruno, file.id)
    db.session.expire_all()

    assert without == []
    assert [each.id for each in dataset_queries.get_dataset(cast.bruno, dataset.slug).files] == [file.id]
    with pytest.raises(NotFoundError):
        dataset_trash.restore_file(cast.chloe, file.id)


def test_one_finds_one_s_own_deleted_messages_and_nobody_else_does(cast):
    thread = make_thread(cast)
    message = make_message(cast, thread, text="Un mot de trop")
    messages.delete_message(cast.bruno, message)

    assert titles(cast.bruno) == ["Un mot de trop"]
    assert titles(cast.amina) == titles(cast.elise) == []
    with pytest.raises(NotFoundError):
        message_trash.restore_message(cast.amina, message.id)
    message_trash.restore_message(cast.bruno, message.id)
    assert db.session.get(Message, message.id, populate_existing=True).deleted_at is None


def test_a_file_taken_off_a_message_comes_back(cast):
    message, file = message_with_file(cast)

    kept = titles(cast.bruno)
    message_trash.restore_file(cast.bruno, file.id)

    assert kept == ["plan.txt"]
    assert db.session.get(Attachment, file.id, populate_existing=True).trashed_at is None
    with pytest.raises(NotThrownError):
        messages.restore_attachment(cast.bruno, message, file)
    with pytest.raises(NotFoundError):
        message_trash.restore_file(cast.amina, file.id)


def test_old_files_of_messages_and_reports_are_purged(cast):
    _message, file = message_with_file(cast)
    report = make_report(cast)
    document = attach(cast, report)
    experiences.detach_file(cast.amina, report, document)
    age(Attachment, file.id)
    age(ReportFile, document.id)

    with write():
        messages.purge_deleted()
        experiences.purge_trashed()

    assert db.session.get(Attachment, file.id, populate_existing=True) is None
    assert db.session.get(ReportFile, document.id, populate_existing=True) is None
