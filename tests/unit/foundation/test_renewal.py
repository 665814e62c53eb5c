"""Texts of an older renderer: done anew, a few at a time, with nothing else of them changed."""

import pytest
from markupsafe import Markup
from sqlalchemy import TypeDecorator, update

from comite.discussions.models.threads import Message, MessageContent
from comite.discussions.operations.messages import edit_message
from comite.discussions.queries.messages import get_message
from comite.experiences.models.reports import RenderedTexts, Sheet
from comite.foundation import markdown, renewal, subjects
from comite.foundation.database import Base, Instant, SafeHtml, db, write
from comite.foundation.jobs import Job
from comite.meetings.models.minutes import MinutesSection
from comite.meetings.operations.minutes import faults_of_minutes
from comite.notifications.models import Notification
from comite.search.models import SearchChange
from tests.cast import Cast
from tests.conftest import waiting_jobs
from tests.factories_discussions import make_message, make_thread
from tests.factories_renewal import (
    OLD,
    SOURCE,
    count_old,
    fill_every_table,
    freeze_as_it_is,
    make_all_old,
    make_old,
    rows_of,
)

RENEWED = Markup("<p>Voici\u202f:</p>\n<ul>\n<li>un point</li>\n<li><strong>deux</strong></li>\n</ul>")
TABLES = (
    "agenda_items", "ballots", "datasets", "decisions", "meetings", "messages", "minutes_sections",
    "model_versions", "pooled_projects", "report_replications", "report_sheets", "site_pages",
)  # fmt: skip


class Killed(BaseException):
    """What a worker that is killed never catches."""


def old_messages(cast: Cast, count: int) -> list[int]:
    """Messages that an older renderer wrote."""
    thread = make_thread(cast)
    for _ in range(count - 1):
        make_message(cast, thread)
    make_old(renewal.registry()["messages"])
    return [row["id"] for row in rows_of(renewal.registry()["messages"])]


def renewed_messages() -> int:
    """How many are as today's renderer writes them."""
    return sum(row["html"] == RENEWED for row in rows_of(renewal.registry()["messages"]))


def forget_what_waits() -> None:
    """Drop what the factories asked for."""
    with write() as session:
        session.execute(db.delete(Job))
        session.execute(db.delete(SearchChange))


def test_every_table_that_keeps_rendered_words_is_rendered_anew(app) -> None:
    ours = {
        table.name: {type(column.type) for column in table.columns if isinstance(column.type, TypeDecorator)}
        for table in Base.metadata.tables.values()
    }

    keeping = {name for name, kinds in ours.items() if kinds - {Instant}}

    assert set.union(*ours.values()) == {Instant, SafeHtml, RenderedTexts}
    assert keeping == set(renewal.registry())
    assert keeping == {name for name, table in Base.metadata.tables.items() if "markup_version" in table.c}
    assert keeping == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_old_words_are_rendered_anew_and_nothing_else_of_them_changes(app, cast: Cast, name: str) -> None:
    fill_every_table(cast)
    text = renewal.registry()[name]
    make_old(text)
    before = rows_of(text)
    notified = db.session.query(Notification).count()
    forget_what_waits()

    renewal.render_anew()

    assert before
    for old, row in zip(before, rows_of(text), strict=True):
        html = row[text.html]["problem"] if text.model is Sheet else row[text.html]
        assert html == RENEWED
        changed = {key for key in row if row[key] != old[key]}
        assert changed == {text.html, "markup_version", text.plain} - {""}
        assert row["markup_version"] == markdown.VERSION
    assert db.session.query(Notification).count() == notified
    assert waiting_jobs() == []
    changes = db.session.scalars(db.select(SearchChange)).all()
    assert len(changes) == (len(before) if text.subject else 0)
    assert {each.kind for each in changes} <= set(subjects.registry())


def test_frozen_minutes_keep_the_markup_that_is_hashed(app, cast: Cast) -> None:
    meeting = fill_every_table(cast)
    make_all_old()
    freeze_as_it_is(cast, meeting)

    renewal.render_anew()

    sections = rows_of(renewal.registry()["minutes_sections"])
    assert {row["html"] for row in sections} == {OLD}
    assert list(faults_of_minutes()) == []
    assert count_old() == 0
    assert db.session.query(MinutesSection).count() == len(sections)


