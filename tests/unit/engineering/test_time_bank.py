"""The time bank of a committee, as each may know it, and its exports."""

import csv
import io
import zipfile
from dataclasses import replace

import pytest
from odfdo import Document

from comite.engineering.forms.days import DaysField
from comite.engineering.labels.requests import days
from comite.engineering.operations import missions
from comite.engineering.queries.time_bank import get_time_bank, list_committees
from comite.foundation import clock
from comite.foundation.database import write
from comite.foundation.errors import NotAllowedError
from comite.territories.models import LocalAuthority
from tests.cast import Cast
from tests.client import Client
from tests.factories_engineering import log_work, make_mission, make_offer, make_request
from tests.factories_people import the_committee


def bank(reader, cast: Cast, year: int | None = None):
    """The time bank of the committee of Valmer, as somebody knows it."""
    return get_time_bank(reader, the_committee(cast.committee), year)


def test_each_sum_stands_where_it_belongs(cast: Cast) -> None:
    make_offer(cast, make_request(cast, sentence="Une offre seule"), quarter_days=5)
    log_work(cast, make_mission(cast, quarter_days=10), quarter_days=3)

    rows = {account.authority_id: account for _name, account in bank(cast.elise, cast).rows}

    lead, valmer = rows[cast.lead], rows[cast.valmer]
    assert (lead.offered, lead.booked, lead.spent, lead.received, lead.balance) == (15, 10, 3, 0, 3)
    assert (valmer.booked_for, valmer.received, valmer.balance) == (10, 3, -3)
    assert valmer.value(420) == 3 * 10_500


def test_what_only_the_lead_reads_counts_for_it_and_for_the_commune_alone(cast: Cast) -> None:
    log_work(cast, make_mission(cast, with_peers=False), quarter_days=4)

    received = {
        name: bank(reader, cast).total.received
        for name, reader in cast.people().items()
        if name in ("amina", "bruno", "elise", "farid", "denis")
    }

    assert received == {"amina": 4, "bruno": 4, "elise": 4, "farid": 0, "denis": 4}


def test_the_bank_of_the_committee_where_one_is_a_member_opens_before_those_one_observes(cast: Cast) -> None:
    both = frozenset({1, 2})

    first = [
        list_committees(replace(cast.amina, committee_ids=both, member_committee_ids=frozenset({own})))[0].id
        for own in both
    ]

    assert first == list(both)


def test_a_year_counts_its_own(cast: Cast) -> None:
    log_work(cast, make_mission(cast), quarter_days=4)
    year = clock.today().year

    assert bank(cast.elise, cast, year).total.spent == 4
    assert bank(cast.elise, cast, year - 1).total.spent == 0


def test_the_value_of_a_day_is_chosen_by_those_who_steer(cast: Cast) -> None:
    committee = the_committee(cast.committee)

    for stranger in (cast.amina, cast.farid, cast.chloe):
        with pytest.raises(NotAllowedError):
            missions.choose_value(stranger, committee, 400)
    missions.choose_value(cast.elise, committee, 400)
    missions.choose_value(cast.denis, the_committee(cast.committee), 420)

    assert bank(cast.bruno, cast).euros_a_day == 420


def test_the_exports_say_the_same_and_hold_no_formula(client: Client, cast: Cast) -> None:
    with write() as session:
        session.get_one(LocalAuthority, cast.valmer).name = "=cmd|' /C calc'!A0"
    log_work(cast, make_mission(cast, quarter_days=9), quarter_days=3)
    browser = client.as_(cast.bruno)

    sheet = browser.get("/ingenierie/banque-de-temps/export.csv")
    book = browser.get("/ingenierie/banque-de-temps/export.ods")

    rows = list(csv.reader(io.StringIO(sheet.get_data().decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == "Collectivité"
    assert ["'=cmd|' /C calc'!A0", "0", "0", "0", "2,25", "0,75", "-0,75"] in rows
    table = Document(io.BytesIO(book.get_data())).body.tables[0]
    assert table.height == len(rows)
    with zipfile.ZipFile(io.BytesIO(book.get_data())) as parts:
        assert b"table:formula" not in parts.read("content.xml")
    assert (
        client.as_(cast.chloe)
        .get("/ingenierie/banque-de-temps/export.csv?comite=comite-de-valmer")
        .status_code
        == 404
    )


@pytest.mark.parametrize(
    ("quarters", "said"),
    [
        (0, "0 jour"),
        (1, "0,25 jour"),
        (6, "1,5 jour"),
        (8, "2 jours"),
        (-3, "−0,75 jour"),
        (5000, "1\u202f250 jours"),
    ],
)
def test_quarters_are_said_as_days(quarters: int, said: str) -> None:
    assert days(quarters) == said.replace(" ", "\u00a0", 1) if " " in said else said


@pytest.mark.parametrize(
    ("typed", "quarters"),
    [("2,5", 10), ("2.5", 10), ("0,25", 1), ("3", 12), ("0.75", 3), (" 1,50 ", 6)],
)
def test_days_are_read_by_quarters(typed: str, quarters: int) -> None:
    assert read(typed) == quarters


@pytest.mark.parametrize("typed", ["0,3", "1,125", "-1", "deux", "1e3", "1,5,5", "²", "999999"])
def test_what_is_no_quarter_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="quarts"):
        read(typed)


def read(typed: str) -> int | None:
    """What the field makes of what was typed."""
    from wtforms import Form

    class One(Form):
        value = DaysField()

    field = One().value
    field.process_formdata([typed])
    return field.data


def test_a_browser_lets_a_comma_be_typed() -> None:
    from wtforms import Form

    class One(Form):
        value = DaysField()

    assert 'type="text"' in str(One().value())
