"""What the child process is asked to call: JSON in, JSON out."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from comite.datasets.reading.reader import read_file

Progress = Callable[[float, str], None]


def read(arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Read one file."""
    reading = read_file(
        Path(arguments["path"]),
        arguments["filename"],
        Path(arguments["workdir"]),
        progress,
        arguments["sheet"],
    )
    return reading.to_json()
