"""Inviting people to write for the authorities of a committee, one by one or by a list."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current, labels, operations, permissions, queries
from comite.accounts.errors import TooManyLinesError
from comite.accounts.forms import (
    CommitteeInvitationForm,
    CommitteeInvitationListForm,
    InvitationForm,
    InvitationListForm,
)
from comite.accounts.invitation_lists import BYTES_MAX, LINES_MAX, Line, decode, each_line
from comite.accounts.labels import ROLE_HINTS, ROLES
from comite.accounts.models import Role
from comite.accounts.views.paging import addresses
from comite.foundation.errors import NotFoundError, RuleBrokenError, require
from comite.foundation.forms import offer, sent_files
from comite.foundation.security import safe_next, signed_in
from comite.territories import queries as places
from comite.territories.models import Committee, LocalAuthority

invitations = Blueprint("invitations", __name__)


@invitations.route("/comites/<slug>/invitations", methods=["GET", "POST"])
@signed_in
def of_committee(slug: str) -> ResponseReturnValue:
    """Invite one person for an authority of a committee, and see the invitations that wait."""
    actor = current.actor()
    committee = places.get_committee(slug)
    require(permissions.may_invite_to(actor, committee, Role.AGENT))
    seated = _seated(committee)
    form = CommitteeInvitationForm(data={"role": Role.AGENT})
    offer(form.authority, [(each.id, each.name) for each in seated])
    offer_roles(form, permissions.may_invite_to(actor, committee, Role.ANIMATOR))
    if form.validate_on_submit():
        authority = next((each for each in seated if each.id == form.authority.data), None)
        try:
            if authority is None:
                raise NotFoundError
            address, role = form.email.data or "", form.role.data
            name = form.name.data or ""
            invitation = operations.invite(actor, address, authority, role, name=name, committee=committee)
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash(labels.invited(invitation))
            return redirect(url_for(".of_committee", slug=slug), 303)
    page = queries.list_invitations(committee_id=committee.id, cursor=request.args.get("page"))
    return render_template(
        "invitations/of_committee.html",
        committee=committee,
        form=form,
        page=page,
        turns=addresses(page),
        roles=ROLES,
        role_hints=ROLE_HINTS,
    ), form.status


@invitations.route("/comites/<slug>/invitations/liste", methods=["GET", "POST"])
@signed_in
def list_of_committee(slug: str) -> ResponseReturnValue:
    """Invite the people of a list for the authorities of a committee."""
    actor = current.actor()
    committee = places.get_committee(slug)
    require(permissions.may_invite_to(actor, committee, Role.AGENT))
    seated = _seated(committee)
    form = CommitteeInvitationListForm()
    offer(form.authority, [(each.id, each.name) for each in seated], blank="Refuser ces lignes")
    report: list[operations.Reported] | None = None
    if form.validate_on_submit():
        default = next((each for each in seated if each.id == form.authority.data), None)
        try:
            report = operations.invite_list(actor, lines_of(form), committee=committee, authority=default)
            keep_refused(form, report)
        except RuleBrokenError as error:
            form.refuse(error)
    return render_template(
        "invitations/list.html",
        title=committee.name,
        back_url=url_for(".of_committee", slug=slug),
        form=form,
        report=report,
        roles=ROLES,
    ), form.status


@invitations.post("/invitations/<int:invitation_id>/renvoi")
@signed_in
def send_again(invitation_id: int) -> ResponseReturnValue:
    """Send an invitation again, with a new link."""
    actor = current.actor()
    invitation = queries.get_invitation(invitation_id)
    if invitation is None or not permissions.may_withdraw(actor, invitation):
        raise NotFoundError
    operations.send_invitation_again(actor, invitation)
    flash(f"Un nouveau lien est parti à {invitation.email}. L’ancien ne sert plus.")
    return redirect(_back(), 303)


@invitations.post("/invitations/<int:invitation_id>/retrait")
@signed_in
def withdraw(invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    actor = current.actor()
    invitation = queries.get_invitation(invitation_id)
    if invitation is None or not permissions.may_withdraw(actor, invitation):
        raise NotFoundError
    operations.withdraw_invitation(actor, invitation)
    flash(f"L’invitation de {invitation.email} est retirée : son lien ne sert plus.")
    return redirect(_back(), 303)


def lines_of(form: InvitationListForm) -> list[Line]:
    """The lines that were pasted and those of the file, which then stand in the form, to be mended."""
    text = form.people.data or ""
    for document in sent_files(form.document):
        content = document.stream.read(BYTES_MAX + 1)
        if len(content) > BYTES_MAX:
            raise TooManyLinesError
        text = f"{text}\n{decode(content)}".strip()
    form.people.data = text
    lines = list(each_line(text))
    if len(lines) > LINES_MAX:
        raise TooManyLinesError
    return lines


def keep_refused(form: InvitationListForm, report: Sequence[operations.Reported]) -> None:
    """Leave in the form only the lines to be mended, so that sending it again invites nobody twice."""
    form.people.data = "\n".join(each.line.written for each in report if each.refusal)


def offer_roles(form: InvitationForm, with_animator: bool) -> None:
    """Offer the roles that the person may give."""
    form.role.choices = [
        (role.value, ROLES[role]) for role in Role if role is not Role.ANIMATOR or with_animator
    ]


def _seated(committee: Committee) -> list[LocalAuthority]:
    """The authorities that have a place in a committee today."""
    return [seat.authority for seat in places.list_seats(committee.id) if seat.is_current]


def _back() -> str:
    """The page from which a small form was sent."""
    return safe_next(request.form.get("next"), url_for("home.index"))
