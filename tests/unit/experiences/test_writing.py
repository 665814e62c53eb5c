"""Writing a report: versions, revisions, what was typed and not saved."""

from datetime import date

import pytest

from comite.accounts.audiences import Audience
from comite.experiences import content as contents
from comite.experiences import operations, queries
from comite.experiences.content import IndicatorContent, as_json, content_of, from_json
from comite.experiences.errors import CommitteeNeededError, NoSuchDomainError
from comite.experiences.models import (
    AiActClass,
    AiType,
    Heading,
    Hosting,
    Replicability,
    RevisionAction,
)
from comite.experiences.operations.keeping import as_number
from comite.foundation.errors import NotAllowedError, StaleVersionError
from tests.factories_experiences import again, content, make_domain, make_draft, make_proposed, make_report

WHOLE = {
    "ai_types": (AiType.LEARNING, AiType.VISION),
    "replicability": Replicability.WITH_ADAPTATION,
    "tags": ("eau", "capteurs"),
    "hosting": Hosting.EU,
    "has_personal_data": False,
    "yearly_euros": 12_000,
    "ai_act_class": AiActClass.MINIMAL,
    "review_on": date(2027, 3, 1),
    "sources": ("Sénat n° 447",),
    "indicators": (IndicatorContent("Fuites", before="5", after="1,5", unit="par semaine"),),
}


def test_a_report_says_again_all_that_it_was_given(cast):
    given = content(**WHOLE)
    draft = make_draft(cast, **WHOLE)

    assert content_of(again(cast.bruno, draft)) == given


def test_a_content_survives_its_revision():
    given = contents.ReportContent(title="Essai", **WHOLE)

    assert from_json(as_json(given)) == given


def test_texts_are_rendered_safely(cast):
    draft = make_draft(cast, problem="<script>alert(1)</script> **fort**")

    html = again(cast.bruno, draft).sheet.html(Heading.PROBLEM)

    assert "<script" not in html
    assert "<strong>fort</strong>" in html


def test_a_summary_is_drawn_from_the_answers_when_none_is_given(cast):
    draft = make_draft(cast, summary="", solution="Un **modèle** lit les compteurs. " * 30)

    assert draft.summary.startswith("Un modèle lit")
    assert len(draft.summary) <= contents.SUMMARY_MAX


def test_the_address_stays_when_the_title_changes(cast):
    draft = make_draft(cast)
    slug = draft.slug

    operations.edit_report(cast.bruno, draft, content(title="Tout autre titre"), draft.version)

    assert again(cast.bruno, draft).slug == slug


def test_two_reports_of_the_same_title_have_two_addresses(cast):
    assert make_draft(cast).slug != make_draft(cast).slug


def test_a_title_does_not_take_an_address_of_ours(cast):
    assert make_draft(cast, title="Nouveau").slug == "nouveau-2"


def test_a_stale_version_is_refused_and_nothing_changes(cast):
    draft = make_draft(cast)
    seen = draft.version
    operations.edit_report(cast.bruno, draft, content(problem="De Bruno"), seen)

    with pytest.raises(StaleVersionError):
        operations.edit_report(cast.amina, again(cast.amina, draft), content(problem="D’Amina"), seen)

    assert again(cast.amina, draft).sheet.texts["problem"] == "De Bruno"


def test_agents_edit_drafts_and_editors_what_is_published(cast):
    report = make_report(cast)

    with pytest.raises(NotAllowedError):
        operations.edit_report(cast.bruno, report, content(), report.version)
    report = again(cast.amina, report)
    operations.edit_report(cast.amina, report, content(problem="Corrigé"), report.version)

    assert again(cast.visitor, report).sheet.texts["problem"] == "Corrigé"


def test_an_agent_does_not_change_what_awaits_approval(cast):
    report = make_proposed(cast)

    with pytest.raises(NotAllowedError):
        operations.edit_report(cast.bruno, report, content(), report.version)


def test_narrowing_a_published_report_takes_it_away_from_the_others(cast):
    report = make_report(cast)

    operations.edit_report(
        cast.amina,
        report,
        content(visibility=Audience.COMMITTEE, committee_id=cast.committee),
        report.version,
    )

    assert queries.find_report_by_id(cast.visitor, report.id) is None
    assert queries.find_report_by_id(cast.farid, report.id) is not None
    assert queries.find_report_by_id(cast.chloe, report.id) is None


