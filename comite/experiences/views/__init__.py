"""The pages of the experience reports; `experiences` is the one blueprint, its files register on it."""

from comite.experiences.views import life, reading, writing
from comite.experiences.views.blueprint import experiences

__all__ = ["experiences", "life", "reading", "writing"]
