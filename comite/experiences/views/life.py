"""The steps of a report's life, each one press."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.readers import Reader
from comite.experiences import operations, permissions, queries
from comite.experiences.errors import IncompleteReportError
from comite.experiences.forms.others import ReasonForm
from comite.experiences.labels import SECTION_SLUGS
from comite.experiences.models import ExperienceReport, Section
from comite.experiences.views.blueprint import experiences
from comite.foundation import unsaved
from comite.foundation.errors import RuleBrokenError, require
from comite.foundation.security import signed_in


@experiences.post("/<slug>/proposition")
@signed_in
def propose(slug: str) -> ResponseReturnValue:
    """Ask the authority's editors to publish."""
    return _step(
        slug,
        operations.propose_report,
        "C’est proposé. Les éditeurs de votre collectivité viennent d’être prévenus.",
    )


@experiences.post("/<slug>/publication")
@signed_in
def publish(slug: str) -> ResponseReturnValue:
    """Let its audience read it."""
    return _step(slug, operations.publish_report, "C’est publié. Merci pour celles et ceux qui le liront.")


@experiences.post("/<slug>/retrait")
@signed_in
def withdraw(slug: str) -> ResponseReturnValue:
    """Take it back to the workshop."""
    return _step(
        slug, operations.withdraw_report, "Ce retour est de nouveau un brouillon de votre collectivité."
    )


@experiences.post("/<slug>/archivage")
@signed_in
def archive(slug: str) -> ResponseReturnValue:
    """Take it out of the lists."""
    return _step(slug, operations.archive_report, "Ce retour est archivé : il n’est plus dans les listes.")


@experiences.post("/<slug>/sortie-des-archives")
@signed_in
def restore(slug: str) -> ResponseReturnValue:
    """Bring it back to the lists."""
    return _step(slug, operations.restore_report, "Ce retour est de nouveau dans les listes.")


@experiences.post("/<slug>/confirmation")
@signed_in
def confirm(slug: str) -> ResponseReturnValue:
    """Say that it is still right."""
    return _step(slug, operations.confirm_report, "Merci : ce retour est confirmé pour un an.")


def _step(slug: str, operation: Callable[[Reader, ExperienceReport], None], done: str) -> ResponseReturnValue:
    """Take one step; when the card lacks something, lead to it."""
    actor = current.actor()
    report = queries.get_report(actor, slug)
    try:
        operation(actor, report)
    except IncompleteReportError as error:
        flash(str(error), "warning")
        return redirect(url_for(".edit", slug=slug, section_slug=SECTION_SLUGS[Section.CARD]))
    except RuleBrokenError as error:
        flash(str(error), "warning")
    else:
        flash(done)
    return redirect(url_for(".show", slug=slug))


@experiences.route("/<slug>/modifications-a-faire", methods=["GET", "POST"])
@signed_in
def request_changes(slug: str) -> ResponseReturnValue:
    """Send a proposed report back to its authors, with the reason."""
    actor = current.actor()
    report = queries.get_report(actor, slug)
    require(permissions.may_request_changes(actor, report))
    form = ReasonForm()
    unsaved.give_back(form, actor, report.id)
    if form.validate_on_submit():
        try:
            operations.request_changes(actor, report, form.reason.data or "")
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Votre demande est envoyée aux auteurs ; le retour est de nouveau un brouillon.")
            return redirect(url_for(".show", slug=slug))
    return render_template("experiences/request_changes.html", report=report, form=form), form.status
