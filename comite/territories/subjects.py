"""How authorities and committees present themselves to search: everybody may read them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, literal, select

from comite.foundation.subjects import Linking, Subject, by_slug
from comite.territories import labels, queries
from comite.territories.models import Committee, LocalAuthority

PUBLIC = "public"


class AuthorityLoader:
    """Authorities: the index holds those of the committees, their own list has the 36,000 others."""

    kind = "authority"
    label = "Collectivité"
    linking = Linking(
        re.compile(r"/collectivites/(?P<key>[a-z0-9-]+)"), by_slug(LocalAuthority.slug, LocalAuthority.id)
    )

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """The authorities of these ids that sit, or sat, in a committee."""
        return (_authority(each) for each in queries.list_authorities_of(ids, engaged_only=True))

    def readable(self, _reader: Any, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those of these ids: all of them are public."""
        found = queries.list_authorities_of(ids, engaged_only=False)
        return {each.id: _authority(each) for each in found}

    def names(self, _reader: Any) -> Select[int, str, str, int]:
        """The names of all of them."""
        return select(LocalAuthority.id, LocalAuthority.name, LocalAuthority.slug, literal(0))

    def address(self, _subject_id: int, key: str, _rank: int) -> str:
        """The page of the authority."""
        return f"/collectivites/{key}"

    def each_id(self) -> Iterator[int]:
        """Those that sit, or sat, in a committee."""
        return iter(queries.ids_of_engaged_authorities())

    def search(self, _reader: Any, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """Those of the committees whose name holds the words."""
        found = queries.find_engaged_authorities(" ".join(words), limit)
        return [_authority(each) for each in found]


class CommitteeLoader:
    """Committees."""

    kind = "committee"
    label = "Comité"
    linking = Linking(
        re.compile(r"/comites/(?P<key>[a-z0-9-]+)"), by_slug(Committee.slug, Committee.id), is_offered=True
    )

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """The committees of these ids."""
        return (_committee(each) for each in queries.list_committees_of(ids))

    def readable(self, _reader: Any, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those of these ids: all of them are public."""
        return {each.id: _committee(each) for each in queries.list_committees_of(ids)}

    def names(self, _reader: Any) -> Select[int, str, str, int]:
        """The names of all of them."""
        return select(Committee.id, Committee.name, Committee.slug, literal(0))

    def address(self, _subject_id: int, key: str, _rank: int) -> str:
        """The page of the committee."""
        return f"/comites/{key}"

    def each_id(self) -> Iterator[int]:
        """Every committee."""
        return iter(queries.ids_of_committees())

    def search(self, _reader: Any, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """Those whose name or territory holds every word."""
        return [_committee(each) for each in queries.find_committees(words, limit)]


def _authority(authority: LocalAuthority) -> Subject:
    """One authority, as others speak of it."""
    codes = [authority.insee_code, authority.siren, *authority.postal_codes]
    return Subject(
        kind="authority",
        id=authority.id,
        title=authority.name,
        address=f"/collectivites/{authority.slug}",
        audience=PUBLIC,
        authority_id=authority.id,
        text=f"{labels.KINDS[authority.kind]}. {authority.presentation}",
        extra=" ".join(code for code in codes if code),
        happened_at=authority.created_at,
        authority_name=authority.name,
        keys=(PUBLIC,),
    )


def _committee(committee: Committee) -> Subject:
    """One committee, as others speak of it."""
    return Subject(
        kind="committee",
        id=committee.id,
        title=committee.name,
        address=f"/comites/{committee.slug}",
        audience=PUBLIC,
        authority_id=committee.lead_authority_id,
        committee_id=committee.id,
        text=f"{committee.territory}. {committee.purpose}",
        happened_at=committee.created_at,
        authority_name=committee.lead_authority.name,
        keys=(PUBLIC,),
    )
