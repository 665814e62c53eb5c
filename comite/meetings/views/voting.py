"""Where people vote: on the page of the ballot, or by the link of a mail. Opening a page never votes."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts import queries as accounts
from comite.accounts.readers import Reader
from comite.foundation.database import database_now
from comite.foundation.errors import NotFoundError, RuleBrokenError
from comite.foundation.security import everyone, signed_in
from comite.foundation.text import whole
from comite.meetings import ballot_labels as labels
from comite.meetings.ballot_addresses import ballot_address
from comite.meetings.ballot_forms import read_answer
from comite.meetings.ballot_links import VoteLink, key_of, read_vote
from comite.meetings.errors import NotOfferedError
from comite.meetings.models.ballots import Ballot
from comite.meetings.operations.voting import cast_vote
from comite.meetings.queries import ballots as queries
from comite.meetings.tally import offered

voting = Blueprint("voting", __name__, url_prefix="/votes")
SAID = "Votre vote est enregistré. Vous pouvez le changer jusqu’à la fin : le dernier compte."
SAID_SECRETLY = "Votre vote est dans l’urne. Personne ne peut savoir ce que vous avez choisi."


@voting.post("/<int:ballot_id>/bulletin")
@signed_in
def cast(ballot_id: int) -> ResponseReturnValue:
    """Vote for a seat, signed in."""
    actor = current.actor()
    ballot = queries.get_ballot(actor, ballot_id)
    try:
        _cast(actor, ballot)
    except RuleBrokenError as error:
        return _page(actor, queries.get_ballot(actor, ballot_id), "", str(error))
    return redirect(ballot_address(ballot), 303)


@voting.route("/voter/<key>", methods=["GET", "POST"])
@everyone
def by_link(key: str) -> ResponseReturnValue:
    """The page that the link of a mail opens, without signing in: one question, one click."""
    link = read_vote(key)
    if link is None:
        raise NotFoundError
    voter = accounts.reader_of(link.user_id)
    if not voter.is_signed_in:
        raise NotFoundError  # suspended or erased since the mail
    ballot = queries.get_ballot_of_link(link.ballot_id, link.user_id)
    if request.method == "GET":
        return _page(voter, ballot, key)
    try:
        _cast(voter, ballot)
    except RuleBrokenError as error:
        return _page(voter, queries.get_ballot_of_link(link.ballot_id, link.user_id), key, str(error))
    return redirect(f"/votes/voter/{key_of(VoteLink(link.ballot_id, link.user_id))}", 303)


def _cast(actor: Reader, ballot: Ballot) -> None:
    """Read what was pressed, and vote."""
    voter = queries.get_voter(ballot, whole(request.form.get("voter")) or 0)
    answer = read_answer(request.form.get("choice", ""))
    if answer is None:
        raise NotOfferedError
    cast_vote(actor, ballot, voter, answer)
    flash(SAID_SECRETLY if ballot.is_secret else SAID)


def _page(actor: Reader, ballot: Ballot, key: str, refusal: str = "") -> ResponseReturnValue:
    """The question and one button for each answer, for each seat the person speaks for."""
    now = database_now()
    options = {each.id: each.label for each in ballot.options}
    page = render_template(
        "ballots/vote.html",
        ballot=ballot,
        labels=labels,
        options=options,
        answers=offered(ballot.kind, options),
        voices=queries.voices_of(ballot, actor.user_id),
        voter_name=actor.name,
        is_open=ballot.takes_votes(now),
        key=key,
        refusal=refusal,
        address=ballot_address(ballot),
    )
    return page, 409 if refusal else 200
