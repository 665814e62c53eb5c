"""Passwords: argon2id, long rather than complicated, never among the most used."""

from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from comite.accounts.errors import WeakPasswordError
from comite.foundation.text import fold

LENGTH_MIN = 12
LENGTH_MAX = 200
# OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 iterations, 1 lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """The digest to keep; raises `WeakPasswordError`."""
    refuse_weak(password)
    return _HASHER.hash(password)


def is_right(kept: str | None, password: str) -> bool:
    """Whether a password is the one kept; as long to say no when there is no account at all."""
    try:
        _HASHER.verify(kept or _decoy(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def refuse_weak(password: str) -> None:
    """Raise unless the password is long enough and not among the common ones."""
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX or fold(password) in _common():
        raise WeakPasswordError
    if len(set(password)) < 5:
        raise WeakPasswordError


@cache
def _decoy() -> str:
    """A digest nobody knows the password of."""
    return _HASHER.hash("il n’y a pas de compte à cette adresse")


@cache
def _common() -> frozenset[str]:
    """Common passwords of twelve characters and more, one a line."""
    lines = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line) for line in lines if line and not line.startswith("#"))
