"""What is typed in any form comes back until it is sent; two tabs never overwrite each other."""

import json
import re

import pytest

from comite.accounts.audiences import Audience
from comite.foundation import clock, unsaved
from comite.foundation.database import db, write
from comite.foundation.errors import TooLargeError
from comite.foundation.unsaved import KEPT_MAX, ElsewhereError, UnsavedForm
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_message, make_thread
from tests.factories_engineering import make_request
from tests.factories_library import make_model
from tests.factories_votes import holder, make_seats, open_ballot
from tests.forms_kept import ROOMS
from tests.forms_of import forms_of, kept_form
from tests.http.test_uploads import sent


def type_in(browser, place, **fields):
    """What the page sends at a pause."""
    body = json.dumps(fields).encode()
    return browser.send("POST", f"/textes-en-cours/{place}", body, Content_Type="application/json")


def revision_in(page):
    """The revision that a page's form carries."""
    return re.search(r'name="draft" value="(\d+)"', page.text)[1]


def known(thread, revision):
    """What the form of an answer knows of its copy."""
    return {"draft": str(revision), "draft_place": f"discussion-{thread.id}"}


@pytest.mark.parametrize("room", ROOMS)
def test_each_form_gives_back_what_was_typed_until_it_is_thrown_away(client, cast, room):
    for name, path, field, who in ROOMS[room](cast):
        first, elsewhere = client.as_(who), client.as_(who)
        form = kept_form(first.get(path), name)

        kept = type_in(first, form.place, draft=form.values["draft"], **{field: "Je tape <encore> ceci."})
        page = elsewhere.get(path)
        back = kept_form(page, name)
        others = client.as_(cast.bruno if who is cast.amina else cast.amina).get(path)
        elsewhere.post(f"/textes-en-cours/{form.place}/oubli", {"next": path})

        assert kept.json == {"draft": 1}, path
        assert back.values[field] == "Je tape <encore> ceci.", path
        assert "texte non enregistré" in page.text, path
        assert back.values["draft"] == "1"
        assert "Je tape" not in others.text, path
        assert "Je tape" not in elsewhere.get(path).text, path


def test_every_form_that_is_kept_stands_in_this_list(client, cast):
    told = {name for room in ROOMS.values() for name, *_ in room(cast)}

    assert told == set(unsaved.forms_kept())


def test_what_a_form_does_not_ask_is_not_kept_for_it(client, cast):
    thread = make_thread(cast)

    type_in(client.as_(cast.bruno), f"discussion-{thread.id}", text="x", choice="for", password="secret")

    assert db.session.scalar(db.select(UnsavedForm.fields)) == {"text": "x"}


def test_who_votes_leaves_nothing_half_written(client, cast):
    make_seats(cast, 3)
    ballot = open_ballot(cast, is_secret=True)

    page = client.as_(holder(0)).get(f"/votes/{ballot.id}-{ballot.slug}")

    assert 'name="choice"' in page.text
    assert [each.place for each in forms_of(page) if each.place] == []


def test_a_form_kept_folded_away_opens_with_what_was_left(client, cast):
    model = make_model(cast)
    chloe, path = client.as_(cast.chloe), f"/ingenierie/modeles/{model.slug}"
    form = kept_form(chloe.get(path), "proposition")
    type_in(chloe, form.place, draft="0", suggestion="À revoir.")

    folded = re.findall(r"<details\s*( open)?>\s*<summary>Proposer un changement", chloe.get(path).text)

    assert folded == [" open"]


def test_a_refused_form_beside_another_leaves_what_was_typed_there(client, cast):
    model = make_model(cast)
    chloe, path = client.as_(cast.chloe), f"/ingenierie/modeles/{model.slug}"
    page = chloe.get(path)
    type_in(chloe, kept_form(page, "proposition").place, draft="0", suggestion="À revoir.")
    use = kept_form(page, "usage")

    refused = chloe.post(use.address, {**use.values, "word": "Bien."})

    assert refused.status_code == 422
    assert kept_form(refused, "usage").values["word"] == "Bien."
    assert kept_form(refused, "proposition").values["suggestion"] == "À revoir."


