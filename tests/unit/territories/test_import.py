"""The shipped reference in the database: whole, once, and quick to search."""

import pytest

from comite.foundation.database import db
from comite.territories import operations, queries
from comite.territories.models import AuthorityKind, LocalAuthority
from tests.cast import Cast
from tests.conftest import QueryLog


@pytest.mark.slow
def test_the_reference_is_loaded_once_and_searched_in_one_statement(cast: Cast, query_log: QueryLog) -> None:
    heard = []

    added = operations.import_reference(lambda done, total: heard.append((done, total)))
    again = operations.import_reference()
    with query_log:
        found = queries.find_authorities("évry")

    counted = dict(
        db.session.execute(
            db.select(LocalAuthority.kind, db.func.count()).group_by(LocalAuthority.kind)
        ).all()
    )
    assert (added, again) == (heard[-1][1], 0)
    assert counted[AuthorityKind.COMMUNE] > 34_900
    assert counted[AuthorityKind.DEPARTEMENT] > 100
    assert "Évry-Courcouronnes" in [each.name for each in found]
    assert len(query_log) == 1
