"""What people submit about authorities and committees."""

from datetime import date

from comite.foundation import clock
from comite.foundation.forms import Form, choice, day, long_text, text, whole_hidden, whole_number
from comite.territories import labels
from comite.territories.models import (
    AuthorityKind,
    CommitteeContent,
    CommitteeLevel,
    NewAuthority,
    SeatContent,
    Standing,
)


class AuthorityChoiceForm(Form):
    """An authority named by what people type; a list of suggestions may fill in its number."""

    authority = text("Collectivité", max_length=160, hint="Son nom, son code INSEE ou son SIREN.")
    authority_id = whole_hidden()


class SeatDatesForm(Form):
    """The quality and the dates of a place in a committee."""

    standing = choice("En qualité de", Standing, labels.STANDINGS, radio=True)
    joined_on = day("Depuis le", required=True)
    left_on = day("Jusqu’au", hint="Laissez vide tant que la collectivité siège.")

    def content(self) -> SeatContent:
        """What the operation takes."""
        return SeatContent(self.standing.data, self.joined_on.data or clock.today(), self.left_on.data)


class NewSeatForm(AuthorityChoiceForm, SeatDatesForm):
    """A new place, and the authority that takes it."""


class CommitteeForm(Form):
    """What is said of a committee."""

    kept_as = "comite"

    name = text(
        "Nom du comité",
        max_length=CommitteeContent.NAME_MAX,
        hint="Par exemple : Comité territorial de la donnée du Pays de Valmer.",
    )
    territory = text(
        "Territoire", max_length=CommitteeContent.TERRITORY_MAX, hint="Tel que ses habitants l’appellent."
    )
    level = choice("Échelle", CommitteeLevel, labels.LEVELS)
    purpose = long_text(
        "Ce que le comité veut faire",
        max_length=CommitteeContent.PURPOSE_MAX,
        required=False,
        hint="Quelques phrases pour une personne qui ne connaît ni le comité ni le sujet.",
    )
    founded_on = day("Créé le")
    closed_on = day("Clos le", hint="Un comité clos reste lisible ; il n’accueille plus de membres.")
    version = whole_hidden()

    def content(self, closed_on: date | None = None) -> CommitteeContent:
        """What the operation takes; the closing day stays as it is for those who may not change it."""
        return CommitteeContent(
            name=self.name.data or "",
            territory=self.territory.data or "",
            level=self.level.data,
            purpose=self.purpose.data or "",
            founded_on=self.founded_on.data,
            closed_on=self.closed_on.data if "closed_on" in self else closed_on,
        )


class NewCommitteeForm(AuthorityChoiceForm, CommitteeForm):
    """A committee, with the authority that will lead it."""

    kept_as = "nouveau-comite"


class NewAuthorityForm(Form):
    """An authority that the official lists leave out."""

    kept_as = "nouvelle-collectivite"

    name = text("Nom", max_length=NewAuthority.NAME_MAX)
    kind = choice("Nature", AuthorityKind, labels.KINDS)
    siren = text("Numéro SIREN", max_length=20, hint="Neuf chiffres ; les espaces ne gênent pas.")
    departement_code = text("Département", max_length=3, required=False, hint="Son code : 78, 2A, 974…")
    population = whole_number(
        "Population desservie", maximum=100_000_000, hint="En habitants, si elle est connue."
    )
    presentation = long_text(
        "Présentation",
        max_length=NewAuthority.PRESENTATION_MAX,
        required=False,
        rows=3,
        hint="En une ou deux phrases.",
    )

    def content(self) -> NewAuthority:
        """What the operation takes."""
        return NewAuthority(
            name=self.name.data or "",
            kind=self.kind.data,
            siren=self.siren.data or "",
            population=self.population.data,
            departement_code=(self.departement_code.data or "").upper() or None,
            presentation=self.presentation.data or "",
        )


class PresentationForm(Form):
    """What an authority says of itself."""

    kept_as = "presentation"

    presentation = long_text(
        "Présentation",
        max_length=NewAuthority.PRESENTATION_MAX,
        required=False,
        rows=5,
        hint="Ce qu’est la collectivité, et ce sur quoi elle travaille avec les données ou l’IA.",
    )
    version = whole_hidden()
