"""What meetings offer on the pages of other things: to become a point of the next agenda."""

from collections.abc import Sequence

from comite.accounts.readers import Reader
from comite.foundation.subjects import Action
from comite.meetings import permissions

# What a committee may speak about; everything else has a page of its own to be spoken about.
KINDS = frozenset({"experience", "dataset", "thread", "help_request", "mission", "project"})


def offer(reader: Reader, kind: str, subject_id: int) -> Sequence[Action]:
    """The one-click button for people of a member authority; it costs no statement."""
    if kind not in KINDS or not permissions.may_propose_somewhere(reader):
        return ()
    return (
        Action(
            "Mettre à l’ordre du jour",
            "/seances/points/depuis",
            "calendar",
            {"sujet": f"{kind}:{subject_id}"},
        ),
    )
