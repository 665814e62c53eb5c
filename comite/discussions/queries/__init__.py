"""Reading discussions, one file per subject; here, what the features above ask."""

from comite.discussions.queries.threads import count_about, list_about

__all__ = ["count_about", "list_about"]
