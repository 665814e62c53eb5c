"""Finding the authority that a form names, with or without the list of suggestions."""

from collections.abc import Sequence

from comite.territories import queries
from comite.territories.forms import AuthorityChoiceForm
from comite.territories.models import LocalAuthority


def chosen_authority(form: AuthorityChoiceForm) -> tuple[LocalAuthority | None, Sequence[LocalAuthority]]:
    """The authority of a form, or those among which to choose; the form then says so beside the field."""
    if form.authority_id.data:
        found = queries.find_authority(form.authority_id.data)
        if found is not None:
            return found, ()
    written = form.authority.data or ""
    named = queries.find_authority_named(written)
    if named is not None:
        return named, ()
    candidates = queries.find_authorities(written)
    if not candidates:
        sentence = (
            "Aucune collectivité ne porte ce nom ou ce code. Essayez avec moins de mots, ou ajoutez-la."
        )
    elif len(candidates) == 1:
        sentence = "Est-ce bien celle-ci ? Choisissez-la dans la liste."
    else:
        sentence = "Plusieurs collectivités répondent à ce nom : choisissez dans la liste."
    form.blame("authority", sentence)
    return None, candidates
