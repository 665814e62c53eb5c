"""The pages of votes: two clicks from the mail, nothing shown before the end, kind words when refused."""

import re
from datetime import timedelta

import pytest

from comite.foundation import clock
from comite.foundation.database import db, write
from comite.foundation.rendering import instant
from comite.meetings.ballot_links import VoteLink, key_of
from comite.meetings.models.ballots import Ballot, BallotMethod, BallotVoter, Choice, SecretPaper, Vote
from comite.meetings.models.meetings import MeetingStatus
from comite.meetings.operations.voting import cast_vote
from comite.meetings.tally import Answer
from tests.cast import Cast
from tests.client import Client
from tests.conftest import QueryLog
from tests.factories_meetings import make_agenda_item, make_meeting, make_presence
from tests.factories_votes import again, close, holder, make_ballot, make_seats, open_ballot, voter_of

FOR = Answer(Choice.FOR)


def address(ballot: Ballot) -> str:
    return f"/votes/{ballot.id}-{ballot.slug}"


def link(ballot: Ballot, rank: int) -> str:
    """The address that the mail of one commune's holder gives."""
    return f"/votes/voter/{key_of(VoteLink(ballot.id, holder(rank).user_id or 0))}"


def votes() -> list[str]:
    return [
        each.choice.value for each in db.session.scalars(db.select(Vote).order_by(Vote.voter_id, Vote.rank))
    ]


def plain(page: str) -> str:
    """A page with ordinary spaces."""
    return page.replace("\u202f", " ").replace("\xa0", " ")


def buttons(page: str) -> list[str]:
    """What the buttons that vote say and send."""
    return re.findall(r'name="choice"\s+value="(\w+)"', page)


def test_a_remote_vote_takes_two_clicks_from_the_mail_without_signing_in(
    client: Client, cast: Cast, work, data_dir
) -> None:
    make_seats(cast, 3)
    ballot = open_ballot(cast)
    work()
    mail = next((data_dir / "mails").glob("*siege-5001*.eml")).read_text(encoding="utf-8")
    found = re.search(r"/votes/voter/[\w.]+", mail.replace("=\n", ""))

    page = client.get(found[0])
    voter = re.search(r'name="voter" value="(\d+)"', page.text)[1]
    answer = client.post(found[0], {"voter": voter, "choice": "for"}, follow=True)

    assert buttons(page.text) == ["for", "against", "abstain", "aside"]
    assert "Votre vote est enregistré" in answer.text
    assert votes() == ["for"]
    assert voter_of(ballot, 1).id == int(voter)


def test_opening_the_link_never_votes_whatever_it_says(client: Client, cast: Cast) -> None:
    make_seats(cast, 3)
    ballot = open_ballot(cast)
    voter = voter_of(ballot, 0).id

    for _ in range(3):
        client.get(f"{link(ballot, 0)}?voter={voter}&choice=for")
        client.browser.head(link(ballot, 0))

    assert votes() == []


def test_a_vote_is_changed_by_the_same_link_until_the_end(client: Client, cast: Cast) -> None:
    make_seats(cast, 1)
    ballot = open_ballot(cast)
    form = {"voter": voter_of(ballot, 0).id}

    client.post(link(ballot, 0), {**form, "choice": "for"})
    page = client.post(link(ballot, 0), {**form, "choice": "against"}, follow=True)
    with clock.at(ballot.closes_at):
        close_page = client.get(address(ballot))

    assert "Votre vote" in page.text
    assert votes() == ["for", "against"]
    assert close_page.status_code == 404  # a visitor does not read the committee's votes


def test_a_link_opens_one_ballot_for_one_person(client: Client, cast: Cast) -> None:
    make_seats(cast, 2)
    first, second = open_ballot(cast), open_ballot(cast)
    good = key_of(VoteLink(first.id, holder(0).user_id or 0))
    _words, _, seal = good.rpartition(".")

    for key in (
        f"{second.id}.{holder(0).user_id}.{seal}",
        f"{first.id}.{holder(1).user_id}.{seal}",
        good[:-1],
    ):
        assert client.get(f"/votes/voter/{key}").status_code == 404
        assert client.post(f"/votes/voter/{key}", {"choice": "for"}).status_code == 404
    refused = client.post(f"/votes/voter/{good}", {"voter": voter_of(first, 1).id, "choice": "for"})

    assert refused.status_code == 403
    assert votes() == []


def test_the_link_of_somebody_suspended_opens_nothing(client: Client, cast: Cast) -> None:
    from comite.accounts.models import User

    make_seats(cast, 1)
    ballot = open_ballot(cast)
    with write():
        db.session.get(User, holder(0).user_id).suspended_at = clock.now()

    assert client.get(link(ballot, 0)).status_code == 404


