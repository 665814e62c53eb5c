"""What can go wrong when searching, each with its French sentence."""

from comite.foundation.errors import UnavailableError


class SearchUnavailableError(UnavailableError):
    """The index is missing, damaged or being built: pages fall back on the database."""

    sentence = "La recherche complète est momentanément indisponible : voici une recherche simple."


class DamagedError(SearchUnavailableError):
    """A file of the index is not what was written."""
