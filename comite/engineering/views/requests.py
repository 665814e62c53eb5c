"""The pages of requests for help: the list, asking, one request, its offers."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.discussions.permissions import may_write
from comite.discussions.queries.threads import list_about
from comite.engineering.forms.requests import (
    CIRCLE_HINTS,
    Circle,
    GroupForm,
    NewRequestForm,
    OfferForm,
    RequestForm,
    WordForm,
    values_of,
)
from comite.engineering.labels import requests as labels
from comite.engineering.models.requests import HelpRequest, RequestStatus
from comite.engineering.operations import offers as offer_operations
from comite.engineering.operations import requests as operations
from comite.engineering.permissions import requests as permissions
from comite.engineering.queries import requests as queries
from comite.engineering.queries.likeness import propose
from comite.engineering.views.blueprint import engineering
from comite.foundation import clashes, unsaved
from comite.foundation.errors import (
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
    require,
)
from comite.foundation.forms import offer as give
from comite.foundation.rendering import without
from comite.foundation.security import signed_in
from comite.foundation.text import whole
from comite.territories import queries as territories

HINTS = {each.value: hint for each, hint in CIRCLE_HINTS.items()}


@engineering.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """The requests that the reader may read, narrowed as asked."""
    reader = current.actor()
    filters = asked_filters(reader)
    page = queries.list_requests(reader, filters, request.args.get("page"))
    fields = _shown_filters(reader, filters)
    return render_template(
        "engineering/index.html",
        page=page,
        fields=fields,
        active=_active(fields),
        labels=labels,
        may_ask=bool(reader.affiliations),
    )


def asked_filters(reader: Reader) -> queries.Filters:
    """What the address asks; what it cannot mean is left out."""
    statuses = tuple(each for each in RequestStatus if each.value in request.args.getlist("etat"))
    committee_id = whole(request.args.get("comite"))
    own_only = request.args.get("voir") == "les-notres" and reader.is_affiliated
    return queries.Filters(statuses, committee_id, own_only)


def _shown_filters(reader: Reader, filters: queries.Filters) -> list[dict[str, Any]]:
    """The panel of filters."""
    statuses = [(each.value, name, each in filters.statuses) for each, name in labels.STATUSES.items()]
    groups: list[dict[str, Any]] = [{"name": "etat", "label": "État", "kind": "checks", "options": statuses}]
    if len(reader.committee_ids) > 1:
        rows = territories.names_of_committees(sorted(reader.committee_ids))
        options = [("", "Tous", filters.committee_id is None)]
        options += [(str(key), name, key == filters.committee_id) for key, name in rows]
        groups.append({"name": "comite", "label": "Comité", "kind": "choice", "options": options})
    if reader.is_affiliated:
        options = [
            ("", "Toutes", not filters.own_only),
            ("les-notres", "Celles de ma collectivité", filters.own_only),
        ]
        groups.append({"name": "voir", "label": "Lesquelles", "kind": "choice", "options": options})
    return groups


def _active(fields: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Each filter in use, and the address without it."""
    return [
        (label, without(group["name"], "page"))
        for group in fields
        for value, label, is_chosen in group["options"]
        if is_chosen and value
    ]


@engineering.route("/demandes/nouvelle", methods=["GET", "POST"])
@signed_in
def request_create() -> ResponseReturnValue:
    """Ask for help: one sentence, and what one wishes to add."""
    actor = current.actor()
    voice = actor.speaking_for
    if voice is None:
        raise NotAllowedError
    # Those where one sits come before those one observes; the one it leads comes last: it would ask itself.
    committees = sorted(
        territories.list_committees_with([voice.authority_id]),
        key=lambda each: (
            each.lead_authority_id == voice.authority_id,
            each.id not in actor.member_committee_ids,
        ),
    )
    first = committees[0].id if committees else None
    form = NewRequestForm(data={"circle": Circle.PEERS, "committee": first})
    give(form.committee, [(each.id, each.name) for each in committees], blank=None)
    unsaved.give_back(form, actor)
    if form.validate_on_submit():
        committee = next(each for each in committees if each.id == form.committee.data)
        authority = territories.find_authority(voice.authority_id)
        if authority is None:
            raise NotFoundError
        try:
            asked = operations.ask_for_help(
                actor, authority, committee, form.content(), with_peers=form.with_peers
            )
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Votre demande est partie. La cheffe de file est prévenue.")
            return redirect(url_for(".request_show", slug=asked.slug), 303)
    return render_template(
        "engineering/request_create.html", form=form, committees=committees, hints=HINTS
    ), form.status


