"""The head of the audit log, mailed every week: it makes a cut tail visible."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from comite.accounts.readers import Reader
from comite.foundation import audit, clock
from comite.foundation.database import db, write
from comite.home import audit_mail
from comite.notifications import links, operations
from comite.notifications.links import Link, Purpose
from comite.notifications.models import Level
from tests.cast import Cast
from tests.conftest import QueryLog

MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)  # half past eight in Paris
LOG = (audit_mail.KIND, audit_mail.LOG)


@pytest.fixture
def sent(app, work):
    """Sends the heads at an instant, as the worker would; gives the mails of that time, by recipient."""

    def send(at: datetime) -> dict[str, str]:
        folder = app.extensions["settings"].data_dir / "mails"
        for each in folder.glob("*.eml"):
            each.unlink()
        with clock.at(at):
            audit_mail.send_heads()
            work()
        found = [
            message_from_bytes(each.read_bytes(), policy=policy.default) for each in folder.glob("*.eml")
        ]
        return {
            each["To"].addresses[0].addr_spec: f"{each['Subject']}\n{each.get_body(('plain',)).get_content()}"
            for each in found
        }

    return send


def note(count: int = 1) -> None:
    """Something enters the log."""
    for rank in range(count):
        audit.record(None, "vote.open", scope="site", kind="ballot", subject_id=rank)


def cut_after(number: int) -> None:
    """Cut the end of the log, as the owner of the database can."""
    with write() as session:
        is_postgresql = session.get_bind().dialect.name == "postgresql"
        if is_postgresql:
            session.execute(db.text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        else:
            session.execute(db.text("DROP TRIGGER audit_entries_no_delete"))
        session.execute(db.text("DELETE FROM audit_entries WHERE id > :number"), {"number": number})
        if is_postgresql:  # the next test has the same tables
            session.execute(db.text("ALTER TABLE audit_entries ENABLE TRIGGER USER"))


def test_the_head_goes_to_administrators_and_to_animators_with_the_reason(cast: Cast, sent) -> None:
    note()

    mails = sent(MONDAY)

    assert set(mails) == {"denis@exemple.test", "elise@exemple.test"}
    denis, elise = mails["denis@exemple.test"], mails["elise@exemple.test"]
    assert "parce que vous administrez ce site." in denis
    assert "parce que vous animez Comité de la donnée de Valmer." in elise
    for mail in (denis, elise):
        assert f"python3 -m comite audit verify --head {audit.head()}" in mail
        assert "/notifications/silence/" in mail
        assert "23\u00a0novembre\u00a02026" in mail.partition("\n")[0]
    assert list(audit.verify(audit.head())) == []


def test_a_cut_tail_shows_against_the_head_of_the_mail_and_not_without_it(cast: Cast, sent) -> None:
    note(3)
    mail = sent(MONDAY)["denis@exemple.test"]
    head = mail.partition("--head ")[2].split()[0]
    assert list(audit.verify(head)) == []
    note(2)
    assert list(audit.verify(head)) == []

    cut_after(2)

    assert list(audit.verify()) == []
    (fault,) = audit.verify(head)
    assert "la fin du journal a été coupée" in str(fault)


def test_it_is_sent_once_a_week_however_often_the_worker_starts_again(cast: Cast, sent) -> None:
    note()

    assert sent(datetime(2026, 11, 22, 12, tzinfo=UTC))
    db.session.remove()
    assert sent(datetime(2026, 11, 23, 6, 59, tzinfo=UTC)) == {}  # not eight o'clock yet
    assert sent(MONDAY)
    for later in (MONDAY, datetime(2026, 11, 26, 9, tzinfo=UTC), datetime(2026, 11, 29, 22, tzinfo=UTC)):
        db.session.remove()
        assert sent(later) == {}
    assert sent(datetime(2026, 11, 30, 9, tzinfo=UTC))


def test_every_hour_of_a_week_already_served_asks_almost_nothing(
    cast: Cast, sent, query_log: QueryLog
) -> None:
    note()
    sent(MONDAY)

    with clock.at(MONDAY), query_log:
        audit_mail.send_heads()

    assert len(query_log) <= 5  # the lock, the last entry, the entry of the week, and the job's own


def test_an_empty_log_has_nothing_to_keep(cast: Cast, sent) -> None:
    assert sent(MONDAY) == {}
    assert audit.count() == 0


def test_who_mutes_it_from_the_mail_receives_it_no_more(cast: Cast, sent) -> None:
    note()
    operations.mute_by_link(Link(Purpose.MUTE, cast.denis.user_id or 0, *LOG))

    assert set(sent(MONDAY)) == {"elise@exemple.test"}

    operations.choose_level(cast.denis, *LOG, Level.DIGEST)
    assert set(sent(datetime(2026, 12, 1, 9, tzinfo=UTC))) == {"denis@exemple.test", "elise@exemple.test"}


def test_the_link_of_the_mail_is_one_that_mailboxes_may_call(app, cast: Cast, sent, client) -> None:
    note()
    words = sent(MONDAY)["elise@exemple.test"]
    path = words.partition("Ne plus recevoir l’empreinte : ")[2].split()[0]
    token = path.rpartition("/")[2]

    assert links.read(Purpose.MUTE, token) == Link(Purpose.MUTE, cast.elise.user_id or 0, *LOG)


@pytest.mark.parametrize(
    ("name", "expected"), [("amina", 404), ("farid", 404), ("elise", 200), ("denis", 200)]
)
def test_the_page_says_the_head_to_those_who_keep_it(client, cast: Cast, name: str, expected: int) -> None:
    note()
    person: Reader = cast.people()[name]

    page = client.as_(person).get("/journal-d-audit")

    assert page.status_code == expected
    assert (audit.head() in page.text) == (expected == 200)


def test_the_page_stops_the_mail_and_asks_for_it_again(client, cast: Cast) -> None:
    elise = client.as_(cast.elise)
    place = {"kind": LOG[0], "subject_id": str(LOG[1]), "next": "/journal-d-audit"}

    stopped = elise.post("/notifications/suivis", {**place, "level": "mute"}, follow=True).text
    asked = elise.post("/notifications/suivis", {**place, "level": "digest"}, follow=True).text

    assert "Vous ne le recevez pas." in stopped
    assert "Vous le recevez le lundi matin." in asked
    assert "Empreinte du journal d’audit" in elise.get("/notifications/suivis").text
    assert client.as_(cast.amina).post("/notifications/suivis", {**place, "level": "mute"}).status_code == 404