def test_what_has_the_same_words_is_not_indexed_again(app, cast: Cast) -> None:
    old_messages(cast, 1)
    same = markdown.render(SOURCE).plain
    with write() as session:
        session.execute(update(Message).values(plain=same).execution_options(synchronize_session=False))
    forget_what_waits()

    renewal.render_anew()

    assert renewed_messages() == 1
    assert db.session.query(SearchChange).count() == 0


def test_killed_half_way_it_goes_on_from_where_it_was(app, cast: Cast, monkeypatch) -> None:
    old_messages(cast, 7)
    monkeypatch.setattr(renewal, "BATCH", 2)
    kept = renewal._keep
    count = []

    def dies(*args):
        count.append(1)
        if len(count) == 4:
            raise Killed
        kept(*args)

    with monkeypatch.context() as patched:
        patched.setattr(renewal, "_keep", dies)
        with pytest.raises(Killed):
            renewal.render_anew()
    db.session.remove()
    half = renewed_messages()
    renewal.render_anew()

    assert half == 2
    assert renewed_messages() == 7
    assert count_old() == 0


def test_a_job_does_so_many_and_asks_for_the_rest(app, cast: Cast, work, monkeypatch) -> None:
    old_messages(cast, 7)
    monkeypatch.setattr(renewal, "BATCH", 2)
    monkeypatch.setattr(renewal, "TURN", 4)
    forget_what_waits()

    renewal.render_anew()
    db.session.remove()

    assert renewed_messages() == 4
    assert waiting_jobs().count("foundation.renewal.render_anew") == 1
    work()
    assert renewed_messages() == 7
    assert "foundation.renewal.render_anew" not in waiting_jobs()


def test_what_somebody_saves_meanwhile_is_not_lost(app, cast: Cast, monkeypatch) -> None:
    (message_id,) = old_messages(cast, 1)
    rendered = markdown.render
    saved = []

    def slowly(source, *args, **options):
        found = rendered(source, *args, **options)
        if source == SOURCE:
            monkeypatch.setattr(markdown, "render", rendered)
            message = get_message(cast.amina, message_id)
            edit_message(by(cast, message), message, NEW, message.version)
            saved.append(message_id)
        return found

    monkeypatch.setattr(markdown, "render", slowly)
    renewal.render_anew()

    (row,) = rows_of(renewal.registry()["messages"])
    assert saved
    assert (row["source"], row["html"]) == ("Des mots nouveaux.", "<p>Des mots nouveaux.</p>")


def test_what_an_older_release_saves_meanwhile_waits_for_the_next_time(app, cast: Cast, monkeypatch) -> None:
    old_messages(cast, 1)
    rendered = markdown.render

    def slowly(source, *args, **options):
        with write() as session:
            saving = update(Message).values(source="Des mots nouveaux.")
            session.execute(saving.execution_options(synchronize_session=False))
        return rendered(source, *args, **options)

    with monkeypatch.context() as patched:
        patched.setattr(markdown, "render", slowly)
        renewal.render_anew()

    (row,) = rows_of(renewal.registry()["messages"])
    assert (row["html"], count_old()) == (OLD, 1)
    renewal.render_anew()
    (row,) = rows_of(renewal.registry()["messages"])
    assert row["html"] == "<p>Des mots nouveaux.</p>"


def test_many_refused_texts_do_not_keep_the_others_waiting(app, cast: Cast, work, monkeypatch) -> None:
    ids = old_messages(cast, 8)
    monkeypatch.setattr(renewal, "BATCH", 2)
    monkeypatch.setattr(renewal, "TURN", 4)
    with write() as session:
        session.execute(update(Message).where(Message.id.in_(ids[:6])).values(source="[" * 5_000))

    renewal.render_anew()
    work()

    assert renewed_messages() == 2
    assert "foundation.renewal.render_anew" not in waiting_jobs()


def test_a_text_that_is_refused_today_stays_as_it_was_and_stops_nothing(app, cast: Cast, work) -> None:
    first, *_ = old_messages(cast, 3)
    with write() as session:
        session.execute(update(Message).where(Message.id == first).values(source="[" * 5_000))

    renewal.render_anew()
    db.session.remove()

    rows = {row["id"]: row for row in rows_of(renewal.registry()["messages"])}
    assert rows[first]["html"] == OLD
    assert renewed_messages() == 2
    assert "foundation.renewal.render_anew" not in waiting_jobs()


NEW = MessageContent("Des mots nouveaux.")


def by(cast: Cast, message: Message):
    """Who wrote a message."""
    return next(each for each in (cast.amina, cast.bruno, cast.chloe) if each.user_id == message.author_id)
