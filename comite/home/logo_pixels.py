"""In the child process: one logo in, the same pixels out, small, as a new PNG."""

import warnings
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image, ImageOps

PIXELS_MAX = 40_000_000
# Twice what the header shows, for dense screens.
BOX = (480, 112)
READ = ("PNG", "JPEG", "WEBP", "GIF")
# The library tells of damage in all these ways.
DAMAGE = (
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    ArithmeticError,
    LookupError,
    TypeError,
)


def draw_again(arguments: Mapping[str, Any], _progress: Callable[[float, str], None]) -> bool:
    """Write the logo of `path` to `target`; false when it cannot be read."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    try:
        with Image.open(arguments["path"], formats=READ) as image:
            image.thumbnail((max(BOX), max(BOX)))
            # A telephone notes how it was held: that note goes with the others, so it is obeyed now.
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail(BOX)
            clean = Image.new("RGBA", upright.size)
            clean.paste(upright.convert("RGBA"))
            clean.save(arguments["target"], "PNG", optimize=True)
    except DAMAGE:
        return False
    return True
