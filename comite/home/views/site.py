"""Pages that belong to no feature: welcome, state of the service."""

from email import message_from_bytes, policy
from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from comite.accounts import current
from comite.discussions import labels as thread_labels
from comite.foundation import clashes, jobs, mail, migrations, unsaved
from comite.foundation.database import db, has_room
from comite.foundation.errors import NotFoundError, RuleBrokenError
from comite.foundation.markdown import render
from comite.foundation.security import administrators, everyone
from comite.foundation.settings import Settings
from comite.home import appearance, figures, labels, operations, permissions, queries, style_guide
from comite.home.forms import PageForm, ShowcaseForm
from comite.home.models import PageName
from comite.notifications.labels import told
from comite.search import operations as search_work
from comite.search import queries as search

home = Blueprint("home", __name__)


@home.get("/")
@everyone
def index() -> ResponseReturnValue:
    """The welcome page of the visitor, or the dashboard of the person signed in."""
    reader = current.reader()
    if not reader.is_signed_in:
        return render_template(
            "home/welcome.html", welcome=queries.get_welcome(reader), thread_labels=thread_labels
        )
    board = queries.get_dashboard(reader, everything=request.args.get("nouveautes") == "toutes")
    return render_template("home/dashboard.html", board=board, told=told, step_labels=labels.STEPS)


@home.get("/sante")
@everyone
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@home.get("/pret")
@everyone
def ready() -> ResponseReturnValue:
    """The service can do its work: database, disk, outbox, versions."""
    settings: Settings = current_app.extensions["settings"]
    health = search.get_health()
    facts = {
        "database": db.session.scalar(text("SELECT 1")) == 1,
        "database_version": ".".join(map(str, db.engine.dialect.server_version_info or ())),
        "migrations": migrations.is_up_to_date(),
        "disk": has_room(settings),
        "outbox_age_seconds": round(jobs.oldest_waiting_seconds(), 1),
        "index": health.is_built,
        "index_lag_seconds": round(health.oldest_seconds, 1),
    }
    is_ready = bool(facts["database"] and facts["migrations"] and facts["disk"])
    return {"ready": is_ready, **facts}, 200 if is_ready else 503


@home.get("/a-propos")
@everyone
def about() -> ResponseReturnValue:
    """What this site is."""
    return _site_page(PageName.ABOUT)


@home.get("/accessibilite")
@everyone
def accessibility() -> ResponseReturnValue:
    """The accessibility statement (RGAA 4.1)."""
    return _site_page(PageName.ACCESSIBILITY)


@home.get("/mentions-legales")
@everyone
def legal() -> ResponseReturnValue:
    """Who publishes the site (LCEN)."""
    return _site_page(PageName.LEGAL)


@home.get("/donnees-personnelles")
@everyone
def privacy() -> ResponseReturnValue:
    """What is done with personal data (GDPR)."""
    return _site_page(PageName.PRIVACY)


@home.get("/ecoconception")
@everyone
def ecodesign() -> ResponseReturnValue:
    """The eco-design statement (RGESN)."""
    return _site_page(PageName.ECODESIGN)


def _site_page(name: PageName) -> ResponseReturnValue:
    """One of these pages."""
    page = queries.find_page(name)
    return render_template(
        "home/site_page.html",
        name=name,
        title=labels.PAGES[name],
        html=page.body_html if page else queries.default_html(name),
        edited_at=page.edited_at if page else None,
        may_edit=permissions.may_edit_pages(current.reader()),
        contact=appearance.look().contact,
        criteria=figures.criteria(),
        weights=figures.weights(),
    )


@home.route("/administration/pages/<name>", methods=["GET", "POST"])
@administrators
def edit_page(name: str) -> ResponseReturnValue:
    """Change the words of one of these pages."""
    if name not in list(PageName):
        raise NotFoundError
    chosen = PageName(name)
    saved = _saved(chosen)
    form = PageForm(data=saved)
    unsaved.give_back(form, current.actor(), chosen.value)
    if form.validate_on_submit():
        try:
            clashes.settle(form, saved)
            body = form.body.data or ""
            rendered = render(body, first_title=2)
            operations.edit_page(current.actor(), chosen, body, rendered, form.version.data or 0)
        except RuleBrokenError as error:
            clashes.refuse(form, error, lambda: _saved(chosen))
        else:
            appearance.forget()  # the foot of every page repeats what the statement declares
            flash("Page enregistrée.")
            return redirect(url_for(f".{chosen.value}"))
    return render_template(
        "home/edit_page.html", form=form, name=chosen, title=labels.PAGES[chosen]
    ), form.status


def _saved(name: PageName) -> dict[str, object]:
    """What the form shows of a page: its words, or those it has by default."""
    page = queries.find_page(name)
    return {
        "body": page.body if page else queries.default_body(name),
        "version": page.version if page else 0,
    }


@home.get("/courriels")
@everyone
def mails() -> ResponseReturnValue:
    """The mails of the demonstration, which leave for nowhere: only the demonstration has this page."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.is_demo:
        raise NotFoundError
    kept = sorted((settings.data_dir / "mails").glob("*.eml"), reverse=True)[:50]
    return render_template("home/mails.html", mails=[_mail_facts(path) for path in kept])


def _mail_facts(path: Path) -> object:
    """What the page shows of one mail."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return {**mail.facts(message), "date": message["Date"].datetime}


@home.get("/administration/travaux")
@administrators
def dead_jobs() -> ResponseReturnValue:
    """The work given up after five attempts, for the administrator to see and take up again."""
    return render_template(
        "home/jobs.html",
        dead=jobs.list_dead(),
        held=jobs.list_held(),
        waiting=jobs.count_waiting(),
        index=search.get_health(),
    )


@home.post("/administration/index")
@administrators
def new_index() -> ResponseReturnValue:
    """Have the index of search made again."""
    search_work.ask_new_index(current.actor(), url_for(".dead_jobs"))
    flash("L’index de recherche va être refait. La recherche répond comme avant pendant ce temps.")
    return redirect(url_for("tasks.index"))


@home.post("/administration/travaux/<int:job_id>/reprise")
@administrators
def retry_job(job_id: int) -> ResponseReturnValue:
    """Give a dead job five new attempts."""
    jobs.try_again(job_id)
    flash("Ce travail sera repris dans quelques instants.")
    return redirect(url_for(".dead_jobs"))


@home.get("/style")
@everyone
def style() -> ResponseReturnValue:
    """The living style guide: every component in each of its states; not in production."""
    return render_template("home/style.html", **_shown(), components=style_guide.TITLES)


@home.get("/style/<name>")
@everyone
def style_of(name: str) -> ResponseReturnValue:
    """One component of the style guide in each of its states."""
    return render_template("style/component.html", **_shown(), shown=style_guide.get_shown(name))


def _shown() -> dict[str, object]:
    """What the guide shows; it is not in production."""
    settings: Settings = current_app.extensions["settings"]
    if settings.mode not in ("demo", "development"):
        raise NotFoundError
    return {"form": ShowcaseForm(), "samples": style_guide.samples()}


@home.get("/robots.txt")
@everyone
def robots() -> ResponseReturnValue:
    """What search engines may visit: what is public, not the search pages."""
    return "User-agent: *\nDisallow: /recherche\nDisallow: /connexion\n", {"Content-Type": "text/plain"}
