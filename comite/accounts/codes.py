"""The codes of a telephone (TOTP, RFC 6238), the picture that hands their secret over, the codes on paper."""

import hmac
import re
import secrets
from datetime import datetime
from hashlib import sha256

from markupsafe import Markup

STEP_SECONDS = 30
# A telephone may be half a minute late or early (RFC 6238 §5.2).
DRIFT = 1
# Without the letters and digits that are taken for one another.
PAPER_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
PAPER_LENGTH = 10
PAPER_COUNT = 10


def new_secret() -> str:
    """A secret of 160 bits, in base 32 as applications take it (RFC 4226 §4)."""
    import pyotp  # noqa: PLC0415 - most processes never see a telephone

    return pyotp.random_base32(length=32)


def step_of(secret: str, code: str, moment: datetime) -> int | None:
    """The half-minute for which a telephone gives this code, if it is about now."""
    import pyotp  # noqa: PLC0415

    clock = pyotp.TOTP(secret)
    present = int(moment.timestamp()) // STEP_SECONDS
    typed = plain(code).encode()
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(clock.generate_otp(step).encode(), typed):
            return step
    return None


def address_of(secret: str, account: str, site: str) -> str:
    """The `otpauth:` address that applications read from a picture."""
    import pyotp  # noqa: PLC0415

    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=site)


def picture_of(address: str) -> Markup:
    """The address as a QR code: SVG, dark on light in every theme, for cameras read no other."""
    import segno  # noqa: PLC0415

    drawn = segno.make(address, error="m").svg_inline(
        border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return Markup(drawn)  # noqa: S704 - drawn from figures by the library, no text of ours in it


def new_paper_codes() -> list[str]:
    """Ten codes that serve once each, in two halves that are easy to copy."""
    drawn = ("".join(secrets.choice(PAPER_ALPHABET) for _ in range(PAPER_LENGTH)) for _ in range(PAPER_COUNT))
    return [f"{each[:5]}-{each[5:]}" for each in drawn]


def plain(code: str) -> str:
    """A code as it is compared: without the spaces, hyphens and capitals that people type."""
    return re.sub(r"[\s\-‐-―]", "", code).lower()


def digest_of(code: str) -> str:
    """What is kept of a paper code: fifty bits drawn at random, and guesses are counted."""
    return sha256(plain(code).encode()).hexdigest()
