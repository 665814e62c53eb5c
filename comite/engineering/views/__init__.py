"""The pages of mutualised engineering, under one blueprint, each file registering its own."""

from comite.engineering.views import missions, requests
from comite.engineering.views.blueprint import engineering

__all__ = ["engineering", "missions", "requests"]
