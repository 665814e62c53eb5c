"""The pages of the directory of expertise, for members."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.accounts import queries as accounts
from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.accounts.trash import undo_path
from comite.engineering.forms.directory import (
    AiLeadsForm,
    ProfileForm,
    offer_skills,
    values_of,
)
from comite.engineering.labels import requests as labels
from comite.engineering.operations import directory as operations
from comite.engineering.permissions import directory as permissions
from comite.engineering.queries import directory as queries
from comite.engineering.trash import PROFILE
from comite.engineering.views.blueprint import engineering
from comite.foundation import clashes, unsaved
from comite.foundation.errors import NotFoundError, RuleBrokenError, require
from comite.foundation.rendering import flash_undo, without
from comite.foundation.security import signed_in
from comite.foundation.text import clean_line
from comite.territories import queries as territories

FLAGS = {"jours": "with_days", "distance": "remote_only", "referents": "ai_leads_only"}
FLAG_LABELS = {
    "jours": "A des journées disponibles",
    "distance": "Aide à distance seulement",
    "referents": "Est référent IA",
}


def _reader() -> Reader:
    """Whoever may read the directory; for others it does not exist."""
    reader = current.actor()
    if not permissions.may_read_directory(reader):
        raise NotFoundError
    return reader


@engineering.get("/annuaire")
@signed_in
def directory() -> ResponseReturnValue:
    """Who can help with what."""
    reader = _reader()
    skills = queries.list_skills()
    chosen = {value for value in request.args.getlist("avec") if value in FLAGS}
    filters = queries.Filters(
        words=clean_line(request.args.get("q", ""))[:80],
        skill=request.args.get("competence", "")[:60],
        **{FLAGS[each]: True for each in chosen},
    )
    page = queries.list_profiles(reader, filters, request.args.get("page"))
    fields = _fields(filters, [(each.code, each.label) for each in skills], chosen)
    return render_template(
        "engineering/directory.html",
        page=page,
        fields=fields,
        active=_active(fields, filters),
        done=queries.count_done(reader, page.items),
        leads=queries.ids_of_ai_leads(page.items),
        labels=labels,
        is_administrator=reader.is_administrator,
    )


def _fields(
    filters: queries.Filters, skills: list[tuple[str, str]], chosen: set[str]
) -> list[dict[str, Any]]:
    """The panel of filters."""
    options = [("", "Toutes", not filters.skill)]
    options += [(code, label, code == filters.skill) for code, label in skills]
    flags = [(value, label, value in chosen) for value, label in FLAG_LABELS.items()]
    return [
        {"name": "q", "label": "Mots", "kind": "text", "value": filters.words},
        {"name": "competence", "label": "Compétence", "kind": "choice", "options": options},
        {"name": "avec", "label": "Seulement si", "kind": "checks", "options": flags},
    ]


def _active(fields: list[dict[str, Any]], filters: queries.Filters) -> list[tuple[str, str]]:
    """Each filter in use, and the address without it."""
    words = [(f"« {filters.words} »", without("q", "page"))] if filters.words else []
    return words + [
        (label, without(group["name"], "page"))
        for group in fields
        for value, label, is_chosen in group.get("options", ())
        if is_chosen and value
    ]


@engineering.get("/annuaire/<int:profile_id>")
@signed_in
def directory_show(profile_id: int) -> ResponseReturnValue:
    """One profile: what they can help with, and what they did before."""
    reader = _reader()
    profile = queries.get_profile(reader, profile_id)
    return render_template(
        "engineering/profile.html",
        profile=profile,
        done=queries.list_done(reader, profile),
        is_lead=(profile.user_id, profile.authority_id) in queries.ids_of_ai_leads([profile]),
        labels=labels,
        may_edit=permissions.may_describe(reader, profile.authority_id, profile.user_id),
        may_remove=permissions.may_remove(reader, profile),
    )


@engineering.post("/annuaire/<int:profile_id>/retrait")
@signed_in
def directory_remove(profile_id: int) -> ResponseReturnValue:
    """Throw a profile of the directory away."""
    reader = _reader()
    operations.remove_profile(reader, queries.get_profile(reader, profile_id))
    flash_undo("La fiche est dans la corbeille, pour trente jours.", undo_path(PROFILE, profile_id))
    return redirect(url_for(".directory"), 303)


@engineering.route("/annuaire/ma-fiche", methods=["GET", "POST"])
@signed_in
def directory_mine() -> ResponseReturnValue:
    """What the person can help with, in the name of the authority they speak for."""
    actor = _reader()
    require(actor.speaking_for is not None)
    authority_id = actor.speaking_for.authority_id if actor.speaking_for else 0
    return _describe(actor, authority_id, actor.user_id)


@engineering.route("/annuaire/collectivites/<slug>", methods=["GET", "POST"])
@signed_in
def directory_authority(slug: str) -> ResponseReturnValue:
    """What an authority can help with, when it names nobody."""
    actor = _reader()
    authority = territories.get_authority(slug)
    require(permissions.may_describe(actor, authority.id, None))
    return _describe(actor, authority.id, None)


def _describe(actor: Reader, authority_id: int, user_id: int | None) -> ResponseReturnValue:
    """The form of a profile."""
    authority = territories.find_authority(authority_id)
    if authority is None:
        raise NotFoundError
    profile = queries.find_profile(authority_id, user_id)
    saved = values_of(profile)
    form = ProfileForm(data=saved)
    offer_skills(form, queries.list_skills(), profile)
    unsaved.give_back(form, actor, authority_id, *([] if user_id is None else ["moi"]))
    if form.validate_on_submit():
        try:
            clashes.settle(form, saved)
            kept = operations.describe(actor, authority, user_id, form.content(), form.version.data or 0)
        except RuleBrokenError as error:
            clashes.refuse(form, error, lambda: values_of(queries.find_profile(authority_id, user_id)))
        else:
            flash("C’est dans l’annuaire. Merci.")
            return redirect(url_for(".directory_show", profile_id=kept.id), 303)
    return render_template(
        "engineering/profile_edit.html", form=form, authority=authority, profile=profile, is_own=user_id
    ), form.status


@engineering.get("/referents")
@signed_in
def ai_leads() -> ResponseReturnValue:
    """The AI leads, authority by authority."""
    reader = _reader()
    edited = [each for each in reader.affiliations if each.role.rank >= Role.EDITOR.rank]
    return render_template("engineering/ai_leads.html", leads=queries.list_ai_leads(reader), edited=edited)


@engineering.route("/referents/<slug>", methods=["GET", "POST"])
@signed_in
def ai_leads_edit(slug: str) -> ResponseReturnValue:
    """Name the AI leads of an authority."""
    actor = _reader()
    authority = territories.get_authority(slug)
    require(permissions.may_name_ai_leads(actor, authority.id))
    people = accounts.list_people_of([authority.id])
    form = AiLeadsForm(data={"people": [each.user_id for each in people if each.ai_lead_since]})
    form.people.choices = [(each.user_id, each.user.name) for each in people]
    if form.validate_on_submit():
        try:
            operations.name_ai_leads(actor, authority, form.people.data or [])
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Les référents IA sont enregistrés.")
            return redirect(url_for(".ai_leads"), 303)
    return render_template(
        "engineering/ai_leads_edit.html", form=form, authority=authority, people=people
    ), form.status
