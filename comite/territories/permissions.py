"""Who may do what to authorities and committees, asked of anybody who says these few facts of themselves."""

from collections.abc import Collection
from typing import Protocol

from comite.territories.models import Committee


class Steward(Protocol):
    """What these rules ask of the person who acts: the readers of the floor above answer it."""

    @property
    def user_id(self) -> int | None:
        """The number of their account, for the audit log."""

    @property
    def is_administrator(self) -> bool:
        """Whether the person administers the installation."""

    @property
    def led_committee_ids(self) -> Collection[int]:
        """The committees that the person animates."""


def may_create_authority(steward: Steward) -> bool:
    """Administrators and animators: they meet the authorities that the official lists leave out."""
    return steward.is_administrator or bool(steward.led_committee_ids)


def may_create_committee(steward: Steward) -> bool:
    """Administrators: a committee opens a new circle of readers."""
    return steward.is_administrator


def may_edit_committee(steward: Steward, committee: Committee) -> bool:
    """Its animator, and administrators."""
    return steward.is_administrator or committee.id in steward.led_committee_ids


def may_close_committee(steward: Steward) -> bool:
    """Administrators: an animator who closed the committee could not come back on it."""
    return steward.is_administrator


def may_seat(steward: Steward, committee: Committee) -> bool:
    """Its animator, and administrators."""
    return may_edit_committee(steward, committee)
