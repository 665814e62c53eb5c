"""In the child process: one image in, the same pixels out, upright and no larger than asked."""

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

Progress = Callable[[float, str], None]

PIXELS_MAX = 80_000_000
FRAMES_MAX = 150
FRAME_PIXELS_MAX = 120_000_000
QUALITY = 85
# What we read; all other formats of the library stay shut.
READ = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")


def draw_again(arguments: Mapping[str, Any], _progress: Progress) -> dict[str, str] | None:
    """Write the image to `target`; nothing when it cannot be read, or would take too much to read."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    target, side = Path(arguments["target"]), int(arguments["side"])
    try:
        with Image.open(arguments["path"], formats=READ) as image:
            if getattr(image, "n_frames", 1) > 1 and image.format != "MPO":
                # Several pages are no image any more: their sender keeps them better as a PDF.
                return None if image.format == "TIFF" else _moving(image, target, side)
            return _still(image, target, side)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        ArithmeticError,
        LookupError,
        TypeError,
    ):
        # The library tells of damage in all these ways.
        return None


def _still(image: Image.Image, target: Path, side: int) -> dict[str, str]:
    """An image of one picture: JPEG for photographs, PNG for what has transparency or was drawn."""
    was_photo = image.format in ("JPEG", "MPO", "AVIF") or (image.format == "WEBP" and image.mode == "RGB")
    if image.format == "JPEG":
        image.draft("RGB", (side, side))
    upright = _reduced(_in_bytes(ImageOps.exif_transpose(image)), side)
    has_alpha = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    if was_photo and not has_alpha:
        _bare(upright.convert("RGB")).save(target, "JPEG", quality=QUALITY, optimize=True)
        return {"media_type": "image/jpeg", "ending": ".jpg"}
    mode = "RGBA" if has_alpha else "L" if upright.mode in ("1", "L") else "RGB"
    _bare(upright.convert(mode)).save(target, "PNG", optimize=True)
    return {"media_type": "image/png", "ending": ".png"}


def _in_bytes(image: Image.Image) -> Image.Image:
    """The same greys on 256 levels: scans have 65,536 of them, which the library would cut at white."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda level: level / 256).convert("L")


def _moving(image: Image.Image, target: Path, side: int) -> dict[str, str] | None:
    """An image that moves goes on moving, within what a page can bear."""
    count = int(getattr(image, "n_frames", 1))
    if count > FRAMES_MAX or count * image.width * image.height > FRAME_PIXELS_MAX:
        return None
    frames, lasting = [], []
    for frame in ImageSequence.Iterator(image):
        lasting.append(int(frame.info.get("duration", 100)))
        frames.append(_bare(_reduced(frame.convert("RGBA"), side)))
    kind = str(image.format)
    frames[0].save(
        target, kind, save_all=True, append_images=frames[1:], duration=lasting, loop=0, **_options(kind)
    )
    return {"media_type": f"image/{kind.lower()}", "ending": f".{kind.lower()}"}


def _options(kind: str) -> dict[str, Any]:
    """What each format wants besides."""
    return {"GIF": {"disposal": 2}, "WEBP": {"quality": QUALITY}}.get(kind, {})


def _reduced(image: Image.Image, side: int) -> Image.Image:
    """The same, with no side longer than asked."""
    if max(image.size) <= side:
        return image
    scale = side / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    plain = image.convert("RGBA") if image.mode in ("P", "1", "PA") else image
    return plain.resize(size, Image.Resampling.LANCZOS)


def _bare(image: Image.Image) -> Image.Image:
    """The pixels, and nothing that was written beside them."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare
