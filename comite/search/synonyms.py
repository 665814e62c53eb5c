"""Words looked for one for another, from a list that administrators may replace."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from comite.search.questions import Phrase, phrase_of

SHIPPED = Path(__file__).with_name("synonyms.txt")
LINES_MAX = 5_000
LINE_MAX = 1_000

logger = logging.getLogger("comite.search")


@dataclass(frozen=True)
class Found:
    """A family met in a question: the words that stand there, and those that say the same."""

    first: int
    count: int
    others: tuple[Phrase, ...]


@dataclass(frozen=True)
class Synonyms:
    """Families of phrases, by the stems of each of their members."""

    families: dict[tuple[str, ...], tuple[Phrase, ...]] = field(default_factory=dict)
    longest: int = 0

    def find(self, stems: Sequence[str]) -> Iterator[Found]:
        """The families met in a question, the longest members first; each word belongs to one at most."""
        here = 0
        while here < len(stems):
            for count in range(min(self.longest, len(stems) - here), 0, -1):
                member = tuple(stems[here : here + count])
                if member in self.families:
                    others = tuple(other for other in self.families[member] if other.stems != member)
                    yield Found(here, count, others)
                    here += count
                    break
            else:
                here += 1


def read(path: Path) -> Synonyms:
    """The families of a file: one a line, members between commas; a line that says nothing is passed over."""
    families: dict[tuple[str, ...], tuple[Phrase, ...]] = {}
    for line in path.read_text(encoding="utf-8-sig", errors="replace").splitlines()[:LINES_MAX]:
        if line.lstrip().startswith("#"):
            continue
        members = {
            phrase.stems: phrase for phrase in map(phrase_of, line[:LINE_MAX].split(",")) if phrase.terms
        }
        if len(members) < 2:
            continue
        for stems in members:
            known = families.get(stems, ())
            families[stems] = (*known, *(other for key, other in members.items() if key != stems))
    return Synonyms(families, max(map(len, families), default=0))


def current(data_dir: Path | None) -> Synonyms:
    """The list in force: the installation's own when there is one, read again when it changes."""
    own = data_dir / SHIPPED.name if data_dir else SHIPPED
    for path in (own, SHIPPED):
        try:
            return _read_once(path, path.stat().st_mtime_ns)
        except FileNotFoundError:
            continue
        except OSError:
            logger.warning("synonyms cannot be read", extra={"file": path.name})
    return Synonyms()


@lru_cache(maxsize=4)
def _read_once(path: Path, _changed_at: int) -> Synonyms:
    """Read a file once for each of its versions."""
    return read(path)
