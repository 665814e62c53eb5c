"""Images are drawn again from their pixels alone; what cannot be is refused."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from comite.foundation import images
from comite.foundation.images import SIDE_MAX, BrokenImageError, cleaned, renamed, seems_image


def written(tmp_path: Path, image: Image.Image, kind: str, **options: object) -> Path:
    """An image as a file."""
    path = tmp_path / "image"
    image.save(path, kind, **options)
    return path


def drawn(path: Path) -> tuple[Image.Image, str, bytes]:
    """The image drawn again, its type, and its bytes."""
    with cleaned(path) as image:
        content = image.path.read_bytes()
        found = Image.open(io.BytesIO(content))
        found.load()
        return found, image.media_type, content


@pytest.mark.parametrize(
    ("kind", "mode", "expected"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("PNG", "RGBA", "image/png"),
        ("PNG", "P", "image/png"),
        ("PNG", "1", "image/png"),
        ("PNG", "I;16", "image/png"),
        ("GIF", "P", "image/png"),
        ("BMP", "RGB", "image/png"),
        ("TIFF", "RGB", "image/png"),
        ("WEBP", "RGB", "image/jpeg"),
        ("WEBP", "RGBA", "image/png"),
        ("AVIF", "RGB", "image/jpeg"),
    ],
)
def test_each_common_kind_is_drawn_again(tmp_path, kind, mode, expected):
    found, media_type, _ = drawn(written(tmp_path, Image.new(mode, (30, 20)), kind))

    assert (found.size, media_type) == ((30, 20), expected)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright_and_forgets_where_it_was_taken(tmp_path, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "secret de fabrique"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 49.0, 5.0)})
    path = written(tmp_path, Image.new("RGB", (40, 20), "red"), "JPEG", exif=exif, comment=b"secret aussi")

    found, _, content = drawn(path)

    assert found.size == ((40, 20) if orientation < 5 else (20, 40))
    assert dict(found.getexif()) == {}
    assert b"secret" not in content


def test_the_words_hidden_in_a_drawing_go_too(tmp_path):
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Location", "secret 48.8,1.95")
    told.add_itxt("XML:com.adobe.xmp", "<gps>secret</gps>")
    path = written(tmp_path, Image.new("RGBA", (9, 9)), "PNG", pnginfo=told)
    path.write_bytes(path.read_bytes() + b"secret after the end")

    assert b"secret" not in drawn(path)[2]


@pytest.mark.parametrize(("size", "expected"), [((5000, 2500), (2400, 1200)), ((3, 4800), (2, 2400))])
def test_a_large_image_is_reduced(tmp_path, size, expected):
    found, _, _ = drawn(written(tmp_path, Image.new("RGB", size), "JPEG"))

    assert found.size == expected
    assert max(found.size) == SIDE_MAX


def test_an_image_that_moves_goes_on_moving(tmp_path):
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "green", "blue")]
    path = written(tmp_path, frames[0], "GIF", save_all=True, append_images=frames[1:], duration=120)

    found, media_type, _ = drawn(path)

    assert (media_type, found.n_frames, found.info["duration"]) == ("image/gif", 3, 120)


def bomb(side: int) -> bytes:
    """A PNG that says it is enormous, in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(3 * 10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"GIF89a\xff\xff\xff\xff",
        b"\0\0\0\x18ftypheic" + b"\0" * 40,
        bomb(60_000),
        bomb(30_000),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) (w) file",
    ],
    ids=["empty", "page", "cut", "zeros", "gif", "heic", "bomb", "smaller bomb", "svg", "postscript"],
)
def test_what_is_no_image_or_too_much_of_one_is_refused(tmp_path, content):
    path = tmp_path / "image.png"
    path.write_bytes(content)

    with pytest.raises(BrokenImageError), cleaned(path):
        pass


def test_pages_are_not_lost_in_silence(tmp_path):
    pages = [Image.new("L", (20, 10)) for _ in range(3)]
    path = written(tmp_path, pages[0], "TIFF", save_all=True, append_images=pages[1:])

    with pytest.raises(BrokenImageError), cleaned(path):
        pass


@pytest.mark.parametrize(
    ("name", "media_type", "content", "expected"),
    [
        ("rue.JPG", "application/octet-stream", b"x", True),
        ("rue", "image/heic", b"x", True),
        ("texte.txt", "text/plain", b"\xff\xd8\xff\xe0 une photo cachee", True),
        ("texte.txt", "text/plain", b"RIFF1234WEBPVP8 ", True),
        ("texte.txt", "text/plain", b"\0\0\0\x18ftypheic1234", True),
        ("plan.svg", "image/svg+xml", b"<svg/>", False),
        ("BMP.txt", "text/plain", b"BMP, un mot courant", False),
        ("bilan.pdf", "application/pdf", b"%PDF-1.4", False),
        ("vide", "", b"", False),
    ],
)
def test_an_image_is_known_by_its_name_its_type_or_its_content(tmp_path, name, media_type, content, expected):
    path = tmp_path / "file"
    path.write_bytes(content)

    assert seems_image(path, name, media_type) is expected


def test_a_name_follows_what_the_image_has_become():
    assert renamed("rue.JPEG", ".jpg") == "rue.JPEG"
    assert renamed("plan.bmp", ".png") == "plan.png"
    assert renamed("rue", ".jpg") == "rue.jpg"


def test_the_folder_of_the_work_does_not_stay(tmp_path):
    with images.cleaned(written(tmp_path, Image.new("RGB", (9, 9)), "PNG")) as image:
        kept = image.path

    assert not kept.exists()


def test_the_greys_of_a_scan_stay_grey(tmp_path):
    scan = tmp_path / "scan.png"
    Image.new("I;16", (10, 10), 30_000).save(scan)

    with cleaned(scan) as image, Image.open(image.path) as drawn:
        grey = drawn.convert("L").getpixel((5, 5))

    assert grey == 117
