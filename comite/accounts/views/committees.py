"""The pages of committees: they stand here because territories know nobody who reads."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import contributions, current, permissions, queries
from comite.accounts.models import Role
from comite.accounts.views.choosing import chosen_authority
from comite.foundation import citations, clashes, clock, feeds, unsaved
from comite.foundation.errors import RuleBrokenError, require
from comite.foundation.security import everyone, signed_in
from comite.foundation.text import whole
from comite.territories import labels, operations
from comite.territories import permissions as rules
from comite.territories import queries as places
from comite.territories.forms import CommitteeForm, NewCommitteeForm, NewSeatForm, SeatDatesForm
from comite.territories.models import LocalAuthority, Standing

territories = Blueprint("territories", __name__, url_prefix="/comites")


@territories.get("/")
@everyone
def index() -> ResponseReturnValue:
    """Every committee of the installation."""
    may_create = rules.may_create_committee(current.reader())
    return render_template(
        "territories/index.html", committees=places.list_committees(), may_create=may_create
    )


@territories.get("/<slug>")
@everyone
def show(slug: str) -> ResponseReturnValue:
    """A committee: who sits in it, and what it shares."""
    reader = current.reader()
    committee = places.get_committee(slug)
    may_see_people = permissions.may_see_people(reader)
    return render_template(
        "territories/show.html",
        committee=committee,
        seats=places.list_seats(committee.id),
        levels=labels.LEVELS,
        animators=queries.list_people_with_role([committee.lead_authority_id], Role.ANIMATOR)
        if may_see_people
        else [],
        contributions=contributions.of_committee(reader, committee),
        cited_by=citations.cited_by(reader, "committee", committee.id),
        may_edit=rules.may_edit_committee(reader, committee),
        may_invite=permissions.may_invite_to(reader, committee, Role.AGENT),
    )


@territories.get("/<slug>/flux.atom")
@everyone
def feed(slug: str) -> ResponseReturnValue:
    """What a committee shares, as feed readers take it."""
    reader = current.feed_reader()
    committee = places.get_committee(slug)
    latest = contributions.latest_of_committee(reader, committee, feeds.ENTRIES_MAX)
    told = feeds.of_subjects(committee.name, url_for(".show", slug=slug), latest)
    return feeds.atom(told, is_private=reader.is_signed_in)


@territories.route("/nouveau", methods=["GET", "POST"])
@signed_in
def create() -> ResponseReturnValue:
    """Found a committee."""
    actor = current.actor()
    require(rules.may_create_committee(actor))
    form = NewCommitteeForm()
    unsaved.give_back(form, actor)
    candidates: Sequence[LocalAuthority] = ()
    if form.validate_on_submit():
        lead, candidates = chosen_authority(form)
        if lead is not None:
            try:
                committee = operations.create_committee(actor, lead, form.content())
            except RuleBrokenError as error:
                form.refuse(error)
            else:
                flash("Le comité est créé. Ajoutez maintenant les collectivités qui y siègent.")
                return redirect(url_for(".seats", slug=committee.slug), 303)
    return render_template("territories/create.html", form=form, candidates=candidates), form.status


@territories.route("/<slug>/modifier", methods=["GET", "POST"])
@signed_in
def edit(slug: str) -> ResponseReturnValue:
    """Change what is said of a committee."""
    actor = current.actor()
    committee = places.get_committee(slug)
    require(rules.may_edit_committee(actor, committee))
    form = CommitteeForm(obj=committee)
    may_close = rules.may_close_committee(actor)
    if not may_close:
        del form.closed_on
    unsaved.give_back(form, actor, committee.id)
    if form.validate_on_submit():
        try:
            clashes.settle(form, clashes.of_row(form, committee))
            content = form.content(closed_on=committee.closed_on)
            operations.edit_committee(actor, committee, content, form.version.data or 0)
        except RuleBrokenError as error:
            committee = places.get_committee(slug)
            clashes.refuse(form, error, lambda: clashes.of_row(form, committee))
        else:
            flash("Le comité est à jour.")
            return redirect(url_for(".show", slug=slug), 303)
    return render_template("territories/edit.html", form=form, committee=committee), form.status


@territories.route("/<slug>/membres", methods=["GET", "POST"])
@signed_in
def seats(slug: str) -> ResponseReturnValue:
    """Who sits in a committee, and giving another authority its place."""
    actor = current.actor()
    committee = places.get_committee(slug)
    require(rules.may_seat(actor, committee))
    form = NewSeatForm(data={"standing": Standing.MEMBER, "joined_on": clock.today()})
    candidates: Sequence[LocalAuthority] = ()
    if form.validate_on_submit():
        authority, candidates = chosen_authority(form)
        if authority is not None:
            try:
                operations.seat_authority(actor, committee, authority, form.content())
            except RuleBrokenError as error:
                form.refuse(error)
            else:
                flash(f"{authority.name} siège maintenant dans le comité.")
                return redirect(url_for(".seats", slug=slug), 303)
    return render_template(
        "territories/seats.html",
        committee=committee,
        seats=places.list_seats(committee.id),
        form=form,
        candidates=candidates,
        may_change_lead=rules.may_create_committee(actor),
        may_create_authority=rules.may_create_authority(actor),
    ), form.status


@territories.route("/<slug>/membres/<int:seat_id>", methods=["GET", "POST"])
@signed_in
def edit_seat(slug: str, seat_id: int) -> ResponseReturnValue:
    """Change the quality or the dates of a place."""
    actor = current.actor()
    committee = places.get_committee(slug)
    require(rules.may_seat(actor, committee))
    seat = places.get_seat(committee.id, seat_id)
    form = SeatDatesForm(obj=seat)
    if form.validate_on_submit():
        try:
            operations.edit_seat(actor, committee, seat, form.content())
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash(f"La place de {seat.authority.name} est à jour.")
            return redirect(url_for(".seats", slug=slug), 303)
    return render_template(
        "territories/edit_seat.html", committee=committee, seat=seat, form=form
    ), form.status


@territories.post("/<slug>/membres/<int:seat_id>/depart")
@signed_in
def end_seat(slug: str, seat_id: int) -> ResponseReturnValue:
    """An authority leaves the committee today."""
    actor = current.actor()
    committee = places.get_committee(slug)
    seat = places.get_seat(committee.id, seat_id)
    operations.end_seat(actor, committee, seat)
    flash(f"{seat.authority.name} ne siège plus dans le comité. Ce qu’elle a partagé reste lisible.")
    return redirect(url_for(".seats", slug=slug), 303)


@territories.post("/<slug>/cheffe-de-file")
@signed_in
def change_lead(slug: str) -> ResponseReturnValue:
    """Give a committee another lead authority."""
    actor = current.actor()
    committee = places.get_committee(slug)
    seat = places.get_seat(committee.id, whole(request.form.get("seat_id")) or 0)
    operations.change_lead(actor, committee, seat.authority)
    flash(f"{seat.authority.name} est désormais cheffe de file du comité.")
    return redirect(url_for(".seats", slug=slug), 303)
