"""Whatever table comes, what it holds of people is in the registry of personal data."""

import re

import pytest
from flask import Flask
from sqlalchemy import Column

from comite.accounts.personal_data import DESCRIPTIONS, HOLDINGS, Erasure
from comite.accounts.personal_files import NOT_SENT, SENDINGS
from comite.foundation.database import Base

# Words that a column about a person would bear; the second list holds those that only look so.
TELLING = re.compile(
    r"(^|_)(e?mail|phone|contact|handle|device|password|address|person|birth|first_name|arguments)(_|$)"
)
ABOUT_THINGS = {"report_sheets.has_personal_data"}


def every_column() -> list[Column]:
    return [column for table in Base.metadata.sorted_tables for column in table.columns]


def full_name(column: Column) -> str:
    return f"{column.table.name}.{column.name}"


def designates_a_person(column: Column) -> bool:
    return any(key.target_fullname == "users.id" for key in column.foreign_keys)


def test_every_column_that_designates_a_person_says_what_erasure_does_with_it(app: Flask) -> None:
    known = {holding.column for holding in HOLDINGS}

    missing = {full_name(column) for column in every_column() if designates_a_person(column)} - known

    assert missing == set()


def test_every_column_that_describes_a_person_is_classified(app: Flask) -> None:
    telling = {
        full_name(column)
        for column in every_column()
        if TELLING.search(column.name) and not designates_a_person(column)
    }
    of_the_account = {full_name(column) for column in Base.metadata.tables["users"].columns}

    missing = (telling | of_the_account) - set(DESCRIPTIONS) - ABOUT_THINGS - {"users.id", "users.version"}

    assert missing == set()


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.column)
def test_the_registry_speaks_of_columns_that_exist(app: Flask, holding: object) -> None:
    columns = set(holding.table.columns.keys())

    assert {holding.owner.name, *holding.exported} <= columns


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.column)
def test_only_a_column_that_may_be_empty_forgets_who(app: Flask, holding: object) -> None:
    assert holding.erasure is not Erasure.FORGET_WHO or holding.owner.nullable


def test_what_describes_a_person_exists(app: Flask) -> None:
    assert set(DESCRIPTIONS) <= {full_name(column) for column in every_column()}


def test_every_column_that_names_a_content_is_given_back_to_who_sent_it_or_says_why_not(app: Flask) -> None:
    naming = {
        full_name(column)
        for column in every_column()
        if any(key.target_fullname == "stored_files.digest" for key in column.foreign_keys)
    }

    assert naming == {f"{each.table_name}.digest" for each in SENDINGS} | set(NOT_SENT)
