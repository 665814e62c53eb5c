"""The life of the index: noted with the change, written once, made again when it is missing."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from comite.foundation import clock, tasks
from comite.foundation.database import db, write
from comite.foundation.errors import NotAllowedError
from comite.search import indexes, operations, queries
from comite.search.models import ATTEMPTS_MAX, SearchChange, SearchIndexState
from comite.search.operations import reindex
from comite.search.queries import Criteria
from comite.search.store import writing


def ids(reader, text):
    return [found.subject.id for found in queries.search(reader, Criteria(text=text)).items]


def waiting():
    db.session.commit()
    return db.session.scalar(select(func.count(SearchChange.id)))


def publish(shelf, note_id, title, **facts):
    shelf.put(note_id, title, **facts)
    reindex.later(kind="note", subject_id=note_id)


def test_what_is_published_is_found_once_the_worker_has_passed(cast, shelf):
    publish(shelf, 1, "Fuites d’eau")

    done = operations.apply_changes()

    assert done == 1
    assert ids(cast.visitor, "fuite") == [1]
    assert waiting() == 0


def test_a_change_that_is_not_kept_asks_for_nothing(cast, shelf):
    def change_then_fail():
        with write():
            reindex.later(kind="note", subject_id=1)
            raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        change_then_fail()

    assert waiting() == 0


def test_what_is_gone_is_found_no_more(cast, shelf):
    publish(shelf, 1, "Fuites d’eau")
    operations.apply_changes()
    del shelf.notes[1]
    reindex.later(kind="note", subject_id=1)

    operations.apply_changes()

    assert indexes.in_use().search(queries.SearchRequest("", frozenset({"public"}))).total == 0


def test_a_thing_of_an_unknown_kind_is_passed_over(cast, shelf):
    reindex.later(kind="ghost", subject_id=1)

    assert operations.apply_changes() == 1
    assert waiting() == 0


def test_many_changes_of_one_thing_are_one(cast, shelf):
    for title in ("Un", "Deux", "Trois"):
        publish(shelf, 1, title)

    operations.apply_changes()

    assert ids(cast.visitor, "trois") == [1]
    assert ids(cast.visitor, "deux") == []


def test_a_crash_between_the_index_and_the_database_loses_nothing(cast, shelf, monkeypatch):
    operations.apply_changes()
    publish(shelf, 1, "Fuites d’eau")

    def cut(*_anything):
        raise SystemExit

    with monkeypatch.context() as crash:
        crash.setattr(operations, "delete", cut)
        with pytest.raises(SystemExit):
            operations.apply_changes()

    assert waiting() == 1
    assert operations.apply_changes() == 1
    assert ids(cast.visitor, "fuite") == [1]


def test_a_thing_that_cannot_be_read_stops_no_other(cast, shelf):
    operations.apply_changes()
    publish(shelf, 1, "Illisible")
    shelf.unreadable.add(1)
    with pytest.raises(ValueError, match="cannot be read"):
        operations.apply_changes()
    publish(shelf, 2, "Lisible")

    operations.apply_changes()

    assert ids(cast.visitor, "lisible") == [2]
    for _ in range(ATTEMPTS_MAX - 1):
        with pytest.raises(ValueError, match="cannot be read"):
            operations.apply_changes()
    assert operations.apply_changes() == 0
    assert queries.get_health().dead_count == 1


@pytest.mark.parametrize("harm", ["deleted", "emptied", "damaged"])
def test_a_lost_index_makes_itself_again_and_the_page_answers_meanwhile(cast, shelf, harm, monkeypatch):
    publish(shelf, 1, "Fuites d’eau")
    operations.apply_changes()
    folder = indexes.in_use().folder
    if harm == "deleted":
        shutil.rmtree(folder)
    elif harm == "emptied":
        for path in folder.iterdir():
            path.unlink()
    else:
        for path in folder.glob("*.toc"):
            path.write_bytes(b"nonsense")
        indexes.in_use()._snapshot = None

    meanwhile = queries.search(cast.visitor, Criteria(text="fuites"))
    monkeypatch.setattr(operations, "_checked_at", {})
    operations.apply_changes()
    after = queries.search(cast.visitor, Criteria(text="fuite"))

    assert meanwhile.is_simple
    assert [found.subject.id for found in meanwhile.items] == [1]
    assert not after.is_simple
    assert [found.subject.id for found in after.items] == [1]


def test_an_index_made_by_older_rules_is_made_again(cast, shelf, monkeypatch):
    publish(shelf, 1, "Fuites d’eau")
    operations.apply_changes()
    monkeypatch.setattr(indexes, "SCHEMA_VERSION", "newer")

    before = queries.search(cast.visitor, Criteria(text="fuites"))
    operations.apply_changes()

    assert before.is_simple
    assert ids(cast.visitor, "fuite") == [1]
    assert db.session.get(SearchIndexState, 1, populate_existing=True).generation == 2


def test_an_index_of_another_database_can_be_refused(cast, shelf):
    publish(shelf, 1, "Fuites d’eau")
    operations.apply_changes()

    operations.ask_rebuild()

    assert queries.search(cast.visitor, Criteria(text="fuites")).is_simple
    operations.apply_changes()
    assert ids(cast.visitor, "fuite") == [1]


def test_rebuilding_leaves_one_index_and_tells_how_far_it_is(cast, shelf):
    for number in range(450):
        shelf.put(number, f"Note {number}")
    operations.rebuild()
    told = []

    count = operations.rebuild(lambda done, total: told.append((done, total)))

    assert count == 450
    assert told == [(200, 450), (400, 450), (450, 450)]
    assert [path.name for path in indexes.folder().glob("gen-*")] == ["gen-2"]


def test_a_rebuild_that_fails_leaves_the_index_in_use(cast, shelf):
    publish(shelf, 1, "Fuites d’eau")
    operations.apply_changes()
    shelf.unreadable.add(1)

    with pytest.raises(ValueError, match="cannot be read"):
        operations.rebuild()

    assert ids(cast.visitor, "fuite") == [1]
    assert [path.name for path in indexes.folder().glob("gen-*")] == ["gen-1"]


def test_what_was_removed_leaves_the_disk_at_night(cast, shelf):
    publish(shelf, 1, "Zyxwerty")
    publish(shelf, 2, "Cantine")
    operations.apply_changes()
    del shelf.notes[1]
    reindex.later(kind="note", subject_id=1)
    operations.apply_changes()

    made_again = operations.forget_removed()
    once_more = operations.forget_removed()

    assert (made_again, once_more) == (1, 0)
    assert "zyxwerty" not in indexes.in_use()._opened(None).segments[0].vocabulary.spellings
    assert ids(cast.visitor, "cantine") == [2]


def test_only_one_process_writes_at_a_time(cast, shelf):
    operations.apply_changes()
    publish(shelf, 1, "Fuites d’eau")

    with indexes.turn_to_write(wait=False) as is_ours:
        done_meanwhile = operations.apply_changes()

    assert is_ours
    assert done_meanwhile == 0
    assert operations.apply_changes() == 1


def test_an_idle_worker_writes_nothing(cast, shelf, monkeypatch):
    operations.apply_changes()

    def refuse(*_anything, **_named):
        raise AssertionError("nothing had to be written")

    monkeypatch.setattr(writing, "write", refuse)
    monkeypatch.setattr(operations, "write", refuse)

    assert operations.apply_changes() == 0


def test_a_reader_finds_what_they_may_read_and_nothing_else(cast, shelf):
    publish(shelf, 1, "Fuite publique")
    publish(shelf, 2, "Fuite du réseau", audience="network")
    publish(shelf, 3, "Fuite du comité", audience="committee", committee_id=cast.committee)
    publish(shelf, 4, "Fuite interne", audience="authority")
    operations.apply_changes()

    seen = {name: sorted(ids(reader, "fuites")) for name, reader in cast.people().items()}

    assert seen == {
        "visitor": [1],
        "amina": [1, 2, 3, 4],
        "bruno": [1, 2, 3, 4],
        "chloe": [1, 2],
        "denis": [1, 2, 3],
        "elise": [1, 2, 3],
        "farid": [1, 2, 3],
        "gael": [1],
    }


@pytest.mark.parametrize("audience", ["authority", "network"])
def test_the_database_has_the_last_word_when_the_index_is_late(cast, shelf, audience):
    publish(shelf, 1, "Fuite d’eau", text="Le mot zyxwerty.")
    operations.apply_changes()
    shelf.put(1, "Fuite d’eau", audience=audience, text="Le mot zyxwerty.")

    result = queries.search(cast.visitor, Criteria(text="zyxwerty"))

    assert result.items == ()
    assert result.total == 0


def test_the_words_shown_are_those_of_the_database(cast, shelf):
    publish(shelf, 1, "Fuite d’eau", text="Une phrase retirée depuis.")
    operations.apply_changes()
    shelf.put(1, "Fuite d’eau", text="Une phrase corrigée.")

    (found,) = queries.search(cast.visitor, Criteria(text="fuite")).items

    assert found.excerpt == (("Une phrase corrigée.", False),)


def test_the_state_of_the_index_is_known(cast, shelf):
    before = queries.get_health()
    publish(shelf, 1, "Fuites")
    during = queries.get_health()
    operations.apply_changes()
    after = queries.get_health()

    assert (before.is_built, before.waiting_count) == (False, 0)
    assert (during.waiting_count, during.oldest_seconds >= 0) == (1, True)
    assert (after.is_built, after.waiting_count, after.oldest_seconds) == (True, 0, 0.0)


def test_an_administrator_has_the_index_made_again_once_however_often_they_ask(cast, shelf, work):
    publish(shelf, 1, "Fuites d’eau")
    operations.apply_changes()
    before = db.session.get_one(SearchIndexState, 1).generation

    operations.ask_new_index(cast.denis, "/administration/travaux")
    operations.ask_new_index(cast.denis, "/administration/travaux")
    asked = [each.state.value for each in tasks.list_of(cast.denis.user_id)]
    work()
    db.session.expire_all()

    (task,) = tasks.list_of(cast.denis.user_id)
    assert asked == ["waiting"]
    assert (task.state.value, task.path) == ("done", "/administration/travaux")
    assert task.step.startswith("L’index est refait")
    assert db.session.get_one(SearchIndexState, 1).generation == before + 1
    assert ids(cast.visitor, "fuite") == [1]


def test_a_worker_killed_while_it_makes_the_index_begins_again(cast, shelf, work, monkeypatch):
    publish(shelf, 1, "Fuites d’eau")
    operations.apply_changes()
    operations.ask_new_index(cast.denis, "")
    real, falls = operations.subjects.load, iter([True])

    def killed_once(kind, some):
        if next(falls, False):
            raise RuntimeError("killed")
        return real(kind, some)

    monkeypatch.setattr(operations.subjects, "load", killed_once)
    work()
    answered = ids(cast.visitor, "fuite")
    with clock.at(clock.now() + timedelta(minutes=5)):
        work()
    db.session.expire_all()

    assert answered == [1]
    assert [each.state.value for each in tasks.list_of(cast.denis.user_id)] == ["done"]


def test_only_administrators_have_it_made_again(cast):
    with pytest.raises(NotAllowedError):
        operations.ask_new_index(cast.elise, "")
