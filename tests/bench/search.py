"""How well and how fast the product's own search finds: relevance on a corpus, and milliseconds.

    python -m tests.bench.search --corpus FILE.jsonl --queries FILE.json [--engine whoosh]
                                 [--variant clean|noaccent|typo] [--documents N]

The corpus is indexed as public discussions, and each question asked as a visitor of the search page asks it.
`--documents` adds passages made of the sentences of others and of invented words, up to N documents: it
measures speed only, for such a passage may answer a question as well, and relevance is then left out.
"""

import argparse
import json
import math
import random
import re
import string
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from comite.accounts.audiences import Audience, keys_of
from comite.accounts.readers import VISITOR
from comite.foundation.subjects import Subject
from comite.foundation.text import fold
from comite.search.documents import IndexedDocument, SearchRequest
from comite.search.engine import WhooshEngine
from comite.search.subjects import document_of

DEPTH = 10
PAGE = 20
TYPO_SEED = 1789
VISITOR_KEYS = keys_of(VISITOR)
FIRST_DAY = datetime(2023, 1, 1, tzinfo=UTC)
SYLLABLES = tuple(first + second for first in "bcdfglmnprstv" for second in ("a", "e", "i", "o", "u", "ou"))
DOMAINS = ("eau", "dechets", "education", "culture", "mobilite", "urbanisme", "social", "energie")
_WORD = re.compile(r"[^\W\d_]{4,}")


def with_a_typo(question: str, chance: random.Random) -> str:
    """The question with one letter replaced, dropped or swapped in one word of four letters or more."""
    words = list(_WORD.finditer(question))
    if not words:
        return question
    chosen = chance.choice(words)
    word, way = chosen.group(), chance.choice(("replace", "drop", "swap"))
    place = chance.randrange(len(word) - (way == "swap"))
    if way == "replace":
        wrong = word[:place] + chance.choice(string.ascii_lowercase) + word[place + 1 :]
    elif way == "drop":
        wrong = word[:place] + word[place + 1 :]
    else:
        wrong = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return question[: chosen.start()] + wrong + question[chosen.end() :]


def variant_of(name: str) -> Callable[[str], str]:
    """How the questions are typed."""
    chance = random.Random(TYPO_SEED)
    ways: dict[str, Callable[[str], str]] = {
        "clean": lambda question: question,
        "noaccent": fold,
        "typo": lambda question: with_a_typo(question, chance),
    }
    return ways[name]


def documents(passages: list[dict[str, Any]], wanted: int) -> Iterator[IndexedDocument]:
    """The passages as public discussions of many authorities, and made-up ones until there are enough."""
    made_up = mixtures(passages)
    for number in range(max(wanted, len(passages))):
        passage = passages[number] if number < len(passages) else next(made_up)
        yield document_of(
            Subject(
                kind="discussion",
                id=number,
                title=passage["title"],
                address=f"/discussions/{number}",
                audience=Audience.PUBLIC,
                text=passage["body"],
                committee_id=1 + number % 5,
                authority_id=1 + number % 60,
                domain=DOMAINS[number % len(DOMAINS)],
                happened_at=FIRST_DAY + timedelta(hours=number % 26_000),
            )
        )


def mixtures(passages: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """Passages without end, of real sentences and a few words that nobody else uses."""
    chance = random.Random(TYPO_SEED)
    sentences = [each for passage in passages for each in passage["body"].split(". ") if each]
    titles = [passage["title"] for passage in passages]
    while True:
        invented = ["".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4))) for _ in range(4)]
        body = ". ".join([*chance.sample(sentences, min(5, len(sentences))), " ".join(invented)])
        yield {"title": f"{chance.choice(titles)} {invented[0]}", "body": body}


def gains(found: list[str], relevant: set[str]) -> tuple[float, float, float]:
    """The nDCG, recall and reciprocal rank of one answer, on its first ten."""
    right = [1.0 if name in relevant else 0.0 for name in found[:DEPTH]]
    ideal = sum(1 / math.log2(rank + 2) for rank in range(min(DEPTH, len(relevant))))
    reached = sum(gain / math.log2(rank + 2) for rank, gain in enumerate(right))
    first = next((1 / (rank + 1) for rank, gain in enumerate(right) if gain), 0.0)
    return reached / ideal, sum(right) / len(relevant), first


def percentile(values: list[float], share: float) -> float:
    """The value under which a share of them lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def megabytes(folder: Path) -> float:
    """What the files of a folder weigh."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def options(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--engine", choices=["whoosh"], default="whoosh")
    parser.add_argument("--variant", choices=["clean", "noaccent", "typo"], default="clean")
    parser.add_argument("--documents", type=int, default=0, help="make up others until so many (speed only)")
    return parser.parse_args(arguments)


def measure(chosen: argparse.Namespace, folder: Path) -> dict[str, float]:
    """Build the index, ask every question, and sum up."""
    with chosen.corpus.open(encoding="utf-8") as file:
        passages = [json.loads(line) for line in file if line.strip()]
    questions = json.loads(chosen.queries.read_text(encoding="utf-8"))
    engine = WhooshEngine(folder / "index")
    started = time.perf_counter()
    engine.create()
    count = engine.build(documents(passages, chosen.documents))
    figures: dict[str, float] = {"documents": count, "build seconds": time.perf_counter() - started}
    figures["index MB"] = megabytes(engine.folder)
    engine.warm_up()

    typed = variant_of(chosen.variant)
    names = [passage["id"] for passage in passages]
    totals, spent = [0.0, 0.0, 0.0], []
    for question in questions:
        request = SearchRequest(text=typed(question["q"]), keys=VISITOR_KEYS, limit=PAGE)
        started = time.perf_counter()
        result = engine.search(request)
        excerpts = [(result.marker.mark(hit.title), result.marker.excerpt(hit.text)) for hit in result.hits]
        spent.append((time.perf_counter() - started) * 1000)
        assert len(excerpts) == len(result.hits)
        found = [names[hit.subject_id] for hit in result.hits if hit.subject_id < len(names)]
        for place, gain in enumerate(gains(found, set(question["rel"]))):
            totals[place] += gain
    if count == len(passages):
        for name, total in zip(("nDCG@10", "recall@10", "MRR@10"), totals, strict=True):
            figures[name] = total / len(questions)
    figures["p50 ms"], figures["p95 ms"] = percentile(spent, 0.5), percentile(spent, 0.95)
    return figures


def main(arguments: list[str] | None = None) -> int:
    """Print the figures, one a line."""
    chosen = options(arguments)
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(chosen, Path(folder))
    print(f"engine: {chosen.engine}\nvariant: {chosen.variant}")
    for name, figure in figures.items():
        print(f"{name}: {figure:.0f}" if name == "documents" else f"{name}: {figure:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
