"""Why a mail that arrived cannot be read."""

from comite.foundation.errors import RefusedError


class UnreadableMailError(RefusedError):
    """The mail is larger, deeper or in more parts than any person's mail is."""

    sentence = (
        "Ce courriel est trop volumineux ou trop compliqué pour être lu automatiquement. "
        "Répondez depuis la page de la discussion, ou envoyez un courriel plus simple."
    )
