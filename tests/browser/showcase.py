"""A small site that shows the components and their behaviours, without database or features."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from itertools import chain, repeat
from types import SimpleNamespace
from typing import Any

from flask import Flask, flash, redirect, render_template, render_template_string, request
from markupsafe import Markup

from comite.foundation import forms, rendering
from comite.foundation.security import CONTENT_POLICY
from comite.home.appearance import Look

WRITING = """
{% extends "layouts/narrow.html" %}
{% from "components/editor.html" import editor %}
{% from "components/form.html" import field, form_frame %}
{% block title %}Écrire{% endblock title %}
{% block content %}
  {% call form_frame(form, files=true, autosave="/brouillon") %}
    {{ field(form, "title") }}
    {{ editor(form, "story", limit=400) }}
    {{ field(form, "place", source="/suggestions") }}
    {{ field(form, "document") }}
  {% endcall %}
{% endblock content %}
"""
WAITING = """
{% extends "layouts/page.html" %}
{% from "components/progress.html" import progress %}
{% block title %}Attendre{% endblock title %}
{% block content %}
  {% set more %}<a href="/style">Suivre ailleurs</a>{% endset %}
  {{ progress("Lecture", 0, 200, detail=more, url="/avancement") }}
{% endblock content %}
"""
ENDING = """
{% extends "layouts/page.html" %}
{% from "components/progress.html" import progress %}
{% block title %}Finir{% endblock title %}
{% block content %}{{ progress("Lecture", 1, 2, url="/fini", reload=true) }}{% endblock content %}
"""
STEP = """{% from "components/progress.html" import progress %}
{% set more %}<a href="/style">Suivre ailleurs</a>{% endset %}
{{ progress("Lecture", done, 200, detail=more, url="/avancement" if done < 200 else "") }}"""


class Colour(StrEnum):
    """Something to choose."""

    RED = "red"
    GREEN = "green"


class Sheet(forms.Form):
    """One field of each kind."""

    title = forms.text("Titre", max_length=80, hint="Une phrase courte.")
    story = forms.long_text("Récit", max_length=280)
    colour = forms.choice("Couleur", Colour, {Colour.RED: "Rouge", Colour.GREEN: "Vert"})
    audience = forms.choice("Lecteurs", Colour, {Colour.RED: "Tous", Colour.GREEN: "Nous"}, radio=True)
    shades = forms.several("Nuances", Colour, {Colour.RED: "Rouge", Colour.GREEN: "Vert"})
    agreed = forms.yes_no("D’accord")
    seen_on = forms.day("Vu le")
    cost = forms.whole_number("Coût")
    document = forms.file("Document", hint="20 Mo au plus.")
    place = forms.text("Collectivité", max_length=80)
    secret = forms.password("Mot de passe")


def make_site() -> Flask:
    """The site, ready to serve."""
    app = Flask("showcase", template_folder=str(rendering.TEMPLATES), static_folder=None)
    app.secret_key = "showcase"
    app.testing = True
    rendering.start(app, surroundings)
    app.jinja_env.globals["form_guard"] = lambda: Markup('<input type="hidden" name="form_token" value="t">')
    app.jinja_env.globals["received_uploads"] = lambda _item: []
    app.after_request(
        lambda response: (response.headers.update({"Content-Security-Policy": CONTENT_POLICY}), response)[1]
    )
    # Whatever the layout links to and this site does not have.
    app.url_build_error_handlers.append(lambda _error, endpoint, _values: f"/page/{endpoint}")
    app.add_url_rule("/page/<endpoint>", "page", lambda endpoint: guide(), methods=["GET", "POST"])
    app.add_url_rule("/style", "style", guide)
    app.add_url_rule("/ecrire", "write", write, methods=["GET", "POST"])
    app.add_url_rule("/attendre", "wait", lambda: render_template_string(WAITING))
    app.add_url_rule("/finir", "end", lambda: render_template_string(ENDING))
    app.add_url_rule("/fini", "ended", lambda: render_template_string(STEP, done=200))
    app.add_url_rule("/brouillon", "draft", lambda: {"version": 2}, methods=["POST"])
    app.add_url_rule("/apercu", "messages.preview", preview, methods=["POST"])
    app.add_url_rule("/suggestions", "messages.suggest", suggest)
    app.add_url_rule("/contenus", "messages.suggest_things", suggest_things)
    app.add_url_rule("/envois", "uploads.create", lambda: ("", 404), methods=["POST"])
    steps = chain([75, 95], repeat(200))
    app.add_url_rule("/avancement", "step", lambda: render_template_string(STEP, done=next(steps)))
    return app


def surroundings() -> Mapping[str, Any]:
    """What the layout shows around each page."""
    places = [
        SimpleNamespace(
            authority_id=1, authority_name="Valmer", authority_slug="valmer", role_label="Éditrice"
        ),
        SimpleNamespace(authority_id=2, authority_name="Syndicat des eaux d’Ostrelle", role_label="Agente"),
    ]
    menu = [SimpleNamespace(label=label, url="/style", is_current=False) for label in ("Fiches", "Données")]
    reader = SimpleNamespace(
        user_id=7,
        is_signed_in=True,
        is_administrator=True,
        running_task_count=0,
        is_unreachable=False,
        name="Amina Benali",
        affiliations=places,
        speaking_for=places[0],
    )
    site = SimpleNamespace(
        name="Comité de Valmer", public_url="/", is_demo=True, is_read_only=False, look=Look()
    )
    return {
        "reader": reader,
        "site": site,
        "navigation": menu,
        "shortcuts": [SimpleNamespace(letter="f", label="Fiches", url="/ecrire")],
        "unread_count": 3,
    }


def guide() -> str:
    """The style guide, as the product shows it."""
    refused = Sheet(prefix="refused")
    refused.validate()
    samples = {"refused_form": refused, "at": datetime(2026, 3, 12, 9, 5, tzinfo=UTC)}
    return render_template("home/style.html", form=Sheet(), samples=samples, components={})


def write() -> Any:
    """A form that keeps drafts, suggests and uploads."""
    if request.method == "POST":
        sent = request.files.get("document")
        flash(f"Reçu : {request.form['title']}, {len(sent.read()) if sent else 0} octets")
        return redirect("/attendre", 303)
    return render_template_string(WRITING, form=Sheet())


def preview() -> str:
    """What the server makes of a text."""
    text = Markup("<p>Vu : {}</p><script>document.title = 'mordu'</script>")
    return text.format((request.get_json() or {})["text"])


def suggest_things() -> list[dict[str, str]]:
    """Two contents, whatever is typed."""
    begun = request.args.get("q", "").lower()
    names = ["Budget [vert] du comité", "Bus à la demande"]
    return [
        {"value": f"/retours-experience/{rank}", "label": name, "hint": "Retour d’expérience"}
        for rank, name in enumerate(names)
        if begun in name.lower()
    ]


def suggest() -> list[dict[str, str]]:
    """Places whose name begins so."""
    begun = request.args.get("q", "").lower()
    names = ["Valmer", "Valmer-les-Bains", "Ostrelle"]
    return [
        {"value": name.lower(), "label": name, "hint": "Commune"}
        for name in names
        if name.lower().startswith(begun)
    ]