def test_a_late_vote_is_refused_with_a_sentence_and_nothing_is_kept(client: Client, cast: Cast) -> None:
    make_seats(cast, 1)
    ballot = open_ballot(cast)
    form = {"voter": voter_of(ballot, 0).id, "choice": "for"}
    close(cast, ballot)

    answer = client.post(link(ballot, 0), form)

    assert answer.status_code == 409
    assert "il est clos, annulé, ou pas encore commencé" in answer.text
    assert votes() == []


@pytest.mark.parametrize("choice", ["", "peut-être", "option", "9999", "٣", "9" * 400, "for "])
def test_what_is_not_offered_is_refused_with_a_sentence(client: Client, cast: Cast, choice: str) -> None:
    make_seats(cast, 1)
    ballot = open_ballot(cast)

    answer = client.post(link(ballot, 0), {"voter": voter_of(ballot, 0).id, "choice": choice})

    assert answer.status_code == 409
    assert "n’est pas proposée" in answer.text


def test_the_result_is_shown_to_nobody_before_the_end(client: Client, cast: Cast) -> None:
    make_seats(cast, 3)
    ballot = open_ballot(cast)
    cast_vote(holder(0), ballot, voter_of(ballot, 0), FOR)

    for person in (cast.elise, cast.denis, cast.amina, holder(1)):
        page = plain(client.as_(person).get(address(ballot)).text)
        assert "1 siège a voté sur 3" in page
        assert "Décompte" not in page
        assert client.as_(person).get(f"/votes/{ballot.id}/feuille").status_code == 404


def test_the_result_says_who_took_part_and_how_each_voted(client: Client, cast: Cast) -> None:
    make_seats(cast, 3)
    ballot = open_ballot(cast)
    cast_vote(holder(0), ballot, voter_of(ballot, 0), FOR)
    cast_vote(holder(1), ballot, voter_of(ballot, 1), FOR)
    close(cast, ballot)

    page = plain(client.as_(cast.amina).get(address(ballot)).text)
    sheet = plain(client.as_(cast.amina).get(f"/votes/{ballot.id}/feuille").text)

    for text in (page, sheet):
        assert "Adopté par 2 voix pour, 0 contre." in text
        assert "2 sièges sur 3" in text
        assert "N’a pas voté" in text
        assert "Commune 00" in text


def test_a_secret_vote_says_so_before_and_is_final(client: Client, cast: Cast) -> None:
    make_seats(cast, 3)
    ballot = open_ballot(cast, is_secret=True)
    form = {"voter": voter_of(ballot, 0).id}

    before = client.get(link(ballot, 0)).text
    after = client.post(link(ballot, 0), {**form, "choice": "for"}, follow=True).text
    again_ = client.post(link(ballot, 0), {**form, "choice": "against"})
    papers = db.session.scalars(db.select(SecretPaper.choice)).all()

    assert "un appui suffit et ne se reprend pas" in before
    assert "dans l’urne" in after
    assert buttons(after) == []
    assert again_.status_code == 409
    assert papers == [Choice.FOR]


def test_the_sign_in_sheet_of_a_secret_vote_is_for_who_runs_it(client: Client, cast: Cast) -> None:
    make_seats(cast, 3)
    ballot = open_ballot(cast, is_secret=True)
    cast_vote(holder(0), ballot, voter_of(ballot, 0), FOR)
    close(cast, ballot)

    assert "Commune 00" not in client.as_(cast.amina).get(address(ballot)).text
    assert "Commune 00" in client.as_(cast.elise).get(address(ballot)).text


def test_the_animator_asks_opens_and_closes(client: Client, cast: Cast) -> None:
    make_seats(cast, 3)
    elise = client.as_(cast.elise)
    day = (clock.today() + timedelta(days=5)).isoformat()
    form = {
        "question": "Quel jour nous réunir ?",
        "kind": "options",
        "options": "Lundi\n\n  Mardi \nLundi",
        "closes_on": day,
        "closes_time": "18:00",
        "participation_percent": "0",
        "visibility": "committee",
    }
    elise.get("/votes/nouveau?comite=1")
    page = elise.post("/votes/nouveau?comite=1", form, follow=True)
    ballot = db.session.scalars(db.select(Ballot)).one()
    opened = elise.post(f"/votes/{ballot.id}/ouverture", follow=True)
    closed = elise.post(f"/votes/{ballot.id}/cloture", follow=True)

    assert "Quel jour nous réunir ?" in page.text
    assert "la liste des votants est figée" in opened.text
    assert "aucune option n’est retenue" in closed.text
    assert [each.label for each in again(cast, ballot).options] == ["Lundi", "Mardi"]
    assert clock.in_paris(again(cast, ballot).closes_at).strftime("%H:%M") == "18:00"


