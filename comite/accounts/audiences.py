"""The one rule of visibility: who may read a thing, in Python, in SQL and in the index's keys.

A thing carries its *effective* audience: what its author wished, narrowed by its status and by moderation.
Some are addressed besides to the authority that leads their committee today (`is_for_lead`).
Every read starts here: page, feed, export, count, facet, suggestion, mail, file.
"""

from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar, Protocol

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Text, or_
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from comite.accounts.readers import Reader


class Audience(StrEnum):
    """Who may read, from the narrowest to the widest."""

    AUTHORITY = "authority"
    COMMITTEE = "committee"
    NETWORK = "network"
    PUBLIC = "public"

    @property
    def rank(self) -> int:
        """How wide it is."""
        return list(Audience).index(self)


# What is made for others is shared with a committee at least.
SHARED = (Audience.COMMITTEE, Audience.NETWORK, Audience.PUBLIC)


class Readable(Protocol):
    """What the rule needs to know of a thing."""

    audience: Any
    authority_id: Any
    committee_id: Any


class LeadColumns:
    """One more column, for a thing that may be addressed to the lead authority of its committee."""

    is_for_lead: Mapped[bool] = mapped_column(default=False)


class AudienceColumns:
    """The columns of a thing that has an audience; its authority always reads it."""

    audience: Mapped[Audience] = mapped_column(default=Audience.AUTHORITY)
    authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"), index=True)
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("committees.id"), index=True)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """A thing shared with a committee names it."""
        return (audience_needs_committee(),)


class MaskedColumns:
    """Two more columns, for a thing that moderation can leave to its authority, or to who wrote it."""

    # Whether it stays where it is, without its words: a numbered decision leaves no hole in its register.
    keeps_its_place: ClassVar[bool] = False

    masked_at: Mapped[datetime | None] = mapped_column(default=None)
    masked_reason: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_masked(self) -> bool:
        """Whether moderation took it out of sight."""
        return self.masked_at is not None


def audience_needs_committee() -> CheckConstraint:
    """A thing shared with a committee names it (to be repeated by tables with other constraints)."""
    return CheckConstraint("audience <> 'committee' OR committee_id IS NOT NULL", name="committee_is_named")


def lead_needs_committee() -> CheckConstraint:
    """A thing addressed to a lead authority names the committee that it leads."""
    return CheckConstraint("NOT is_for_lead OR committee_id IS NOT NULL", name="lead_is_named")


def is_for_lead(thing: Any) -> bool:
    """Whether a thing is addressed to the lead authority of its committee; few kinds can be."""
    return bool(getattr(thing, "is_for_lead", False))


def is_masked(thing: Any) -> bool:
    """Whether moderation left a thing to its authority; few kinds can be, and some only lose their words."""
    return getattr(thing, "masked_at", None) is not None and not thing.keeps_its_place


def effective(thing: Any) -> Audience:
    """Who reads a thing besides those it is addressed to: its authority alone while it is masked."""
    return Audience.AUTHORITY if is_masked(thing) else Audience(thing.audience)


def narrowest(*audiences: Audience) -> Audience:
    """The narrowest of several audiences."""
    return min(audiences, key=lambda each: each.rank)


def may_read(reader: Reader, thing: Readable) -> bool:
    """Its authority; its committee, or the one that leads it; the network; everyone.

    Administrators: all that left its authority. Nobody reads what is in the trash; what moderation masked
    is read by its authority.
    """
    if getattr(thing, "trashed_at", None) is not None:
        return False
    if is_masked(thing):
        return thing.authority_id in reader.authority_ids
    if thing.audience == Audience.PUBLIC or thing.authority_id in reader.authority_ids:
        return True
    if is_for_lead(thing) and (thing.committee_id in reader.hosted_committee_ids or reader.is_administrator):
        return True
    if thing.audience == Audience.NETWORK:
        return reader.is_affiliated or reader.is_administrator
    is_inside = thing.committee_id in reader.committee_ids or reader.is_administrator
    return thing.audience == Audience.COMMITTEE and is_inside


