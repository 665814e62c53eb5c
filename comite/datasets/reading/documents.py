"""JSON and GeoJSON read one object after another: a large file never stands in memory whole."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TextIO

from comite.datasets.reading.facts import BoundingBox, FileFormat
from comite.datasets.reading.remarks import Remarks, UnreadableError

WINDOW_CHARACTERS = 1 << 20
VALUE_CHARACTERS_MAX = 32 << 20
COLUMNS_MAX = 2000
GEOMETRY = "geometry"
ROWS_KEYS = frozenset(
    {"features", "records", "results", "result", "rows", "data", "items", "values", "value", "members"}
)
SPACE = re.compile(r"[ \t\r\n]*")

Record = tuple[int, list[str]]
Json = Any


class Window:
    """A sliding view of a JSON text that takes one value at a time and knows where it stands."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.buffer = ""
        self.position = 0
        self.lines_before = 0
        self.at_end = False
        self.decoder = json.JSONDecoder(parse_constant=lambda _: None, strict=False)

    def fill(self) -> bool:
        """Read further, forgetting what was taken; no when the text is over."""
        if self.at_end:
            return False
        # Doubling keeps the work in proportion when one value is very long.
        more = self.text.read(max(WINDOW_CHARACTERS, len(self.buffer) - self.position))
        if not more:
            self.at_end = True
            return False
        self.lines_before += self.buffer.count("\n", 0, self.position)
        self.buffer, self.position = self.buffer[self.position :] + more, 0
        return True

    def peek(self) -> str:
        """The next sign that is not a space, or nothing at the end."""
        while True:
            self.position = SPACE.match(self.buffer, self.position).end()  # type: ignore[union-attr]  # matches ""
            if self.position < len(self.buffer):
                return self.buffer[self.position]
            if not self.fill():
                return ""

    def take(self, signs: str) -> str:
        """The next sign, which must be one of these."""
        sign = self.peek()
        if not sign or sign not in signs:
            raise self.broken("json_unexpected" if sign else "json_unfinished", found=sign, expected=signs)
        self.position += 1
        return sign

    def value(self) -> Json:
        """The next whole value."""
        self.peek()
        while True:
            try:
                value, end = self.decoder.raw_decode(self.buffer, self.position)
            except json.JSONDecodeError as error:
                if self.fill():
                    if len(self.buffer) > VALUE_CHARACTERS_MAX:
                        raise UnreadableError("json_value_too_long", line=self.line()) from error
                    continue
                self.position = min(error.pos, len(self.buffer))
                raise self.broken("json_broken" if self.peek() else "json_unfinished") from error
            except RecursionError as error:
                raise UnreadableError("json_too_deep", line=self.line()) from error
            except ValueError as error:
                raise UnreadableError("json_number_too_long", line=self.line()) from error
            # A number at the very end of the window may go on after it.
            if end == len(self.buffer) and self.fill():
                continue
            self.position = end
            return value

    def line(self) -> int:
        """The line of the next sign."""
        return self.lines_before + self.buffer.count("\n", 0, self.position) + 1

    def broken(self, code: str, **values: str) -> UnreadableError:
        """The refusal of this text, with the place where it stops making sense."""
        last_break = self.buffer.rfind("\n", 0, self.position)
        return UnreadableError(code, line=self.line(), column=str(self.position - last_break), **values)


def each_object(text: TextIO) -> Iterator[Json]:
    """The objects of a list, of the list inside an object, or of one object a line."""
    window = Window(text)
    opening = window.peek()
    if opening == "[":
        yield from each_item(window)
    elif opening == "{":
        yield from inside_object(window)
    else:
        raise window.broken("json_unexpected" if opening else "json_unfinished", found=opening, expected="{[")
    while window.peek():
        # One object a line: the file goes on after the first.
        value = window.value()
        yield from value if isinstance(value, list) else [value]


def each_item(window: Window) -> Iterator[Json]:
    """The items of a list."""
    window.take("[")
    if window.peek() == "]":
        window.take("]")
        return
    while True:
        yield window.value()
        if window.take(",]") == "]":
            return
        if window.peek() == "]":
            window.take("]")
            return


def inside_object(window: Window) -> Iterator[Json]:
    """The items of the first list of rows an object holds; the object itself when it holds none."""
    rest: dict[str, Json] = {}
    found_rows = False
    window.take("{")
    while window.peek() != "}":
        name = window.value()
        if not isinstance(name, str):
            raise window.broken("json_broken")
        window.take(":")
        if window.peek() == "[" and not found_rows and name.lower() in ROWS_KEYS:
            found_rows = True
            yield from each_item(window)
        else:
            rest[name] = window.value()
        if window.take(",}") == "}":
            break
    else:
        window.take("}")
    if not found_rows:
        yield from rows_of(rest)


