"""People to invite: the rules of the lists that are pasted, line by line."""

from collections.abc import Callable

from comite.accounts import invitation_lists as lists
from comite.accounts import operations, permissions, queries
from comite.accounts.errors import AlreadyInvitedError, AlreadyMemberError, UnknownAuthorityError
from comite.accounts.models import Profile, Role
from comite.foundation.mail import is_address
from comite.foundation.text import clean_line, shorten
from comite.imports.cells import SHOWN, Cells
from comite.imports.columns import Column
from comite.imports.rules.desk import Desk
from comite.territories.models import LocalAuthority

COLUMNS = (
    Column(
        "address",
        "Adresse électronique",
        "L’invitation part à cette adresse.",
        "prenom.nom@commune.fr",
        needed=True,
        others=lists.HEADINGS["address"],
    ),
    Column("first_name", "Prénom", "", "Anne", others=lists.HEADINGS["first_name"]),
    Column("name", "Nom", "", "Martin", others=lists.HEADINGS["name"]),
    Column(
        "authority",
        "Collectivité",
        "Nom, code INSEE ou SIREN. Vide : celle pour laquelle vous importez.",
        "",
        others=lists.HEADINGS["authority"],
    ),
    Column("role", "Rôle", "agent (si rien n’est dit) ou éditeur.", "agent", others=lists.HEADINGS["role"]),
)


def check(desk: Desk, cells: Cells) -> str:
    """An address, a role one may give, an authority one invites for, and nobody twice."""
    address = _address(cells)
    role = lists.role_named(clean_line(cells.written.get("role", "")))
    authority = _authority(desk, cells)
    if role is None or role is Role.ANIMATOR:
        cells.fault(
            "role",
            f"« {shorten(cells.written.get('role', ''), SHOWN)} » n’est pas un rôle que vous pouvez donner.",
            "Écrivez agent ou éditeur, ou laissez la cellule vide.",
        )
    if authority is None:
        _refuse_authority(desk, cells)
    elif role is not None and not _may_invite(desk, authority, role):
        cells.fault(
            "authority",
            f"Vous ne pouvez pas inviter pour {authority.name}.",
            "Retirez cette ligne, ou demandez à ses éditeurs.",
        )
    if address and authority is not None:
        _refuse_known(desk, cells, address, authority)
    return address or shorten(clean_line(cells.written.get("address", "")), SHOWN)


def _address(cells: Cells) -> str:
    """The address of a line; empty with a fault when it is none."""
    cell = cells.line("address", 254).lower().removeprefix("mailto:").strip(" <>;,")
    if cell and not is_address(cell):
        cells.fault(
            "address",
            f"« {shorten(cell, SHOWN)} » n’est pas une adresse électronique.",
            "Corrigez-la : elle a la forme nom@domaine.fr, sans espace ni accent.",
        )
        return ""
    return cell


def _authority(desk: Desk, cells: Cells) -> LocalAuthority | None:
    """The authority for which a line invites."""
    written = clean_line(cells.written.get("authority", ""))
    return operations.authority_named(written, desk.committee, desk.authority)


def _refuse_authority(desk: Desk, cells: Cells) -> None:
    """Say that a line is for nobody that one invites for."""
    written = shorten(clean_line(cells.written.get("authority", "")), SHOWN)
    if not written:
        cells.fault(
            "authority",
            "La collectivité n’est pas dite.",
            "Indiquez son nom ou son code : le comité en réunit plusieurs.",
        )
        return
    if desk.committee:
        problem = f"« {written} » n’est pas une collectivité du comité."
        advice = "Écrivez son nom exact ou son code INSEE, ou ajoutez-la d’abord au comité."
    else:
        own = desk.authority.name if desk.authority else ""
        problem = f"« {written} » n’est pas {own}, pour qui vous importez."
        advice = "Retirez la ligne, ou videz la cellule si la personne écrit bien pour cette collectivité."
    cells.fault("authority", problem, advice)


def _may_invite(desk: Desk, authority: LocalAuthority, role: Role) -> bool:
    """Whether the person may give this role there."""
    if desk.committee is not None:
        return permissions.may_invite_to(desk.actor, desk.committee, role)
    return permissions.may_invite(desk.actor, authority.id, role)


def _refuse_known(desk: Desk, cells: Cells, address: str, authority: LocalAuthority) -> None:
    """Somebody is invited once: in the file, and on the site."""
    first = desk.first_line_about(f"{address} {authority.id}")
    if first is not None:
        cells.fault("address", f"Cette adresse est déjà à la ligne {first}.", "Gardez l’une des deux lignes.")
    elif queries.is_member(address, authority.id):
        cells.fault("address", AlreadyMemberError.sentence, "Rien à faire : retirez cette ligne.")
    elif queries.is_invited(address, authority.id):
        cells.fault("address", AlreadyInvitedError.sentence, "Rien à faire : retirez cette ligne.")


def prepare(desk: Desk, cells: Cells) -> Callable[[], str]:
    """Invite one person."""
    address = _address(cells)
    role = lists.role_named(clean_line(cells.written.get("role", ""))) or Role.AGENT
    authority = _authority(desk, cells)
    if authority is None:
        raise UnknownAuthorityError
    name = " ".join(part for part in (cells.line("first_name", 200), cells.line("name", 200)) if part)

    def made() -> str:
        operations.invite(
            desk.actor, address, authority, role, name=name[: Profile.NAME_MAX], committee=desk.committee
        )
        return f"/collectivites/{authority.slug}/personnes" if desk.committee is None else ""

    return made
