"""Local authorities and committees."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comite.foundation import clock
from comite.foundation.database import Model, linked
from comite.foundation.text import fold

_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


class AuthorityKind(StrEnum):
    """What sort of local authority it is."""

    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTEMENT = "departement"
    REGION = "region"
    SYNDICAT = "syndicat"
    OTHER = "other"


class CommitteeLevel(StrEnum):
    """The territory a committee covers; the Senate's report leaves it free."""

    EPCI = "epci"
    DEPARTEMENT = "departement"
    REGION = "region"
    FREE = "free"


class Standing(StrEnum):
    """In what quality an authority sits in a committee."""

    MEMBER = "member"
    OBSERVER = "observer"


def searchable(name: str) -> str:
    """A name as it is compared with what people type: without case, accents, hyphens or apostrophes."""
    words = re.sub(r"[^a-z0-9]+", " ", fold(name)).split()
    return " ".join(_SAINTS.get(word, word) for word in words)


class LocalAuthority(Model):
    """A commune, an EPCI, a département… as the official lists name it, or created by hand with its SIREN."""

    __tablename__ = "local_authorities"
    __table_args__ = (
        CheckConstraint("population IS NULL OR population >= 0", name="population_is_positive"),
        CheckConstraint("length(siren) = 9", name="siren_has_nine_digits"),
        Index("ix_local_authorities_folded_name", "folded_name"),
        Index("ix_local_authorities_kind_population", "kind", "population"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[AuthorityKind]
    name: Mapped[str] = mapped_column(String(160))
    folded_name: Mapped[str] = mapped_column(String(160))
    siren: Mapped[str | None] = mapped_column(String(9), unique=True)
    insee_code: Mapped[str | None] = mapped_column(String(5), unique=True)
    population: Mapped[int | None]
    departement_code: Mapped[str | None] = mapped_column(String(3), index=True)
    region_code: Mapped[str | None] = mapped_column(String(3))
    epci_siren: Mapped[str | None] = mapped_column(String(9), index=True)
    postal_codes: Mapped[list[str]] = mapped_column(default=list)
    presentation: Mapped[str] = mapped_column(Text, default="")
    is_fictitious: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)


@dataclass(frozen=True)
class NewAuthority:
    """An authority that the official lists leave out, as somebody describes it."""

    NAME_MAX = 160
    PRESENTATION_MAX = 600

    name: str
    kind: AuthorityKind
    siren: str
    population: int | None = None
    departement_code: str | None = None
    presentation: str = ""


@dataclass(frozen=True)
class CommitteeContent:
    """What is said of a committee."""

    NAME_MAX = 160
    TERRITORY_MAX = 160
    PURPOSE_MAX = 4000

    name: str
    territory: str
    level: CommitteeLevel
    purpose: str = ""
    founded_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class SeatContent:
    """In what quality an authority sits, and from when until when."""

    standing: Standing
    joined_on: date
    left_on: date | None = None


class Committee(Model):
    """A territorial data committee: a territory, its lead authority, its members."""

    __tablename__ = "committees"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    territory: Mapped[str] = mapped_column(String(160))
    purpose: Mapped[str] = mapped_column(Text, default="")
    level: Mapped[CommitteeLevel]
    lead_authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"), index=True)
    founded_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    lead_authority: Mapped[LocalAuthority] = linked()

    @property
    def is_closed(self) -> bool:
        """Whether the committee has ended."""
        return self.closed_on is not None and self.closed_on <= clock.today()


class Participation(Model):
    """An authority's place in a committee, from a day until another; its lead authority has one too."""

    __tablename__ = "participations"
    __table_args__ = (
        UniqueConstraint("committee_id", "authority_id"),
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="leaves_after_joining"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committees.id", ondelete="CASCADE"))
    authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"), index=True)
    standing: Mapped[Standing] = mapped_column(default=Standing.MEMBER)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]

    committee: Mapped[Committee] = linked()
    authority: Mapped[LocalAuthority] = linked()

    @property
    def is_current(self) -> bool:
        """Whether the authority sits today."""
        return self.joined_on <= clock.today() and (self.left_on is None or self.left_on > clock.today())