def readable_by(reader: Reader, model: type[Readable]) -> ColumnElement[bool]:
    """The same rule as `may_read`, as a condition on the rows of a table."""
    network = reader.is_affiliated or reader.is_administrator
    return _condition(
        model,
        reader.authority_ids,
        reader.committee_ids,
        reader.hosted_committee_ids if issubclass(model, LeadColumns) else frozenset(),
        network=network,
        all_shared=reader.is_administrator,
    )


# A page asks the same condition four or five times, and building one costs as much as a short statement.
@lru_cache(maxsize=256)
def _condition(
    model: type[Readable],
    authority_ids: frozenset[int],
    committee_ids: frozenset[int],
    hosted_committee_ids: frozenset[int],
    *,
    network: bool,
    all_shared: bool,
) -> ColumnElement[bool]:
    """What a reader of these authorities and committees may read."""
    conditions: list[ColumnElement[bool]] = [model.audience == Audience.PUBLIC]
    if authority_ids:
        conditions.append(model.authority_id.in_(sorted(authority_ids)))
    if all_shared:
        conditions.append(model.audience != Audience.AUTHORITY)
        if issubclass(model, LeadColumns):
            conditions.append(model.is_for_lead.is_(True))
        return _unmasked(model, authority_ids, _out_of_trash(model, or_(*conditions)))
    if hosted_committee_ids and issubclass(model, LeadColumns):
        led = model.committee_id.in_(sorted(hosted_committee_ids))
        conditions.append(model.is_for_lead.is_(True) & led)
    if network:
        conditions.append(model.audience == Audience.NETWORK)
    if committee_ids:
        in_committee = model.committee_id.in_(sorted(committee_ids))
        conditions.append((model.audience == Audience.COMMITTEE) & in_committee)
    return _unmasked(model, authority_ids, _out_of_trash(model, or_(*conditions)))


def _out_of_trash(model: type[Readable], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same condition, of what nobody threw away."""
    trashed_at = getattr(model, "trashed_at", None)
    return condition if trashed_at is None else condition & trashed_at.is_(None)


def _unmasked(
    model: type[Readable], authority_ids: frozenset[int], condition: ColumnElement[bool]
) -> ColumnElement[bool]:
    """The same condition, of what moderation did not take out of sight of others."""
    if not issubclass(model, MaskedColumns) or model.keeps_its_place:
        return condition
    shown: ColumnElement[bool] = model.masked_at.is_(None)
    if authority_ids:
        shown = or_(shown, model.authority_id.in_(sorted(authority_ids)))
    return condition & shown


def keys_of(reader: Reader) -> frozenset[str]:
    """The keys a reader holds; a document of the index is found when it bears one of them."""
    keys = {"public"}
    keys.update(f"authority:{each}" for each in reader.authority_ids)
    if reader.is_administrator:
        keys.update(("network", "any-committee", "any-lead"))
    if reader.is_affiliated:
        keys.add("network")
    keys.update(f"committee:{each}" for each in reader.committee_ids)
    keys.update(f"lead:{each}" for each in reader.hosted_committee_ids)
    return frozenset(keys)


def keys_for(
    audience: Audience, authority_id: int | None, committee_id: int | None, *, for_lead: bool = False
) -> tuple[str, ...]:
    """The keys a document bears, for the same rule."""
    keys = [] if authority_id is None else [f"authority:{authority_id}"]
    if audience == Audience.PUBLIC:
        keys.append("public")
    elif audience == Audience.NETWORK:
        keys.append("network")
    elif audience == Audience.COMMITTEE:
        keys += [f"committee:{committee_id}", "any-committee"]
    if for_lead:
        keys += [f"lead:{committee_id}", "any-lead"]
    return tuple(keys)
