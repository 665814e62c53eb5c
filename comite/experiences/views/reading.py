"""Reading: the list, a report, its exports."""

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts import permissions as people
from comite.accounts.audiences import may_read
from comite.accounts.readers import Reader
from comite.discussions import permissions as talking
from comite.discussions import queries as discussions
from comite.experiences import completeness, labels, permissions, queries
from comite.experiences.content import content_of
from comite.experiences.documents.outline import compliance, sobriety
from comite.experiences.figures import grouped
from comite.experiences.filters import Filters, Sort
from comite.experiences.models import ExperienceReport
from comite.experiences.views import listing
from comite.experiences.views.blueprint import experiences
from comite.foundation import citations
from comite.foundation.paging import Page
from comite.foundation.security import everyone, signed_in
from comite.foundation.text import whole


@experiences.get("/")
@everyone
def index() -> ResponseReturnValue:
    """The reports the reader may read, narrowed and sorted as the address asks."""
    reader = current.reader()
    filters = listing.asked_filters()
    sort = listing.asked_sort(reader, filters)
    page, turn = _page(reader, filters, sort)
    groups = listing.groups(reader, filters)
    return render_template(
        "experiences/index.html",
        page=page,
        turn=turn,
        groups=groups,
        active=listing.active(groups, listing.authority_name(filters, page.items)),
        sort=sort,
        sorts=[
            (label, listing.address(tri=labels.SORT_SLUGS[each]), each is sort)
            for each, label in labels.SORTS.items()
            if each is not Sort.LIKENESS or reader.speaking_for
        ],
        is_narrow=filters.is_narrow,
        domain_id=queries.find_domain_id(filters.domains[0]) if len(filters.domains) == 1 else None,
        labels=labels,
        address=listing.address,
        may_start=bool(reader.affiliations),
    )


def _page(reader: Reader, filters: Filters, sort: Sort) -> tuple[Page[ExperienceReport], listing.Turn]:
    """The rows of the page that was asked for, and its neighbours."""
    count = queries.count_reports(reader, filters)
    if sort is Sort.LIKENESS and reader.speaking_for:
        number = min(whole(request.args.get("page")) or 1, queries.ALIKE_PAGES)
        items, has_more = queries.list_alike(reader, filters, reader.speaking_for, number)
        before = listing.address(page=str(number - 1)) if number > 1 else None
        return Page(items, count=count), listing.Turn(
            before, listing.address(page=str(number + 1)) if has_more else None
        )
    page = queries.list_reports(reader, filters, sort, request.args.get("suite"))
    return replace(page, count=count), listing.Turn(
        listing.address(suite=page.previous_cursor) if page.previous_cursor else None,
        listing.address(suite=page.next_cursor) if page.next_cursor else None,
    )


@experiences.get("/mes-retours")
@signed_in
def workshop() -> ResponseReturnValue:
    """What is being written for the reader's authority."""
    return redirect(url_for(".index", statut=["brouillon", "propose"]))


@experiences.get("/<slug>")
@everyone
def show(slug: str) -> ResponseReturnValue:
    """A whole report."""
    reader = current.reader()
    report = queries.get_report(reader, slug)
    may = allowed(reader, report)
    return render_template(
        "experiences/show.html",
        report=report,
        sheet=report.sheet,
        labels=labels,
        figures=grouped(report.indicators),
        completeness=completeness.assess(content_of(report)) if may["edit"] else None,
        datasets=queries.list_cited_datasets(reader, report.id),
        origins=queries.list_origins(reader, report),
        sobriety=sobriety(report),
        compliance=compliance(report),
        threads=discussions.list_about(reader, "experience", report.id),
        cited_by=citations.cited_by(reader, "experience", report.id),
        may=may,
        corrected=queries.find_corrected(report) if may["request_changes"] else None,
        readable={
            each.own_report_id
            for each in report.replications
            if each.own_report and may_read(reader, each.own_report)
        },
    )


def allowed(reader: Reader, report: ExperienceReport) -> dict[str, bool]:
    """What the reader may do with a report: a button is shown exactly when it works."""
    place = reader.speaking_for
    return {
        "edit": permissions.may_edit(reader, report),
        "propose": permissions.may_propose(reader, report),
        "publish": permissions.may_publish(reader, report),
        "request_changes": permissions.may_request_changes(reader, report),
        "withdraw": permissions.may_withdraw(reader, report),
        "archive": permissions.may_archive(reader, report),
        "restore": permissions.may_restore(reader, report),
        "confirm": permissions.may_confirm(reader, report),
        "delete": permissions.may_delete(reader, report),
        "see_history": permissions.may_see_history(reader, report),
        "replicate": place is not None and permissions.may_replicate(reader, report, place.authority_id),
        "moderate": permissions.may_moderate(reader, report) and not report.is_hidden,
        "see_people": people.may_see_people(reader),
        "discuss": talking.may_write(reader) and not (report.is_draft or report.is_proposed),
        "report": reader.is_signed_in and not (report.is_draft or report.is_proposed),
    }
