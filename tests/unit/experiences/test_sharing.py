"""What others do with a report: replications, moderation, documents, datasets, lists."""

import io
from datetime import date

import pytest

from comite.accounts.audiences import Audience
from comite.accounts.models import ModerationEntry
from comite.experiences import operations, queries
from comite.experiences.errors import OwnReplicationError, UnrelatedReportError
from comite.experiences.filters import Filters, PopulationBand, Sort
from comite.experiences.models import AiType, Outcome, Phase, ReportStatus
from comite.experiences.operations.documents import Document
from comite.experiences.operations.replications import Story
from comite.foundation import storage
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError
from comite.notifications.models import Notification, Reason
from tests.factories_experiences import again, make_archived, make_draft, make_proposed, make_report

STORY = Story("Gardé le principe, changé les capteurs.", Outcome.MIXED, date(2026, 3, 1))


def titles(reader, **filters) -> list[str]:
    """The titles of a list, and a check that it is counted right."""
    page = queries.list_reports(reader, Filters(**filters), Sort.TITLE, None)
    assert queries.count_reports(reader, Filters(**filters)) == len(page.items)
    return [each.title for each in page.items]


def test_another_authority_tells_that_it_did_the_same(cast):
    report = make_report(cast)
    own = make_report(cast, cast.chloe, title="Chez nous aussi")

    operations.record_replication(
        cast.chloe, report, cast.ostrelle, Story("Bien passé", Outcome.POSITIVE, None, own)
    )

    told = again(cast.visitor, report).replications
    assert [(each.authority.name, each.outcome, each.own_report.title) for each in told] == [
        ("Ostrelle", Outcome.POSITIVE, "Chez nous aussi")
    ]
    assert [each.report.title for each in queries.list_origins(cast.visitor, own)] == [report.title]
    reasons = db.session.scalars(
        db.select(Notification.reason).where(Notification.recipient_id == cast.amina.user_id)
    )
    assert Reason.REPLICATED in list(reasons)


def test_telling_a_replication_again_corrects_it(cast):
    report = make_report(cast)
    operations.record_replication(cast.chloe, report, cast.ostrelle, STORY)

    operations.record_replication(
        cast.chloe, again(cast.chloe, report), cast.ostrelle, Story("Arrêté depuis", Outcome.NEGATIVE)
    )

    told = again(cast.chloe, report).replications
    assert [(each.how_it_went, each.outcome) for each in told] == [("Arrêté depuis", Outcome.NEGATIVE)]


def test_an_authority_does_not_replicate_itself_nor_speak_for_another(cast):
    report = make_report(cast)

    with pytest.raises(OwnReplicationError):
        operations.record_replication(cast.bruno, report, cast.valmer, STORY)
    with pytest.raises(NotAllowedError):
        operations.record_replication(cast.farid, report, cast.ostrelle, STORY)


def test_the_report_given_as_ones_own_is_ones_own(cast):
    report, other = make_report(cast), make_report(cast)

    with pytest.raises(UnrelatedReportError):
        operations.record_replication(
            cast.chloe, report, cast.ostrelle, Story("x", Outcome.POSITIVE, None, other)
        )


def test_only_its_authority_takes_a_replication_back(cast):
    report = make_report(cast)
    told = operations.record_replication(cast.chloe, report, cast.ostrelle, STORY)

    with pytest.raises(NotAllowedError):
        operations.take_back_replication(cast.amina, told)
    operations.take_back_replication(
        cast.chloe, queries.find_replication(again(cast.chloe, report), cast.ostrelle)
    )

    assert again(cast.chloe, report).replications == []


def test_a_moderated_report_stays_with_its_authority_and_comes_back(cast):
    report = make_report(cast, visibility=Audience.PUBLIC, committee_id=cast.committee)

    operations.hide(cast.elise, report, "Nom d’une habitante dans le récit.")

    assert queries.find_report_by_id(cast.visitor, report.id) is None
    assert queries.find_report_by_id(cast.bruno, report.id) is not None
    assert db.session.scalar(db.select(ModerationEntry.action)) == "hide"
    operations.unhide(cast.elise, queries.list_moderated([report.id])[0])
    assert queries.find_report_by_id(cast.visitor, report.id) is not None


