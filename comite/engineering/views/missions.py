"""The pages of missions: the list, one mission, its log, its convention, its end."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts import queries as accounts
from comite.accounts.readers import Reader
from comite.accounts.trash import undo_path
from comite.discussions.permissions import may_write
from comite.discussions.queries.threads import list_about
from comite.engineering import documents
from comite.engineering.forms.missions import EvaluationForm, WorkForm
from comite.engineering.labels import requests as labels
from comite.engineering.models.missions import Mission
from comite.engineering.operations import missions as operations
from comite.engineering.permissions import missions as permissions
from comite.engineering.queries import missions as queries
from comite.engineering.trash import ENTRY
from comite.engineering.views.blueprint import engineering
from comite.foundation import clock, office, unsaved
from comite.foundation.errors import NotFoundError, RuleBrokenError, require
from comite.foundation.forms import offer as give
from comite.foundation.markdown import render
from comite.foundation.rendering import download, flash_undo
from comite.foundation.security import FILE_POLICY, signed_in
from comite.foundation.text import slugify


@engineering.get("/missions")
@signed_in
def missions() -> ResponseReturnValue:
    """The missions that the reader may read."""
    reader = current.actor()
    filters = asked_filters(reader)
    page = queries.list_missions(reader, filters, request.args.get("page"))
    return render_template(
        "engineering/missions.html",
        page=page,
        labels=labels,
        state=request.args.get("etat", ""),
        own_only=filters.own_only,
    )


def asked_filters(reader: Reader) -> queries.Filters:
    """What the address asks; what it cannot mean is left out."""
    is_closed = {"en-cours": False, "closes": True}.get(request.args.get("etat", ""))
    own_only = request.args.get("voir") == "les-notres" and reader.is_affiliated
    return queries.Filters(is_closed=is_closed, own_only=own_only)


@engineering.get("/missions/<slug>")
@signed_in
def mission_show(slug: str) -> ResponseReturnValue:
    """One mission: the days, the log, what was made of it."""
    reader = current.actor()
    mission = queries.get_mission(reader, slug)
    return _page(reader, mission, _work_form(reader, mission))


def _page(reader: Reader, mission: Mission, form: WorkForm) -> ResponseReturnValue:
    """The page of a mission, with the form of a line."""
    html = render_template(
        "engineering/mission_show.html",
        mission=mission,
        labels=labels,
        form=form,
        may=_may(reader, mission),
        strikable={each.id for each in mission.log if permissions.may_strike_out(reader, mission, each)}
        if not mission.is_closed
        else set(),
        threads=list_about(reader, "mission", mission.id),
    )
    return html, form.status


def _may(reader: Reader, mission: Mission) -> dict[str, bool]:
    """What the reader may do here: a button is shown exactly when it works."""
    return {
        "log": permissions.may_log(reader, mission) and not mission.is_closed,
        "ask": permissions.may_ask_evaluation(reader, mission) and not mission.is_closed,
        "evaluate": permissions.may_evaluate(reader, mission) and not mission.is_closed,
        "tell": permissions.may_tell(reader, mission),
        "sign": permissions.may_sign(reader, mission),
        "read_report": mission.report is not None and mission.authority_id in reader.authority_ids,
        "discuss": may_write(reader),
    }


def _work_form(reader: Reader, mission: Mission) -> WorkForm:
    """The form of a line, with the people of the authority that helps."""
    form = WorkForm(data={"done_on": clock.today(), "person": reader.user_id})
    people = accounts.list_people_of([mission.helper_id]) if permissions.may_log(reader, mission) else []
    give(form.person, [(each.user_id, each.user.name) for each in people], blank=None)
    return form


@engineering.post("/missions/<slug>/journal")
@signed_in
def mission_log(slug: str) -> ResponseReturnValue:
    """Write one line of the log."""
    actor = current.actor()
    mission = queries.get_mission(actor, slug)
    require(permissions.may_log(actor, mission))
    form = _work_form(actor, mission)
    if form.validate_on_submit():
        try:
            operations.log_work(actor, mission, form.content())
        except RuleBrokenError as error:
            form.refuse(error)
            mission = queries.get_mission(actor, slug)
        else:
            flash("C’est noté au journal.")
            return redirect(url_for(".mission_show", slug=slug) + "#journal", 303)
    return _page(actor, mission, form)


@engineering.post("/missions/<slug>/journal/<int:entry_id>/retrait")
@signed_in
def mission_strike_out(slug: str, entry_id: int) -> ResponseReturnValue:
    """Throw a mistaken line away."""
    actor = current.actor()
    mission = queries.get_mission(actor, slug)
    operations.strike_out(actor, mission, queries.find_entry(mission, entry_id))
    flash_undo("La ligne est dans la corbeille, pour trente jours.", undo_path(ENTRY, entry_id))
    return redirect(url_for(".mission_show", slug=slug) + "#journal", 303)


@engineering.post("/missions/<slug>/bilan-demande")
@signed_in
def mission_ask_evaluation(slug: str) -> ResponseReturnValue:
    """Say that the work is done, and ask what they make of it."""
    actor = current.actor()
    operations.ask_for_evaluation(actor, queries.get_mission(actor, slug))
    flash("La collectivité aidée est invitée à évaluer la mission.")
    return redirect(url_for(".mission_show", slug=slug), 303)


@engineering.route("/missions/<slug>/bilan", methods=["GET", "POST"])
@signed_in
def mission_close(slug: str) -> ResponseReturnValue:
    """Evaluate a mission, which closes it."""
    actor = current.actor()
    mission = queries.get_mission(actor, slug)
    require(permissions.may_evaluate(actor, mission))
    form = EvaluationForm()
    unsaved.give_back(form, actor, mission.id)
    if form.validate_on_submit():
        try:
            operations.close_mission(actor, mission, form.content())
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("La mission est close. Merci pour celles et ceux qui vous ont aidés.")
            return redirect(url_for(".mission_show", slug=slug), 303)
    return render_template(
        "engineering/mission_close.html", form=form, mission=mission, labels=labels
    ), form.status


@engineering.post("/missions/<slug>/retour-experience")
@signed_in
def mission_tell(slug: str) -> ResponseReturnValue:
    """Begin the experience report, prefilled."""
    actor = current.actor()
    report = operations.tell_experience(actor, queries.get_mission(actor, slug))
    flash("Le brouillon est prêt, rempli avec ce que la mission a noté. Relisez-le et complétez-le.")
    return redirect(url_for("experiences.show", slug=report.slug), 303)


@engineering.get("/missions/<slug>/convention.odt")
@signed_in
def mission_convention(slug: str) -> ResponseReturnValue:
    """The convention, filled with both parties."""
    reader = current.actor()
    mission = queries.get_mission(reader, slug)
    if not permissions.may_sign(reader, mission):
        raise NotFoundError
    title = documents.convention_title(mission)
    html = render(documents.convention_of(mission), first_title=2).html
    name = f"convention-{slugify(mission.helper.name)}-{slugify(mission.authority.name)}.odt"
    return download(office.text_document(title, html), name, office.ODT, FILE_POLICY)