@engineering.get("/demandes/<slug>")
@signed_in
def request_show(slug: str) -> ResponseReturnValue:
    """One request: what is asked, what may help at once, the offers."""
    reader = current.actor()
    return _page(reader, queries.get_request(reader, slug))


def _page(
    reader: Reader,
    asked: HelpRequest,
    offer_form: OfferForm | None = None,
    word_form: WordForm | None = None,
) -> ResponseReturnValue:
    """The page of a request, with the form that was refused if one was."""
    form = offer_form or _offer_form(reader, asked)
    shown = word_form if word_form and (word_form.errors or word_form.refusal) else form
    offers = queries.list_offers(reader, asked)
    html = render_template(
        "engineering/request_show.html",
        asked=asked,
        offers=offers,
        grouped=queries.list_grouped(reader, asked),
        missions=queries.list_missions_of(reader, asked),
        proposals=propose(reader, asked) if not asked.is_settled else None,
        threads=list_about(reader, "help_request", asked.id),
        steps=_steps(asked),
        labels=labels,
        form=form,
        word_form=word_form or WordForm(),
        may=_may(reader, asked),
        may_take_back=permissions.may_take_back,
    )
    return html, shown.status


def _steps(asked: HelpRequest) -> list[tuple[str, str, str]]:
    """Where a request stands in its life."""
    reached = labels.STEPS.index(asked.status) if asked.status in labels.STEPS else -1
    return [
        (
            labels.STATUSES[each],
            "done"
            if rank < reached or asked.status is RequestStatus.CLOSED
            else "current"
            if rank == reached
            else "todo",
            "",
        )
        for rank, each in enumerate(labels.STEPS)
    ]


def _may(reader: Reader, asked: HelpRequest) -> dict[str, bool]:
    """What the reader may do here: a button is shown exactly when it works."""
    changes = permissions.may_change(reader, asked)
    is_free = asked.status is not RequestStatus.IN_MISSION
    return {
        "change": changes,
        "settle": changes and is_free,
        "ask_again": permissions.may_ask(reader, asked.authority_id) and asked.may_be_asked_again,
        "offer": not asked.is_settled and bool(_voices(reader, asked)),
        "answer": permissions.may_answer(reader, asked) and not asked.is_settled,
        "group": permissions.may_group(reader, asked) and asked.audience.value == "committee",
        "discuss": may_write(reader),
    }


def _voices(reader: Reader, asked: HelpRequest) -> list[tuple[int, str]]:
    """The authorities in whose name the reader may offer help."""
    return [
        (each.authority_id, each.authority_name)
        for each in reader.affiliations
        if each.role.rank >= Role.EDITOR.rank and permissions.may_offer(reader, asked, each.authority_id)
    ]


def _offer_form(reader: Reader, asked: HelpRequest) -> OfferForm:
    """The form of an offer, with the names in which it can be made."""
    form = OfferForm(data={"authority": reader.voice_id})
    give(form.authority, _voices(reader, asked), blank=None)
    if form.authority.choices:
        unsaved.give_back(form, reader, asked.id)
    return form


@engineering.route("/demandes/<slug>/modifier", methods=["GET", "POST"])
@signed_in
def request_edit(slug: str) -> ResponseReturnValue:
    """Say it better, or to others."""
    actor = current.actor()
    asked = queries.get_request(actor, slug)
    require(permissions.may_change(actor, asked))
    saved = values_of(asked)
    form = RequestForm(data=saved)
    unsaved.give_back(form, actor, asked.id)
    if form.validate_on_submit():
        try:
            clashes.settle(form, saved)
            operations.edit_request(
                actor,
                asked,
                form.content(),
                with_peers=form.with_peers,
                version=form.version.data or 0,
            )
        except RuleBrokenError as error:
            clashes.refuse(form, error, lambda: values_of(queries.get_request(actor, slug)))
        else:
            flash("Votre demande est à jour.")
            return redirect(url_for(".request_show", slug=slug), 303)
    return render_template("engineering/request_edit.html", form=form, asked=asked, hints=HINTS), form.status


