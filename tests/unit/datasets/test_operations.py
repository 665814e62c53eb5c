"""What may be done with a dataset, by whom, and in which order."""

import pytest

from comite.accounts.audiences import Audience
from comite.datasets import operations, queries, tables
from comite.datasets.content import DatasetContent, Sharing
from comite.datasets.errors import DecisionNeededError, NoFileError, NotReadyError, WrongCommitteeError
from comite.datasets.models import DatasetFile, DatasetStatus, PrivacyDecision, ReadingState
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, NotFoundError, StaleVersionError
from comite.foundation.markdown import render
from comite.notifications.models import Notification
from tests.cast import Cast
from tests.factories_datasets import kept_file, make_dataset


def only_file(dataset) -> DatasetFile:
    return db.session.scalar(db.select(DatasetFile).where(DatasetFile.dataset_id == dataset.id))


def test_an_agent_makes_a_draft_that_only_the_authority_reads(cast: Cast) -> None:
    dataset = make_dataset(cast, author=cast.bruno, published=False)

    assert queries.get_dataset(cast.amina, dataset.slug).is_draft
    for outsider in (cast.chloe, cast.elise, cast.denis, cast.visitor):
        with pytest.raises(NotFoundError):
            queries.get_dataset(outsider, dataset.slug)


def test_an_outsider_makes_no_draft_for_the_authority(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        make_dataset(cast, author=cast.chloe, authority_id=cast.valmer, published=False)


def test_a_dataset_is_not_published_before_its_files_are_read(cast: Cast) -> None:
    dataset = make_dataset(cast, published=False)

    with pytest.raises(NotReadyError):
        operations.publish_dataset(cast.amina, dataset)


def test_a_dataset_without_file_is_not_published(cast: Cast) -> None:
    dataset = make_dataset(cast, published=False, files=[])

    with pytest.raises(NoFileError):
        operations.publish_dataset(cast.amina, dataset)


def test_an_agent_proposes_and_the_editor_is_told_then_publishes(cast: Cast) -> None:
    dataset = make_dataset(cast, author=cast.bruno, published=False)
    tables.read_file(file_id=only_file(dataset).id)

    with pytest.raises(NotAllowedError):
        operations.publish_dataset(cast.bruno, dataset)
    dataset = queries.get_dataset(cast.bruno, dataset.slug)
    operations.propose_dataset(cast.bruno, dataset)
    told = db.session.scalars(db.select(Notification.recipient_id)).all()
    operations.publish_dataset(cast.amina, dataset)

    assert told == [cast.amina.user_id]
    assert queries.get_dataset(cast.visitor, dataset.slug).is_published


def test_changes_are_requested_with_their_reason(cast: Cast) -> None:
    dataset = make_dataset(cast, author=cast.bruno, published=False)
    operations.propose_dataset(cast.bruno, dataset)

    operations.request_changes(cast.amina, dataset, "Ajoutez l’année.")

    assert dataset.status is DatasetStatus.DRAFT
    assert dataset.changes_requested == "Ajoutez l’année."


def test_a_messy_file_is_read_and_its_table_kept(cast: Cast) -> None:
    dataset = make_dataset(cast, published=False)

    tables.read_file(file_id=only_file(dataset).id)

    file = only_file(dataset)
    db.session.refresh(file)
    assert file.state is ReadingState.READ
    assert file.row_count == 3
    assert file.facts["encoding"] == "cp1252"
    assert [column["name"] for column in file.facts["columns"]] == ["nom", "effectif", "part"]


def test_a_file_that_cannot_be_read_is_kept_with_its_reason(cast: Cast) -> None:
    sent = kept_file(b"PK\x03\x04 not a workbook", "budget.xlsx")
    dataset = make_dataset(cast, published=False, files=[sent])

    tables.read_file(file_id=only_file(dataset).id)

    file = only_file(dataset)
    db.session.refresh(file)
    assert file.state is ReadingState.UNREADABLE
    assert file.facts["errors"][0]["sentence"]
    assert file.digest == sent.digest


def test_personal_data_needs_a_decision_that_is_logged(cast: Cast) -> None:
    rows = "".join(f"Durand{n};jeanne.durand{n}@exemple.fr;06 12 34 56 {n:02d}\n" for n in range(40))
    sent = kept_file(("nom;courriel;téléphone\n" + rows).encode(), "contacts.csv")
    dataset = make_dataset(cast, published=False, files=[sent])
    tables.read_file(file_id=only_file(dataset).id)
    db.session.expire_all()

    with pytest.raises(DecisionNeededError):
        operations.publish_dataset(cast.amina, dataset)
    dataset = queries.get_dataset(cast.amina, dataset.slug)
    with pytest.raises(NotAllowedError):
        operations.decide_privacy(cast.bruno, dataset, dataset.files[0], PrivacyDecision.JUSTIFIED, "Non.")
    dataset = queries.get_dataset(cast.amina, dataset.slug)
    operations.decide_privacy(
        cast.amina, dataset, dataset.files[0], PrivacyDecision.JUSTIFIED, "Annuaire légal."
    )
    operations.publish_dataset(cast.amina, dataset)

    assert dataset.is_published


def test_a_stale_description_is_refused(cast: Cast) -> None:
    dataset = make_dataset(cast)
    content = DatasetContent("Autre titre", "Utile.", sharing=Sharing(Audience.PUBLIC))
    operations.edit_dataset(cast.amina, dataset, content, render(""), 1)

    with pytest.raises(StaleVersionError):
        operations.edit_dataset(cast.amina, dataset, content, render(""), 1)


def test_a_committee_one_does_not_sit_in_is_refused(cast: Cast) -> None:
    with pytest.raises(WrongCommitteeError):
        make_dataset(cast, visibility=Audience.COMMITTEE, committee_id=cast.other_committee)


def test_the_address_and_the_identifier_survive_a_new_title(cast: Cast) -> None:
    dataset = make_dataset(cast)
    before = dataset.slug, dataset.identifier
    content = DatasetContent("Tout autre titre", "Utile.", sharing=Sharing(Audience.PUBLIC))

    operations.edit_dataset(cast.amina, dataset, content, render(""), 1)

    assert (dataset.slug, dataset.identifier) == before


def test_moderation_hides_from_all_but_the_authority(cast: Cast) -> None:
    dataset = make_dataset(cast, visibility=Audience.COMMITTEE, committee_id=cast.committee)

    with pytest.raises(NotAllowedError):
        operations.hide(cast.amina, dataset, "Non.")
    dataset = queries.get_dataset(cast.elise, dataset.slug)
    operations.hide(cast.elise, dataset, "Une colonne personnelle est restée.")

    with pytest.raises(NotFoundError):
        queries.get_dataset(cast.farid, dataset.slug)
    assert queries.get_dataset(cast.amina, dataset.slug).is_hidden
