"""The search page."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.foundation import feeds
from comite.foundation.security import everyone
from comite.search import filters, labels, queries
from comite.search.documents import Order
from comite.search.filters import Group
from comite.search.queries import Criteria, Results

search = Blueprint("search", __name__, url_prefix="/recherche")


@search.get("")
@everyone
def index() -> ResponseReturnValue:
    """One box over all that the reader may read."""
    criteria = filters.criteria_of(request.args.get, request.args.getlist)
    results = queries.search(current.reader(), criteria)
    groups = filters.panel(criteria, results)
    return render_template(
        "search/index.html",
        criteria=criteria,
        results=results,
        groups=groups,
        active=_active(criteria, groups),
        orders=_orders(criteria),
        pages=_pages(criteria, results),
        suggestion_url=_address(criteria, text=results.suggestion or ""),
    )


@search.get("/flux.atom")
@everyone
def feed() -> ResponseReturnValue:
    """A search as feed readers take it, the latest first."""
    reader = current.feed_reader()
    criteria = filters.criteria_of(request.args.get, request.args.getlist)
    results = queries.search(reader, replace(criteria, order=Order.RECENT, page=1), in_bundles=False)
    latest = [
        (each.subject, each.subject.happened_at or feeds.LONG_AGO)
        for each in results.items[: feeds.ENTRIES_MAX]
    ]
    title = f"Recherche : {criteria.text}" if criteria.text else "Recherche"
    return feeds.atom(
        feeds.of_subjects(title, feeds.same_list(".index"), latest), is_private=reader.is_signed_in
    )


def _address(criteria: Criteria, **changed: Any) -> str:
    """The address of the same search with something changed."""
    return url_for(".index", **filters.address_of(criteria, **changed))


def _active(criteria: Criteria, groups: list[Group]) -> list[tuple[str, str]]:
    """Each filter in use, and the address without it."""
    parameters = filters.address_of(criteria)
    return [
        (label, url_for(".index", **{**parameters, group.name: _without(parameters[group.name], value)}))
        for group in groups
        for value, label, is_chosen, _ in group.options
        if is_chosen
    ]


def _without(values: list[Any], value: str) -> list[Any]:
    """The values but one."""
    return [each for each in values if str(each) != value]


def _orders(criteria: Criteria) -> list[tuple[str, str, bool]]:
    """The ways to sort, as tabs."""
    return [
        (label, _address(criteria, order=order), order is criteria.order)
        for order, label in labels.ORDERS.items()
    ]


def _pages(criteria: Criteria, results: Results) -> dict[str, Any]:
    """Where one is, and the neighbouring pages."""
    number = criteria.page
    return {
        "number": number if results.last_page > 1 else None,
        "last_number": results.last_page,
        "previous_url": _address(criteria, page=min(number - 1, results.last_page)) if number > 1 else None,
        "next_url": _address(criteria, page=number + 1) if number < results.last_page else None,
    }
