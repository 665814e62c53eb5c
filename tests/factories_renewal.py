"""Texts as an older renderer left them, in every table that keeps some."""

from markupsafe import Markup
from sqlalchemy import select, update

from comite.experiences import operations as experiences
from comite.experiences.models import Sheet
from comite.foundation import markdown, renewal
from comite.foundation.database import db, write
from comite.foundation.markdown import render
from comite.foundation.renewal import RenderedText
from comite.home import operations as home
from comite.home.models import PageName
from comite.meetings.models.meetings import Meeting
from comite.meetings.operations import minutes
from tests.cast import Cast
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_message, make_thread
from tests.factories_engineering_projects import make_project
from tests.factories_experiences import make_report
from tests.factories_library import make_model
from tests.factories_minutes import draft, hold_meeting, let_delay_pass, make_decision, read_again
from tests.factories_thrown import STORY
from tests.factories_votes import make_ballot

SOURCE = "Voici :\n- un point\n- **deux**"
OLD = Markup("<p>Voici : - un point</p>")


def fill_every_table(cast: Cast) -> Meeting:
    """A row at least in every table of rendered texts; the meeting whose minutes are still a draft."""
    report = make_report(cast)
    experiences.record_replication(cast.chloe, report, cast.ostrelle, STORY)
    make_dataset(cast)
    make_message(cast, make_thread(cast))
    make_project(cast)
    make_model(cast)
    make_decision(cast)
    make_ballot(cast)
    home.edit_page(cast.denis, PageName.ABOUT, SOURCE, render(SOURCE), 0)
    meeting = hold_meeting(cast)
    draft(cast, meeting)
    return meeting


def make_old(text: RenderedText) -> None:
    """Every row of a table as if written long ago."""
    values: dict[str, object] = {text.source: SOURCE, text.html: OLD, "markup_version": markdown.VERSION - 1}
    if text.plain:
        values[text.plain] = "Voici : - un point"
    if text.model is Sheet:
        values |= {text.source: {"problem": SOURCE}, text.html: {"problem": OLD}}
    with write() as session:
        session.execute(update(text.model).values(values).execution_options(synchronize_session=False))
    db.session.expire_all()


def make_all_old() -> None:
    """Every rendered text as if written long ago."""
    for text in renewal.registry().values():
        make_old(text)


def count_old() -> int:
    """How many texts still wait for today's renderer."""
    texts = renewal.registry().values()
    return sum(db.session.query(text.key).where(*renewal.old(text)).count() for text in texts)


def freeze_as_it_is(cast: Cast, meeting: Meeting) -> None:
    """Settle minutes with the markup that they have."""
    minutes.circulate_minutes(cast.elise, meeting, read_again(cast, meeting))
    minutes.freeze_minutes(cast.elise, meeting, let_delay_pass(cast, meeting))


def rows_of(text: RenderedText) -> list[dict[str, object]]:
    """Every row of a table, as the database holds it."""
    table = text.model.__table__
    found = db.session.execute(select(table).order_by(*table.primary_key.columns))
    return [dict(row._mapping) for row in found]
