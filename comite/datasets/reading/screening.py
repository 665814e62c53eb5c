"""Looks through a clean table for what concerns people: warns and shows where; a human being decides."""

# ruff: noqa: S608  each statement is ours: columns by position, paths and patterns as quoted constants.

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from comite.datasets.reading import labels
from comite.datasets.reading.column_sql import text_sql
from comite.datasets.reading.column_types import name_words
from comite.datasets.reading.facts import CodeKind, Column, ColumnType
from comite.datasets.reading.names import (
    civil_name,
    has_civility,
    is_family_name,
    is_lone_first_name,
    names_a_person,
)
from comite.datasets.reading.personal import (
    SHAPES,
    Confidence,
    Finding,
    PersonalKind,
    Shape,
    hide_date,
    hide_figures,
    hide_words,
    is_of_a_body,
)
from comite.datasets.reading.warehouse import Connection, opened, table_sql

CHECKED_CELLS = 5000
NAMES_CHECKED = 20_000
EXAMPLES = 3
COLUMNS_MAX = 300

FIRST_NAME = re.compile(r"(^| )(prenoms?|first name|firstname)( |$)")
FAMILY_NAME = re.compile(
    r"(^| )(nom (de )?(naissance|famille|usage|usuel|marital|d usage|epouse|jeune fille)"
    r"|patronymes?|noms? famille|last name|lastname|surname)( |$)"
)
PLAIN_NAME = re.compile(r"(^| )noms?( |$)")
PERSON = re.compile(
    r"(^| )(agents?|elue?s?|responsables?|contacts?|referente?s?|presidente?s?|beneficiaires?|demandeurs?"
    r"|titulaires?|interlocuteurs?|proprietaires?|locataires?|auteurs?|rapporteurs?|maires?|adjointe?s?|conseillere?s?"
    r"|enfants?|parents?|usagers?|eleves?|habitants?|candidate?s?|signataires?|identite|noms? prenoms?"
    r"|prenoms? noms?)( |$)"
)
PLACE = re.compile(
    r"(^| )(ecoles?|etablissements?|equipements?|rues?|voies?|sites?|batiments?|lieux?|communes?|colleges?"
    r"|lycees?|arrets?|stations?|salles?|quartiers?|structures?|organismes?|collectivites?|services?"
    r"|fournisseurs?|coll)( |$)"
)
BIRTH = re.compile(r"naiss|(^| )(ne le|nee le|ne e le|ddn|birth|birthdate|date of birth)( |$)")
COUNTED = re.compile(r"(^| )(nombres?|nb|nbr|effectifs?|occurrences?|total|count|frequence|rang)( |$)")
PHONE_NAME = re.compile(r"(^| )(tel|tels|telephones?|portables?|mobiles?|fax|phone|numero tel)( |$)")
NIR_NAME = re.compile(
    r"(^| )(nir|insee personne|num(ero)? (de )?secu\w*( sociale)?|securite sociale|nss)( |$)"
)


Cell = tuple[int, str]


