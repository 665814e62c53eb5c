"""What is known of a file once it has been read: plain, frozen, ready for JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


class FileFormat(StrEnum):
    """What a file is, from its content rather than from its name."""

    CSV = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    GEOJSON = "geojson"
    JSON = "json"
    OTHER = "other"


class ColumnType(StrEnum):
    """What every value of a column is. A column with one exception is a text."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
    CODE = "code"
    GEOMETRY = "geometry"


class CodeKind(StrEnum):
    """Which code a column of codes holds. Codes are kept as written: 01001 is not 1001."""

    SIREN = "siren"
    SIRET = "siret"
    INSEE = "insee"
    POSTAL = "postal"
    OTHER = "other"


@dataclass(frozen=True)
class Remark:
    """Something the reader of a file should know, and where it was seen."""

    code: str
    sentence: str
    line: int | None = None
    column: str | None = None
    count: int = 1


@dataclass(frozen=True)
class Column:
    """One column of the clean table."""

    position: int
    written_name: str
    name: str
    type: ColumnType
    code_kind: CodeKind | None = None
    decimal_mark: str | None = None
    in_utc: bool = False
    null_count: int = 0
    distinct_count: int = 0
    minimum: str | None = None
    maximum: str | None = None
    examples: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The column that `asdict` wrote."""
        return cls(
            **{
                **value,
                "type": ColumnType(value["type"]),
                "code_kind": CodeKind(value["code_kind"]) if value["code_kind"] else None,
                "examples": tuple(value["examples"]),
            }
        )


BoundingBox = tuple[float, float, float, float]
Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Reading:
    """Everything a file told: its table when it has one, otherwise the errors that say why not."""

    format: FileFormat
    encoding: str | None = None
    had_bom: bool = False
    separator: str | None = None
    decimal_mark: str | None = None
    header_line: int | None = None
    sheet_names: tuple[str, ...] = ()
    sheet: str | None = None
    columns: tuple[Column, ...] = ()
    row_count: int = 0
    bounding_box: BoundingBox | None = None
    geometry_types: tuple[str, ...] = ()
    warnings: tuple[Remark, ...] = ()
    errors: tuple[Remark, ...] = ()
    preview: tuple[Row, ...] = ()

    @property
    def is_table(self) -> bool:
        """The file was read: a clean table stands beside these facts."""
        return bool(self.columns) and not self.errors

    def to_json(self) -> dict[str, Any]:
        """The same facts in JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The facts that `to_json` wrote."""
        box = value["bounding_box"]
        return cls(
            **{
                **value,
                "format": FileFormat(value["format"]),
                "columns": tuple(Column.from_json(each) for each in value["columns"]),
                "bounding_box": tuple(box) if box else None,
                "warnings": tuple(Remark(**each) for each in value["warnings"]),
                "errors": tuple(Remark(**each) for each in value["errors"]),
                "preview": tuple(tuple(row) for row in value["preview"]),
                **{key: tuple(value[key]) for key in ("sheet_names", "geometry_types")},
            }
        )
