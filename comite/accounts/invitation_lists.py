"""Lists of people to invite, as they are pasted or kept in spreadsheets: read line by line, nothing lost."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from comite.accounts.models import Role
from comite.foundation.mail import is_address
from comite.foundation.text import clean_line, fold

LINES_MAX = 300
BYTES_MAX = 500_000
# Cut first, then looked at: searching a pattern in a long line would take a quadratic time.
_BETWEEN_ADDRESSES = re.compile(r"[\s<>;,|\"'()]+")
_SEPARATORS = (";", "\t", "|", ",")
HEADINGS = {
    "address": (
        "adresse",
        "mail",
        "mel",
        "courriel",
        "email",
        "e-mail",
        "adresse mail",
        "adresse electronique",
    ),
    "name": ("nom", "prenom nom", "nom prenom", "prenom et nom", "personne", "contact"),
    "first_name": ("prenom",),
    "authority": ("collectivite", "commune", "code", "code insee", "siren", "organisme", "mairie"),
    "role": ("role", "droits", "profil"),
}
_ROLES = {
    "agent": Role.AGENT,
    "agente": Role.AGENT,
    "elu": Role.AGENT,
    "elue": Role.AGENT,
    "editeur": Role.EDITOR,
    "editrice": Role.EDITOR,
    "animateur": Role.ANIMATOR,
    "animatrice": Role.ANIMATOR,
}


@dataclass(frozen=True)
class Line:
    """One person to invite, as the list says it; `role` is None for a word that names no role."""

    number: int
    written: str
    address: str
    name: str = ""
    authority: str = ""
    role: Role | None = Role.AGENT


def decode(content: bytes) -> str:
    """The text of a file, in whatever encoding spreadsheets leave it."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def each_line(text: str) -> Iterator[Line]:
    """The people of a list, in order; empty lines and the heading are left out."""
    places: dict[str, int] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        written = raw.strip()
        if not written:
            continue
        if not places and "@" not in written:
            places = _heading(_cells(written))
            if places:
                continue
        addresses = _addresses_in(written)
        if len(addresses) > 1:
            yield from _from_mailbox(number, written)
        elif places:
            yield _by_heading(number, written, places)
        else:
            yield _by_guess(number, written, addresses[0] if addresses else "")


def _cells(written: str) -> list[str]:
    """The cells of a line, cut where its most frequent separator stands."""
    separator = max(_SEPARATORS, key=lambda each: (written.count(each), -_SEPARATORS.index(each)))
    return [clean_line(cell.strip().strip('"')) for cell in written.split(separator)]


def _heading(cells: list[str]) -> dict[str, int]:
    """The place of each column, when the line is a heading."""
    folded = [fold(cell) for cell in cells]
    places = {
        column: next((place for place, cell in enumerate(folded) if cell in names), -1)
        for column, names in HEADINGS.items()
    }
    return {column: place for column, place in places.items() if place >= 0} if places["address"] >= 0 else {}


def _by_heading(number: int, written: str, places: dict[str, int]) -> Line:
    """A line read by the columns of the heading."""
    cells = _cells(written)
    given = {column: cells[place] if place < len(cells) else "" for column, place in places.items()}
    name = " ".join(part for part in (given.get("first_name", ""), given.get("name", "")) if part)
    return Line(
        number,
        written,
        next(iter(_addresses_in(given["address"])), ""),
        name,
        given.get("authority", ""),
        role_named(given.get("role", "")),
    )


def _by_guess(number: int, written: str, address: str) -> Line:
    """A line without heading: address and role are recognised, then come the name and the authority."""
    if address and "<" in written and ";" not in written and "\t" not in written:
        return next(_from_mailbox(number, written))
    cells = _cells(written)
    others = [cell for cell in cells if address not in cell.lower()] if address else cells[1:]
    role: Role | None = Role.AGENT
    for cell in others:
        if fold(cell) in _ROLES:
            role = _ROLES[fold(cell)]
            others = [each for each in others if each is not cell]
            break
    else:
        if len(others) >= 3 and others[2]:
            role = None
    padded = [*others, "", ""]
    return Line(number, written, address, padded[0], padded[1], role)


def _from_mailbox(number: int, written: str) -> Iterator[Line]:
    """The people of a line copied from a mail: « Prénom Nom <adresse>, … »."""
    for part in re.split(r"[;,]", written):
        for address in _addresses_in(part)[:1]:
            name = part[: part.lower().index(address)].strip(" <\"'\t")
            yield Line(number, part.strip(), address, clean_line(name))


def _addresses_in(text: str) -> list[str]:
    """The addresses of a text, in lower case and in order."""
    words = _BETWEEN_ADDRESSES.split(text.lower())
    return [word for word in words if is_address(word)]


def role_named(cell: str) -> Role | None:
    """The role that a cell names; agent when it says nothing."""
    return _ROLES.get(fold(cell)) if cell else Role.AGENT
