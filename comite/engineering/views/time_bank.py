"""The time bank of a committee, and its exports."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.readers import Reader
from comite.engineering.forms.missions import ValueForm
from comite.engineering.labels import requests as labels
from comite.engineering.operations import missions as operations
from comite.engineering.permissions import missions as permissions
from comite.engineering.queries import time_bank as queries
from comite.engineering.queries.time_bank import TimeBank
from comite.engineering.time_bank_sheet import sheet_of
from comite.engineering.views.blueprint import engineering
from comite.foundation import office
from comite.foundation.errors import NotFoundError, require
from comite.foundation.rendering import download
from comite.foundation.security import FILE_POLICY, signed_in
from comite.foundation.text import whole
from comite.territories.models import Committee


@engineering.get("/banque-de-temps")
@signed_in
def time_bank() -> ResponseReturnValue:
    """What each authority offered, booked, gave and received."""
    reader = current.actor()
    committees = queries.list_committees(reader)
    if not committees:
        return render_template("engineering/time_bank_none.html")
    bank = _asked(reader, committees)
    return _page(reader, committees, bank, ValueForm(data={"euros_a_day": bank.euros_a_day}))


def _page(reader: Reader, committees: Any, bank: TimeBank, form: ValueForm) -> ResponseReturnValue:
    """The page, with the form of those who choose the value."""
    return render_template(
        "engineering/time_bank.html",
        bank=bank,
        committees=committees,
        fields=_filters(committees, bank),
        labels=labels,
        form=form,
        may_steer=permissions.may_steer(reader, bank.committee.id),
        own_ids=reader.authority_ids,
    ), form.status


def _asked(reader: Reader, committees: Any) -> TimeBank:
    """The time bank of the address: the first committee of the person, this year, unless told otherwise."""
    wanted = request.args.get("comite", "")
    committee: Committee | None = next(
        (each for each in committees if each.slug == wanted), None if wanted else committees[0]
    )
    if committee is None:
        raise NotFoundError
    return queries.get_time_bank(reader, committee, whole(request.args.get("annee"), 9999) or None)


def _filters(committees: Any, bank: TimeBank) -> list[dict[str, Any]]:
    """The panel: which committee, which year."""
    years = [("", "Toutes", bank.year is None)]
    years += [(str(each), str(each), each == bank.year) for each in bank.years]
    fields = [{"name": "annee", "label": "Année", "kind": "choice", "options": years}]
    if len(committees) > 1:
        options = [(each.slug, each.name, each.id == bank.committee.id) for each in committees]
        fields.insert(0, {"name": "comite", "label": "Comité", "kind": "choice", "options": options})
    return fields


@engineering.post("/banque-de-temps/valeur")
@signed_in
def time_bank_value() -> ResponseReturnValue:
    """Choose what a day counts for."""
    actor = current.actor()
    committees = queries.list_committees(actor)
    bank = _asked(actor, committees) if committees else None
    if bank is None:
        raise NotFoundError
    require(permissions.may_steer(actor, bank.committee.id))
    form = ValueForm()
    if form.validate_on_submit():
        operations.choose_value(actor, bank.committee, form.euros_a_day.data or 1)
        flash("La valeur d’une journée est enregistrée.")
        return redirect(url_for(".time_bank", comite=bank.committee.slug), 303)
    return _page(actor, committees, bank, form)


@engineering.get("/banque-de-temps/export.<ending>")
@signed_in
def time_bank_export(ending: str) -> ResponseReturnValue:
    """The same table, to be kept: CSV or ODS."""
    reader = current.actor()
    committees = queries.list_committees(reader)
    if ending not in ("csv", "ods") or not committees:
        raise NotFoundError
    bank = _asked(reader, committees)
    sheet = sheet_of(bank)
    name = f"banque-de-temps-{bank.committee.slug}-{bank.year or 'toutes'}.{ending}"
    if ending == "csv":
        return download(office.csv_table(sheet), name, office.CSV, FILE_POLICY)
    return download(office.spreadsheet([sheet]), name, office.ODS, FILE_POLICY)