def test_files_that_arrived_are_found_again_on_another_device(client, cast):
    thread = make_thread(cast)
    path = f"/discussions/{thread.id}-{thread.slug}"
    office, train, amina = client.as_(cast.bruno), client.as_(cast.bruno), client.as_(cast.amina)
    arrived = sent(office, b"Douze mille euros.", "devis.txt")
    type_in(office, f"discussion-{thread.id}", text="Voir le devis.", files=[arrived], draft="0")
    type_in(amina, f"discussion-{thread.id}", text="Et moi ?", files=[arrived], draft="0")

    form = kept_form(train.get(path), "discussion")
    answer = train.post(form.address, form.values)

    assert form.values["files"] == [arrived]
    assert answer.status_code == 303
    assert "devis.txt" in train.get(path).text
    assert "files" not in kept_form(amina.get(path), "discussion").values


def test_sending_the_form_drops_its_copy(client, cast):
    thread = make_thread(cast)
    bruno, path = client.as_(cast.bruno), f"/discussions/{thread.id}-{thread.slug}"
    type_in(bruno, f"discussion-{thread.id}", text="Ma réponse")

    bruno.post(f"/discussions/{thread.id}/messages", {"text": "Ma réponse, finie.", **known(thread, 1)})

    assert db.session.scalar(db.select(UnsavedForm.id)) is None
    assert "texte non enregistré" not in bruno.get(path).text


def test_a_form_that_is_refused_keeps_its_copy(client, cast):
    thread = make_thread(cast)
    bruno = client.as_(cast.bruno)
    type_in(bruno, f"discussion-{thread.id}", text="Ma réponse")

    refused = bruno.post(f"/discussions/{thread.id}/messages", {"text": "", **known(thread, 1)})

    assert refused.status_code == 422
    assert revision_in(refused) == "1"
    assert db.session.scalar(db.select(UnsavedForm.revision)) == 1


def test_two_tabs_never_overwrite_each_other(client, cast):
    thread = make_thread(cast)
    first, second, place = client.as_(cast.bruno), client.as_(cast.bruno), f"discussion-{thread.id}"

    one = type_in(first, place, text="Du premier onglet", draft="0")
    two = type_in(second, place, text="Du second onglet", draft="0")
    again = type_in(first, place, text="Du premier onglet, suite", draft="1")

    assert (one.status_code, two.status_code, again.json) == (200, 409, {"draft": 2})
    assert "autre onglet" in two.json["error"]
    assert "Du premier onglet, suite" in second.get(f"/discussions/{thread.id}-{thread.slug}").text


def test_sending_from_one_tab_leaves_what_another_wrote(client, cast):
    thread = make_thread(cast)
    bruno, place = client.as_(cast.bruno), f"discussion-{thread.id}"
    type_in(bruno, place, text="Du premier onglet", draft="0")
    type_in(bruno, place, text="Du premier onglet, suite", draft="1")

    bruno.post(f"/discussions/{thread.id}/messages", {"text": "Du second onglet", **known(thread, 1)})

    assert "Du premier onglet, suite" in bruno.get(f"/discussions/{thread.id}-{thread.slug}").text


def test_what_arrives_after_the_form_was_sent_does_not_come_back(client, cast):
    thread = make_thread(cast)
    bruno, place = client.as_(cast.bruno), f"discussion-{thread.id}"
    type_in(bruno, place, text="Ma réponse", draft="0")
    bruno.post(f"/discussions/{thread.id}/messages", {"text": "Ma réponse", **known(thread, 1)})

    late = type_in(bruno, place, text="Ma réponse", draft="1")

    assert late.status_code == 409
    assert db.session.scalar(db.select(UnsavedForm.id)) is None


def test_a_quote_comes_after_what_was_being_written(client, cast):
    thread = make_thread(cast)
    message = make_message(cast, thread, text="À citer.")
    amina, path = client.as_(cast.amina), f"/discussions/{thread.id}-{thread.slug}"
    type_in(amina, f"discussion-{thread.id}", text="J’écrivais.")

    text = amina.get(f"{path}?citer={message.id}").text

    assert text.index("J’écrivais.") < text.index("&gt; À citer.")
    assert f'name="quoted" type="hidden" value="{message.id}"' in re.sub(r'\s+id="\w+"', "", text)


