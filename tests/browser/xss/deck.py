"""Deals hostile texts to a field: each of those that fit comes out at least once before any comes again."""

from collections.abc import Iterator
from itertools import cycle
from random import Random


class Deck:
    """The texts for one field, in an order of its own; several at a time where there is room."""

    def __init__(
        self, name: str, payloads: list[str], longest: int, *, at_once: int = 4, between: str = " "
    ) -> None:
        one_line = between == " "
        texts = [each.replace("\n", " ").replace("\r", " ") if one_line else each for each in payloads]
        self.texts = [each for each in texts if len(each) <= longest]
        Random(name).shuffle(self.texts)
        self.longest, self.at_once, self.between = longest, at_once, between
        self.dealt = 0
        self._next: Iterator[str] = cycle(self.texts)
        self._held: str | None = None

    @property
    def is_done(self) -> bool:
        """Whether every text has come out."""
        return self.dealt >= len(self.texts)

    def deal(self) -> str:
        """What to write next in the field."""
        hand = self._draw()
        for _ in range(self.at_once - 1):
            more = self._draw()
            if len(hand) + len(self.between) + len(more) > self.longest:
                self._held = more
                self.dealt -= 1
                break
            hand += self.between + more
        return hand

    def _draw(self) -> str:
        """One text."""
        self.dealt += 1
        if self._held is not None:
            held, self._held = self._held, None
            return held
        return next(self._next)


class Decks:
    """A deck for each field, made when it is first dealt from."""

    def __init__(self, payloads: list[str]) -> None:
        self.payloads = payloads
        self.by_name: dict[str, Deck] = {}

    def line(self, name: str, longest: int, at_once: int = 8) -> str:
        """One line for a field."""
        return self._of(name, longest, at_once, " ").deal()

    def text(self, name: str, longest: int, at_once: int = 1) -> str:
        """Several lines for a field; alone where the text is Markdown, for each may swallow the next."""
        return self._of(name, longest, at_once, "\n\n").deal()

    def lines(self, name: str, longest: int, count: int, at_once: int = 8) -> tuple[str, ...]:
        """Several lines for a field that has several."""
        return tuple(self.line(name, longest, at_once) for _ in range(count))

    def are_done(self, *names: str) -> bool:
        """Whether everything came out of these decks, or of all of them."""
        wanted = names or tuple(self.by_name)
        return all(name in self.by_name and self.by_name[name].is_done for name in wanted)

    def unfinished(self) -> list[str]:
        """The fields that did not receive everything that fits in them."""
        return [name for name, deck in self.by_name.items() if not deck.is_done]

    def _of(self, name: str, longest: int, at_once: int, between: str) -> Deck:
        """The deck of a field."""
        if name not in self.by_name:
            self.by_name[name] = Deck(name, self.payloads, longest, at_once=at_once, between=between)
        return self.by_name[name]
