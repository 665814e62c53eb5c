"""The reports as feed readers take them."""

from flask import url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.experiences import queries
from comite.experiences.filters import Sort
from comite.experiences.models import ExperienceReport
from comite.experiences.views import listing
from comite.experiences.views.blueprint import experiences
from comite.foundation import feeds
from comite.foundation.feeds import Entry, Feed
from comite.foundation.security import everyone


@experiences.get("/flux.atom")
@everyone
def feed() -> ResponseReturnValue:
    """The list, narrowed as its page is, the latest first."""
    reader = current.feed_reader()
    page = queries.list_reports(reader, listing.asked_filters(), Sort.RECENT, None)
    told = Feed("Retours d’expérience", feeds.same_list(".index"), [_entry(each) for each in page.items])
    return feeds.atom(told, is_private=reader.is_signed_in)


def _entry(report: ExperienceReport) -> Entry:
    """A report in a feed."""
    return Entry(
        "experience",
        report.id,
        report.title,
        url_for(".show", slug=report.slug),
        report.authority.name,
        max(report.updated_at, report.listed_at),
        report.published_at,
        report.summary,
        report.domain.label if report.domain else "",
    )