def test_who_saved_meanwhile_is_met_side_by_side_when_a_description_comes_back(client, cast):
    dataset = make_dataset(cast, author=cast.bruno, published=False, title="Avant")
    bruno, path = client.as_(cast.bruno), f"/jeux-de-donnees/{dataset.slug}/modifier"
    form = {"title": "Après, par Bruno", "general_interest": "x", "licence": "lov2", "frequency": "unknown"}
    type_in(bruno, f"jeu-{dataset.id}", **form, visibility="public", version="1")
    amina = {**form, "title": "Après, par Amina", "visibility": "public", "version": "1"}
    assert client.as_(cast.amina).post(path, amina).status_code == 302

    back = bruno.get(path)
    sent = bruno.post(path, {**form, "visibility": "public", "version": "1", "draft": "1"})

    assert "Après, par Bruno" in back.text
    assert sent.status_code == 409
    assert "Après, par Amina" in sent.text
    assert "Deux versions à rapprocher" in sent.text


def test_two_people_on_the_same_request_choose_field_by_field(client, cast):
    asked = make_request(cast, sentence="Avant")
    path = f"/ingenierie/demandes/{asked.slug}/modifier"
    bruno, amina = client.as_(cast.bruno), client.as_(cast.amina)
    amina.post(path, {"sentence": "Par Amina", "circle": "peers", "version": "1"})

    page = bruno.post(path, {"sentence": "Par Bruno", "circle": "peers", "version": "1"})
    answer = {"sentence": "Par Bruno", "circle": "peers", "version": "2", "clash": "sentence"}
    unanswered = bruno.post(path, answer)
    saved = bruno.post(path, {**answer, "keep-sentence": "saved"})

    assert (page.status_code, unanswered.status_code, saved.status_code) == (409, 409, 303)
    assert "Deux versions à rapprocher" in page.text
    assert "Par Amina" in bruno.get(path).text


@pytest.mark.parametrize("place", ["a_b", "A", "x" * 81, "é", "vote-1", "mot-de-passe", "discussions-1"])
def test_a_place_that_is_none_of_ours_keeps_nothing(client, cast, place):
    assert type_in(client.as_(cast.bruno), place, text="x").status_code in (400, 404)
    assert db.session.scalar(db.select(UnsavedForm.id)) is None


def test_the_oldest_copies_make_room_and_the_forgotten_go(app, cast):
    for rank in range(KEPT_MAX + 3):
        with clock.at(clock.now()):
            unsaved.keep(cast.bruno.user_id, f"discussion-{rank}", {"text": "x"}, 0)
    unsaved.keep(cast.amina.user_id, "discussion-1", {"text": "y"}, 0)

    kept = db.session.scalars(db.select(UnsavedForm.place).where(UnsavedForm.user_id == cast.bruno.user_id))
    places = set(kept)
    assert len(places) == KEPT_MAX
    assert "discussion-0" not in places
    with clock.at(clock.now() + unsaved.KEPT), write():
        unsaved.forget_old()
    assert db.session.scalar(db.select(UnsavedForm.id)) is None


def test_a_copy_has_a_limit_and_a_revision(app, cast):
    with pytest.raises(TooLargeError):
        unsaved.keep(cast.bruno.user_id, "discussion-1", {"text": "x" * unsaved.SIZE_MAX}, 0)
    with pytest.raises(ElsewhereError):
        unsaved.keep(cast.bruno.user_id, "discussion-1", {"text": "x"}, 3)


def test_keeping_costs_nothing_to_who_left_nothing_and_one_statement_to_others(client, cast, query_log):
    thread = make_thread(cast, visibility=Audience.PUBLIC)
    bruno, path = client.as_(cast.bruno), f"/discussions/{thread.id}-{thread.slug}"
    bruno.get(path)

    with query_log:
        bruno.get(path)
    before = len(query_log)
    type_in(bruno, f"discussion-{thread.id}", text="x", draft="0")
    with query_log:
        bruno.get(path)

    assert before <= 10
    assert len(query_log) == before + 1
