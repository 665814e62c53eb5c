"""The signed addresses to which mails come back."""

from dataclasses import replace

import pytest

from comite.foundation.return_addresses import (
    BASE_MAX,
    LOCAL_MAX,
    ROW_MAX,
    ReplyTo,
    bounce_address,
    is_bounce_of,
    read_reply,
    reply_address,
)
from comite.foundation.settings import Settings

HERE = Settings("test", None, "", "a-secret-of-forty-characters-or-nearly-so", "http://localhost")  # type: ignore[arg-type]
OURS = replace(HERE, reply_address="reponse@comite.exemple.test", mail_from="comite@exemple.test")


@pytest.mark.parametrize(
    "reply_to", [ReplyTo(1, "t", 1), ReplyTo(ROW_MAX, "z", ROW_MAX), ReplyTo(36, "t", 0)]
)
def test_an_address_says_who_answers_what_and_fits(reply_to: ReplyTo) -> None:
    longest = replace(OURS, reply_address="r" * BASE_MAX + "@comite.exemple.test")

    for settings in (OURS, longest):
        address = reply_address(settings, reply_to)
        assert len(address.partition("@")[0]) <= LOCAL_MAX
        assert address == address.lower()
        assert read_reply(settings, address) == reply_to
        assert read_reply(settings, address.upper()) == reply_to


def test_an_address_that_was_changed_anywhere_is_not_ours() -> None:
    address = reply_address(OURS, ReplyTo(12, "t", 34))
    start = address.index("+") + 1

    for rank in range(start, address.index("@")):
        for letter in "a2":
            changed = address[:rank] + letter + address[rank + 1 :]
            assert changed == address or read_reply(OURS, changed) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "reponse@comite.exemple.test",
        "reponse+@comite.exemple.test",
        "reponse+r1-t1-@comite.exemple.test",
        "reponse+" + "r" * 5000 + "@comite.exemple.test",
        "autre+r1-t1-abcdefghijklmnopqrstuvwxyz@comite.exemple.test",
    ],
)
def test_what_is_not_an_address_of_ours_says_nothing(address: str) -> None:
    assert read_reply(OURS, address) is None
    assert not is_bounce_of(OURS, address, "amina@exemple.test")


def test_another_domain_or_another_secret_makes_another_address() -> None:
    address = reply_address(OURS, ReplyTo(1, "t", 2))
    elsewhere = address.replace("comite.exemple", "ailleurs.exemple")
    renewed = replace(OURS, secret_key="b" * 40, secret_key_fallbacks=(OURS.secret_key,))

    assert read_reply(OURS, elsewhere) is None
    assert read_reply(replace(OURS, secret_key="b" * 40), address) is None
    assert read_reply(renewed, address) == ReplyTo(1, "t", 2)


def test_an_envelope_comes_back_for_its_recipient_only() -> None:
    address = bounce_address(OURS, "Amina@exemple.test")

    assert is_bounce_of(OURS, address, "amina@exemple.test")
    assert not is_bounce_of(OURS, address, "bruno@exemple.test")
    assert read_reply(OURS, address) is None
    assert not is_bounce_of(OURS, reply_address(OURS, ReplyTo(1, "t", 1)), "amina@exemple.test")


def test_without_an_address_of_ours_nothing_is_signed() -> None:
    assert reply_address(HERE, ReplyTo(1, "t", 1)) == ""
    assert bounce_address(HERE, "amina@exemple.test") == HERE.mail_from
