"""What a report said before, and what changed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.experiences import labels, operations, permissions, queries
from comite.experiences.content import from_json
from comite.experiences.models import ExperienceReport
from comite.experiences.revisions import changes_between
from comite.experiences.views.blueprint import experiences
from comite.foundation.errors import RuleBrokenError, require
from comite.foundation.security import signed_in
from comite.foundation.text import whole


@experiences.get("/<slug>/historique")
@signed_in
def history(slug: str) -> ResponseReturnValue:
    """Every revision, latest first."""
    report = _known(slug)
    return render_template(
        "experiences/history.html", report=report, revisions=queries.list_revisions(report), labels=labels
    )


@experiences.get("/<slug>/historique/<int:number>")
@signed_in
def revision(slug: str, number: int) -> ResponseReturnValue:
    """What one revision changed, or all that changed since the one that the address names."""
    report = _known(slug)
    now = queries.get_revision(report, number)
    since = whole(request.args.get("depuis"), number - 1) or number - 1
    before = queries.get_revision(report, since) if since else None
    domains = {("domain_id", each.id): each.label for each in queries.list_domains(with_retired=True)}
    committees = {("committee_id", each.id): each.name for each in queries.list_all_committees()}
    changes = (
        changes_between(from_json(before.snapshot), from_json(now.snapshot), domains | committees)
        if before
        else []
    )
    return render_template(
        "experiences/revision.html",
        report=report,
        revision=now,
        since=since if since < number - 1 else None,
        content=from_json(now.snapshot),
        changes=changes,
        labels=labels,
        may_restore=permissions.may_edit(current.reader(), report),
    )


@experiences.post("/<slug>/historique/<int:number>/reprise")
@signed_in
def restore_revision(slug: str, number: int) -> ResponseReturnValue:
    """Make the report say again what it said."""
    report = _known(slug)
    former = queries.get_revision(report, number)
    try:
        operations.restore_revision(current.actor(), report, former, report.version)
    except RuleBrokenError as error:
        flash(str(error), "warning")
    else:
        flash(f"La version {number} est reprise ; la précédente reste dans l’historique.")
    return redirect(url_for(".show", slug=slug))


def _known(slug: str) -> ExperienceReport:
    """A report whose history the person may see."""
    actor = current.actor()
    report = queries.get_report(actor, slug)
    require(permissions.may_see_history(actor, report))
    return report
