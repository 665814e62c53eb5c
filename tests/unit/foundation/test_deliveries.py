"""When to stop writing to an address, and how it comes back."""

from datetime import timedelta

import pytest
import time_machine

from comite.foundation import clock, deliveries, statuses
from comite.foundation.database import db, write
from tests.cast import Cast

WHO = "amina@exemple.test"


@pytest.mark.parametrize(
    ("code", "words", "status"),
    [
        (550, "5.1.1 <x>: Recipient address rejected", "5.1.1"),
        (550, "No such user", "5.1.1"),
        (552, "Mailbox full", "5.2.2"),
        (550, "Mailbox quota exceeded", "5.2.2"),
        (550, "Blocked: listed on a block list", "5.7.0"),
        (554, "Transaction failed", "5.7.0"),
        (550, "relay not permitted", "5.7.0"),
        (550, "Sender verify failed", "5.7.0"),
        (550, "Administrative prohibition", "5.7.0"),
        (550, "mail rejected. Mail rejete. ofr_506 [506]", "5.7.0"),
        (550, "Access denied - Invalid HELO name", "5.7.0"),
        (550, "Requested action not taken: mailbox unavailable", "5.1.1"),
        (550, "Adresse d au moins un destinataire invalide. OFR_416", "5.1.1"),
        (550, "unrouteable address\n\nThe sender may try again.", "5.1.1"),
        (554, "5.7.1 Spam", "5.7.1"),
        (450, "4.2.0 Greylisted", "4.2.0"),
        (451, "try 5.1.1 again", "4.0.0"),
    ],
)
def test_what_a_server_answers_becomes_a_status(code: int, words: str, status: str) -> None:
    assert statuses.status_of(code, words) == status


@pytest.mark.parametrize("status", ["5.0.0", "5.1.1", "5.1.10", "5.2.1", "5.4.4"])
def test_what_is_for_good_stops_mails_at_once(cast: Cast, status: str) -> None:
    deliveries.note_refusal(WHO.upper(), status)

    assert deliveries.is_dead(WHO)


@pytest.mark.parametrize("status", ["4.2.2", "5.2.2", "5.7.1", "5.3.4", "4.0.0"])
def test_what_may_change_stops_mails_after_five_times(cast: Cast, status: str) -> None:
    for rank in range(deliveries.LATE_MAX):
        assert not deliveries.is_dead(WHO)
        with time_machine.travel(clock.now() + timedelta(days=rank), tick=False):
            deliveries.note_refusal(WHO, status)

    assert deliveries.is_dead(WHO)


def test_the_retries_of_one_mail_count_once(cast: Cast) -> None:
    for _ in range(20):
        deliveries.note_refusal(WHO, "4.2.0")

    assert not deliveries.is_dead(WHO)


def test_a_month_of_peace_starts_again_from_nothing(cast: Cast) -> None:
    start = clock.now()
    for days in (0, 1, 2, 3, 40, 41):
        with time_machine.travel(start + timedelta(days=days), tick=False):
            deliveries.note_refusal(WHO, "4.2.0")

    assert not deliveries.is_dead(WHO)


def test_an_address_that_is_proven_receives_again(cast: Cast) -> None:
    deliveries.note_refusal(WHO, "5.1.1")

    deliveries.lift(WHO.upper())

    assert not deliveries.is_dead(WHO)


def test_old_refusals_that_stopped_nothing_are_forgotten(cast: Cast) -> None:
    deliveries.note_refusal(WHO, "4.2.0")
    deliveries.note_refusal("bruno@exemple.test", "5.1.1")

    with time_machine.travel(clock.now() + timedelta(days=40)), write():
        deliveries.forget_old_refusals()

    kept = db.session.scalars(db.select(deliveries.UndeliveredAddress.email)).all()
    assert kept == ["bruno@exemple.test"]
