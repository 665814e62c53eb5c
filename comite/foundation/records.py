"""Rows in values that JSON can carry: what the exports of a person and of a committee write."""

import json
from collections.abc import Container, Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import inspect


def plain_row(row: Any) -> dict[str, Any]:
    """A row of a statement."""
    return {name: plain_value(value) for name, value in row._asdict().items()}


def plain_thing(thing: Any, *, without: Container[str] = ()) -> dict[str, Any]:
    """The columns of a loaded thing, but some, and but those that designate a person.

    Whoever exports says names on purpose, never by the number of an account.
    """
    columns = inspect(type(thing)).columns
    return {
        column.key: plain_value(getattr(thing, column.key))
        for column in columns
        if column.key not in without
        and not any(key.target_fullname == "users.id" for key in column.foreign_keys)
    }


def plain_value(value: Any) -> Any:
    """One value that JSON can carry."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, float, bool, list, dict)) else str(value)


def json_of(value: Any) -> bytes:
    """A value as a JSON file that people can read too."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def json_stream(head: dict[str, Any], name: str, items: Iterable[Any]) -> Iterator[bytes]:
    """The same for a thing whose list is too long to be held at once: its facts, then item by item."""
    facts = "".join(
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},\n" for key, value in head.items()
    )
    yield f"{{{facts}{json.dumps(name)}: [".encode()
    for rank, item in enumerate(items):
        yield ((",\n" if rank else "\n") + json.dumps(item, ensure_ascii=False, default=str)).encode()
    yield b"\n]}\n"
