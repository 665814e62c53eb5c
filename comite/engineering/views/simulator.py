"""The simulator of cost keys: what each authority would pay, before any project exists."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.readers import Reader
from comite.engineering.costs import CostBasis, CostKey, Party, Share, share_out
from comite.engineering.forms.projects import cents_of
from comite.engineering.labels import projects as labels
from comite.engineering.permissions import projects as permissions
from comite.engineering.views.blueprint import page_tabs
from comite.foundation import clock, office
from comite.foundation.errors import NotFoundError, RuleBrokenError, require
from comite.foundation.office import Sheet
from comite.foundation.rendering import download
from comite.foundation.security import FILE_POLICY, signed_in
from comite.foundation.text import whole
from comite.territories import queries as territories

simulator = Blueprint("simulator", __name__, url_prefix="/ingenierie/repartition")
simulator.context_processor(page_tabs)
USAGE_MAX = 10**9


@simulator.get("")
@signed_in
def show() -> ResponseReturnValue:
    """Choose a committee, those who share, a sum and a key; read what each would pay."""
    reader = current.actor()
    require(permissions.may_simulate(reader))
    asked = _Asked(reader)
    return render_template("projects/simulator.html", asked=asked, labels=labels), 200


@simulator.get("/parts.csv")
@signed_in
def export() -> ResponseReturnValue:
    """The same shares as a table to keep; sums are written the French way."""
    reader = current.actor()
    require(permissions.may_simulate(reader))
    asked = _Asked(reader)
    if not asked.shares:
        raise NotFoundError
    rows = [
        (
            each.party.name,
            each.party.population,
            each.party.usage,
            f"{each.cents // 100},{each.cents % 100:02}",
        )
        for each in asked.shares
    ]
    table = Sheet("Répartition", ("Collectivité", "Population", "Usage", "Part en euros"), rows)
    return download(office.csv_table(table), "repartition.csv", office.CSV, FILE_POLICY)


class _Asked:
    """What the address asks, read with care, and its answer."""

    def __init__(self, reader: Reader) -> None:
        self.committees = territories.names_of_committees(sorted(reader.committee_ids))
        known = {key for key, _ in self.committees}
        self.committee_id = next((key for key in (_number("comite"), *sorted(known)) if key in known), None)
        members = territories.list_members(self.committee_id, clock.today()) if self.committee_id else []
        chosen = {whole(each) for each in request.args.getlist("avec")} - {None}
        self.members = [(each, not chosen or each.id in chosen) for each in members]
        self.usages = {each.id: _number(f"usage-{each.id}") for each in members}
        basis = request.args.get("cle", "")
        self.basis = CostBasis(basis) if basis in set(CostBasis) else CostBasis.POPULATION
        self.percents = tuple(_number(name) or 0 for name in ("population", "egale", "usage"))
        self.amount = request.args.get("montant", "")[:20]
        self.cents = cents_of(self.amount) if self.amount else None
        self.refusal = "" if self.cents is not None or not self.amount else "Ce montant ne se lit pas."
        self.export_url = f"{url_for('.export')}?{urlencode(list(request.args.items(multi=True)))}"
        self.shares: list[Share] = self._share() if self.cents is not None else []

    def _share(self) -> list[Share]:
        """What each pays, or nothing with the reason."""
        parties = [
            Party(each.id, each.name, each.population, self.usages.get(each.id))
            for each, is_in in self.members
            if is_in
        ]
        key = CostKey(self.basis, *self.percents) if self.basis is CostBasis.MIXED else CostKey(self.basis)
        try:
            return share_out(self.cents or 0, key, parties)
        except RuleBrokenError as error:
            self.refusal = str(error)
            return []


def _number(name: str) -> int | None:
    """A whole number of the address; None for anything else."""
    written = request.args.get(name, "").strip().replace("\u202f", "").replace(" ", "")
    number = whole(written, 10**10)
    return None if number is None else min(number, USAGE_MAX)
