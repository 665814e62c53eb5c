"""Taking out of sight the things of upper floors that bear `masked_at`: one way for all their kinds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comite.accounts.operations import log_moderation
from comite.accounts.readers import Reader
from comite.discussions import permissions
from comite.discussions.errors import AlreadyHandledError, ReasonMissingError
from comite.discussions.moderated import Case, Moderated
from comite.foundation import clock
from comite.foundation.database import operation
from comite.foundation.errors import NotFoundError, require
from comite.foundation.text import clean_text
from comite.notifications.models import Reason
from comite.notifications.operations import tell

REASON_MAX = 1000


@dataclass(frozen=True)
class Masking:
    """What moderation must know of one kind.

    `load` finds its things whatever their state; `case` is what moderators see of one; `authors` are those
    whose words they are; `told_of` is the thing by which they are told; `settle` lets copies (discussions,
    index) follow, in the operation that masks.
    """

    kind: str
    load: Callable[[Sequence[int]], Sequence[Any]]
    case: Callable[[Any], Case]
    authors: Callable[[Any], Iterable[int]]
    told_of: Callable[[Any], tuple[str, int]]
    settle: Callable[[Any], None]

    def moderated(self) -> Moderated:
        """The same, as `app` hands it to moderation."""
        return Moderated(self.kind, self._hide, self._unhide, self._cases)

    def _hide(self, actor: Reader, thing_id: int, reason: str) -> None:
        thing = self._thing(thing_id)
        mask(actor, thing, self.case(thing), self, reason)

    def _unhide(self, actor: Reader, thing_id: int, reason: str) -> None:
        thing = self._thing(thing_id)
        unmask(actor, thing, self.case(thing), self, reason)

    def _thing(self, thing_id: int) -> Any:
        found = self.load([thing_id])
        if not found:
            raise NotFoundError
        return found[0]

    def _cases(self, ids: Sequence[int]) -> Mapping[int, Case]:
        return {each.id: self.case(each) for each in self.load(ids)}


@operation
def mask(actor: Reader, thing: Any, case: Case, masking: Masking, reason: str) -> None:
    """Take a thing out of sight, and tell those who wrote it why; raises `AlreadyHandledError`."""
    require(permissions.may_moderate(actor, case.committee_id))
    reason = clean_text(reason).strip()[:REASON_MAX]
    if not reason:
        raise ReasonMissingError
    if thing.masked_at is not None:
        raise AlreadyHandledError
    thing.masked_at, thing.masked_reason = clock.now(), reason
    _follow(actor, thing, case, masking, "hide", reason)


@operation
def unmask(actor: Reader, thing: Any, case: Case, masking: Masking, reason: str) -> None:
    """Show a thing again to those it was for; raises `AlreadyHandledError`."""
    require(permissions.may_moderate(actor, case.committee_id))
    if thing.masked_at is None:
        raise AlreadyHandledError
    thing.masked_at, thing.masked_reason = None, ""
    _follow(actor, thing, case, masking, "unhide", clean_text(reason).strip()[:REASON_MAX])


def _follow(actor: Reader, thing: Any, case: Case, masking: Masking, action: str, reason: str) -> None:
    """What masking and showing again have in common."""
    masking.settle(thing)
    log_moderation(actor, action, case.kind, case.id, reason, case.committee_id)
    kind, subject_id = masking.told_of(thing)
    tell(
        masking.authors(thing),
        reason=Reason.MODERATED,
        kind=kind,
        subject_id=subject_id,
        actor=actor,
        detail=reason,
    )
