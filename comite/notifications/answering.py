"""Things that are answered by mail: what an upper floor promises about one kind of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from flask import current_app

from comite.accounts.readers import Reader
from comite.foundation.incoming.parsing import Joined
from comite.foundation.return_addresses import ReplyTo, reply_address
from comite.foundation.settings import Settings


@dataclass(frozen=True)
class Prepared:
    """An answer ready to be kept: `keep` writes it in the operation under way.

    `left_out` names the files that it does not carry.
    """

    title: str
    address: str
    keep: Callable[[], None]
    left_out: tuple[str, ...] = ()


class Answered(Protocol):
    """One kind of things that are answered by mail; `code` is its letter in addresses, for ever."""

    kind: str
    code: str

    def title(self, reader: Reader, subject_id: int) -> str:
        """What the thing is called, for who may read it; raises `NotFoundError`."""

    def prepare(self, reader: Reader, subject_id: int, text: str, joined: Sequence[Joined]) -> Prepared:
        """Make an answer ready, outside the write transaction; raises the rule that refuses it."""


def answered_kinds() -> tuple[Answered, ...]:
    """The kinds that `app` hands over."""
    found: tuple[Answered, ...] = current_app.extensions.get("answered_by_mail", ())
    return found


def find_by_code(code: str) -> Answered | None:
    """The kind of a letter."""
    return next((each for each in answered_kinds() if each.code == code), None)


def address_to_answer(user_id: int, kind: str, subject_id: int) -> str:
    """Where a person answers a thing by mail; empty for what is not, or where no mail is received."""
    settings: Settings = current_app.extensions["settings"]
    found = next((each for each in answered_kinds() if each.kind == kind), None)
    return reply_address(settings, ReplyTo(user_id, found.code, subject_id)) if found else ""
