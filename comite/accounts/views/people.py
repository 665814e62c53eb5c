"""The page of a person, for those who have an account."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from comite.accounts import current, permissions, queries
from comite.accounts.labels import ROLES
from comite.accounts.models import User
from comite.foundation.errors import NotFoundError
from comite.foundation.security import signed_in
from comite.foundation.text import clean_line
from comite.territories import queries as places

people = Blueprint("people", __name__)
SUGGESTED_PEOPLE = 6
SUGGESTED_AUTHORITIES = 3


@people.get("/personnes.json")
@signed_in
def suggest() -> ResponseReturnValue:
    """The people, then the authorities of committees, that a mention being typed may mean."""
    _refuse_outsiders()
    words = clean_line(request.args.get("q", ""))[:80]
    found = [
        {"label": user.name, "value": user.handle, "hint": _hint(user)}
        for user in queries.find_users(words, SUGGESTED_PEOPLE)
    ]
    engaged = places.find_engaged_authorities(words, SUGGESTED_AUTHORITIES)
    return found + [{"label": each.name, "value": each.slug, "hint": "Collectivité"} for each in engaged]


@people.get("/personnes/<handle>")
@signed_in
def show(handle: str) -> ResponseReturnValue:
    """Who somebody is, and for whom they write."""
    _refuse_outsiders()
    user = queries.find_user_by_handle(handle)
    if user is None:
        raise NotFoundError
    reader = current.reader()
    may_lift = permissions.may_lift_second_factor(reader, user)
    return render_template(
        "people/show.html",
        user=user,
        roles=ROLES,
        may_suspend=permissions.may_suspend(reader, user),
        may_lift=may_lift and queries.find_second_factor(user.id) is not None,
    )


def _refuse_outsiders() -> None:
    """Names and functions are for those who work together."""
    if not permissions.may_see_people(current.reader()):
        raise NotFoundError


def _hint(user: User) -> str:
    """What tells two people of the same name apart."""
    return user.memberships[0].authority.name if user.memberships else ""
