"""The pages of local authorities: they stand here because territories know nobody who reads."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import contributions, current, operations, permissions, queries
from comite.accounts.labels import ROLES
from comite.accounts.views.paging import addresses
from comite.foundation import citations, clashes, feeds, unsaved
from comite.foundation.errors import RuleBrokenError, require
from comite.foundation.security import everyone, signed_in
from comite.foundation.text import clean_line
from comite.territories import labels
from comite.territories import operations as territories
from comite.territories import permissions as rules
from comite.territories import queries as places
from comite.territories.forms import NewAuthorityForm, PresentationForm
from comite.territories.models import AuthorityKind, LocalAuthority

WORDS_MAX = 120

authorities = Blueprint("authorities", __name__)


@authorities.get("/collectivites")
@everyone
def index() -> ResponseReturnValue:
    """The authorities: those of the committees at first, all of them when one searches."""
    words = _words()
    kind = _kind(request.args.get("nature", ""))
    departement = clean_line(request.args.get("departement", ""))[:3]
    engaged_only = request.args.get("toutes") != "1"
    page = places.list_authorities(words, kind, departement, engaged_only, request.args.get("page"))
    return render_template(
        "authorities/index.html",
        page=page,
        turns=addresses(page),
        words=words,
        kind=kind,
        departement=departement,
        engaged_only=engaged_only,
        departements=places.list_departements(),
        kinds=labels.KINDS,
        may_create=rules.may_create_authority(current.reader()),
    )


@authorities.get("/collectivites.json")
@everyone
def suggest() -> ResponseReturnValue:
    """The authorities whose name or code answers what is being typed."""
    found = places.find_authorities(_words())
    return [{"label": each.name, "value": each.id, "hint": _hint(each)} for each in found]


@authorities.get("/collectivites/<slug>")
@everyone
def show(slug: str) -> ResponseReturnValue:
    """An authority: what it is, where it sits, what it shares; its people, for those with an account."""
    reader = current.reader()
    authority = places.get_authority(slug)
    may_see_people = permissions.may_see_people(reader)
    return render_template(
        "authorities/show.html",
        authority=authority,
        surroundings=places.get_surroundings(authority),
        seats=places.list_seats_of(authority.id),
        kinds=labels.KINDS,
        standings=labels.STANDINGS,
        roles=ROLES,
        people=queries.list_people_of([authority.id]) if may_see_people else [],
        may_see_people=may_see_people,
        contributions=contributions.of_authority(reader, authority),
        cited_by=citations.cited_by(reader, "authority", authority.id),
        may_present=permissions.may_present(reader, authority),
        may_manage_people=permissions.may_manage_people(reader, authority.id),
    )


@authorities.get("/collectivites/<slug>/flux.atom")
@everyone
def feed(slug: str) -> ResponseReturnValue:
    """What an authority shares, as feed readers take it."""
    reader = current.feed_reader()
    authority = places.get_authority(slug)
    latest = contributions.latest_of_authority(reader, authority, feeds.ENTRIES_MAX)
    told = feeds.of_subjects(authority.name, url_for(".show", slug=slug), latest)
    return feeds.atom(told, is_private=reader.is_signed_in)


@authorities.route("/collectivites/nouvelle", methods=["GET", "POST"])
@signed_in
def create() -> ResponseReturnValue:
    """Add an authority that the official lists leave out."""
    actor = current.actor()
    require(rules.may_create_authority(actor))
    form = NewAuthorityForm(data={"kind": AuthorityKind.SYNDICAT})
    unsaved.give_back(form, actor)
    if form.validate_on_submit():
        try:
            authority = territories.create_authority(actor, form.content())
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash(f"{authority.name} est ajoutée. Vous pouvez lui donner sa place dans un comité.")
            return redirect(url_for(".show", slug=authority.slug), 303)
    return render_template("authorities/create.html", form=form), form.status


@authorities.route("/collectivites/<slug>/presentation", methods=["GET", "POST"])
@signed_in
def present(slug: str) -> ResponseReturnValue:
    """Change what an authority says of itself."""
    actor = current.actor()
    authority = places.get_authority(slug)
    require(permissions.may_present(actor, authority))
    form = PresentationForm(obj=authority)
    unsaved.give_back(form, actor, authority.id)
    if form.validate_on_submit():
        try:
            clashes.settle(form, clashes.of_row(form, authority))
            operations.present_authority(
                actor, authority, form.presentation.data or "", form.version.data or 0
            )
        except RuleBrokenError as error:
            authority = places.get_authority(slug)
            clashes.refuse(form, error, lambda: clashes.of_row(form, authority))
        else:
            flash("La présentation est à jour.")
            return redirect(url_for(".show", slug=slug), 303)
    return render_template("authorities/present.html", form=form, authority=authority), form.status


def _words() -> str:
    """What is being looked for."""
    return clean_line(request.args.get("q", ""))[:WORDS_MAX]


def _kind(value: str) -> AuthorityKind | None:
    """The kind that a filter names, if there is such a kind."""
    return AuthorityKind(value) if value in set(AuthorityKind) else None


def _hint(authority: LocalAuthority) -> str:
    """What tells two authorities of the same name apart."""
    parts = [labels.KINDS[authority.kind], authority.insee_code or "", authority.departement_code or ""]
    return " · ".join(part for part in parts[:2] if part) + (f" ({parts[2]})" if parts[2] else "")
