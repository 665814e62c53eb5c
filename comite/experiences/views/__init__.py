"""The pages of the experience reports; `experiences` is the one blueprint, its files register on it."""

from comite.experiences.views import (
    documents,
    domains,
    feed,
    history,
    life,
    questions,
    reading,
    replications,
    writing,
)
from comite.experiences.views.blueprint import experiences

__all__ = [
    "documents",
    "domains",
    "experiences",
    "feed",
    "history",
    "life",
    "questions",
    "reading",
    "replications",
    "writing",
]
