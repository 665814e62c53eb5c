"""A command parser that speaks French: the standard library's own words are English."""

import argparse
import sys
from collections.abc import Iterable
from typing import NoReturn

USAGE_ERROR = 2


class FrenchHelp(argparse.HelpFormatter):
    """Help with French headings."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """« Usage : » instead of « usage: »."""
        super().add_usage(usage, actions, groups, "Usage : " if prefix is None else prefix)


class FrenchParser(argparse.ArgumentParser):
    """A parser whose help and errors are in French; wrong use ends with code 2."""

    def __init__(self, **options: object) -> None:
        options.setdefault("formatter_class", FrenchHelp)
        super().__init__(**options, add_help=False)  # type: ignore[arg-type]
        self._positionals.title = "Arguments"
        self._optionals.title = "Options"
        self.add_argument("-h", "--help", action="help", help="affiche cette aide et s’arrête")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, in French, and how to get help."""
        print(f"{self.prog} : {_in_french(message)}", file=sys.stderr)
        print(f"Pour l’aide : {self.prog} --help", file=sys.stderr)
        sys.exit(USAGE_ERROR)


_WORDS = (
    ("the following arguments are required: ", "il manque : "),
    ("unrecognized arguments: ", "arguments inconnus : "),
    ("expected one argument", "une valeur est attendue"),
    ("expected at least one argument", "au moins une valeur est attendue"),
    ("invalid choice: ", "choix inconnu : "),
    ("choose from", "choisissez parmi"),
    ("invalid int value: ", "nombre entier attendu, et non "),
    ("invalid Path value: ", "chemin attendu, et non "),
    ("argument ", "argument "),
    ("not allowed with argument", "incompatible avec l’argument"),
)


def _in_french(message: str) -> str:
    """The sentence of the standard library, in French."""
    for english, french in _WORDS:
        message = message.replace(english, french)
    return message


class Progress:
    """Progress on the terminal: one line that moves, or a line every so often when it is kept in a log."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.shown = -1

    def __call__(self, done: int, total: int) -> None:
        """Say how far the work has come."""
        percent = 100 * done // max(total, 1)
        if percent == self.shown or (not sys.stderr.isatty() and percent % 20 and percent < 100):
            return
        self.shown = percent
        ending = "\n" if percent >= 100 or not sys.stderr.isatty() else "\r"
        print(f"{self.label} : {percent} %", end=ending, file=sys.stderr, flush=True)
