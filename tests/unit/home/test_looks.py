"""The accent of an installation is read by everyone, and its logo is only pixels."""

import io

import pytest
from PIL import Image, PngImagePlugin
from werkzeug.datastructures import FileStorage

from comite.foundation import storage
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, StaleVersionError
from comite.home import colours, logos, operations
from comite.home.errors import UnreadableColourError
from comite.home.logos import UnreadableLogoError
from comite.home.models import Appearance, AppearanceChoice

GOOD = "#7a1f5c"
PALE = "#ffd84d"
MANY = [f"#{red:02x}{green:02x}{blue:02x}" for red in range(0, 256, 51) for green in range(0, 256, 51)
        for blue in range(0, 256, 51)]  # fmt: skip


def choose(actor, version=0, logo=None, **words):
    operations.choose_appearance(actor, AppearanceChoice(**words), logo, version)


def the_looks():
    return db.session.get(Appearance, 1, populate_existing=True)


def picture(kind="PNG", size=(1200, 300), **options):
    """A logo as somebody sends it."""
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **options)
    file.seek(0)
    return FileStorage(file, filename=f"logo.{kind.lower()}")


def test_an_administrator_chooses_the_accent(cast):
    choose(cast.denis, accent=GOOD, owner_name="Valmer Agglomération")

    assert (the_looks().accent, the_looks().owner_name) == (GOOD, "Valmer Agglomération")


def test_nobody_else_does(cast):
    for who in (cast.amina, cast.elise, cast.visitor):
        with pytest.raises(NotAllowedError):
            choose(who, accent=GOOD)

    assert the_looks() is None


def test_a_pale_accent_is_refused(cast):
    with pytest.raises(UnreadableColourError):
        choose(cast.denis, accent=PALE)

    assert the_looks() is None


def test_two_administrators_do_not_undo_each_other(cast):
    choose(cast.denis, accent=GOOD)

    with pytest.raises(StaleVersionError):
        choose(cast.denis, accent="#0b5566", version=0)


@pytest.mark.parametrize("colour", MANY)
def test_whatever_the_colour_the_one_proposed_reads_in_both_themes(colour):
    proposed = colours.nearest_readable(colour)

    assert colours.is_readable(proposed)
    assert colours.faults(colours.light(proposed), colours.theme("light")) == []
    assert colours.faults(colours.dark(proposed), colours.theme("dark")) == []


def test_a_good_colour_is_proposed_as_it_is():
    assert colours.nearest_readable(GOOD) == GOOD
    assert not colours.is_readable(PALE)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_logo_is_drawn_again_smaller(app, kind):
    kept = logos.keep_logo(picture(kind))

    with storage.current().open(kept.digest) as file, Image.open(file) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (448, 112))


def test_a_logo_stands_as_it_was_held(app):
    held = Image.Exif()
    held[0x0112] = 6

    kept = logos.keep_logo(picture("JPEG", exif=held))

    with storage.current().open(kept.digest) as file, Image.open(file) as drawn:
        assert drawn.size == (28, 112)


def test_what_a_logo_hides_is_left_out(app):
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("Comment", "<script>alert(1)</script>")

    kept = logos.keep_logo(picture(pnginfo=hidden))

    with storage.current().open(kept.digest) as file:
        assert b"script" not in file.read()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"%PDF-1.7",
        b"\xff\xd8\xff" + b"x" * 1000,
    ],
)
def test_what_is_no_image_is_refused(app, content):
    with pytest.raises(UnreadableLogoError):
        logos.keep_logo(FileStorage(io.BytesIO(content), filename="logo.png"))


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "EPS", "PDF"])
def test_only_the_formats_of_the_web_are_read(app, kind):
    with pytest.raises(UnreadableLogoError):
        logos.keep_logo(picture(kind, (300, 80)))


def test_a_logo_of_too_many_pixels_is_refused(app):
    bomb = picture("PNG", (9000, 9000))

    with pytest.raises(UnreadableLogoError):
        logos.keep_logo(bomb)
