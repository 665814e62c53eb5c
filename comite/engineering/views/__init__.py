"""The pages of mutualised engineering, under one blueprint, each file registering its own."""

from comite.engineering.views import directory, missions, requests, skills, steering, time_bank
from comite.engineering.views.blueprint import engineering

__all__ = ["directory", "engineering", "missions", "requests", "skills", "steering", "time_bank"]
