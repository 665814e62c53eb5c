"""The kinds of things that moderation can hide: those of discussions, and those `app` hands over at start.

Upper floors (experience reports, datasets) are moderated from the same queue, which knows none of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from comite.accounts.readers import Reader
from comite.discussions import permissions
from comite.discussions.errors import NotModeratedHereError
from comite.foundation import subjects


@dataclass(frozen=True)
class Case:
    """One thing as its moderators see it, hidden or not."""

    kind: str
    id: int
    title: str
    address: str
    text: str = ""
    author_name: str = ""
    authority_name: str = ""
    committee_id: int | None = None
    is_hidden: bool = False
    is_locked: bool | None = None


@dataclass(frozen=True)
class Moderated:
    """How one kind of things is hidden, shown again, and seen by moderators even when it is hidden.

    `hide` and `unhide` are operations: they ask permission, log and tell by themselves. Without `cases`,
    moderators see what any reader does.
    """

    kind: str
    hide: Callable[[Reader, int, str], None]
    unhide: Callable[[Reader, int, str], None]
    cases: Callable[[Sequence[int]], Mapping[int, Case]] | None = None


_kinds: dict[str, Moderated] = {}


def register(moderated: Moderated) -> None:
    """Add one kind to what moderation can hide."""
    _kinds[moderated.kind] = moderated


def of_kind(kind: str) -> Moderated:
    """How a kind is moderated; raises `NotModeratedHereError`."""
    if kind not in _kinds:
        raise NotModeratedHereError
    return _kinds[kind]


def cases(reader: Reader, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Case]:
    """The things that a moderator may look at, among these; one query a kind."""
    found: dict[tuple[str, int], Case] = {}
    for kind in dict.fromkeys(kind for kind, _id in wanted):
        ids = [each for of, each in wanted if of == kind]
        own = _kinds[kind].cases if kind in _kinds else None
        if own is not None:
            seen = {(kind, key): case for key, case in own(ids).items()}
        else:
            readable = subjects.find_many(reader, [(kind, each) for each in ids])
            seen = {key: _as_read(subject) for key, subject in readable.items()}
        found.update(
            {key: case for key, case in seen.items() if permissions.may_moderate(reader, case.committee_id)}
        )
    return found


def _as_read(subject: subjects.Subject) -> Case:
    """A thing as any of its readers sees it."""
    return Case(
        kind=subject.kind,
        id=subject.id,
        title=subject.title,
        address=subject.address,
        text=subject.text,
        authority_name=subject.authority_name,
        committee_id=subject.committee_id,
    )