@pytest.mark.parametrize("committee", [None, 2])
def test_sharing_with_a_committee_needs_one_where_the_authority_sits(cast, committee):
    draft = make_draft(cast)

    with pytest.raises(CommitteeNeededError):
        operations.edit_report(
            cast.bruno, draft, content(visibility=Audience.COMMITTEE, committee_id=committee), draft.version
        )


def test_a_retired_domain_stays_where_it_was_and_is_not_taken_anew(cast):
    domain = make_domain()
    with_it, without = make_draft(cast), make_draft(cast, domain_id=make_domain("energie").id)
    operations.retire_domain(cast.denis, domain)

    operations.edit_report(cast.bruno, with_it, content(problem="Plus long"), with_it.version)
    with pytest.raises(NoSuchDomainError):
        operations.edit_report(cast.bruno, without, content(domain_id=domain.id), without.version)


def test_every_change_is_a_revision_and_saving_the_same_words_is_none(cast):
    draft = make_draft(cast)
    operations.edit_report(cast.bruno, draft, content(problem="Deux"), draft.version)
    draft = again(cast.bruno, draft)
    operations.edit_report(cast.bruno, draft, content(problem="Deux"), draft.version)

    revisions = queries.list_revisions(draft)

    assert [(each.number, each.action) for each in revisions] == [
        (2, RevisionAction.EDITED),
        (1, RevisionAction.STARTED),
    ]


def test_a_former_version_is_taken_again(cast):
    draft = make_draft(cast, problem="La première")
    operations.edit_report(cast.bruno, draft, content(problem="La seconde"), draft.version)
    draft = again(cast.bruno, draft)

    operations.restore_revision(cast.bruno, draft, queries.get_revision(draft, 1), draft.version)

    assert again(cast.bruno, draft).sheet.texts["problem"] == "La première"
    assert len(queries.list_revisions(draft)) == 3


def test_a_former_version_does_not_open_what_was_closed_since(cast):
    draft = make_draft(cast, visibility=Audience.PUBLIC)
    operations.edit_report(cast.bruno, draft, content(visibility=Audience.NETWORK), draft.version)
    draft = again(cast.bruno, draft)

    operations.restore_revision(cast.bruno, draft, queries.get_revision(draft, 1), draft.version)

    assert again(cast.bruno, draft).visibility is Audience.NETWORK


def test_those_who_wrote_are_its_authors_each_once(cast):
    draft = make_draft(cast)

    for writer in (cast.amina, cast.amina, cast.bruno):
        draft = again(writer, draft)
        operations.edit_report(writer, draft, content(), draft.version)

    authors = again(cast.amina, draft).authors
    assert [(each.user.name, each.authority.name) for each in authors] == [
        ("Bruno Lemoine", "Valmer"),
        ("Amina Berger", "Valmer"),
    ]


def test_what_is_typed_is_kept_until_it_is_saved(cast):
    draft = make_draft(cast)
    place = queries.place_of(draft, "need")

    for words in ("Je tap", "Je tape"):
        operations.keep_unsaved(cast.bruno, draft, "need", {"problem": words}, 7)
    assert queries.find_unsaved(cast.bruno, place).fields == {"problem": "Je tape"}
    assert queries.find_unsaved(cast.amina, place) is None

    draft = again(cast.bruno, draft)
    operations.edit_report(cast.bruno, draft, content(problem="Je tape"), draft.version)
    assert queries.find_unsaved(cast.bruno, place) is None


def test_a_mark_changes_with_its_section_only():
    one, other = (contents.ReportContent(title=title, problem="p") for title in ("Un", "Deux"))

    assert contents.mark(one, ("problem",)) == contents.mark(other, ("problem",))
    assert contents.mark(one, ("title",)) != contents.mark(other, ("title",))


def test_nobody_keeps_text_beside_a_report_they_may_not_edit(cast):
    report = make_report(cast)

    with pytest.raises(NotAllowedError):
        operations.keep_unsaved(cast.chloe, report, "need", {"problem": "x"}, 1)


@pytest.mark.parametrize(
    ("written", "number"),
    [("65", 65.0), ("1 200,5", 1200.5), ("31\u202f970", 31970.0), ("-15", -15.0), ("9.6", 9.6), ("peu", None),
     ("65 à 75", None), ("", None)],
)  # fmt: skip
def test_numbers_are_read_as_french_people_write_them(written, number):
    assert as_number(written) == number
