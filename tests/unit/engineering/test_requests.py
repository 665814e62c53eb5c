"""Asking for help, offering it, answering: each refusal beside its success."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from comite.accounts.audiences import Audience
from comite.engineering.content import OfferContent, RequestContent
from comite.engineering.errors import (
    AlreadyAnsweredError,
    MissionUnderWayError,
    NoCommitteeError,
    NotAmongPeersError,
    NothingSaidError,
    OfferAcceptedError,
    OfferGoneError,
    PeerHelpsError,
    SettledRequestError,
    StillOpenError,
)
from comite.engineering.models.requests import HelpRequest, RequestStatus
from comite.engineering.operations import offers, requests
from comite.engineering.queries import requests as queries
from comite.foundation import clock
from comite.foundation.database import db, write
from comite.foundation.errors import NotAllowedError, NotFoundError, StaleVersionError
from comite.notifications.models import Notification, Reason
from comite.territories.models import Committee
from tests.cast import Cast
from tests.conftest import waiting_jobs
from tests.factories_engineering import (
    SENTENCE,
    again,
    close_mission,
    make_mission,
    make_offer,
    make_request,
)
from tests.factories_people import make_authority, make_person, make_seat, the_authority, the_committee


def told(reason: Reason) -> set[int]:
    """Who was told for this reason."""
    return set(db.session.scalars(db.select(Notification.recipient_id).where(Notification.reason == reason)))


def test_one_sentence_is_a_request_and_the_animator_is_told(cast: Cast) -> None:
    request = make_request(cast, with_peers=False)

    assert request.status is RequestStatus.OPEN
    assert request.audience is Audience.AUTHORITY
    assert request.is_for_lead
    assert told(Reason.HELP_ASKED) == {cast.elise.user_id}
    assert "notifications.operations.send_mail" in [each.replace(".telling", "") for each in waiting_jobs()]


def test_nobody_asks_for_an_authority_that_is_not_theirs(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        requests.ask_for_help(
            cast.chloe,
            the_authority(cast.valmer),
            the_committee(cast.committee),
            RequestContent(SENTENCE),
            with_peers=True,
        )


def test_a_request_goes_to_a_committee_where_the_authority_sits(cast: Cast) -> None:
    with pytest.raises(NoCommitteeError):
        make_request(cast, committee=cast.other_committee)


def test_a_request_of_spaces_says_nothing(cast: Cast) -> None:
    with pytest.raises(NothingSaidError):
        make_request(cast, sentence=" \u200f \n ")


def test_a_request_is_said_better_once_and_a_stale_form_is_refused(cast: Cast) -> None:
    request = make_request(cast)

    requests.edit_request(
        cast.amina, request, RequestContent("Trier les courriels"), with_peers=True, version=1
    )

    assert again(cast.bruno, request).sentence == "Trier les courriels"
    with pytest.raises(StaleVersionError):
        requests.edit_request(
            cast.bruno, again(cast.bruno, request), RequestContent("Autre"), with_peers=True, version=1
        )


def test_nobody_else_changes_a_request(cast: Cast) -> None:
    request = make_request(cast)

    for stranger in (cast.elise, cast.farid, cast.denis):
        with pytest.raises(NotAllowedError):
            requests.edit_request(stranger, request, RequestContent("Autre"), with_peers=True, version=1)
        with pytest.raises(NotAllowedError):
            requests.withdraw_request(stranger, request)


def test_an_offer_is_told_to_those_who_asked_and_moves_the_request(cast: Cast) -> None:
    request = make_request(cast)

    make_offer(cast, request)

    assert again(cast.bruno, request).status is RequestStatus.OFFERED
    assert told(Reason.HELP_OFFERED) == {cast.amina.user_id, cast.bruno.user_id}


def test_an_offer_engages_another_authority_through_its_editors(cast: Cast) -> None:
    request = make_request(cast)
    content = OfferContent(4, "Un jour.")

    with pytest.raises(NotAllowedError):  # nobody helps themselves
        offers.offer_help(cast.amina, request, the_authority(cast.valmer), content)
    with pytest.raises(NotAllowedError):  # Farid is an agent
        offers.offer_help(cast.farid, request, the_authority(cast.waters), content)
    with pytest.raises(NotAllowedError):  # Chloé does not read it
        offers.offer_help(cast.chloe, request, the_authority(cast.ostrelle), content)
    with pytest.raises(NothingSaidError):
        offers.offer_help(cast.elise, request, the_authority(cast.lead), OfferContent(4, "  "))


def test_an_accepted_offer_is_a_mission_that_books_its_days(cast: Cast) -> None:
    mission = make_mission(cast, quarter_days=10)

    request = queries.get_request(cast.bruno, SLUG)
    assert mission.quarter_days_booked == 10
    assert request.status is RequestStatus.IN_MISSION
    assert told(Reason.OFFER_ACCEPTED) == {cast.elise.user_id}


SLUG = "nous-voudrions-trier-les-courriels-recus-en-mairie"


def test_an_offer_is_answered_once_by_those_who_asked(cast: Cast) -> None:
    request = make_request(cast)
    offer = make_offer(cast, request)

    with pytest.raises(NotAllowedError):
        offers.accept_offer(cast.elise, request, offer, "")
    with pytest.raises(NothingSaidError):
        offers.decline_offer(cast.bruno, request, offer, " ")
    offers.decline_offer(cast.bruno, request, offer, "Trop tôt pour nous.")

    with pytest.raises(AlreadyAnsweredError):
        offers.accept_offer(cast.bruno, request, offer, "")
    assert again(cast.bruno, request).status is RequestStatus.OPEN
    assert told(Reason.OFFER_DECLINED) == {cast.elise.user_id}


def test_an_offer_is_taken_back_until_somebody_counts_on_it(cast: Cast) -> None:
    request = make_request(cast)
    gone, kept = make_offer(cast, request), make_offer(cast, request)

    with pytest.raises(NotAllowedError):
        offers.take_back_offer(cast.bruno, gone)
    offers.take_back_offer(cast.elise, gone)
    with pytest.raises(OfferGoneError):
        offers.accept_offer(cast.bruno, request, gone, "")
    offers.accept_offer(cast.bruno, request, kept, "")

    with pytest.raises(OfferAcceptedError):
        offers.take_back_offer(cast.elise, kept)


def test_an_offer_made_to_others_cannot_be_answered(cast: Cast) -> None:
    request, other = make_request(cast), make_request(cast, by=cast.farid, sentence="Lire les compteurs")

    offer = make_offer(cast, other)

    with pytest.raises(NotFoundError):
        offers.accept_offer(cast.bruno, request, offer, "")


def test_a_request_is_closed_with_a_word_or_withdrawn_but_not_during_a_mission(cast: Cast) -> None:
    request, busy = make_request(cast), make_mission(cast, sentence="Lire les vieux cadastres")

    with pytest.raises(NothingSaidError):
        requests.close_request(cast.bruno, request, "")
    requests.close_request(cast.bruno, request, "Notre logiciel le faisait déjà.")
    with pytest.raises(SettledRequestError):
        requests.withdraw_request(cast.bruno, request)

    under_way = queries.get_request(cast.bruno, "lire-les-vieux-cadastres")
    assert busy.request_id == under_way.id
    with pytest.raises(MissionUnderWayError):
        requests.withdraw_request(cast.bruno, under_way)
    with pytest.raises(SettledRequestError):
        make_offer(cast, request)


def test_what_was_withdrawn_or_closed_too_soon_is_asked_again(cast: Cast) -> None:
    request = make_request(cast)
    make_offer(cast, request)

    requests.withdraw_request(cast.bruno, request)
    requests.ask_again(cast.bruno, request)
    offered = request.status, request.settled_at
    requests.close_request(cast.bruno, request, "Notre logiciel le faisait déjà.")
    with pytest.raises(NotAllowedError):
        requests.ask_again(cast.chloe, request)
    requests.ask_again(cast.bruno, request)

    assert offered == (RequestStatus.OFFERED, None)
    assert (request.status, request.settled_word) == (RequestStatus.OFFERED, "")
    with pytest.raises(StillOpenError):
        requests.ask_again(cast.bruno, request)


def test_what_its_missions_closed_is_not_asked_again(cast: Cast) -> None:
    close_mission(cast, make_mission(cast))

    with pytest.raises(StillOpenError):
        requests.ask_again(cast.bruno, queries.get_request(cast.bruno, SLUG))


def test_closing_its_last_mission_closes_a_request(cast: Cast) -> None:
    mission = make_mission(cast)

    close_mission(cast, mission)

    assert queries.get_request(cast.bruno, SLUG).status is RequestStatus.CLOSED


def test_grouped_requests_share_offers_and_answer_each_for_itself(cast: Cast) -> None:
    mine, theirs = make_request(cast), make_request(cast, by=cast.farid)
    requests.group_requests(cast.elise, mine, theirs)

    offer = make_offer(cast, again(cast.bruno, mine))

    shared = again(cast.farid, theirs)
    assert [each.id for each in queries.list_offers(cast.farid, shared)] == [offer.id]
    assert shared.status is RequestStatus.OFFERED
    assert told(Reason.HELP_OFFERED) == {cast.amina.user_id, cast.bruno.user_id, cast.farid.user_id}
    offers.accept_offer(cast.farid, shared, offer, "")
    assert again(cast.bruno, mine).status is RequestStatus.OFFERED
    offers.accept_offer(cast.bruno, again(cast.bruno, mine), offer, "")
    assert again(cast.bruno, mine).status is RequestStatus.IN_MISSION


def test_a_group_of_one_is_none(cast: Cast) -> None:
    mine, theirs = make_request(cast), make_request(cast, by=cast.farid)
    requests.group_requests(cast.bruno, mine, theirs)

    requests.leave_group(cast.farid, again(cast.farid, theirs))

    assert again(cast.bruno, mine).group_id is None


def test_only_what_the_committee_reads_is_grouped(cast: Cast) -> None:
    mine, theirs = make_request(cast, with_peers=False), make_request(cast, by=cast.farid)

    with pytest.raises(NotAmongPeersError):
        requests.group_requests(cast.bruno, mine, theirs)
    with pytest.raises(NotAllowedError):  # Farid does not read it
        requests.group_requests(cast.farid, again(cast.farid, theirs), mine)
    with pytest.raises(NotAllowedError):  # neither is hers
        requests.group_requests(cast.chloe, theirs, theirs)


def test_a_request_that_leaves_its_peers_leaves_its_group(cast: Cast) -> None:
    mine, theirs = make_request(cast), make_request(cast, by=cast.farid)
    requests.group_requests(cast.bruno, mine, theirs)
    shared = again(cast.bruno, mine)

    requests.edit_request(
        cast.bruno, shared, RequestContent(SENTENCE), with_peers=False, version=shared.version
    )

    assert again(cast.bruno, mine).group_id is None
    assert again(cast.farid, theirs).group_id is None


def peer(cast: Cast):
    """An editor of another member of the committee."""
    place = make_authority("Pair-sur-Val", insee_code="99077")
    make_seat(cast.committee, place)
    return make_person(cast, name="Paul Pair", authority=place.id, role=cast.amina.affiliations[0].role)


def test_a_peer_that_helps_must_go_on_reading(cast: Cast) -> None:
    helper = peer(cast)
    make_mission(cast, helper=helper)
    request = queries.get_request(cast.bruno, SLUG)

    with pytest.raises(PeerHelpsError):
        requests.edit_request(
            cast.bruno, request, RequestContent(SENTENCE), with_peers=False, version=request.version
        )


def test_an_offer_of_a_peer_is_not_accepted_behind_its_back(cast: Cast) -> None:
    helper, request = peer(cast), make_request(cast)
    offer = make_offer(cast, request, by=helper)
    requests.edit_request(
        cast.bruno, request, RequestContent(SENTENCE), with_peers=False, version=request.version
    )

    with pytest.raises(PeerHelpsError):
        offers.accept_offer(cast.bruno, request, offer, "")


def test_narrowing_a_request_takes_its_peers_away_at_once(cast: Cast) -> None:
    request = make_request(cast)
    assert queries.get_request(cast.farid, request.slug)

    requests.edit_request(
        cast.bruno, request, RequestContent(SENTENCE), with_peers=False, version=request.version
    )

    db.session.remove()
    with pytest.raises(NotFoundError):
        queries.get_request(cast.farid, request.slug)
    assert queries.get_request(cast.elise, request.slug)
    assert queries.get_request(cast.denis, request.slug)


def test_a_new_lead_authority_reads_what_was_addressed_to_the_former(cast: Cast) -> None:
    from comite.accounts import queries as accounts

    request = make_request(cast, with_peers=False)
    with write() as session:
        session.execute(
            update(Committee).where(Committee.id == cast.committee).values(lead_authority_id=cast.waters)
        )
    db.session.remove()

    assert queries.get_request(accounts.reader_of(cast.farid.user_id), request.slug)
    with pytest.raises(NotFoundError):
        queries.get_request(accounts.reader_of(cast.elise.user_id), request.slug)


def test_the_database_itself_refuses_a_request_that_the_lead_does_not_read(cast: Cast) -> None:
    from comite.foundation.errors import ConflictError

    request = make_request(cast)

    with pytest.raises(ConflictError), write() as session:
        session.execute(update(HelpRequest).where(HelpRequest.id == request.id).values(is_for_lead=False))


def test_a_deadline_may_be_said(cast: Cast) -> None:
    soon = clock.today() + timedelta(days=30)

    assert make_request(cast, deadline_on=soon).deadline_on == soon