@dataclass(frozen=True)
class Inquiry:
    """One table being looked through."""

    connection: Connection
    source: str
    columns: tuple[Column, ...]
    row_count: int

    def all(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a statement of ours."""
        return self.connection.execute(statement).fetchall()

    def cells(self, column: Column, condition: str = "true", limit: int = CHECKED_CELLS) -> list[Cell]:
        """Some cells of a column with their lines, as text."""
        cell = cell_sql(column)
        statement = (
            f"SELECT line, {cell} FROM {self.source} WHERE {cell} IS NOT NULL AND {condition} LIMIT {limit}"
        )
        return [(line, text) for line, text in self.all(statement)]


def screen(arguments: Mapping[str, Any], progress: Callable[[float, str], None]) -> list[dict[str, Any]]:
    """The findings of a table, as JSON values."""
    path = Path(arguments["path"])
    columns = tuple(Column.from_json(each) for each in arguments["columns"])[:COLUMNS_MAX]
    with opened(files=[path], width=len(columns)) as connection:
        inquiry = Inquiry(connection, table_sql(path), columns, arguments["row_count"])
        findings: list[Finding] = []
        for number, column in enumerate(columns):
            progress(number / len(columns), "screened")
            findings.extend(findings_in(inquiry, column))
    return [asdict(finding) for finding in weighed(findings)]


def findings_in(inquiry: Inquiry, column: Column) -> list[Finding]:
    """All that one column says of people."""
    words = name_words(column.name)
    found = find_birth_dates(inquiry, column, words)
    if column.type in (ColumnType.TEXT, ColumnType.CODE):
        found += find_shapes(inquiry, column, words)
    if column.type in (ColumnType.INTEGER, ColumnType.CODE):
        found += find_shortened_numbers(inquiry, column, words)
    if column.type is ColumnType.TEXT:
        found += find_names(inquiry, column, words)
    return found


def cell_sql(column: Column) -> str:
    """A cell of a column as text."""
    return f"CAST(c{column.position} AS VARCHAR)"


def find_shapes(inquiry: Inquiry, column: Column, words: str) -> list[Finding]:
    """What has a recognisable writing: counted on the whole column, checked on thousands of cells."""
    if column.code_kind in (CodeKind.SIREN, CodeKind.SIRET, CodeKind.INSEE, CodeKind.POSTAL):
        return []
    cell = cell_sql(column)
    asked = ", ".join(f"count(*) FILTER (WHERE {matches_sql(cell, shape)})" for shape in SHAPES)
    (counts,) = inquiry.all(f"SELECT {asked} FROM {inquiry.source}")
    found = [
        confirmed(inquiry, column, shape, count, words)
        for shape, count in zip(SHAPES, counts, strict=True)
        if count
    ]
    return [finding for finding in found if finding]


def matches_sql(cell: str, shape: Shape) -> str:
    """The cell holds something of this shape."""
    return f"regexp_matches({cell}, {text_sql(shape.pattern)})"


def confirmed(inquiry: Inquiry, column: Column, shape: Shape, count: int, words: str) -> Finding | None:
    """The finding, once its control keys have been checked; nothing when none is right."""
    cells = inquiry.cells(column, matches_sql(cell_sql(column), shape))
    pattern = re.compile(shape.pattern)
    true: list[Cell] = []
    for line, text in cells:
        found = pattern.search(text)
        if found and shape.is_true(found[found.re.groups and 1]):
            true.append((line, found[found.re.groups and 1]))
    if not true:
        return None
    estimate = round(count * len(true) / len(cells))
    confidence = shape_confidence(shape.kind, [text for _, text in true], column, words)
    return finding(inquiry, column, shape.kind, max(1, estimate), confidence, true, shape.mask)


def shape_confidence(kind: PersonalKind, found: Sequence[str], column: Column, words: str) -> Confidence:
    """Boxes of services, fixed lines and addresses are often public; a key that is right is proof."""
    if kind is PersonalKind.EMAIL:
        return Confidence.LOW if all(map(is_of_a_body, found)) else Confidence.HIGH
    if kind is PersonalKind.PHONE:
        return phone_confidence(found, column, words)
    if kind is PersonalKind.ADDRESS:
        return Confidence.LOW
    return Confidence.HIGH


def phone_confidence(found: Sequence[str], column: Column, words: str) -> Confidence:
    """Mobile numbers are those of people; ten figures in a column of codes may be anything."""
    if column.type is ColumnType.CODE and not PHONE_NAME.search(words) and all(map(str.isdigit, found)):
        return Confidence.LOW
    is_mobile = re.compile(r"(?:\+33|0033)?\D*0?\D*[67]")
    return Confidence.HIGH if any(is_mobile.match(text) for text in found) else Confidence.MEDIUM


def find_shortened_numbers(inquiry: Inquiry, column: Column, words: str) -> list[Finding]:
    """Phone and social-security numbers that a spreadsheet took for whole numbers."""
    for kind, name, shape, shown in (
        (PersonalKind.PHONE, PHONE_NAME, "(33)?[1-9][0-9]{8}", 2),
        (PersonalKind.NIR, NIR_NAME, "[12378][0-9]{12}([0-9]{2})?", 1),
    ):
        if name.search(words):
            cells = inquiry.cells(column, f"regexp_full_match({cell_sql(column)}, {text_sql(shape)})")
            if cells:
                return [finding(inquiry, column, kind, len(cells), Confidence.HIGH, cells, hider(shown))]
    return []


def hider(shown: int) -> Callable[[str], str]:
    """Hides a number but its first figures."""
    return lambda text: hide_figures(text, shown, 0)


def find_birth_dates(inquiry: Inquiry, column: Column, words: str) -> list[Finding]:
    """A date or a year under a name that speaks of birth, in a table that does not only count births."""
    if not BIRTH.search(words) or COUNTED.search(words):
        return []
    cells = [(line, text) for line, text in inquiry.cells(column) if re.search("(19|20)[0-9]{2}", text)]
    if not cells:
        return []
    is_year = column.type is ColumnType.INTEGER
    confidence = Confidence.MEDIUM if is_year else Confidence.HIGH
    count = len(cells) if len(cells) < CHECKED_CELLS else inquiry.row_count - column.null_count
    return [finding(inquiry, column, PersonalKind.BIRTH_DATE, count, confidence, cells, hide_date)]


def find_names(inquiry: Inquiry, column: Column, words: str) -> list[Finding]:
    """Names of people, from the name of the column and from its cells together."""
    cells = inquiry.cells(column, limit=NAMES_CHECKED)
    if not cells:
        return []
    judged = judge_first_names(inquiry, cells, words) or judge_full_names(cells, words)
    if judged is None:
        return []
    confidence, seen = judged
    filled = inquiry.row_count - column.null_count
    count = max(1, round(filled * len(seen) / len(cells)))
    return [finding(inquiry, column, PersonalKind.NAME, count, confidence, seen, hide_words)]


Judgement = tuple[Confidence, list[Cell]]


def judge_first_names(inquiry: Inquiry, cells: list[Cell], words: str) -> Judgement | None:
    """A column of first names, or of family names beside one; a count of births by first name is no one's."""
    all_words = [name_words(each.name) for each in inquiry.columns]
    has_first = any(map(FIRST_NAME.search, all_words))
    has_family = any(
        FAMILY_NAME.search(each) or (PLAIN_NAME.search(each) and not PLACE.search(each)) for each in all_words
    )
    if FIRST_NAME.search(words):
        first = [cell for cell in cells if is_lone_first_name(cell[1]) or names_a_person(cell[1])]
        if len(first) < 0.2 * len(cells):
            return None
        if has_family:
            return Confidence.HIGH, cells
        return None if any(map(COUNTED.search, all_words)) else (Confidence.LOW, first)
    is_family = FAMILY_NAME.search(words) or (
        has_first and PLAIN_NAME.search(words) and not PLACE.search(words)
    )
    if is_family:
        family = [cell for cell in cells if is_family_name(cell[1])]
        return (Confidence.HIGH, family) if len(family) > 0.5 * len(cells) else None
    return None


def judge_full_names(cells: list[Cell], words: str) -> Judgement | None:
    """Cells that name people in full."""
    civil = [(line, civil_name(text)) for line, text in cells if has_civility(text)]
    if PLACE.search(words) and not PERSON.search(words):
        # Schools, streets and rooms are called after people: only a civility is a sign there.
        return (Confidence.LOW, civil) if civil else None
    people = [(line, civil_name(text)) for line, text in cells if names_a_person(text)]
    share = len(people) / len(cells)
    announced = bool(PERSON.search(words) or PLAIN_NAME.search(words))
    if share > 0.3:
        return (Confidence.HIGH if announced else Confidence.MEDIUM), people
    if PERSON.search(words) and people:
        return Confidence.MEDIUM, people
    return (Confidence.LOW, civil) if civil else None


def finding(
    inquiry: Inquiry,
    column: Column,
    kind: PersonalKind,
    count: int,
    confidence: Confidence,
    cells: Sequence[Cell],
    mask: Callable[[str], str],
) -> Finding:
    """A finding with its first examples, hidden."""
    shown = distinct_examples(cells, mask)
    return Finding(
        column=column.name,
        position=column.position,
        kind=kind,
        label=labels.PERSONAL_KINDS[kind],
        count=count,
        share=round(count / max(1, inquiry.row_count), 4),
        confidence=confidence,
        examples=tuple(f"{text} (ligne {line})" for line, text in shown),
        lines=tuple(line for line, _ in shown),
    )


def distinct_examples(cells: Iterable[Cell], mask: Callable[[str], str]) -> list[Cell]:
    """The first cells that look different once hidden."""
    shown: dict[str, int] = {}
    for line, text in cells:
        shown.setdefault(mask(text), line)
        if len(shown) == EXAMPLES:
            break
    return [(line, text) for text, line in shown.items()]


def weighed(findings: Sequence[Finding]) -> list[Finding]:
    """Addresses weigh more beside people's names; the surest findings come first."""
    has_people = any(
        each.confidence is Confidence.HIGH and each.kind is not PersonalKind.ADDRESS for each in findings
    )
    raised = [
        replace(each, confidence=Confidence.MEDIUM)
        if has_people and each.kind is PersonalKind.ADDRESS
        else each
        for each in findings
    ]
    order = list(Confidence)
    return sorted(raised, key=lambda each: (order.index(each.confidence), each.position))
