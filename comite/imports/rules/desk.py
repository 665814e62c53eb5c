"""Where the lines of one file are looked at: who asks, for whom, and what the lines before said."""

from dataclasses import dataclass, field

from comite.accounts.readers import Reader
from comite.territories.models import Committee, LocalAuthority


@dataclass
class Desk:
    """The person, the authority or the committee, and the lines already seen."""

    actor: Reader
    authority: LocalAuthority | None
    committee: Committee | None
    # What a line is about, with the number of the line that said it first.
    seen: dict[str, int] = field(default_factory=dict)
    number: int = 0

    def first_line_about(self, key: str) -> int | None:
        """The line before this one that is about the same thing; None when this is the first."""
        first = self.seen.setdefault(key, self.number)
        return first if first != self.number else None