def test_only_its_animator_and_administrators_moderate(cast):
    elsewhere = make_report(cast, cast.chloe)

    for person in (cast.amina, cast.elise, cast.farid):
        with pytest.raises(NotAllowedError):
            operations.hide(person, elsewhere, "Non")
    operations.hide(cast.denis, queries.list_moderated([elsewhere.id])[0], "Oui")


def test_a_hidden_report_stays_hidden_whatever_its_authority_does(cast):
    report = make_report(cast)
    operations.hide(cast.denis, report, "Données personnelles")

    operations.archive_report(cast.amina, again(cast.amina, report))

    assert queries.find_report_by_id(cast.visitor, report.id) is None


def test_a_document_is_attached_and_taken_away(cast):
    draft = make_draft(cast)
    kept = storage.current().put(io.BytesIO(b"cahier des charges"), 100)

    file = operations.attach_file(cast.bruno, draft, Document(kept, "../CCTP.pdf", "application/pdf"))

    assert file.file_name == "CCTP.pdf"
    draft = again(cast.bruno, draft)
    operations.detach_file(cast.bruno, draft, draft.files[0])
    assert again(cast.bruno, draft).files == []


def test_outsiders_attach_nothing(cast):
    report = make_report(cast)
    kept = storage.current().put(io.BytesIO(b"x"), 100)

    with pytest.raises(NotAllowedError):
        operations.attach_file(cast.chloe, report, Document(kept, "x.pdf", "application/pdf"))


def test_each_reader_lists_what_they_may_read(cast):
    make_report(cast, title="public")
    make_report(cast, title="réseau", visibility=Audience.NETWORK)
    make_report(cast, title="comité", visibility=Audience.COMMITTEE, committee_id=cast.committee)
    make_draft(cast, title="brouillon")
    make_proposed(cast, title="proposé")
    make_archived(cast, title="archivé")

    assert titles(cast.visitor) == ["public"]
    assert titles(cast.chloe) == ["public", "réseau"]
    assert titles(cast.farid) == ["comité", "public", "réseau"]
    assert titles(cast.denis) == ["comité", "public", "réseau"]
    assert titles(cast.bruno, statuses=(ReportStatus.DRAFT, ReportStatus.PROPOSED)) == [
        "brouillon",
        "proposé",
    ]
    assert titles(cast.chloe, statuses=tuple(ReportStatus)) == ["archivé", "public", "réseau"]


def test_the_list_is_narrowed_by_each_filter(cast):
    make_report(cast, title="eau", ai_types=(AiType.LEARNING,), tags=("Économies d’énergie",))
    make_report(
        cast,
        cast.chloe,
        title="standard",
        phase=Phase.IDEA,
        outcome=Outcome.MIXED,
        committee_id=cast.other_committee,
    )

    assert titles(cast.visitor, ai_types=(AiType.LEARNING, AiType.VOICE)) == ["eau"]
    assert titles(cast.visitor, tag="economies d’energie") == ["eau"]
    assert titles(cast.visitor, phases=(Phase.IDEA,)) == ["standard"]
    assert titles(cast.visitor, outcomes=(Outcome.MIXED, Outcome.NEGATIVE)) == ["standard"]
    assert titles(cast.visitor, population=PopulationBand.TOWN) == ["eau"]
    assert titles(cast.visitor, committee="comite-d-ostrelle") == ["standard"]
    assert titles(cast.visitor, authority="ostrelle") == ["standard"]
    assert titles(cast.visitor, departement="99") == ["eau", "standard"]
    assert titles(cast.visitor, departement="75", domains=("eau",)) == []
    assert titles(cast.visitor, domains=("eau",)) == ["eau", "standard"]


def test_pages_follow_each_other_without_loss(cast):
    for rank in range(25):
        make_report(cast, title=f"retour {rank:02}")
    seen, cursor = [], None

    while True:
        page = queries.list_reports(cast.visitor, Filters(), Sort.RECENT, cursor)
        seen += [each.title for each in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert seen == [f"retour {rank:02}" for rank in reversed(range(25))]


def test_communes_alike_come_first(cast):
    make_report(cast, cast.chloe, title="petite commune")
    make_report(cast, cast.elise, title="agglomération")
    make_report(cast, title="la mienne")

    items, has_more = queries.list_alike(cast.bruno, Filters(), cast.bruno.speaking_for, 1)

    assert [each.title for each in items] == ["agglomération", "petite commune"]
    assert not has_more
