"""What discussions offer on the pages of other things: to bring them to the attention of moderation."""

from collections.abc import Sequence

from comite.accounts.readers import Reader
from comite.discussions import permissions
from comite.discussions.labels import KIND_ADDRESSES
from comite.foundation.subjects import Action

# Those whose pages say it in a menu of their own.
ELSEWHERE = frozenset({"thread", "message", "experience", "dataset"})


def offer(reader: Reader, kind: str, subject_id: int) -> Sequence[Action]:
    """The link to report a thing, for whoever may."""
    if kind in ELSEWHERE or kind not in KIND_ADDRESSES or not permissions.may_report(reader):
        return ()
    return (Action("Signaler", f"/signaler/{KIND_ADDRESSES[kind]}/{subject_id}", "flag"),)
