"""How a committee meets: its rules, its seats, its colleges."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts import queries as accounts
from comite.accounts.trash import undo_path
from comite.foundation import clashes, clock
from comite.foundation.errors import RuleBrokenError, require
from comite.foundation.forms import is_sent, offer
from comite.foundation.rendering import flash_undo
from comite.foundation.security import signed_in
from comite.meetings import labels, permissions
from comite.meetings.forms import CollegeForm, MandateForm, NewSeatForm, RulesForm, SeatForm
from comite.meetings.models.rules import Rules
from comite.meetings.models.seats import SeatFacts
from comite.meetings.operations import rules as rule_operations
from comite.meetings.operations import seats as operations
from comite.meetings.queries import seats as queries
from comite.meetings.queries.rules import rules_of, rules_version
from comite.meetings.trash import COLLEGE, MANDATE, SEAT
from comite.territories import queries as places
from comite.territories.models import Committee

committee_settings = Blueprint("committee_settings", __name__, url_prefix="/comites")


@committee_settings.route("/<slug>/reglement", methods=["GET", "POST"])
@signed_in
def rules(slug: str) -> ResponseReturnValue:
    """The rules of a committee; its people read them, its animator changes them."""
    actor = current.actor()
    committee = places.get_committee(slug)
    require(permissions.may_see_seats(actor, committee))
    may_change = permissions.may_run(actor, committee)
    found = rules_of(committee.id)
    saved = _saved(committee.id)
    form = RulesForm(data=saved)
    if is_sent():
        require(may_change)
    if form.validate_on_submit():
        try:
            clashes.settle(form, saved)
            rule_operations.change_rules(actor, committee, form.content(), form.version.data or 0)
        except RuleBrokenError as error:
            committee = places.get_committee(slug)
            clashes.refuse(form, error, lambda: _saved(committee.id))
        else:
            flash("Le règlement est à jour. Le changement est inscrit au journal du comité.")
            return redirect(url_for(".rules", slug=slug), 303)
    return render_template(
        "meetings/rules.html",
        committee=committee,
        form=form,
        rules=found,
        defaults=Rules(),
        may_change=may_change,
        labels=labels,
    ), form.status


def _saved(committee_id: int) -> dict[str, object]:
    """What the form shows of the rules of a committee."""
    return {**vars(rules_of(committee_id)), "version": rules_version(committee_id)}


@committee_settings.route("/<slug>/sieges", methods=["GET", "POST"])
@signed_in
def seats(slug: str) -> ResponseReturnValue:
    """The seats of a committee, by authority, with the people who hold them."""
    actor = current.actor()
    committee = places.get_committee(slug)
    require(permissions.may_see_seats(actor, committee))
    may_change = permissions.may_run(actor, committee)
    members = places.list_members(committee.id, clock.today())
    form = NewSeatForm()
    offer(form.authority, [(each.id, each.name) for each in members])
    if is_sent():
        require(may_change)
    if form.validate_on_submit():
        chosen = next(each for each in members if each.id == form.authority.data)
        seat = operations.add_seat(actor, committee, chosen, SeatFacts())
        flash(f"{chosen.name} a un siège de plus. Désignez qui l’occupe.")
        return redirect(url_for(".seat", slug=slug, seat_id=seat.id), 303)
    found = queries.list_seats(committee.id, clock.today())
    seated = {each.authority_id for each in found}
    return render_template(
        "meetings/seats.html",
        committee=committee,
        seats=found,
        missing=[each for each in members if each.id not in seated],
        colleges=queries.list_colleges(committee.id),
        form=form,
        may_change=may_change,
        rules=rules_of(committee.id),
        today=clock.today(),
    ), form.status


@committee_settings.post("/<slug>/sieges/manquants")
@signed_in
def add_missing(slug: str) -> ResponseReturnValue:
    """Give one seat to each member authority that has none."""
    committee = places.get_committee(slug)
    count = operations.add_missing_seats(current.actor(), committee)
    flash(f"{count} sièges sont créés." if count > 1 else "Les sièges sont à jour.")
    return redirect(url_for(".seats", slug=slug), 303)


@committee_settings.route("/<slug>/sieges/<int:seat_id>", methods=["GET", "POST"])
@signed_in
def seat(slug: str, seat_id: int) -> ResponseReturnValue:
    """One seat: its name, its weight, its college, its mandates."""
    actor, committee = current.actor(), places.get_committee(slug)
    require(permissions.may_run(actor, committee))
    found = queries.get_seat(committee.id, seat_id)
    form = SeatForm(data={"name": found.name, "weight": found.weight, "college": found.college_id})
    _offer_colleges(form, committee)
    if form.validate_on_submit():
        operations.edit_seat(actor, found, form.content())
        flash("Le siège est à jour.")
        return redirect(url_for(".seats", slug=slug), 303)
    return _seat_page(committee, seat_id, form=form)


def _offer_colleges(form: SeatForm, committee: Committee) -> None:
    """The colleges of the committee."""
    colleges = queries.list_colleges(committee.id)
    offer(form.college, [(each.id, each.name) for each in colleges], blank="Aucun collège")


def _seat_page(
    committee: Committee,
    seat_id: int,
    *,
    form: SeatForm | None = None,
    mandate_form: MandateForm | None = None,
) -> ResponseReturnValue:
    """The page of a seat, with the form that was refused, if one was."""
    found = queries.get_seat(committee.id, seat_id)
    sent = form or mandate_form
    return render_template(
        "meetings/seat.html",
        committee=committee,
        seat=found,
        form=form,
        mandate_form=mandate_form,
        people=accounts.list_people_of([found.authority_id]),
        today=clock.today(),
        rules=rules_of(committee.id),
    ), sent.status if sent else 200


@committee_settings.route("/<slug>/sieges/<int:seat_id>/mandats", methods=["GET", "POST"])
@signed_in
def mandate(slug: str, seat_id: int) -> ResponseReturnValue:
    """Have somebody sit there."""
    actor, committee = current.actor(), places.get_committee(slug)
    require(permissions.may_run(actor, committee))
    found = queries.get_seat(committee.id, seat_id)
    form = MandateForm(data={"starts_on": clock.today()})
    people = {each.user_id: each.user.name for each in accounts.list_people_of([found.authority_id])}
    offer(form.person, list(people.items()))
    if form.validate_on_submit():
        try:
            operations.give_mandate(actor, found, form.content())
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Le mandat est enregistré.")
            return redirect(url_for(".seat", slug=slug, seat_id=seat_id), 303)
    return _seat_page(committee, seat_id, mandate_form=form)


@committee_settings.post("/<slug>/sieges/<int:seat_id>/mandats/<int:mandate_id>/fin")
@signed_in
def end_mandate(slug: str, seat_id: int, mandate_id: int) -> ResponseReturnValue:
    """End a mandate today."""
    committee = places.get_committee(slug)
    found = queries.get_seat(committee.id, seat_id)
    operations.end_mandate(current.actor(), found, queries.get_mandate(found, mandate_id))
    flash_undo(
        "Le mandat est terminé. Vous pouvez le rétablir pendant trente jours.", undo_path(MANDATE, mandate_id)
    )
    return redirect(url_for(".seat", slug=slug, seat_id=seat_id), 303)


@committee_settings.post("/<slug>/sieges/<int:seat_id>/fin")
@signed_in
def end_seat(slug: str, seat_id: int) -> ResponseReturnValue:
    """A seat no longer counts from today."""
    committee = places.get_committee(slug)
    operations.end_seat(current.actor(), queries.get_seat(committee.id, seat_id))
    flash_undo(
        "Le siège est dans la corbeille, pour trente jours. Ce qu’il a voté reste au registre.",
        undo_path(SEAT, seat_id),
    )
    return redirect(url_for(".seats", slug=slug), 303)


@committee_settings.route("/<slug>/colleges", methods=["GET", "POST"])
@signed_in
def colleges(slug: str) -> ResponseReturnValue:
    """The colleges of a committee."""
    actor, committee = current.actor(), places.get_committee(slug)
    require(permissions.may_run(actor, committee))
    form = CollegeForm()
    if form.validate_on_submit():
        try:
            operations.add_college(actor, committee, form.name.data or "")
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Le collège est créé. Rattachez-lui des sièges.")
            return redirect(url_for(".colleges", slug=slug), 303)
    return render_template(
        "meetings/colleges.html",
        committee=committee,
        colleges=queries.list_colleges(committee.id),
        form=form,
    ), form.status


@committee_settings.post("/<slug>/colleges/<int:college_id>/retrait")
@signed_in
def remove_college(slug: str, college_id: int) -> ResponseReturnValue:
    """Throw away a college without seats."""
    committee = places.get_committee(slug)
    operations.remove_college(current.actor(), committee, queries.get_college(committee.id, college_id))
    flash_undo("Le collège est dans la corbeille, pour trente jours.", undo_path(COLLEGE, college_id))
    return redirect(url_for(".colleges", slug=slug), 303)
