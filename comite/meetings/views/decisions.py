"""The register of decisions and the actions that follow: pages and exports."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts import queries as accounts
from comite.accounts.audiences import may_read
from comite.accounts.permissions import may_see_people
from comite.accounts.readers import Reader
from comite.foundation import citations, clashes, clock, office, subjects, unsaved
from comite.foundation.errors import NotFoundError, RefusedError, RuleBrokenError, require
from comite.foundation.forms import offer
from comite.foundation.rendering import download
from comite.foundation.security import FILE_POLICY, everyone, signed_in
from comite.foundation.text import whole
from comite.meetings import decision_labels as labels
from comite.meetings import decision_rights as rights
from comite.meetings.decision_forms import ActionForm, DecisionForm
from comite.meetings.decision_subjects import decision_address
from comite.meetings.models.decisions import Decision, DecisionKind, FollowUp
from comite.meetings.models.meetings import AgendaItem, Meeting
from comite.meetings.operations import decisions as operations
from comite.meetings.queries import decisions as queries
from comite.meetings.queries import get_meeting
from comite.meetings.queries.decisions import Filters
from comite.meetings.register import addressed, register_html, register_table
from comite.territories import queries as places
from comite.territories.models import Committee

BOUNDED = (
    f"Sans compte, ce fichier s’arrête aux {queries.EXPORTED_MAX} décisions les plus récentes\u202f: "
    "choisissez une année ou un comité, ou connectez-vous pour tout emporter."
)
ACTION_VIEWS = (("", "En attente"), ("les-miennes", "De ma collectivité"), ("toutes", "Toutes"))

decisions = Blueprint("decisions", __name__, url_prefix="/decisions")


@decisions.get("/")
@everyone
def index() -> ResponseReturnValue:
    """The register: what committees decided, as far as the reader may read."""
    reader = current.reader()
    committee, filters = asked()
    page = queries.list_decisions(reader, filters, request.args.get("page"))
    return render_template(
        "decisions/index.html",
        page=page,
        committee=committee,
        filters=filters,
        labels=labels,
        bounded="" if reader.is_signed_in or (page.count or 0) <= queries.EXPORTED_MAX else BOUNDED,
        may_record=committee is not None and rights.may_record(reader, committee.id),
    )


def asked() -> tuple[Committee | None, Filters]:
    """What the address asks; an unknown committee does not exist."""
    slug = request.args.get("comite", "")
    committee = places.get_committee(slug) if slug else None
    kind = request.args.get("portee", "")
    return committee, Filters(
        committee.id if committee else None,
        DecisionKind(kind) if kind in set(DecisionKind) else None,
        whole(request.args.get("annee"), 9999),
    )


@decisions.get("/actions")
@signed_in
def actions() -> ResponseReturnValue:
    """The actions that wait: those of one's authorities, or all those of one's committees."""
    reader = current.actor()
    committee, _ = asked()
    view, slug = request.args.get("voir", ""), committee.slug if committee else None
    found = asked_actions(reader, committee)
    return render_template(
        "decisions/actions.html",
        follow_ups=found,
        labels=labels,
        tabs=[
            (label, url_for(".actions", voir=key or None, comite=slug), key == view)
            for key, label in ACTION_VIEWS
        ],
    )


def asked_actions(
    reader: Reader, committee: Committee | None, *, latest_first: bool = False
) -> Sequence[FollowUp]:
    """The actions that the address asks for, the most pressing first unless the latest are wanted."""
    view = request.args.get("voir", "")
    return queries.list_follow_ups(
        reader,
        committee.id if committee else None,
        waiting_only=view != "toutes",
        mine_only=view == "les-miennes",
        latest_first=latest_first,
    )


@decisions.get("/registre.csv")
@everyone
def export_csv() -> ResponseReturnValue:
    """The register as a table, one action a line."""
    reader = current.reader()
    _, filters = asked()
    found, note = _register(reader, filters)
    table = register_table(found, with_people=may_see_people(reader), note=note)
    return download(office.csv_table(table), "registre-des-decisions.csv", office.CSV, FILE_POLICY)


@decisions.get("/registre.odt")
@everyone
def export_odt() -> ResponseReturnValue:
    """The register as a document."""
    reader = current.reader()
    _, filters = asked()
    found, note = _register(reader, filters)
    html = register_html(found, with_people=may_see_people(reader), note=note)
    content = office.text_document("Registre des décisions", html)
    return download(content, "registre-des-decisions.odt", office.ODT, FILE_POLICY)


def _register(reader: Reader, filters: Filters) -> tuple[Sequence[Decision], str]:
    """The register to take away: whole for who signs in, its latest decisions for visitors, who are told."""
    if reader.is_signed_in:
        return queries.each_decision(reader, filters), ""
    found = queries.each_decision(reader, filters, queries.EXPORTED_MAX + 1)
    return found[-queries.EXPORTED_MAX :], BOUNDED if len(found) > queries.EXPORTED_MAX else ""


@decisions.route("/nouvelle", methods=["GET", "POST"])
@signed_in
def create() -> ResponseReturnValue:
    """Enter a decision in the register of a committee, from a point of an agenda or from nothing."""
    actor = current.actor()
    meeting, item = _item(actor)
    committee = _committee(item)
    require(rights.may_record(actor, committee.id))
    held = meeting.held_on if meeting else clock.today()
    form = DecisionForm(
        data={
            "decided_on": held,
            "title": item.title if item else "",
            "kind": DecisionKind.OPINION,
            "visibility": "committee",
        }
    )
    about = ["point", item.id] if item else ["comite", committee.id]
    unsaved.give_back(form, actor, *about)
    if form.validate_on_submit():
        try:
            content = form.content(addressed(form.addresses()))
            decision = operations.record_decision(actor, committee, content, item)
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash(f"Décision n° {decision.number} inscrite au registre.")
            return redirect(decision_address(decision.id))
    return render_template(
        "decisions/create.html", form=form, committee=committee, item=item, labels=labels
    ), form.status


def _item(actor: Reader) -> tuple[Meeting, AgendaItem] | tuple[None, None]:
    """The point of an agenda that `?point=meeting-item` names, with its meeting."""
    asked = request.args.get("point", "")
    if not asked:
        return None, None
    meeting_id, _, item_id = asked.partition("-")
    meeting = get_meeting(actor, whole(meeting_id) or 0)
    item = next((each for each in meeting.items if each.id == whole(item_id)), None)
    if item is None:
        raise NotFoundError
    return meeting, item


def _committee(item: AgendaItem | None) -> Committee:
    """The committee of the point, or the one the address names."""
    if item is not None:
        found = places.list_committees_of([item.committee_id])
        return found[0]
    return places.get_committee(request.args.get("comite", ""))


@decisions.get("/<int:decision_id>")
@everyone
def show(decision_id: int) -> ResponseReturnValue:
    """One decision: its words, its vote, what it is about, what is done about it."""
    reader = current.reader()
    return _page(reader, queries.get_decision(reader, decision_id))


def _page(reader: Reader, decision: Decision, form: ActionForm | None = None) -> ResponseReturnValue:
    """The page of a decision, with an action that was refused if there is one."""
    names = subjects.name_many(reader, [(each.kind, each.subject_id) for each in decision.links])
    may_edit, meeting = rights.may_edit(reader, decision), decision.meeting
    shown = form or ActionForm.blank()
    if may_edit:
        _offer_owners(shown, decision)
    return render_template(
        "decisions/show.html",
        decision=decision,
        meeting=meeting if meeting is not None and may_read(reader, meeting) else None,
        names=list(names.values()),
        labels=labels,
        form=shown,
        may_edit=may_edit,
        see_people=may_see_people(reader),
        cited_by=citations.cited_by(reader, operations.KIND, decision.id),
    ), form.status if form else 200


def _offer_owners(form: ActionForm, decision: Decision) -> None:
    """The authorities of the committee, and their people."""
    seated = [each.authority for each in places.list_seats(decision.committee_id) if each.left_on is None]
    offer(form.owner_authority_id, [(each.id, each.name) for each in seated])
    people = accounts.list_people_of([each.id for each in seated])
    offer(
        form.owner_id,
        [(each.user_id, f"{each.user.name}, {each.authority.name}") for each in people],
        blank="Toute la collectivité",
    )


@decisions.route("/<int:decision_id>/modifier", methods=["GET", "POST"])
@signed_in
def edit(decision_id: int) -> ResponseReturnValue:
    """Change the words of a decision."""
    actor = current.actor()
    decision = queries.get_decision(actor, decision_id)
    require(rights.may_edit(actor, decision))
    saved = _saved(actor, decision)
    form = DecisionForm(data=saved)
    unsaved.give_back(form, actor, decision.id)
    if form.validate_on_submit():
        try:
            clashes.settle(form, saved)
            content = form.content(addressed(form.addresses()))
            operations.edit_decision(actor, decision, content, form.version.data or 0)
        except RuleBrokenError as error:
            decision = queries.get_decision(actor, decision_id)
            clashes.refuse(form, error, lambda: _saved(actor, decision))
        else:
            flash("Décision enregistrée.")
            return redirect(decision_address(decision_id))
    return render_template("decisions/edit.html", form=form, decision=decision, labels=labels), form.status


def _saved(reader: Reader, decision: Decision) -> dict[str, object]:
    """What the form shows of a decision."""
    names = subjects.name_many(reader, [(each.kind, each.subject_id) for each in decision.links])
    return {
        "title": decision.title,
        "kind": decision.kind,
        "source": decision.source,
        "decided_on": decision.decided_on,
        "vote": decision.vote,
        "visibility": decision.audience,
        "subjects": "\n".join(each.address for each in names.values()),
        "version": decision.version,
    }


@decisions.post("/<int:decision_id>/actions")
@signed_in
def assign(decision_id: int) -> ResponseReturnValue:
    """Entrust something to do."""
    actor = current.actor()
    decision = queries.get_decision(actor, decision_id)
    require(rights.may_edit(actor, decision))
    form = ActionForm()
    _offer_owners(form, decision)
    if form.validate_on_submit():
        try:
            operations.assign_action(actor, decision, form.content())
        except RefusedError as error:
            form.refuse(error)
        else:
            flash("Action confiée : les personnes concernées sont prévenues.")
            return redirect(decision_address(decision_id) + "#actions")
    return _page(actor, queries.get_decision(actor, decision_id), form)
