"""« Cité par »: links between things, kept at save, shown to those who may read what cites."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comite.accounts.audiences import Audience
from comite.datasets import operations as datasets
from comite.datasets import queries as dataset_queries
from comite.datasets.content import DatasetContent, Sharing
from comite.discussions.models.threads import MessageContent
from comite.discussions.operations import messages, moderation
from comite.experiences import operations as experiences
from comite.experiences.content import content_of
from comite.experiences.operations.writing import purge_trashed
from comite.experiences.queries import whole_report
from comite.foundation import citations, clock
from comite.foundation.citations import Citation
from comite.foundation.database import db, write
from comite.foundation.markdown import render
from tests.cast import Cast
from tests.factories_datasets import make_dataset
from tests.factories_discussions import first_message, make_message, make_thread
from tests.factories_experiences import again, make_draft, make_report


def citing(cast: Cast, reader: str, kind: str, subject_id: int) -> list[str]:
    """The addresses of what cites a thing, for somebody."""
    db.session.remove()
    return [each.address for each in citations.cited_by(getattr(cast, reader), kind, subject_id)]


@pytest.mark.parametrize(
    "link", ["/retours-experience/{}", "http://localhost/retours-experience/{}#ce-qui-a-marche", "{}"]
)
def test_a_message_is_shown_on_the_report_it_points_at(cast: Cast, link: str) -> None:
    report = make_report(cast)
    link = link.format(report.slug)

    thread = make_thread(cast, text=f"Voyez [ce retour]({link}).")

    shown = citing(cast, "visitor", "experience", report.id)
    message = first_message(cast, thread)
    expected = f"/discussions/{thread.id}-{thread.slug}#message-{message.id}"
    assert shown == ([expected] if link.startswith(("/", "http")) else [])


@pytest.mark.parametrize("reader", ["visitor", "chloe", "gael"])
def test_what_the_reader_may_not_read_is_not_said_to_cite(cast: Cast, reader: str) -> None:
    report = make_report(cast)
    link = f"[ce retour](/retours-experience/{report.slug})"
    make_thread(cast, visibility=Audience.COMMITTEE, text=link)
    make_draft(cast, title="Un brouillon", solution=link)

    assert citing(cast, reader, "experience", report.id) == []
    assert len(citing(cast, "bruno", "experience", report.id)) == 2
    assert len(citing(cast, "elise", "experience", report.id)) == 1


def test_a_changed_text_cites_what_it_says_now(cast: Cast) -> None:
    first, second = make_report(cast, title="Premier"), make_report(cast, title="Second")
    thread = make_thread(cast)
    message = make_message(cast, thread, text=f"[a](/retours-experience/{first.slug})")

    content = MessageContent(f"[b](/retours-experience/{second.slug})")
    messages.edit_message(cast.bruno, message, content, message.version)

    assert citing(cast, "visitor", "experience", first.id) == []
    assert len(citing(cast, "visitor", "experience", second.id)) == 1


def test_a_deleted_message_cites_nothing_until_it_is_restored(cast: Cast) -> None:
    report = make_report(cast)
    message = make_message(cast, make_thread(cast), text=f"[a](/retours-experience/{report.slug})")

    messages.delete_message(cast.bruno, message)
    gone = citing(cast, "visitor", "experience", report.id)
    messages.restore_message(cast.bruno, first_again(cast, message.id))

    assert gone == []
    assert len(citing(cast, "visitor", "experience", report.id)) == 1


def first_again(cast: Cast, message_id: int) -> messages.Message:
    """A message read anew, whatever its state."""
    db.session.remove()
    found = db.session.get(messages.Message, message_id)
    assert found is not None
    return found


def test_what_moderation_hides_cites_nothing_until_it_is_shown_again(cast: Cast) -> None:
    report = make_report(cast)
    thread = make_thread(cast, text=f"[a](/retours-experience/{report.slug})")

    moderation.hide_thread(cast.elise, thread, "Hors sujet.")
    gone = citing(cast, "visitor", "experience", report.id)
    moderation.unhide_thread(cast.elise, thread, "Réexaminé.")

    assert gone == []
    assert len(citing(cast, "visitor", "experience", report.id)) == 1


def test_a_report_cites_by_its_texts_and_by_the_datasets_it_names(cast: Cast) -> None:
    dataset, other = make_dataset(cast), make_dataset(cast, title="Autre")
    report = make_report(cast, solution=f"[b](/jeux-de-donnees/{other.slug})")

    fresh = again(cast.amina, report)
    experiences.cite_dataset(cast.amina, fresh, dataset_queries.get_dataset(cast.amina, dataset.slug))
    both = [citing(cast, "visitor", "dataset", each.id) for each in (dataset, other)]
    experiences.stop_citing_dataset(cast.amina, again(cast.amina, report), dataset.id)

    assert both == [[f"/retours-experience/{report.slug}"]] * 2
    assert citing(cast, "visitor", "dataset", dataset.id) == []


def test_a_dataset_cites_by_its_description(cast: Cast) -> None:
    report, dataset = make_report(cast), make_dataset(cast)
    words = f"Voir [le retour](/retours-experience/{report.slug})."
    content = DatasetContent(dataset.title, "Utile.", description=words, sharing=Sharing(Audience.PUBLIC))

    datasets.edit_dataset(cast.amina, dataset, content, render(words), dataset.version)

    assert citing(cast, "visitor", "experience", report.id) == [f"/jeux-de-donnees/{dataset.slug}"]


def test_a_mention_and_a_link_show_on_authorities_and_committees(cast: Cast) -> None:
    thread = make_thread(cast, text="Merci @valmer, voir [nous](/comites/comite-de-valmer).")

    expected = [f"/discussions/{thread.id}-{thread.slug}#message-{first_message(cast, thread).id}"]
    assert citing(cast, "visitor", "authority", cast.valmer) == expected
    assert citing(cast, "visitor", "committee", cast.committee) == expected


def test_a_thread_is_cited_by_its_address_or_by_one_of_its_messages_and_never_by_itself(cast: Cast) -> None:
    first = make_thread(cast, title="Première")
    answer = make_message(cast, first, text=f"[moi](/discussions/{first.id}-{first.slug})")
    make_thread(cast, title="Seconde", text=f"[a](/discussions/messages/{answer.id})")
    make_thread(cast, title="Troisième", text=f"[a](/discussions/{first.id}-{first.slug}?page=1)")

    shown = [each.title for each in citations.cited_by(cast.visitor, "thread", first.id)]

    assert shown == ["Troisième", "Seconde"]


def test_three_messages_of_one_thread_are_one_line(cast: Cast) -> None:
    report, thread = make_report(cast), make_thread(cast)
    for _ in range(3):
        make_message(cast, thread, text=f"[a](/retours-experience/{report.slug})")

    assert len(citing(cast, "visitor", "experience", report.id)) == 1


def test_a_deleted_draft_leaves_nothing(cast: Cast) -> None:
    report = make_report(cast)
    draft = make_draft(cast, title="Brouillon", solution=f"[a](/retours-experience/{report.slug})")

    experiences.delete_draft(cast.bruno, again(cast.bruno, draft))
    thrown = citations.cited_by(cast.bruno, "experience", report.id)
    with clock.at(clock.now() + timedelta(days=31)), write():
        purge_trashed()

    assert thrown == []
    assert db.session.scalars(db.select(Citation)).all() == []


def test_links_elsewhere_and_broken_ones_are_nothing_to_us(cast: Cast) -> None:
    hrefs = ("//autre.test/retours-experience/a", "https://autre.test/", "http://[", "/retours-experience/")
    texts = ["".join(f'<a href="{href}">x</a>' for href in hrefs)]

    assert citations.targets_in(texts) == set()


@pytest.mark.parametrize("words", ["ecole", "ÉCOLE fuite", "l’ecole", "fuites d’eau"])
def test_titles_are_proposed_whatever_the_accents(cast: Cast, words: str) -> None:
    report = make_report(cast, title="Fuites d’eau à l’École de l’Étang")
    make_report(cast, title="Tout autre chose")

    found = citations.offered(cast.visitor, words, 8)

    assert [each.address for each in found] == [f"/retours-experience/{report.slug}"]


def test_only_what_one_may_read_is_proposed(cast: Cast) -> None:
    make_draft(cast, title="Une idée secrète")
    make_thread(cast, title="Une question secrète", visibility=Audience.COMMITTEE)

    assert citations.offered(cast.visitor, "secrète", 8) == []
    assert citations.offered(cast.chloe, "secrète", 8) == []
    assert len(citations.offered(cast.bruno, "secrete", 8)) == 2


@pytest.mark.parametrize("words", ["%", "_", "\\", "100 %"])
def test_signs_of_patterns_are_plain_signs(cast: Cast, words: str) -> None:
    make_report(cast, title="Un titre")

    assert citations.offered(cast.visitor, words, 8) == []


def test_without_a_word_the_latest_are_proposed(cast: Cast) -> None:
    make_report(cast, title="Ancien")
    latest = make_report(cast, title="Nouveau")

    found = citations.offered(cast.visitor, "", 8)

    assert found[0].title == latest.title


@pytest.mark.parametrize("how_many", [1, 12])
def test_citations_cost_the_same_however_many(cast: Cast, query_log, how_many: int) -> None:
    report = make_report(cast)
    for _ in range(how_many):
        make_thread(cast, text=f"[a](/retours-experience/{report.slug})")

    with query_log:
        citations.cited_by(cast.visitor, "experience", report.id)

    assert len(query_log) == 2


def test_what_nothing_cites_costs_one_statement(cast: Cast, query_log) -> None:
    report = make_report(cast)

    with query_log:
        found = citations.cited_by(cast.visitor, "experience", report.id)

    assert found == []
    assert len(query_log) == 1


def test_the_words_kept_by_a_report_are_those_of_its_present_version(cast: Cast) -> None:
    cited, report = make_report(cast, title="Cité"), make_report(cast, title="Citant")
    whole = whole_report(report.id)
    said = replace(content_of(whole), solution=f"[a](/retours-experience/{cited.slug})")
    experiences.edit_report(cast.amina, whole, said, whole.version)

    assert citing(cast, "visitor", "experience", cited.id) == [f"/retours-experience/{report.slug}"]
