"""Images drawn again from their pixels alone: no place, no camera, no hidden content; by a child process."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from comite.foundation import sandbox
from comite.foundation.errors import RuleBrokenError
from comite.foundation.sandbox import Limits

MEGABYTE = 1024 * 1024
SIZE_MAX = 40 * MEGABYTE
# Longer sides are reduced to this: a page of paper at 200 points an inch.
SIDE_MAX = 2400
LIMITS = Limits(
    memory_bytes=700 * MEGABYTE, cpu_seconds=20, wall_seconds=30, file_size_bytes=SIZE_MAX, niceness=0
)
ENDINGS = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif"}
# A drawing in words (SVG) is a document, never shown as a page of ours: it has no pixels to draw again.
NOT_PIXELS = {"image/svg+xml", "image/vnd.dwg", "image/vnd.dxf"}
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_FAMILY = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftypavif", b"ftypavis")


class BrokenImageError(RuleBrokenError):
    """An image that cannot be drawn again is not kept: what it hides is not known."""

    sentence = (
        "Une image n’a pas pu être lue : elle est abîmée, d’un format que nous ne connaissons pas, ou "
        "beaucoup trop grande. Ouvrez-la, enregistrez-la en JPEG ou en PNG, puis joignez-la de nouveau."
    )

    def __init__(self, name: str = "") -> None:
        which = f"L’image « {name} »" if name else "Une image"
        super().__init__(self.sentence.replace("Une image", which, 1))


@dataclass(frozen=True)
class CleanImage:
    """An image drawn again."""

    path: Path
    media_type: str
    ending: str


def seems_image(path: Path, name: str, media_type: str) -> bool:
    """Whether a file is, or says that it is, an image made of pixels."""
    if Path(name).suffix.lower() in ENDINGS:
        return True
    if media_type.startswith("image/") and media_type not in NOT_PIXELS:
        return True
    with path.open("rb") as file:
        head = file.read(16)
    is_webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    is_bitmap = head.startswith(_BEGINNINGS) and not (head[:2] == b"BM" and head[6:10] != b"\0\0\0\0")
    return is_bitmap or is_webp or head[4:12] in _FAMILY


@contextmanager
def cleaned(path: Path) -> Iterator[CleanImage]:
    """An image upright, no larger than `SIDE_MAX`, with nothing but its pixels; raises `BrokenImageError`."""
    with tempfile.TemporaryDirectory(prefix="comite-image-") as folder:
        target = Path(folder) / "image"
        arguments = {"path": str(path), "target": str(target), "side": SIDE_MAX}
        outcome = sandbox.run("comite.foundation.drawing:draw_again", arguments, LIMITS)
        if not outcome.is_done or not outcome.result:
            raise BrokenImageError
        yield CleanImage(target, outcome.result["media_type"], outcome.result["ending"])


def renamed(name: str, ending: str) -> str:
    """The name of an image, with the ending of what it has become."""
    known = Path(name)
    same = {".jpeg": ".jpg"}.get(known.suffix.lower(), known.suffix.lower())
    return name if same == ending else f"{known.stem or 'image'}{ending}"
