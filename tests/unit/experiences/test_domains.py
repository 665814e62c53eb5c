"""Policy domains are found by their name, also after it changes."""

from sqlalchemy import select

from comite.experiences import operations
from comite.experiences.subjects import ExperienceLoader
from comite.foundation.database import db, write
from comite.search.models import SearchChange
from tests.factories_experiences import make_domain, make_report


def test_search_says_a_domain_in_the_words_of_the_screen(cast):
    domain = make_domain()
    report = make_report(cast, domain_id=domain.id)

    [subject] = ExperienceLoader().load([report.id])

    assert subject.domain == domain.label


def test_a_domain_with_a_new_name_is_found_by_it(cast):
    domain = make_domain()
    report = make_report(cast, domain_id=domain.id)
    with write() as session:
        session.query(SearchChange).delete()

    operations.edit_domain(cast.denis, domain, "Un autre nom", 3)

    changes = db.session.execute(select(SearchChange.kind, SearchChange.subject_id)).all()
    assert [tuple(each) for each in changes] == [("experience", report.id)]
