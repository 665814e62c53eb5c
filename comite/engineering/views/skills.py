"""The list of skills, for administrators."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.engineering.forms.directory import SkillForm
from comite.engineering.operations import directory as operations
from comite.engineering.queries import directory as queries
from comite.engineering.views.blueprint import engineering
from comite.foundation.errors import NotFoundError, RuleBrokenError
from comite.foundation.security import administrators


@engineering.route("/competences", methods=["GET", "POST"])
@administrators
def skills() -> ResponseReturnValue:
    """Every skill, and one more."""
    form = SkillForm()
    if form.validate_on_submit():
        try:
            operations.add_skill(current.actor(), form.label.data or "")
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("La compétence est ajoutée.")
            return redirect(url_for(".skills"), 303)
    rows = queries.list_skills(with_retired=True)
    return render_template("engineering/skills.html", skills=rows, form=form), form.status


@engineering.route("/competences/<int:skill_id>", methods=["GET", "POST"])
@administrators
def skill(skill_id: int) -> ResponseReturnValue:
    """The name and the place of a skill."""
    row = queries.get_skill(skill_id)
    form = SkillForm(data={"label": row.label, "position": row.position})
    if form.validate_on_submit():
        try:
            operations.edit_skill(current.actor(), row, form.label.data or "", form.position.data or 0)
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("La compétence est modifiée.")
            return redirect(url_for(".skills"), 303)
    return render_template("engineering/skill.html", skill=row, form=form), form.status


@engineering.post("/competences/<int:skill_id>/<action>")
@administrators
def skill_change(skill_id: int, action: str) -> ResponseReturnValue:
    """Offer a skill no longer, or again."""
    row = queries.get_skill(skill_id)
    if action == "retrait":
        operations.retire_skill(current.actor(), row)
        flash("La compétence n’est plus proposée ; les fiches qui l’ont la gardent.")
    elif action == "retour":
        operations.bring_back_skill(current.actor(), row)
        flash("La compétence est de nouveau proposée.")
    else:
        raise NotFoundError
    return redirect(url_for(".skills"), 303)
