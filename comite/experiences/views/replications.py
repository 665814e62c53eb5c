"""« Nous l’avons repris »."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.readers import Reader
from comite.accounts.trash import undo_path
from comite.experiences import operations, permissions, queries
from comite.experiences.forms.others import ReplicationForm
from comite.experiences.models import ExperienceReport
from comite.experiences.operations.replications import Story
from comite.experiences.trash import REPLICATION
from comite.experiences.views.blueprint import experiences
from comite.foundation import unsaved
from comite.foundation.errors import NotFoundError, RuleBrokenError, require
from comite.foundation.forms import offer
from comite.foundation.rendering import flash_undo
from comite.foundation.security import signed_in


@experiences.route("/<slug>/nous-l-avons-repris", methods=["GET", "POST"])
@signed_in
def replicate(slug: str) -> ResponseReturnValue:
    """Tell that one's authority did the same."""
    actor = current.actor()
    report = queries.get_report(actor, slug)
    places = [
        each for each in actor.affiliations if permissions.may_replicate(actor, report, each.authority_id)
    ]
    require(bool(places))
    form = _form(actor, report, [(each.authority_id, each.authority_name) for each in places])
    unsaved.give_back(form, actor, report.id)
    if form.validate_on_submit():
        try:
            operations.record_replication(actor, report, form.authority_id.data, _story(actor, form))
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Merci ! Votre reprise est racontée, et les auteurs sont prévenus.")
            return redirect(url_for(".show", slug=slug, _anchor="reprises"))
    return render_template("experiences/replicate.html", report=report, form=form, places=places), form.status


def _form(actor: Reader, report: ExperienceReport, places: list[tuple[int, str]]) -> ReplicationForm:
    """The form, filled with what the authority told already."""
    chosen = actor.voice_id
    if chosen not in dict(places):
        chosen = places[0][0]
    told = queries.find_replication(report, chosen)
    names = ("how_it_went", "outcome", "happened_on", "own_report_id")
    form = ReplicationForm(
        data={"authority_id": chosen, **({name: getattr(told, name) for name in names} if told else {})}
    )
    offer(form.authority_id, places, blank=None)
    own = [(each.id, each.title) for place, _name in places for each in queries.list_own(actor, place)]
    offer(form.own_report_id, own, blank="Pas encore publié ici")
    return form


def _story(actor: Reader, form: ReplicationForm) -> Story:
    """What the form tells."""
    own = queries.find_report_by_id(actor, form.own_report_id.data) if form.own_report_id.data else None
    return Story(form.how_it_went.data or "", form.outcome.data, form.happened_on.data, own)


@experiences.post("/<slug>/nous-l-avons-repris/<int:authority_id>/retrait")
@signed_in
def take_back(slug: str, authority_id: int) -> ResponseReturnValue:
    """Throw away what one's authority told."""
    actor = current.actor()
    told = queries.find_replication(queries.get_report(actor, slug), authority_id)
    if told is None:
        raise NotFoundError
    operations.take_back_replication(actor, told)
    flash_undo("La reprise est dans la corbeille, pour trente jours.", undo_path(REPLICATION, told.id))
    return redirect(url_for(".show", slug=slug))
