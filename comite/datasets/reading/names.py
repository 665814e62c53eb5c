"""Does a cell name a person? First names, civilities, and the words that tell a place or a body instead.

The lists are ours and short on purpose: a doubt is put to a human being, who decides.
"""

import re
from functools import lru_cache
from pathlib import Path

from comite.foundation.text import fold

HERE = Path(__file__).parent


def words_of(file_name: str) -> frozenset[str]:
    """The words of one of the lists beside this file."""
    lines = (HERE / file_name).read_text(encoding="ascii").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


FIRST_NAMES = words_of("first_names.txt")
NOT_PERSONS = words_of("places_and_bodies.txt")
CIVILITY = re.compile(
    r"\b(?:M\.|Mr\.?|Mme\.?|Mlle\.?|Monsieur|Madame|Mademoiselle|Dr\.?|Docteur) +([A-ZÀ-ÖØ-Þ][\w'’-]+)"
)
TITLES = frozenset(
    {"maire", "president", "presidente", "adjoint", "adjointe", "prefet", "prefete", "ministre"}
)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
PARTICLES = frozenset(
    {"de", "du", "des", "la", "le", "d", "l", "van", "von", "ben", "el", "et", "m", "mme", "mlle"}
)


@lru_cache(maxsize=20_000)
def names_a_person(cell: str) -> bool:
    """A civility and a name, or two to five words: one is a first name, none a place or a body."""
    if has_civility(cell):
        return True
    if len(cell) > 60 or any(map(str.isdigit, cell)):
        return False
    written = WORD.findall(cell)
    words = [fold(word) for word in written]
    if not 2 <= len(words) <= 5 or NOT_PERSONS.intersection(words):
        return False
    capitals = [word for word in written if word[0].isupper()]
    others = [word for word in words if word not in PARTICLES and not is_first_name(word)]
    return len(capitals) >= 2 and any(map(is_first_name, words)) and len(others) <= 2 and len(words) > 1


def has_civility(cell: str) -> bool:
    """A civility and a name: Mme Durand, not Madame Présidente."""
    return any(fold(found) not in TITLES for found in CIVILITY.findall(cell))


def civil_name(cell: str) -> str:
    """The name that follows a civility in a sentence; the whole cell when there is none."""
    found = CIVILITY.search(cell)
    return found[0] if found else cell


def is_first_name(word: str) -> bool:
    """A usual first name, simple or compound, already folded."""
    return word in FIRST_NAMES or ("-" in word and all(part in FIRST_NAMES for part in word.split("-")))


def is_lone_first_name(cell: str) -> bool:
    """A cell that is a first name and nothing else."""
    return is_first_name(fold(cell.strip()))


def is_family_name(cell: str) -> bool:
    """A cell that could be a family name: one to three words, no figure, no place nor body."""
    words = [fold(word) for word in WORD.findall(cell)]
    has_figures = any(map(str.isdigit, cell))
    return 1 <= len(words) <= 3 and not has_figures and not NOT_PERSONS.intersection(words)
