"""What the dashboard shows to whom, and why, in one statement."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import BindParameter, select
from sqlalchemy.sql import visitors

from comite.accounts import dashboard
from comite.accounts import operations as accounts
from comite.accounts.audiences import Audience
from comite.accounts.dashboard import SHOWN, DashboardThings, Entry, Group, Part, groups_of
from comite.accounts.models import Role, User
from comite.datasets.models import Dataset
from comite.discussions.models.threads import Category
from comite.foundation import clock
from comite.foundation.database import db, write
from comite.foundation.jobs import Job
from comite.home import queries
from comite.home.queries import NEWS_MAX, get_dashboard
from comite.notifications import operations
from comite.notifications import queries as notifications
from comite.notifications.models import Level
from comite.territories.models import Committee, LocalAuthority
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_message, make_thread
from tests.factories_experiences import make_domain, make_draft, make_proposed, make_report
from tests.factories_meetings import make_meeting, make_seat
from tests.factories_people import the_authority


def shown_to(reader, part):
    """What a person finds in a part: the kind, then the titles."""
    return {group.things.what: [each.title for each in group.entries] for group in groups_of(reader)[part]}


def test_an_editor_finds_what_awaits_their_approval_and_an_agent_does_not(cast):
    make_proposed(cast, title="Transcrire les conseils")

    assert shown_to(cast.amina, Part.AWAITING)["À approuver"] == ["Transcrire les conseils"]
    assert "À approuver" not in shown_to(cast.bruno, Part.AWAITING)
    assert "À approuver" not in shown_to(cast.chloe, Part.AWAITING)


def test_a_draft_awaits_its_own_authority_only(cast):
    make_draft(cast, title="Trier les courriels")

    assert shown_to(cast.bruno, Part.AWAITING) == {"Brouillon à finir": ["Trier les courriels"]}
    assert shown_to(cast.chloe, Part.AWAITING) == {}
    assert shown_to(cast.denis, Part.AWAITING) == {}


def test_a_question_awaits_the_authority_it_is_asked_to_until_somebody_there_answers(cast):
    report = make_report(cast, visibility=Audience.PUBLIC)
    thread = make_thread(
        cast,
        by=cast.chloe,
        title="Et pour 500 habitants ?",
        category=Category.QUESTION,
        about_kind="experience",
        about_id=report.id,
        visibility=Audience.PUBLIC,
    )

    before = shown_to(cast.bruno, Part.AWAITING)
    asker = shown_to(cast.chloe, Part.AWAITING)
    make_message(cast, thread, by=cast.amina, text="Oui, aussi.")

    assert before == {"Question à votre collectivité": ["Et pour 500 habitants ?"]}
    assert asker == {}
    assert shown_to(cast.bruno, Part.AWAITING) == {}


def test_news_come_from_others_and_what_came_since_the_last_visit_is_marked(cast):
    old = make_report(cast, by=cast.chloe, title="Avant", visibility=Audience.PUBLIC)
    make_report(cast, by=cast.chloe, title="Depuis", visibility=Audience.PUBLIC)
    make_report(cast, title="Le nôtre", visibility=Audience.PUBLIC)
    with write() as session:
        session.get_one(User, cast.bruno.user_id).visited_before_at = clock.now() - timedelta(hours=3)
        session.get_one(type(old), old.id).listed_at = clock.now() - timedelta(days=2)

    reports = groups_of(cast.bruno)[Part.NEWS][0]

    assert [(each.title, each.is_new) for each in reports.entries] == [("Depuis", True), ("Avant", False)]
    assert reports.entries[0].audience == "public"


def near(reader):
    """The titles of the reports that are near a person."""
    groups = groups_of(reader, near_only=True)[Part.NEWS]
    return [entry.title for group in groups for entry in group.entries]


def test_without_a_subject_news_come_from_the_communes_of_ones_committees(cast):
    make_report(cast, by=cast.chloe, title="Chez les voisins", visibility=Audience.PUBLIC)
    make_report(cast, title="À Valmer", visibility=Audience.PUBLIC)

    assert near(cast.elise) == ["À Valmer"]
    assert near(cast.chloe) == []


def test_with_subjects_news_are_of_these_wherever_they_come_from(cast):
    water, school = make_domain(), make_domain("enfance-education")
    make_report(cast, by=cast.chloe, title="De l’eau, ailleurs", domain_id=water.id)
    make_report(cast, title="De l’école, ici", domain_id=school.id)
    operations.choose_level(cast.elise, "domain", water.id, Level.DIGEST)

    assert near(cast.elise) == ["De l’eau, ailleurs"]


def test_a_commune_that_one_follows_is_near_and_what_one_muted_is_not(cast):
    school = make_domain("enfance-education")
    make_report(cast, by=cast.chloe, title="Ailleurs", visibility=Audience.PUBLIC)
    make_report(cast, title="Ici, en sourdine", domain_id=school.id)
    operations.choose_level(cast.elise, "authority", cast.ostrelle, Level.DIGEST)
    operations.choose_level(cast.elise, "domain", school.id, Level.MUTE)

    assert near(cast.elise) == ["Ailleurs"]


def test_discussions_are_near_by_their_commune_or_because_one_follows_them(cast):
    make_thread(cast, by=cast.chloe, title="Sans nous", visibility=Audience.PUBLIC)
    followed = make_thread(cast, by=cast.chloe, title="Suivie", visibility=Audience.PUBLIC)
    make_thread(cast, title="D’ici", visibility=Audience.PUBLIC)
    operations.choose_level(cast.elise, "thread", followed.id, Level.DIGEST)

    assert sorted(near(cast.elise)) == ["D’ici", "Suivie"]


def test_what_one_may_not_read_is_no_news(cast):
    make_report(cast, title="Entre nous", visibility=Audience.COMMITTEE, committee_id=cast.committee)
    make_thread(cast, title="Qui a essayé ?", visibility=Audience.COMMITTEE)

    assert "Entre nous" in str(shown_to(cast.farid, Part.NEWS))
    assert shown_to(cast.chloe, Part.NEWS) == {}


def test_an_animator_finds_the_invitations_without_answer_and_the_silent_members(cast):
    committee = db.session.get_one(Committee, cast.committee)
    accounts.invite(
        cast.elise,
        "ines@exemple.test",
        the_authority(cast.valmer),
        Role.AGENT,
        name="Inès",
        committee=committee,
    )

    own = shown_to(cast.elise, Part.ANIMATION)

    assert own["Invitations sans réponse"] == ["Inès"]
    assert set(own["Membres silencieux"]) == {"Valmer", "Syndicat des eaux du Val"}
    for who in (cast.amina, cast.bruno, cast.chloe, cast.farid):
        assert shown_to(who, Part.ANIMATION) == {}


def test_who_administers_finds_what_was_given_up_and_what_fails_since_an_hour(cast):
    now = clock.now()
    old, late = now - timedelta(hours=2), now - timedelta(minutes=2)
    with write() as session:
        for asked_at, attempts, error in ((old, 5, "x"), (old, 0, "x"), (late, 0, "x"), (old, 0, None)):
            session.add(
                Job(
                    name="a.job",
                    arguments={},
                    asked_at=asked_at,
                    run_at=now + timedelta(minutes=5),
                    attempts=attempts,
                    error=error,
                )
            )

    (group,) = [each for each in groups_of(cast.denis)[Part.ANIMATION] if "panne" in each.things.what]

    assert group.count == 2
    assert "panne" not in " ".join(shown_to(cast.elise, Part.ANIMATION))


def test_a_member_who_writes_is_not_silent(cast):
    make_thread(cast, by=cast.bruno, title="Qui a essayé ?", visibility=Audience.COMMITTEE)

    assert "Valmer" not in shown_to(cast.elise, Part.ANIMATION).get("Membres silencieux", [])


EPCI = "Dans votre intercommunalité, on a publié"
ALIKE = "Une commune comme la vôtre a publié"
DEPARTEMENT = "Dans votre département, on a publié"
SUBJECTS = "Sur vos sujets, on a publié ailleurs"


def ideas(cast, **ostrelle):
    """What Bruno is suggested when Ostrelle publishes, depending on what it is."""
    with write() as session:
        place = session.get_one(LocalAuthority, cast.ostrelle)
        # Far away, and of another size, unless said otherwise.
        far = {"population": 900_000, "departement_code": "01", "epci_siren": None, **ostrelle}
        for name, value in far.items():
            setattr(place, name, value)
    make_report(cast, by=cast.chloe, title="Là-bas", visibility=Audience.PUBLIC)
    fill_the_news(cast)
    return suggested_to(cast.bruno)


def fill_the_news(cast):
    """Three newer reports of the lead authority, which are near everyone of its committee."""
    for rank in range(SHOWN):
        make_report(cast, by=cast.elise, title=f"Nouveau {rank}", visibility=Audience.PUBLIC)


def suggested_to(reader):
    """The ideas of a person: the kind, then the titles."""
    found = groups_of(reader, near_only=True)[Part.IDEAS]
    return {group.things.what: [each.title for each in group.entries] for group in found}


def test_nothing_in_common_suggests_nothing(cast):
    assert ideas(cast) == {}


def test_authorities_of_like_size_inspire(cast):
    assert ideas(cast, population=20_000) == {ALIKE: ["Là-bas"]}


def test_the_same_epci_inspires_before_all_else(cast):
    own = the_authority(cast.valmer).epci_siren
    operations.choose_level(cast.bruno, "domain", make_domain().id, Level.DIGEST)

    found = ideas(cast, epci_siren=own, population=20_000, departement_code="99")

    assert found == {EPCI: ["Là-bas"]}


def test_an_epci_is_inspired_by_its_communes(cast):
    operations.choose_level(cast.elise, "authority", cast.ostrelle, Level.DIGEST)
    make_report(cast, title="Ici", visibility=Audience.PUBLIC)
    for rank in range(SHOWN):
        make_report(cast, by=cast.chloe, title=f"Nouveau {rank}", visibility=Audience.PUBLIC)

    assert suggested_to(cast.elise)[EPCI] == ["Ici"]


def test_the_same_departement_inspires(cast):
    assert ideas(cast, departement_code="99") == {DEPARTEMENT: ["Là-bas"]}


def test_the_subjects_that_one_follows_inspire_from_afar(cast):
    operations.choose_level(cast.bruno, "domain", make_domain().id, Level.DIGEST)

    assert ideas(cast) == {SUBJECTS: ["Là-bas"]}


@pytest.mark.parametrize("kind", ["authority", "domain"])
def test_what_one_muted_is_not_suggested(cast, kind):
    subject_id = cast.ostrelle if kind == "authority" else make_domain().id
    operations.choose_level(cast.bruno, kind, subject_id, Level.MUTE)

    assert ideas(cast, population=20_000, departement_code="99") == {}


def test_what_the_news_show_is_not_suggested_as_well(cast):
    ideas(cast, population=20_000)
    operations.choose_level(cast.bruno, "authority", cast.ostrelle, Level.DIGEST)
    for rank in range(2):
        make_report(cast, by=cast.chloe, title=f"Là-bas {rank}", visibility=Audience.PUBLIC)

    found = groups_of(cast.bruno, near_only=True)

    assert [each.title for each in found[Part.NEWS][0].entries] == ["Là-bas 1", "Là-bas 0", "Nouveau 2"]
    assert suggested_to(cast.bruno)[ALIKE] == ["Là-bas"]


def test_who_writes_for_nobody_is_inspired_by_their_subjects_alone(cast):
    operations.choose_level(cast.denis, "domain", make_domain().id, Level.DIGEST)
    ideas(cast, departement_code="99")

    assert suggested_to(cast.denis) == {SUBJECTS: ["Là-bas"]}


@pytest.mark.parametrize("how_many", [1, 12])
def test_it_costs_one_statement_however_much_there_is(cast, query_log, how_many):
    for rank in range(how_many):
        make_draft(cast, title=f"Brouillon {rank}")
    db.session.remove()

    with query_log:
        groups = groups_of(cast.amina)[Part.AWAITING]

    assert len(query_log) == 1
    assert groups[0].count == how_many
    assert len(groups[0].entries) == min(how_many, SHOWN)
    assert groups[0].has_more == (how_many > SHOWN)


def test_a_visit_begins_when_one_was_away_for_hours(client, cast):
    with write() as session:
        user = session.get_one(User, cast.bruno.user_id)
        user.last_seen_at = left = clock.now() - timedelta(days=3)

    client.as_(cast.bruno)
    db.session.remove()
    first = db.session.get_one(User, cast.bruno.user_id).visited_before_at
    client.as_(cast.bruno)
    db.session.remove()

    assert first == left
    assert db.session.get_one(User, cast.bruno.user_id).visited_before_at == left


def test_what_a_statement_reads_of_the_time_is_read_when_it_is_sent(app, cast):
    # The statement is kept for the next visits: an instant written in it would stay the one of the first.
    for reader in cast.people().values():
        for things in app.extensions["dashboard_things"]:
            for near_only in (False, True):
                rows = things.rows_for(reader, near_only=near_only)
                bound = bound_in(rows) if rows is not None else []
                written = [each.value for each in bound if each.callable is None]
                assert [each for each in written if isinstance(each, date)] == [], things.what


def bound_in(statement):
    """The values that a statement is sent with."""
    return [each for each in visitors.iterate(statement) if isinstance(each, BindParameter)]


def test_a_day_that_comes_is_seen_by_a_statement_already_kept(cast):
    report = make_report(cast, title="À revoir bientôt")
    with write() as session:
        session.merge(report).review_on = clock.today() + timedelta(days=2)

    before = shown_to(cast.bruno, Part.AWAITING)
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        after = shown_to(cast.bruno, Part.AWAITING)

    assert "À relire" not in before
    assert after["À relire"] == ["À revoir bientôt"]


def test_it_counts_up_to_a_hundred(cast, monkeypatch):
    monkeypatch.setattr(dashboard, "COUNTED_MAX", 5)
    for rank in range(7):
        make_draft(cast, title=f"Brouillon {rank}")
    dashboard._statement.cache_clear()

    group = groups_of(cast.amina)[Part.AWAITING][0]

    dashboard._statement.cache_clear()
    assert group.count == 5
    assert [each.title for each in group.entries] == ["Brouillon 6", "Brouillon 5", "Brouillon 4"]


def test_what_awaits_somebody_is_not_told_again_as_unread(cast, work):
    make_proposed(cast, title="Transcrire les conseils")
    thread = make_thread(cast, by=cast.bruno, title="Un essai")
    make_message(cast, thread, by=cast.bruno, text="@amina, votre avis ?")
    work()

    board = get_dashboard(cast.amina)
    told = {each.subject.title for each in board.told if each.subject}
    everything = {each.subject.title for each in notifications.list_latest(cast.amina) if each.subject}

    assert everything == {"Transcrire les conseils", "Un essai"}
    assert [entry.title for group in board.parts[Part.AWAITING] for entry in group.entries] == [
        "Transcrire les conseils"
    ]
    assert told == {"Un essai"}


def test_news_of_all_kinds_are_one_list_where_each_kind_has_its_newest(cast):
    make_dataset(cast, title="Vieilles données")
    with write() as session:
        dataset = session.scalars(select(Dataset)).one()
        dataset.modified_at = clock.now() - timedelta(days=40)
    for rank in range(SHOWN + 1):
        make_report(cast, title=f"Récit {rank}", visibility=Audience.PUBLIC)
        make_thread(cast, title=f"Fil {rank}", visibility=Audience.PUBLIC)

    board = get_dashboard(cast.elise)

    told = [(each.things.one, each.entry.title) for each in board.news]
    assert len(told) == NEWS_MAX
    assert told[-1] == ("Jeu de données", "Vieilles données")
    assert {kind for kind, _ in told} == {"Retour d’expérience", "Jeu de données", "Discussion"}
    moments = [each.entry.at for each in board.news]
    assert moments == sorted(moments, reverse=True)
    assert [group.count for group in board.parts[Part.NEWS]] == [SHOWN + 1, 1, SHOWN + 1]


def test_a_meeting_that_awaits_an_answer_is_not_shown_again_as_coming(cast):
    make_seat(cast, cast.valmer, cast.amina)
    make_meeting(cast, title="Séance d’hiver")

    amina, bruno = get_dashboard(cast.amina), get_dashboard(cast.bruno)

    assert titles(amina, Part.AWAITING) == ["Séance d’hiver"]
    assert titles(amina, Part.COMING) == []
    assert titles(bruno, Part.COMING) == ["Séance d’hiver"]
    assert amina.count(Part.AWAITING) == 1


def titles(board, part):
    """What a part of a dashboard shows."""
    return [entry.title for group in board.parts[part] for entry in group.entries]


def test_what_is_unread_is_told_once(cast, work):
    make_report(cast, title="Un récit", visibility=Audience.PUBLIC)
    thread = make_thread(cast, title="Un essai", visibility=Audience.PUBLIC)
    make_message(cast, thread, by=cast.bruno, text="@elise, votre avis ?")
    work()

    board = get_dashboard(cast.elise)

    assert [each.subject.title for each in board.told] == ["Un essai"]
    assert "Un récit" in [each.entry.title for each in board.news]
    assert "Un essai" not in [each.entry.title for each in board.news]


@pytest.mark.parametrize(
    ("found", "most", "shown"),
    [([3, 2, 1], 4, [2, 1, 1]), ([3, 2, 1], 2, [1, 1]), ([1, 0], 3, [1]), ([5], 3, [3]), ([], 3, [])],
)
def test_ideas_are_few_and_each_reason_comes_before_a_second_of_any(found, most, shown):
    things = DashboardThings(Part.IDEAS, "Quoi", "Pourquoi", "/{id}", lambda reader: None)
    entry = Entry("Là-bas", "/1", "", None, None, "", is_new=False)

    kept = queries._few([Group(things, [entry] * each, each) for each in found], most)

    assert [len(group.entries) for group in kept] == shown


def test_ones_only_committee_and_authority_are_not_named_on_every_line(cast):
    make_draft(cast, title="Trier les courriels")
    make_seat(cast, cast.valmer, cast.bruno)
    make_meeting(cast)
    two = replace(cast.bruno, affiliations=cast.bruno.affiliations + cast.farid.affiliations)

    assert places(cast.bruno) == {"Trier les courriels": "", "Séance d’automne": ""}
    assert places(two)["Trier les courriels"] == "Valmer"


def places(reader):
    """Where what awaits a person comes from, as far as it is said."""
    return {entry.title: entry.place for group in groups_of(reader)[Part.AWAITING] for entry in group.entries}