@engineering.post("/demandes/<slug>/offres")
@signed_in
def request_offer(slug: str) -> ResponseReturnValue:
    """Offer help to those who asked."""
    actor = current.actor()
    asked = queries.get_request(actor, slug)
    form = _offer_form(actor, asked)
    require(bool(form.authority.choices))
    if form.validate_on_submit():
        authority = territories.find_authority(form.authority.data or 0)
        if authority is None:
            raise NotFoundError
        try:
            offer_operations.offer_help(actor, asked, authority, form.content())
        except RuleBrokenError as error:
            form.refuse(error)
            asked = queries.get_request(actor, slug)
        else:
            flash("Votre offre est envoyée. La collectivité va vous répondre.")
            return redirect(url_for(".request_show", slug=slug) + "#offres", 303)
    return _page(actor, asked, offer_form=form)


@engineering.post("/demandes/<slug>/offres/<int:offer_id>/<action>")
@signed_in
def request_answer(slug: str, offer_id: int, action: str) -> ResponseReturnValue:
    """Accept an offer, decline it, or take it back."""
    actor = current.actor()
    asked = queries.get_request(actor, slug)
    offer = queries.get_offer(actor, asked, offer_id)
    form = WordForm()
    if not form.validate_on_submit():
        return _page(actor, asked, word_form=form)
    word = form.word.data or ""
    address = url_for(".request_show", slug=slug)
    try:
        if action == "acceptation":
            mission = offer_operations.accept_offer(actor, asked, offer, word)
            flash("C’est accepté : la mission commence. Voici la convention à signer.")
            address = url_for(".mission_show", slug=mission.slug)
        elif action == "refus":
            offer_operations.decline_offer(actor, asked, offer, word)
            flash("Votre réponse est envoyée à la collectivité.")
        elif action == "retrait":
            offer_operations.take_back_offer(actor, offer)
            flash("Votre offre est retirée.")
        else:
            raise NotFoundError
    except RuleBrokenError as error:
        form.refuse(error)
        return _page(actor, queries.get_request(actor, slug), word_form=form)
    return redirect(address, 303)


Carried = Callable[[Reader, HelpRequest, WordForm], str]


def _close(actor: Reader, asked: HelpRequest, form: WordForm) -> str:
    """The need is met otherwise."""
    operations.close_request(actor, asked, form.word.data or "")
    return "Votre demande est close. Merci d’avoir dit comment."


def _withdraw(actor: Reader, asked: HelpRequest, _form: WordForm) -> str:
    """Nothing is asked any more."""
    operations.withdraw_request(actor, asked)
    return "Votre demande est retirée. Vous pouvez la faire de nouveau d’une pression."


def _ask_again(actor: Reader, asked: HelpRequest, _form: WordForm) -> str:
    """It was withdrawn or closed too soon."""
    operations.ask_again(actor, asked)
    return "Votre demande est de nouveau ouverte : elle attend des offres."


def _ungroup(actor: Reader, asked: HelpRequest, _form: WordForm) -> str:
    """It stands alone again."""
    operations.leave_group(actor, asked)
    return "Cette demande est de nouveau seule : les offres faites aux autres restent les leurs."


def _group(actor: Reader, asked: HelpRequest, _form: WordForm) -> str:
    """It shares its offers with another."""
    other = queries.get_request(actor, GroupForm().other.data or "")
    operations.group_requests(actor, asked, other)
    return "Les demandes sont regroupées : une offre faite à l’une est proposée à toutes."


STEPS: dict[str, Carried] = {
    "cloture": _close,
    "retrait": _withdraw,
    "reprise": _ask_again,
    "regroupement": _group,
    "degroupement": _ungroup,
}


@engineering.post("/demandes/<slug>/<action>")
@signed_in
def request_change(slug: str, action: str) -> ResponseReturnValue:
    """Close a request, withdraw it, ask it again, group it with another, or take it out of its group."""
    actor = current.actor()
    asked = queries.get_request(actor, slug)
    if action not in STEPS:
        raise NotFoundError
    form = WordForm()
    if form.validate_on_submit():
        try:
            flash(STEPS[action](actor, asked, form))
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            return redirect(url_for(".request_show", slug=slug), 303)
    return _page(actor, queries.get_request(actor, slug), word_form=form)
