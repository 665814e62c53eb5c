"""What people submit about themselves and about those they invite."""

from comite.accounts import labels
from comite.accounts.invitation_lists import LINES_MAX
from comite.accounts.models import FeedKey, Profile, Role
from comite.foundation.forms import (
    Form,
    choice,
    choice_of_ids,
    email,
    file,
    hidden,
    long_text,
    password,
    text,
    whole_hidden,
    yes_no,
)

NEW_PASSWORD_HINT = "Au moins 12 caractères. Une phrase facile à retenir convient très bien."


class SignInForm(Form):
    """The address and the password."""

    email = email("Adresse électronique")
    password = password("Mot de passe")
    next = hidden(max_length=500)


class CodeForm(Form):
    """The code that ends a sign-in, with the proof that the password was right."""

    code = text(
        "Code à six chiffres",
        max_length=20,
        hint="Sans votre téléphone, donnez l’un de vos codes de secours.",
        render_kw={"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "none"},
    )
    half = hidden(max_length=200)
    next = hidden(max_length=500)


class SetUpForm(Form):
    """The first code of a new telephone."""

    code = text(
        "Code à six chiffres affiché par l’application",
        max_length=20,
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class PresentPasswordForm(Form):
    """The password, once more, before what protects the account changes."""

    password = password("Mot de passe actuel")


class AddressForm(Form):
    """An address to which a link will be sent."""

    email = email("Adresse électronique", hint="Celle avec laquelle vous vous connectez.")


class NewPasswordForm(Form):
    """A password chosen with a reset link."""

    password = password("Nouveau mot de passe", hint=NEW_PASSWORD_HINT, autocomplete="new-password")


class WelcomeForm(Form):
    """What an invited person says of themselves to make their account."""

    name = text("Vos prénom et nom", max_length=Profile.NAME_MAX, render_kw={"autocomplete": "name"})
    title = text(
        "Votre fonction",
        max_length=Profile.TITLE_MAX,
        required=False,
        hint="Par exemple : secrétaire de mairie, élue au numérique, référent IA.",
        render_kw={"autocomplete": "organization-title"},
    )
    password = password("Choisissez un mot de passe", hint=NEW_PASSWORD_HINT, autocomplete="new-password")

    def content(self) -> Profile:
        """What the page of the person will say."""
        return Profile(name=self.name.data or "", title=self.title.data or "")


class ProfileForm(Form):
    """What a person says of themselves."""

    name = text("Prénom et nom", max_length=Profile.NAME_MAX, render_kw={"autocomplete": "name"})
    title = text(
        "Fonction",
        max_length=Profile.TITLE_MAX,
        required=False,
        hint="Elle aide les autres à savoir à qui s’adresser.",
        render_kw={"autocomplete": "organization-title"},
    )
    version = whole_hidden()

    def content(self) -> Profile:
        """What the operation takes."""
        return Profile(name=self.name.data or "", title=self.title.data or "")


class ChangePasswordForm(Form):
    """Another password, after the present one."""

    former = password("Mot de passe actuel")
    password = password("Nouveau mot de passe", hint=NEW_PASSWORD_HINT, autocomplete="new-password")


class ChangeAddressForm(Form):
    """Another address, after the password."""

    email = email("Nouvelle adresse électronique", hint="Un lien de confirmation y est envoyé.")
    password = password("Mot de passe actuel")


class FeedKeyForm(Form):
    """A new key for feeds."""

    name = text(
        "À quoi servira cette clé ?",
        max_length=FeedKey.NAME_MAX,
        hint="Par exemple : agenda du téléphone, lecteur de flux du bureau.",
    )


class DeletionForm(Form):
    """The end of an account, said twice."""

    password = password("Mot de passe actuel")
    is_sure = yes_no("Je veux supprimer mon compte, et je sais que cela ne se défait pas")


class InvitationForm(Form):
    """One person to invite."""

    email = email("Adresse électronique")
    name = text("Prénom et nom", max_length=Profile.NAME_MAX, required=False)
    role = choice("Rôle", Role, labels.ROLES, radio=True)


class CommitteeInvitationForm(InvitationForm):
    """One person to invite for one of the authorities of a committee."""

    authority = choice_of_ids("Pour le compte de")


class InvitationListForm(Form):
    """A list of people to invite, pasted or in a file."""

    people = long_text(
        "Liste à coller",
        max_length=60_000,
        required=False,
        rows=10,
        hint="Une personne par ligne : adresse ; nom ; collectivité ; rôle. Seule l’adresse est nécessaire.",
    )
    document = file(
        "Ou un fichier CSV",
        hint=f"{LINES_MAX} lignes au plus par envoi.",
        accept=".csv,.txt,text/csv,text/plain",
    )


class CommitteeInvitationListForm(InvitationListForm):
    """A list for a committee; the lines that name no authority are for the one chosen here."""

    authority = choice_of_ids(
        "Pour les lignes sans collectivité",
        required=False,
        hint="Le nom ou le code d’une collectivité du comité, sur une ligne, l’emporte sur ce choix.",
    )


class SuspensionForm(Form):
    """Why an account is closed for a time."""

    reason = long_text(
        "Raison de la suspension",
        max_length=1000,
        rows=3,
        hint="La personne la lira en essayant de se connecter ; elle est gardée au journal de modération.",
    )
