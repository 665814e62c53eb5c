"""What an administrator may submit about the site's own pages."""

from collections.abc import Sequence

from wtforms import Field, SelectMultipleField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from comite.accounts.audiences import Audience
from comite.accounts.labels import AUDIENCES
from comite.foundation.forms import (
    Form,
    choice,
    day,
    email,
    file,
    id_sent,
    long_text,
    password,
    several,
    text,
    whole_hidden,
    whole_number,
    yes_no,
)
from comite.foundation.markdown import LENGTH_MAX
from comite.home import colours
from comite.home.models import AppearanceChoice
from comite.home.queries import Topic


class PageForm(Form):
    """The words of a page."""

    kept_as = "page"

    body = long_text(
        "Texte de la page",
        max_length=LENGTH_MAX,
        rows=24,
        hint="Titres avec ##, listes avec -, liens entre crochets puis parenthèses.",
    )
    version = whole_hidden()


class AppearanceForm(Form):
    """What an administrator chooses of the looks of the site."""

    accent = text(
        "Couleur d’accent",
        max_length=24,
        required=False,
        hint="Un code de couleur, par exemple #0b5566 ou rgb(11, 85, 102) : votre charte graphique le donne. "
        "Laissez vide pour garder celle du produit.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    owner_name = text(
        "Nom de la collectivité qui propose ce site",
        max_length=AppearanceChoice.NAME_MAX,
        required=False,
        hint="Affiché en tête et en pied de chaque page.",
        render_kw={"autocomplete": "organization"},
    )
    contact = email(
        "Adresse de contact",
        hint="Pour une difficulté d’accès, une question sur les données personnelles. Affichée publiquement.",
        required=False,
    )
    logo = file(
        "Logo",
        hint="PNG, JPEG ou WebP, 5 Mo au plus. Il est redessiné et réduit.",
        accept="image/png,image/jpeg,image/webp",
    )
    drops_logo = yes_no("Retirer le logo actuel")
    version = whole_hidden()

    def validate_accent(self, field: Field) -> None:
        """A colour that everyone can read, in both themes."""
        colour = colours.understood(field.data or "")
        if not colour:
            return
        if not colours.HEX.fullmatch(colour):
            raise ValidationError(
                "Cette couleur n’est pas reconnue. Écrivez un dièse puis six chiffres ou lettres de a à f, "
                "par exemple #0b5566."
            )
        if not colours.is_readable(colour):
            raise ValidationError(
                "Cette couleur est trop claire pour qu’un texte s’y lise. "
                f"La plus proche qui convient est {colours.nearest_readable(colour)}."
            )

    def tried_accent(self) -> str:
        """The colour that was sent, if it is one."""
        colour = colours.understood(str(self.accent.data or ""))
        return colour if colours.HEX.fullmatch(colour) else ""

    def choice(self) -> AppearanceChoice:
        """What the operation takes."""
        return AppearanceChoice(
            colours.understood(self.accent.data or ""),
            self.owner_name.data or "",
            self.contact.data or "",
            drops_logo=bool(self.drops_logo.data),
        )


class TopicsForm(Form):
    """The domains of public action that a person follows."""

    topics = SelectMultipleField(
        "Vos sujets",
        coerce=id_sent,
        description="Votre résumé dira ce qui s’y publie. Vous pourrez en changer quand vous voudrez.",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, topics: Sequence[Topic]) -> None:
        super().__init__(data={"topics": [each.id for each in topics if each.is_followed]})
        self.topics.choices = [SelectChoice(each.id, each.label) for each in topics]


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