@pytest.mark.parametrize(
    "wrong",
    [
        {"question": ""},
        {"closes_on": ""},
        {"kind": "options", "options": "Une seule"},
        {"kind": "options", "options": "\n".join(map(str, range(13)))},
        {"kind": "autre"},
        {"visibility": "authority"},
        {"closes_time": "midi"},
        {"participation_percent": "101"},
    ],
)
def test_what_is_wrong_in_a_question_is_said_and_the_rest_is_kept(
    client: Client, cast: Cast, wrong: dict[str, str]
) -> None:
    form = {
        "question": "Adopter ?",
        "source": "Des explications.",
        "kind": "motion",
        "closes_on": (clock.today() + timedelta(days=5)).isoformat(),
        "closes_time": "18:00",
        "participation_percent": "50",
        "visibility": "committee",
    }

    answer = client.as_(cast.elise).post("/votes/nouveau?comite=1", {**form, **wrong})

    assert answer.status_code == 422
    assert "Des explications." in answer.text
    assert db.session.scalar(db.select(Ballot.id)) is None


def test_without_quorum_the_page_says_why_the_vote_cannot_open(client: Client, cast: Cast) -> None:
    make_seats(cast, 4)
    meeting = make_meeting(cast, status=MeetingStatus.OPEN)
    item = make_agenda_item(cast, meeting)
    elise = client.as_(cast.elise)
    form = {"question": "Adopter ?", "kind": "motion", "method": "online", "visibility": "committee"}
    elise.get(f"/votes/nouveau?seance={meeting.id}&point={item.id}")
    elise.post(f"/votes/nouveau?seance={meeting.id}&point={item.id}", form)
    ballot = db.session.scalars(db.select(Ballot)).one()

    answer = elise.post(f"/votes/{ballot.id}/ouverture")

    assert ballot.item_id == item.id
    assert answer.status_code == 409
    assert "Le quorum n’est pas atteint" in answer.text


def test_raised_hands_are_recorded_on_one_page(client: Client, cast: Cast) -> None:
    seats = make_seats(cast, 3)
    meeting = make_meeting(cast, status=MeetingStatus.OPEN)
    for rank, seat in enumerate(seats):
        make_presence(cast, meeting, seat, holder(rank))
    ballot = open_ballot(cast, meeting=meeting, method=BallotMethod.HANDS)
    elise = client.as_(cast.elise)
    keys = db.session.scalars(db.select(BallotVoter.id).order_by(BallotVoter.id)).all()

    page = elise.get(f"/votes/{ballot.id}/main-levee")
    form = {f"voter-{key}": choice for key, choice in zip(keys, ("for", "against", ""), strict=True)}
    answer = elise.post(f"/votes/{ballot.id}/main-levee", form, follow=True)

    assert page.text.count('id="voter-') == 3
    assert "enregistrés" in answer.text
    assert votes() == ["for", "against"]


def test_a_form_sent_twice_votes_once(client: Client, cast: Cast) -> None:
    make_seats(cast, 1)
    ballot = open_ballot(cast)
    form = {"voter": voter_of(ballot, 0).id, "choice": "for", "form_key": "la-même-clé"}

    first = client.post(link(ballot, 0), form)
    second = client.post(link(ballot, 0), form)

    assert first.status_code == second.status_code == 303
    assert votes() == ["for"]


@pytest.mark.parametrize("how_many", [3, 30])
def test_the_pages_cost_the_same_however_many_seats(
    client: Client, cast: Cast, query_log: QueryLog, how_many: int
) -> None:
    make_seats(cast, how_many)
    opened, closed = open_ballot(cast), open_ballot(cast)
    make_ballot(cast, "Une autre ?")
    for rank in range(how_many):
        cast_vote(holder(rank), closed, voter_of(closed, rank), FOR)
    close(cast, closed)
    elise = client.as_(cast.elise)
    elise.get("/votes/")
    costs = []

    for path in ("/votes/", address(opened), address(closed), f"/votes/{closed.id}/feuille", link(opened, 0)):
        with query_log:
            assert elise.get(path).status_code == 200
        costs.append(len(query_log))

    assert costs == [5, 8, 11, 10, 9]
    assert max(costs) <= 15


def test_the_list_says_until_when_an_open_vote_takes_answers(client: Client, cast: Cast) -> None:
    make_seats(cast, 1)
    ballot = open_ballot(cast)
    open_one = client.as_(cast.elise).get("/votes/").text
    close(cast, ballot)

    assert f"jusqu’au {instant(ballot.closes_at)}" in open_one
    assert "jusqu’au" not in client.as_(cast.elise).get("/votes/").text
