"""The people of an authority, for its editors: who writes for it, in what role, and whom to invite."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current, labels, operations, permissions, queries
from comite.accounts.former_trash import PLACE
from comite.accounts.forms import InvitationForm, InvitationListForm
from comite.accounts.labels import ROLE_HINTS, ROLES
from comite.accounts.models import Membership, Role
from comite.accounts.readers import Reader
from comite.accounts.trash import undo_path
from comite.accounts.views.invitations import keep_refused, lines_of, offer_roles
from comite.accounts.views.paging import addresses
from comite.foundation.errors import InvalidRequestError, NotFoundError, RuleBrokenError, require
from comite.foundation.rendering import flash_undo
from comite.foundation.security import signed_in
from comite.territories import queries as places

members = Blueprint("members", __name__)


@members.route("/collectivites/<slug>/personnes", methods=["GET", "POST"])
@signed_in
def index(slug: str) -> ResponseReturnValue:
    """Who writes for an authority, and inviting one more person."""
    actor = current.actor()
    authority = places.get_authority(slug)
    require(permissions.may_manage_people(actor, authority.id))
    form = InvitationForm(data={"role": Role.AGENT})
    offer_roles(form, permissions.may_invite(actor, authority.id, Role.ANIMATOR))
    if form.validate_on_submit():
        try:
            invitation = operations.invite(
                actor, form.email.data or "", authority, form.role.data, name=form.name.data or ""
            )
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash(labels.invited(invitation))
            return redirect(url_for(".index", slug=slug), 303)
    page = queries.list_invitations(authority_id=authority.id, cursor=request.args.get("page"))
    people = queries.list_people_of([authority.id])
    return render_template(
        "members/index.html",
        authority=authority,
        people=people,
        manageable={each.id for each in people if _may_change(actor, each)},
        may_animate=permissions.may_invite(actor, authority.id, Role.ANIMATOR),
        form=form,
        page=page,
        turns=addresses(page),
        roles=ROLES,
        role_hints=ROLE_HINTS,
    ), form.status


@members.route("/collectivites/<slug>/personnes/liste", methods=["GET", "POST"])
@signed_in
def invite_list(slug: str) -> ResponseReturnValue:
    """Invite the people of a list for an authority."""
    actor = current.actor()
    authority = places.get_authority(slug)
    require(permissions.may_manage_people(actor, authority.id))
    form = InvitationListForm()
    report: list[operations.Reported] | None = None
    if form.validate_on_submit():
        try:
            report = operations.invite_list(actor, lines_of(form), committee=None, authority=authority)
            keep_refused(form, report)
        except RuleBrokenError as error:
            form.refuse(error)
    return render_template(
        "invitations/list.html",
        title=authority.name,
        back_url=url_for(".index", slug=slug),
        form=form,
        report=report,
        roles=ROLES,
    ), form.status


@members.post("/adhesions/<int:membership_id>/role")
@signed_in
def change_role(membership_id: int) -> ResponseReturnValue:
    """Give a person another role for an authority."""
    actor = current.actor()
    membership = _managed(actor, membership_id)
    wanted = request.form.get("role", "")
    if wanted not in set(Role):
        raise InvalidRequestError
    operations.change_role(actor, membership, Role(wanted))
    flash(f"{membership.user.name} : rôle « {ROLES[membership.role]} ». Ses connexions sont fermées.")
    return redirect(url_for(".index", slug=membership.authority.slug), 303)


@members.post("/adhesions/<int:membership_id>/fin")
@signed_in
def end(membership_id: int) -> ResponseReturnValue:
    """A person writes no longer for an authority."""
    actor = current.actor()
    membership = _managed(actor, membership_id)
    name, place = membership.user.name, membership.authority.name
    ids = membership.user_id, membership.authority_id
    operations.end_membership(actor, membership)
    former = queries.find_former_membership(*ids)
    said = f"{name} n’écrit plus pour {place}. Vous pouvez lui rendre sa place pendant trente jours."
    if former is not None:
        flash_undo(said, undo_path(PLACE, former.id))
    return redirect(url_for(".index", slug=membership.authority.slug), 303)


def _managed(actor: Reader, membership_id: int) -> Membership:
    """A person's place, for those who may know that it exists."""
    membership = queries.get_membership(membership_id)
    if not permissions.may_manage_people(actor, membership.authority_id):
        raise NotFoundError
    return membership


def _may_change(actor: Reader, membership: Membership) -> bool:
    """Whether a role may be changed: those above one's own reach, and one's own, may not."""
    is_own = membership.user_id == actor.user_id
    return not is_own and permissions.may_invite(actor, membership.authority_id, membership.role)
