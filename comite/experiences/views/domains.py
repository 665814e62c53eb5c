"""The list of policy domains, for administrators."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.experiences import operations, queries
from comite.experiences.forms.others import DomainForm
from comite.experiences.views.blueprint import experiences
from comite.foundation.errors import RuleBrokenError
from comite.foundation.security import administrators


@experiences.route("/domaines", methods=["GET", "POST"])
@administrators
def domains() -> ResponseReturnValue:
    """Every domain, and one more."""
    form = DomainForm()
    if form.validate_on_submit():
        try:
            operations.add_domain(current.actor(), form.label.data or "")
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Le domaine est ajouté.")
            return redirect(url_for(".domains"))
    rows = queries.list_domains(with_retired=True)
    return render_template("experiences/domains.html", domains=rows, form=form), form.status


@experiences.route("/domaines/<int:domain_id>", methods=["GET", "POST"])
@administrators
def domain(domain_id: int) -> ResponseReturnValue:
    """The name and the place of a domain."""
    row = queries.get_domain(domain_id)
    form = DomainForm(data={"label": row.label, "position": row.position})
    if form.validate_on_submit():
        try:
            operations.edit_domain(current.actor(), row, form.label.data or "", form.position.data or 0)
        except RuleBrokenError as error:
            form.refuse(error)
        else:
            flash("Le domaine est modifié.")
            return redirect(url_for(".domains"))
    return render_template("experiences/domain.html", domain=row, form=form), form.status


@experiences.post("/domaines/<int:domain_id>/retrait")
@administrators
def retire_domain(domain_id: int) -> ResponseReturnValue:
    """Offer a domain no longer."""
    operations.retire_domain(current.actor(), queries.get_domain(domain_id))
    flash("Le domaine n’est plus proposé ; les retours qui l’ont le gardent.")
    return redirect(url_for(".domains"))


@experiences.post("/domaines/<int:domain_id>/retour")
@administrators
def bring_back_domain(domain_id: int) -> ResponseReturnValue:
    """Offer a domain again."""
    operations.bring_back_domain(current.actor(), queries.get_domain(domain_id))
    flash("Le domaine est de nouveau proposé.")
    return redirect(url_for(".domains"))
