"""The words of addresses made from titles; they never change afterwards."""

from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute

from comite.foundation.database import db
from comite.foundation.text import slugify

# Words of our own addresses, which no title takes: a test compares them with the routes.
RESERVED = frozenset({"domaines", "export", "fournis", "lots", "mes-retours", "nouveau", "nouvelle"})


def free_slug(column: InstrumentedAttribute[str], title: str) -> str:
    """An address for a new thing, that none has in its column; asked for in the operation that makes it."""
    wanted = slugify(title)
    taken = RESERVED | set(
        db.session.scalars(select(column).where(or_(column == wanted, column.like(f"{wanted}-%"))))
    )
    rank, slug = 1, wanted
    while slug in taken:
        rank += 1
        slug = f"{wanted}-{rank}"
    return slug
