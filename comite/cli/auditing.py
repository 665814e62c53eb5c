"""The audit log, for an operator: whether it is whole, and what its head is.

Exit codes of `audit verify`: 0 all holds; 1 at least one fault, each told on its line.
"""

import re
import sys
from argparse import Namespace

from comite.app import create_app
from comite.foundation import audit as log
from comite.foundation.errors import RefusedError

HASH = re.compile(r"[0-9a-f]{64}")
SHOWN_MAX = 50


class BadHashError(RefusedError):
    """What was given is no hash of ours."""

    sentence = (
        "Une empreinte compte 64 chiffres et lettres de a à f. Recopiez-la entière depuis le compte rendu "
        "ou le courriel ; les espaces ne comptent pas."
    )


def audit(chosen: Namespace) -> int:
    """Print the head of the log, or verify all of it."""
    known = "".join(chosen.head.split()).lower()
    if known and not HASH.fullmatch(known):
        raise BadHashError
    with create_app().app_context():
        return _verify(known) if chosen.action == "verify" else _head()


def _head() -> int:
    """The hash to keep elsewhere."""
    print(log.head())
    print(f"{log.count()} entrées. Gardez cette empreinte hors de cette machine.", file=sys.stderr)
    return 0


def _verify(known: str) -> int:
    """Print each fault, at most the first fifty, then the verdict."""
    faults = 0
    for fault in log.verify(known):
        faults += 1
        if faults <= SHOWN_MAX:
            print(fault)
    if faults:
        print(f"Le journal d’audit ne tient pas : {faults} défaut{'s' if faults > 1 else ''}.")
        return 1
    print(f"Le journal d’audit tient : {log.count()} entrées, empreinte {log.head()}.")
    if not known:
        print(
            "Pour savoir si sa fin a été coupée, donnez une empreinte gardée ailleurs : --head EMPREINTE.",
            file=sys.stderr,
        )
    return 0
