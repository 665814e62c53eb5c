"""From the invitation to the first gesture: four short steps that one may skip and take up again."""

from sqlalchemy import select

from comite.accounts.models import User
from comite.experiences.models import PolicyDomain
from comite.experiences.operations import seed_domains
from comite.foundation import clock
from comite.foundation.database import db, write
from comite.home.models import FirstSteps
from comite.notifications.models import DigestChoice, Subscription
from tests.factories_discussions import make_thread
from tests.factories_people import PASSWORD, invite_key

ALL = "/premiers-pas"


def followed(user_id):
    return list(
        db.session.scalars(
            select(Subscription.subject_id)
            .where(Subscription.user_id == user_id, Subscription.kind == "domain")
            .order_by(Subscription.subject_id)
        )
    )


def test_an_invited_person_is_led_from_the_mail_to_their_first_gesture(client, cast):
    seed_domains()
    key = invite_key(cast)

    welcomed = client.post(
        f"/invitation/{key}", {"name": "Nour Elbaz", "title": "Secrétaire", "password": PASSWORD}
    )
    client.key = client.browser.get_cookie("comite").value
    first = client.get(welcomed.location, follow_redirects=True)
    version = db.session.scalar(select(User.version).where(User.name == "Nour Elbaz"))
    second = client.post(
        f"{ALL}/moi", {"name": "Nour Elbaz", "title": "Secrétaire de mairie", "version": version}
    )
    third = client.post(f"{ALL}/sujets", {"topics": ["1", "3"]})
    fourth = client.post(f"{ALL}/nouvelles", {"frequency": "weekly", "weekday": "3", "hour": "9"})

    nour = db.session.scalar(select(User).where(User.name == "Nour Elbaz"))
    assert welcomed.location == ALL
    assert "Valmer" in first.text
    assert [each.location for each in (second, third, fourth)] == [
        f"{ALL}/sujets", f"{ALL}/nouvelles", f"{ALL}/premier-geste"
    ]  # fmt: skip
    assert nour.title == "Secrétaire de mairie"
    assert followed(nour.id) == [1, 3]
    assert db.session.get(DigestChoice, nour.id).hour == 9
    assert "Poser une question" in client.get(fourth.location).text


def test_one_takes_up_where_one_left(client, cast):
    bruno = client.as_(cast.bruno)

    passed = bruno.post(f"{ALL}/moi/suite")
    back = bruno.get(ALL)

    assert passed.location == back.location == f"{ALL}/sujets"
    assert db.session.get(FirstSteps, cast.bruno.user_id).reached == 1


def test_going_back_over_a_step_loses_nothing(client, cast):
    bruno = client.as_(cast.bruno)

    bruno.post(f"{ALL}/nouvelles/suite")
    bruno.post(f"{ALL}/moi/suite")

    assert db.session.get(FirstSteps, cast.bruno.user_id).reached == 3


def test_a_topic_left_out_is_followed_no_more(client, cast):
    seed_domains()
    bruno = client.as_(cast.bruno)

    bruno.post(f"{ALL}/sujets", {"topics": ["1", "2"]})
    bruno.post(f"{ALL}/sujets", {"topics": ["2"]})

    assert followed(cast.bruno.user_id) == [2]


def test_a_topic_that_does_not_exist_is_refused_with_a_sentence(client, cast):
    seed_domains()
    bruno = client.as_(cast.bruno)

    answers = [bruno.post(f"{ALL}/sujets", {"topics": [value]}) for value in ("999999", "x", "-1")]

    assert [each.status_code for each in answers] == [422, 422, 422]
    assert followed(cast.bruno.user_id) == []
    assert db.session.scalar(select(PolicyDomain.id).limit(1))


def test_a_newcomer_sees_what_remains_until_it_is_done_or_put_away(client, cast):
    bruno = client.as_(cast.bruno)
    old = "Vos premiers pas" in bruno.get("/").text
    with write() as session:
        session.get_one(User, cast.bruno.user_id).created_at = clock.now()
    new = bruno.get("/").text
    make_thread(cast, by=cast.bruno)
    bruno.post(f"{ALL}/fin")

    assert not old
    assert "Vos premiers pas" in new
    assert "Vos premiers pas" not in bruno.get("/").text


def test_a_step_that_does_not_exist_is_not_found(client, cast):
    assert client.as_(cast.bruno).post(f"{ALL}/nulle-part/suite").status_code == 404


def test_the_dashboard_still_costs_few_statements(client, cast, query_log):
    bruno = client.as_(cast.bruno)
    bruno.get("/")

    with query_log:
        bruno.get("/")

    assert len(query_log) <= 9
