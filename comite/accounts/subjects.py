"""How people present themselves to search and mentions: to those who have an account and an authority."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Select, false, literal, select, true

from comite.accounts import labels, permissions, queries
from comite.accounts.audiences import Audience, keys_for
from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.foundation.subjects import Subject


class PersonLoader:
    """People with an account."""

    kind = "person"
    label = "Personne"

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """The people of these ids whose account was not deleted."""
        return (_subject(each) for each in queries.list_users_of(ids))

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """The same, for a reader who may see people."""
        if not permissions.may_see_people(reader):
            return {}
        return {each.id: _subject(each) for each in queries.list_users_of(ids)}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """Their names, for a reader who may see people."""
        shown = true() if permissions.may_see_people(reader) else false()
        return select(User.id, User.name, User.handle, literal(0)).where(User.erased_at.is_(None), shown)

    def address(self, _subject_id: int, key: str, _rank: int) -> str:
        """The page of the person."""
        return f"/personnes/{key}"

    def each_id(self) -> Iterator[int]:
        """Every account that was not deleted."""
        return iter(queries.ids_of_users())

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """Those one of whose names begins with the words."""
        if not permissions.may_see_people(reader):
            return []
        return [_subject(each) for each in queries.find_users(" ".join(words), limit)]


def _subject(user: User) -> Subject:
    """One person, as others speak of them."""
    places = [f"{labels.ROLES[each.role]}, {each.authority.name}" for each in user.memberships]
    first = user.memberships[0].authority if user.memberships else None
    return Subject(
        kind="person",
        id=user.id,
        title=user.name,
        address=f"/personnes/{user.handle}",
        audience=Audience.NETWORK.value,
        authority_id=first.id if first else None,
        text=". ".join(part for part in (user.title, *places) if part),
        extra=user.handle,
        happened_at=user.created_at,
        authority_name=first.name if first else "",
        keys=keys_for(Audience.NETWORK, None, None),
    )
