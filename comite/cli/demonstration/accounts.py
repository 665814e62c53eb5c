"""The accounts that the demonstration offers to try, with the one password they share."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

PEOPLE = Path(__file__).parent / "content" / "people.toml"


@dataclass(frozen=True)
class DemoAccount:
    """One invented person, and what entering as them shows."""

    name: str
    email: str
    password: str
    shows: str


def accounts() -> tuple[DemoAccount, ...]:
    """Everybody of the demonstration, in the order of the roles."""
    known = tomllib.loads(PEOPLE.read_text(encoding="utf-8"))
    return tuple(
        DemoAccount(each["name"], each["email"], known["password"], each["shows"]) for each in known["person"]
    )
