"""Changes in discussions, one file per subject; here, what the features above ask."""

from comite.discussions.operations.moderation import handle_reports
from comite.discussions.operations.reach import narrow

__all__ = ["handle_reports", "narrow"]
