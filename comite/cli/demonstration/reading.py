"""Reads what the demonstration committee is made of: TOML files, in French, with days counted from today."""

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).with_name("content")

Entry = dict[str, Any]


def authorities() -> list[Entry]:
    """The invented local authorities."""
    return _entries("authorities.toml", "authority")


def committees() -> list[Entry]:
    """The committees, each with its `participation` rows; the lead sits too, without a row."""
    return _entries("authorities.toml", "committee")


def people() -> list[Entry]:
    """One account per role, each with its `memberships`."""
    return _entries("people.toml", "person")


def invitations() -> list[Entry]:
    """The invitations nobody has answered yet."""
    return _entries("people.toml", "invitation")


def follows() -> list[Entry]:
    """What people chose to follow or to mute."""
    return _entries("people.toml", "follow")


def site() -> Entry:
    """Whose site it is."""
    return _read(CONTENT / "site.toml")


def site_pages() -> dict[str, str]:
    """The words of the site's own pages, by their names."""
    return {each.stem: each.read_text(encoding="utf-8") for each in sorted((CONTENT / "site").glob("*.md"))}


def password() -> str:
    """The password of every demonstration account; the demonstration refuses to run in production."""
    known: str = _read(CONTENT / "people.toml")["password"]
    return known


def sent_list() -> Entry:
    """The list that the animator sent."""
    return dict(_read(CONTENT / "lists.toml")["list"])


def thrown_draft() -> Entry:
    """The draft that an agent threw away."""
    return dict(_read(CONTENT / "lists.toml")["thrown"])


def experiences() -> list[Entry]:
    """Every experience report, in the order of their publication."""
    found = _folder("experiences", "experience")
    return sorted(found, key=_appeared_on)


def datasets() -> list[Entry]:
    """Every dataset, in the order of their publication."""
    return sorted(_folder("datasets", "dataset"), key=_appeared_on)


def threads() -> list[Entry]:
    """Every discussion, oldest first; each message says `by` whom and `as` which authority."""
    first_authority = {person["slug"]: person["memberships"][0]["authority"] for person in people()}
    found = _folder("discussions", "thread")
    for thread in found:
        for message in thread["messages"]:
            message.setdefault("as", first_authority[message["by"]])
    return sorted(found, key=lambda thread: float(thread["messages"][0]["at"]))


def ballots() -> list[Entry]:
    """The votes held between two meetings."""
    return _entries("votes.toml", "ballot")


def meetings() -> Entry:
    """The meetings of the committee, with its colleges."""
    return _read(CONTENT / "meetings.toml")


def engineering() -> Entry:
    """Who can help, who asks, who answers: `profile`, `ai_lead`, `request` and the value of a day."""
    return _read(CONTENT / "engineering.toml")


def outcomes() -> Entry:
    """What came out of the meeting that was held."""
    return _read(CONTENT / "outcomes.toml")


def pooling() -> Entry:
    """The uses of the library, and the pooled projects."""
    return _read(CONTENT / "pooling.toml")


def day(offset: int, today: date) -> date:
    """The day that stands `offset` days from today."""
    return today + timedelta(days=offset)


def instant(offset: float, now: datetime) -> datetime:
    """The instant that stands `offset` days from now."""
    return now + timedelta(days=offset)


def _appeared_on(entry: Entry) -> int:
    first: int = entry.get("published_on") or entry.get("proposed_on") or 0
    return first


def _folder(name: str, kind: str) -> list[Entry]:
    return [entry for path in sorted((CONTENT / name).glob("*.toml")) for entry in _read(path)[kind]]


def _entries(name: str, kind: str) -> list[Entry]:
    found: list[Entry] = _read(CONTENT / name)[kind]
    return found


def _read(path: Path) -> Entry:
    with path.open("rb") as file:
        return {key: _trimmed(value) for key, value in tomllib.load(file).items()}


def _trimmed(value: Any) -> Any:
    """Texts without the line breaks that only serve to write them comfortably."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [_trimmed(each) for each in value]
    if isinstance(value, dict):
        return {key: _trimmed(each) for key, each in value.items()}
    return value
