"""« Nous l’avons repris », thrown away: gone from the chain, its links and the page of its own report."""

from comite.accounts import trash
from comite.accounts.audiences import Audience
from comite.experiences import operations, queries
from comite.experiences.models import Outcome, Replication
from comite.experiences.operations.replications import Story
from comite.foundation import citations
from comite.foundation.database import db
from comite.notifications.models import Notification, Reason
from tests.cast import Cast
from tests.factories_experiences import make_report
from tests.factories_thrown import STORY, restore, throw_one


def test_its_links_leave_with_it_and_come_back(cast: Cast) -> None:
    cited = make_report(cast, title="Cité", visibility=Audience.PUBLIC)
    report = make_report(cast, title="Repris")
    story = Story(f"Voir [l’autre](/retours-experience/{cited.slug}).", Outcome.POSITIVE)
    told = operations.record_replication(cast.chloe, report, cast.ostrelle, story)

    def citing() -> list[str]:
        return [each.title for each in citations.cited_by(cast.chloe, "experience", cited.id)]

    before = citing()
    operations.take_back_replication(cast.chloe, told)
    thrown = citing()
    restore(cast, "chloe", "reprise", told.id)

    assert (before, thrown, citing()) == (["Repris"], [], ["Repris"])


def test_the_report_that_took_up_another_says_it_no_more(cast: Cast) -> None:
    report = make_report(cast, title="Repris")
    own = make_report(cast, cast.chloe, title="Notre récit")
    story = Story("Voici.", Outcome.POSITIVE, own_report=own)
    told = operations.record_replication(cast.chloe, report, cast.ostrelle, story)
    before = len(queries.list_origins(cast.bruno, own))

    operations.take_back_replication(cast.chloe, told)

    assert before == 1
    assert list(queries.list_origins(cast.bruno, own)) == []


def test_told_anew_it_takes_the_place_of_the_one_in_the_trash_and_the_authors_are_told(cast: Cast) -> None:
    thing = throw_one(cast, "reprise")
    report = queries.whole_report(db.session.get_one(Replication, thing.id).report_id)
    told = db.select(db.func.count(Notification.id)).where(Notification.reason == Reason.REPLICATED)
    before = db.session.scalar(told) or 0

    again = operations.record_replication(cast.chloe, report, cast.ostrelle, STORY)

    assert again.id == thing.id
    assert not again.is_trashed
    assert trash.list_thrown(cast.chloe) == []
    assert db.session.scalar(told) == before + 1