def rows_of(value: dict[str, Json]) -> list[Json]:
    """The only list of objects of an object, otherwise the object as a single row."""
    lists = [each for each in value.values() if isinstance(each, list) and each and isinstance(each[0], dict)]
    if len(lists) == 1 and value.get("type") != "Feature":
        return lists[0]
    return [value]


@dataclass
class Shapes:
    """What the geometries of a file cover."""

    types: dict[str, None] = field(default_factory=dict)
    box: BoundingBox | None = None
    feature_count: int = 0

    def add(self, geometry: Json) -> None:
        """Widen the box to one geometry, coordinates being longitude then latitude."""
        self.feature_count += 1
        if not isinstance(geometry, dict):
            return
        self.types[str(geometry.get("type"))[:40]] = None
        pending: list[Json] = [geometry.get("coordinates"), geometry.get("geometries")]
        while pending:
            self.widen(pending.pop(), pending)

    def widen(self, part: Json, pending: list[Json]) -> None:
        """Take one point in, or put its parts in the queue."""
        if isinstance(part, dict):
            pending.append(part.get("coordinates"))
        elif isinstance(part, list) and len(part) >= 2 and all(is_number(each) for each in part[:2]):
            x, y = float(part[0]), float(part[1])
            west, south, east, north = self.box or (x, y, x, y)
            self.box = (min(west, x), min(south, y), max(east, x), max(north, y))
        elif isinstance(part, list):
            pending.extend(part)


def is_number(value: Json) -> bool:
    """A number a coordinate may be."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12


class Document:
    """The rows of one JSON file: a first reading finds the columns, a second one gives the cells."""

    def __init__(self, format_: FileFormat, remarks: Remarks) -> None:
        self.format = format_
        self.remarks = remarks
        self.names: dict[str, None] = {}
        self.shapes = Shapes()
        self.geometry_name = GEOMETRY
        self.row_count = 0

    def survey(self, objects: Iterable[Json]) -> None:
        """Meet each object once: the names it brings, the ground it covers."""
        for number, item in enumerate(objects, 1):
            properties = self.properties(item, number)
            if properties is None:
                continue
            self.row_count += 1
            if not properties.keys() <= self.names.keys():
                self.names.update(dict.fromkeys(properties))
            if len(self.names) > COLUMNS_MAX:
                raise UnreadableError("too_many_columns", count=len(self.names), limit=COLUMNS_MAX)
            if is_feature(item):
                self.shapes.add(item.get("geometry"))
        if self.shapes.feature_count:
            self.format = FileFormat.GEOJSON
            while self.geometry_name in self.names:
                self.geometry_name += "_"
            self.names[self.geometry_name] = None
        elif self.format is FileFormat.GEOJSON:
            self.format = FileFormat.JSON
        if not self.row_count:
            raise UnreadableError("json_no_rows")

    def properties(self, item: Json, number: int) -> dict[str, Json] | None:
        """The cells of one object, by column; a value alone is no row."""
        if is_feature(item):
            properties = item.get("properties")
            own = {"id": item["id"]} if "id" in item else {}
            return own | (properties if isinstance(properties, dict) else {})
        if isinstance(item, dict):
            return item
        if isinstance(item, list):
            return {f"colonne_{position}": value for position, value in enumerate(item, 1)}
        self.remarks.add("json_not_an_object", line=number)
        return None

    def rows(self, objects: Iterable[Json]) -> Iterator[Record]:
        """Each object as a row, its number standing for its line."""
        quiet = Remarks()
        self.remarks, remarks = quiet, self.remarks
        for number, item in enumerate(objects, 1):
            properties = self.properties(item, number)
            if properties is None:
                continue
            if is_feature(item):
                properties = {**properties, self.geometry_name: item.get("geometry")}
            yield number, [as_text(properties.get(name)) for name in self.names]
        self.remarks = remarks


def is_feature(item: Json) -> bool:
    """An object of GeoJSON: properties tied to a geometry."""
    return isinstance(item, dict) and item.get("type") == "Feature" and "geometry" in item


def as_text(value: Json) -> str:
    """A JSON value as a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except RecursionError as error:
        raise UnreadableError("json_too_deep") from error
