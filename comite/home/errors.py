"""The rules of the site's own pages that can be broken."""

from comite.foundation.errors import RuleBrokenError


class UnreadableColourError(RuleBrokenError):
    """The accent must be read by everyone."""

    sentence = "Cette couleur est trop claire pour qu’un texte s’y lise. Choisissez-en une plus soutenue."
