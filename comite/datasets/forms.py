"""What a person may submit about datasets."""

from collections.abc import Sequence

from wtforms import Field
from wtforms.validators import ValidationError

from comite.accounts.audiences import SHARED, Audience
from comite.accounts.labels import AUDIENCES
from comite.datasets import labels
from comite.datasets.content import (
    ACRONYM_MAX,
    CONTACT_MAX,
    DESCRIPTION_MAX,
    INTEREST_MAX,
    REASON_MAX,
    TITLE_MAX,
    Box,
    DatasetContent,
    Sharing,
)
from comite.datasets.models import Dataset, Frequency, Licence, PrivacyDecision, Schema, Theme
from comite.foundation.citations import Link
from comite.foundation.forms import (
    Form,
    choice,
    choice_of_ids,
    day,
    files,
    hidden,
    long_text,
    text,
    whole_hidden,
    words,
)

ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xls,.ods,.geojson,.json"


class _SharingFields(Form):
    """Who may read."""

    visibility = choice("Qui pourra lire, une fois publié", Audience, AUDIENCES, radio=True, among=SHARED)
    committee_id = choice_of_ids(
        "Avec quel comité", required=False, hint="Nécessaire pour un partage avec un comité."
    )

    def validate_committee_id(self, field: Field) -> None:
        """A sharing with a committee names it; another keeps it only when it was chosen."""
        if self.visibility.data is Audience.COMMITTEE and field.data is None:
            raise ValidationError("Choisissez le comité avec qui partager.")


class DatasetChoiceForm(Form):
    """A dataset named by what people type; a suggestion, or one of `candidates`, gives its address."""

    dataset = text(
        "Jeu de données", max_length=300, hint="Quelques mots de son titre, ou l’adresse de sa page."
    )
    dataset_address = hidden(max_length=300)
    candidates: Sequence[Link] = ()


class NewDatasetForm(_SharingFields):
    """The one step: a file, a title, why it serves everyone, who may read."""

    kept_as = "nouveau-jeu"

    files = files("Fichiers", hint="", accept=ACCEPTED)
    authority_id = choice_of_ids("Au nom de", hint="La collectivité qui produit ces données.")
    title = text(
        "Titre", max_length=TITLE_MAX, hint="Par exemple : Délibérations du conseil municipal depuis 2020."
    )
    general_interest = long_text(
        "Motif d’intérêt général",
        max_length=INTEREST_MAX,
        rows=3,
        hint="En une ou deux phrases : à qui ces données sont-elles utiles, et pour quoi ?",
    )

    def content(self) -> DatasetContent:
        """The description of a draft; the rest can come later."""
        return DatasetContent(
            title=self.title.data or "",
            general_interest=self.general_interest.data or "",
            sharing=Sharing(self.visibility.data, self.committee_id.data),
        )


