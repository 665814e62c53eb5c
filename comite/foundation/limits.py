"""Traffic limits: generous for people, tight for scripts; sign-in has limits of its own in the database."""

from flask import Flask, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from comite.foundation.security import UNSAFE
from comite.foundation.settings import Settings

WRITES = "120 per minute; 2000 per hour"
SEARCHES = "240 per minute"
EXPORTS = "30 per minute"
PREVIEWS = "120 per minute"
# Files come in pieces, each a request.
UPLOADS = "1200 per minute"


def _who() -> str:
    """The session, or the network address of a visitor."""
    return str(g.get("session_digest") or get_remote_address())


limiter = Limiter(
    key_func=_who,
    storage_uri="memory://",
    default_limits=[WRITES],
    default_limits_exempt_when=lambda: request.method not in UNSAFE,
)
searches = limiter.shared_limit(SEARCHES, scope="searches")
exports = limiter.shared_limit(EXPORTS, scope="exports")
uploads = limiter.shared_limit(UPLOADS, scope="uploads")
previews = limiter.shared_limit(PREVIEWS, scope="previews")


def start(app: Flask, settings: Settings) -> None:
    """Count what each person sends; each process counts for itself."""
    app.config["RATELIMIT_ENABLED"] = settings.traffic_limits
    limiter.init_app(app)
