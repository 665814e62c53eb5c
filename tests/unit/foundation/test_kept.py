"""What a process keeps between requests to be quick is never shown to another, nor out of date."""

from datetime import date

from flask import g
from sqlalchemy import BindParameter
from sqlalchemy.sql import visitors

from comite.accounts import operations, queries
from comite.foundation import security, subjects
from tests.factories_experiences import make_draft, make_report


def test_what_names_things_depends_on_the_reader_alone(app, cast):
    # Statements made of it are kept for each reader: an instant written there would stay.
    for kind, loader in app.extensions["subjects"].items():
        for reader in cast.people().values():
            bound = [
                each for each in visitors.iterate(loader.names(reader)) if isinstance(each, BindParameter)
            ]
            assert [each.value for each in bound if isinstance(each.value, date)] == [], kind


def test_a_reader_is_never_answered_with_what_another_may_read(cast):
    draft = make_draft(cast, title="Chez nous")
    asked = [("experience", draft.id)]

    for _ in range(2):
        assert subjects.ids_readable(cast.amina, asked) == {("experience", draft.id)}
        assert subjects.ids_readable(cast.chloe, asked) == set()
        assert subjects.name_many(cast.visitor, asked) == {}


def test_the_same_reader_may_ask_for_other_things(cast):
    first, second = make_report(cast, title="Un"), make_report(cast, title="Deux")

    titles = [
        [name.title for name in subjects.name_many(cast.amina, [("experience", each.id)]).values()]
        for each in (first, second)
    ]

    assert titles == [["Un"], ["Deux"]]


def test_a_role_that_ends_counts_at_the_next_page(client, cast):
    report = make_draft(cast, title="Chez nous")
    bruno = client.as_(cast.bruno)
    before = bruno.get(f"/retours-experience/{report.slug}").status_code

    membership = next(
        each for each in queries.list_people_of([cast.valmer]) if each.user_id == cast.bruno.user_id
    )
    operations.end_membership(cast.amina, membership)

    assert before == 200
    assert bruno.get(f"/retours-experience/{report.slug}").status_code == 404


def test_the_forms_of_a_page_share_a_token_that_another_session_does_not(app):
    with app.test_request_context():
        g.session_digest = "une"
        mine, again = security.form_token(), security.form_token()
        g.session_digest = "autre"
        other = security.form_token()

    # Two different seconds give two different seals.
    assert mine == again or mine.partition(".")[0] != again.partition(".")[0]
    assert mine.partition(".")[2] != other.partition(".")[2]


def test_addresses_follow_the_place_where_the_site_is_mounted(app):
    found = []
    for base in ("http://localhost/", "http://localhost/comite/", "http://localhost/"):
        with app.test_request_context(base_url=base):
            found.append(app.url_for("search.index"))

    assert found == ["/recherche", "/comite/recherche", "/recherche"]
