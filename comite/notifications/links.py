"""Signed links of mails: each lets one person do one thing, without signing in, and nothing else."""

from dataclasses import dataclass
from enum import StrEnum

from comite.foundation import clock
from comite.foundation.seals import opened, sealed

# Muting and stopping work for ever; a link that shows somebody's choices does not.
SETTINGS_DAYS = 60
DAY = 86_400


class Purpose(StrEnum):
    """What a link does; it is part of the seal, so that a link opens nothing else."""

    MUTE = "mute"
    SETTINGS = "settings"
    STOP = "stop"


PLACES = {
    Purpose.MUTE: "/notifications/silence/",
    Purpose.SETTINGS: "/notifications/rythme/",
    Purpose.STOP: "/notifications/arret/",
}


@dataclass(frozen=True)
class Link:
    """Whom a link speaks for, for what, about what (a link to choices: until which day)."""

    purpose: Purpose
    user_id: int
    kind: str = "-"
    subject_id: int = 0


def path_of(link: Link) -> str:
    """The page, on this site, where the person is asked to confirm."""
    return f"{PLACES[link.purpose]}{_token(link)}"


def one_click_path(link: Link) -> str:
    """The address that mailboxes call by themselves when one unsubscribes (RFC 8058)."""
    return f"/notifications/desabonnement/{link.purpose.value}/{_token(link)}"


def settings_path(user_id: int) -> str:
    """The page where a person chooses the hour of their summary, good for two months."""
    last_day = int(clock.now().timestamp()) // DAY + SETTINGS_DAYS
    return path_of(Link(Purpose.SETTINGS, user_id, subject_id=last_day))


def read(purpose: Purpose, token: str) -> Link | None:
    """What a link of ours says; nothing when it was not made here for this, or is too old."""
    parts = opened(purpose.value, token, 3)
    if parts is None:
        return None
    link = Link(purpose, int(parts[0]), parts[1], int(parts[2]))
    is_over = purpose is Purpose.SETTINGS and link.subject_id < int(clock.now().timestamp()) // DAY
    return None if is_over else link


def _token(link: Link) -> str:
    """The words of a link, and their seal."""
    return sealed(link.purpose.value, link.user_id, link.kind, link.subject_id)
