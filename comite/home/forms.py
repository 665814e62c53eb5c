"""What an administrator may submit about the site's own pages."""

from comite.accounts.audiences import Audience
from comite.accounts.labels import AUDIENCES
from comite.foundation.forms import (
    Form,
    choice,
    day,
    file,
    long_text,
    password,
    several,
    text,
    whole_hidden,
    whole_number,
    yes_no,
)
from comite.foundation.markdown import LENGTH_MAX


class PageForm(Form):
    """The words of a page."""

    body = long_text(
        "Texte de la page",
        max_length=LENGTH_MAX,
        rows=24,
        hint="Titres avec ##, listes avec -, liens entre crochets puis parenthèses.",
    )
    version = whole_hidden()


class ShowcaseForm(Form):
    """One field of each kind, for the style guide."""

    title = text("Titre", max_length=80, hint="Une phrase courte.")
    story = long_text("Récit", max_length=280)
    colour = choice("Domaine", Audience, AUDIENCES)
    audience = choice("Qui peut lire", Audience, AUDIENCES, radio=True)
    shades = several("Sujets suivis", Audience, AUDIENCES)
    agreed = yes_no("J’ai relu ce texte")
    seen_on = day("Constaté le")
    cost = whole_number("Coût en euros")
    document = file("Document", hint="20 Mo au plus.")
    place = text("Collectivité", max_length=80)
    secret = password("Mot de passe")
