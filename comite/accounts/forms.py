"""What people submit about themselves and about those they invite."""

from comite.accounts.models import Profile
from comite.foundation.forms import Form, email, hidden, password, text

PASSWORD_HINT = "Au moins 12 caractères. Une phrase facile à retenir convient très bien."


class SignInForm(Form):
    """The address and the password."""

    email = email("Adresse électronique")
    password = password("Mot de passe")
    next = hidden(max_length=500)


class AddressForm(Form):
    """An address to which a link will be sent."""

    email = email("Adresse électronique", hint="Celle avec laquelle vous vous connectez.")


class NewPasswordForm(Form):
    """A password chosen with a reset link."""

    password = password("Nouveau mot de passe", hint=PASSWORD_HINT, autocomplete="new-password")


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
    password = password("Choisissez un mot de passe", hint=PASSWORD_HINT, autocomplete="new-password")

    def content(self) -> Profile:
        """What the page of the person will say."""
        return Profile(name=self.name.data or "", title=self.title.data or "")
