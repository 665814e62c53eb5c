"""Who is reading or acting, as plain frozen facts: every query and every permission takes one."""

from dataclasses import dataclass, field

from comite.accounts.models import Role


@dataclass(frozen=True)
class Affiliation:
    """A place the reader has in an authority."""

    authority_id: int
    authority_name: str
    authority_slug: str
    role: Role
    role_label: str
    population: int | None = None
    departement_code: str | None = None
    epci_siren: str | None = None


@dataclass(frozen=True)
class Reader:
    """A person, or the visitor when nobody is signed in.

    `committee_ids` are the committees where one of their authorities sits today, as member or observer;
    `member_committee_ids` leave the observers out; `hosted_committee_ids` are those that one of their
    authorities leads, and `led_committee_ids` those of them that they animate.
    """

    user_id: int | None = None
    name: str = "Visiteur"
    handle: str = ""
    email: str = ""
    is_administrator: bool = False
    affiliations: tuple[Affiliation, ...] = ()
    committee_ids: frozenset[int] = frozenset()
    member_committee_ids: frozenset[int] = frozenset()
    hosted_committee_ids: frozenset[int] = frozenset()
    led_committee_ids: frozenset[int] = frozenset()
    speaking_for: Affiliation | None = None
    # Whether their address refuses our mails.
    is_unreachable: bool = False
    # Read with the session alone: whether a second factor protects their account.
    has_second_factor: bool = field(default=False, compare=False)
    session_id: int | None = field(default=None, compare=False)
    running_task_count: int = field(default=0, compare=False)
    # Whether some form was left half-written; read with the session, so that pages ask only when one was.
    has_unsaved: bool = field(default=True, compare=False)

    @property
    def is_signed_in(self) -> bool:
        """Whether it is a person with an account."""
        return self.user_id is not None

    @property
    def is_affiliated(self) -> bool:
        """Whether the person belongs to at least one authority, and so to the network."""
        return bool(self.affiliations)

    @property
    def authority_ids(self) -> frozenset[int]:
        """The authorities the person belongs to."""
        return frozenset(each.authority_id for each in self.affiliations)

    @property
    def edited_authority_ids(self) -> frozenset[int]:
        """Those in whose name they publish."""
        return frozenset(
            each.authority_id for each in self.affiliations if each.role.rank >= Role.EDITOR.rank
        )

    @property
    def voice_id(self) -> int | None:
        """The authority in whose name the person speaks."""
        return self.speaking_for.authority_id if self.speaking_for else None

    @property
    def voices(self) -> list[tuple[int, str]]:
        """Those in whose name they may speak, to choose from."""
        return [(each.authority_id, each.authority_name) for each in self.affiliations]

    def has_role(self, role: Role, authority_id: int | None) -> bool:
        """Whether the person has this role, or a higher one, for an authority."""
        return any(
            each.authority_id == authority_id and each.role.rank >= role.rank for each in self.affiliations
        )

    def animates(self, committee_id: int | None) -> bool:
        """Whether the person runs this committee for its lead authority."""
        return committee_id in self.led_committee_ids


VISITOR = Reader()
