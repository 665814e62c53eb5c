"""What committees and authorities share, told by the floors above through a list that `app` hands over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flask import current_app

from comite.accounts.readers import Reader
from comite.foundation.subjects import Subject

LATEST = 3


@dataclass(frozen=True)
class Contribution:
    """One kind of thing that a committee or an authority shares, as one reader may see it.

    `label` is said after the count: « 12 retours d’expérience ».
    """

    label: str
    count: int
    address: str
    latest: Sequence[Subject] = ()


class ContributionSource(Protocol):
    """What a feature promises to the pages of committees and authorities: a count, and the latest."""

    def of_committee(self, reader: Reader, committee_id: int, limit: int) -> Contribution:
        """What members of a committee share there, as this reader may read it."""

    def of_authority(self, reader: Reader, authority_id: int, limit: int) -> Contribution:
        """What an authority shares, as this reader may read it."""


def of_committee(reader: Reader, committee_id: int) -> list[Contribution]:
    """What is shared in a committee, kind by kind."""
    return [each.of_committee(reader, committee_id, LATEST) for each in _sources()]


def of_authority(reader: Reader, authority_id: int) -> list[Contribution]:
    """What an authority shares, kind by kind."""
    return [each.of_authority(reader, authority_id, LATEST) for each in _sources()]


def _sources() -> Sequence[ContributionSource]:
    """The features that have something to tell."""
    sources: Sequence[ContributionSource] = current_app.extensions.get("contributions", ())
    return sources