class DatasetForm(_SharingFields):
    """The whole description."""

    kept_as = "jeu"

    title = text("Titre", max_length=TITLE_MAX)
    acronym = text("Sigle", max_length=ACRONYM_MAX, required=False, hint="S’il en a un.")
    general_interest = long_text("Motif d’intérêt général", max_length=INTEREST_MAX, rows=3)
    description = long_text(
        "Description",
        max_length=DESCRIPTION_MAX,
        rows=8,
        required=False,
        hint="D’où viennent les données, comment elles sont faites, ce qu’il faut savoir.",
    )
    theme = choice("Thème", Theme, labels.THEMES, required=False)
    keywords = text("Mots-clés", max_length=400, required=False, hint="Séparés par des virgules.")
    licence = choice(
        "Licence",
        Licence,
        labels.LICENCES,
        hint="La Licence Ouverte demande seulement de citer la source et la date de mise à jour.",
    )
    frequency = choice("Mise à jour", Frequency, labels.FREQUENCIES)
    covers_from = day("Données depuis le", hint="Premier jour que les données décrivent.")
    covers_until = day("Jusqu’au", hint="Dernier jour que les données décrivent.")
    spatial_code = text(
        "Territoire couvert",
        max_length=14,
        required=False,
        hint="Code INSEE d’une commune (01001, 2A004) ou SIREN d’une intercommunalité.",
    )
    box = text(
        "Rectangle couvert",
        max_length=120,
        required=False,
        hint="Ouest, sud, est, nord en degrés, par exemple 1,90 48,80 1,98 48,85. "
        "Il se remplit seul pour un GeoJSON.",
    )
    schema = choice("Schéma de données", Schema, labels.SCHEMAS, required=False, blank="Aucun")
    contact_name = text(
        "Contact", max_length=CONTACT_MAX, required=False, hint="Un service plutôt qu’une personne."
    )
    contact_email = text("Courriel du contact", max_length=254, required=False)
    restriction_reason = long_text(
        "Pourquoi pas tout le monde ?",
        max_length=REASON_MAX,
        required=False,
        rows=2,
        hint="Nécessaire si le jeu n’est pas public.",
    )
    restricted_until = day("Partage restreint jusqu’au", hint="La restriction sera à réexaminer ce jour-là.")
    version = whole_hidden()

    def validate_restriction_reason(self, field: Field) -> None:
        """A restriction has a reason."""
        if self.visibility.data is not Audience.PUBLIC and not field.data:
            raise ValidationError("Dites en une phrase pourquoi ces données ne sont pas publiques.")

    def validate_covers_until(self, field: Field) -> None:
        """A period ends after it begins."""
        if field.data and self.covers_from.data and field.data < self.covers_from.data:
            raise ValidationError("La fin doit venir après le début.")

    def validate_box(self, field: Field) -> None:
        """Four numbers make a rectangle on the Earth."""
        if field.data and read_box(field.data) is None:
            raise ValidationError("Indiquez quatre nombres : ouest, sud, est, nord, en degrés.")

    def validate_contact_email(self, field: Field) -> None:
        """An address has its form."""
        if field.data and ("@" not in field.data or " " in field.data):
            raise ValidationError("Cette adresse n’a pas la forme nom@domaine.fr.")

    def content(self) -> DatasetContent:
        """What the operation takes."""
        return DatasetContent(
            title=self.title.data or "",
            general_interest=self.general_interest.data or "",
            acronym=self.acronym.data or "",
            description=self.description.data or "",
            licence=self.licence.data,
            frequency=self.frequency.data,
            covers_from=self.covers_from.data,
            covers_until=self.covers_until.data,
            spatial_code=self.spatial_code.data or "",
            box=read_box(self.box.data or ""),
            theme=self.theme.data,
            keywords=tuple(words(self.keywords.data)),
            contact_name=self.contact_name.data or "",
            contact_email=self.contact_email.data or "",
            schema=self.schema.data,
            sharing=Sharing(
                self.visibility.data,
                self.committee_id.data,
                self.restriction_reason.data or "",
                self.restricted_until.data,
            ),
        )


class FilesForm(Form):
    """More files for a dataset."""

    files = files("Fichiers", accept=ACCEPTED)


class ReasonForm(Form):
    """A decision that needs its reason."""

    kept_as = "changements-demandes"

    reason = long_text("Dites pourquoi, en une phrase", max_length=REASON_MAX, rows=3)


class PrivacyForm(Form):
    """What the producer decides about columns that look personal."""

    decision = choice("Votre décision", PrivacyDecision, labels.DECISIONS, radio=True)
    reason = long_text(
        "Expliquez-la en une phrase",
        max_length=REASON_MAX,
        rows=2,
        hint="Elle est gardée avec votre nom et la date.",
    )


def values_of(dataset: Dataset) -> dict[str, object]:
    """What the form shows of a dataset."""
    corners = (dataset.west, dataset.south, dataset.east, dataset.north)
    columns = (
        "title", "acronym", "general_interest", "description", "theme", "licence", "frequency", "covers_from",
        "covers_until", "spatial_code", "schema", "contact_name", "contact_email", "visibility",
        "committee_id",
        "restriction_reason", "restricted_until", "version",
    )  # fmt: skip
    values: dict[str, object] = {name: getattr(dataset, name) for name in columns}
    values["keywords"] = ", ".join(dataset.keywords)
    values["box"] = " ".join(f"{each:.5f}" for each in corners if each is not None)
    return values


def read_box(written: str) -> Box | None:
    """Four numbers written with points or commas; None when they make no rectangle of the Earth."""
    parts = written.replace(";", " ").split()
    if len(parts) != 4:
        parts = [part for part in written.replace(", ", " ").replace(",", " ").split() if part]
    try:
        west, south, east, north = (float(part.strip(",").replace(",", ".")) for part in parts)
    except ValueError:
        return None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return None
    return Box(west, south, east, north)
