"""A logo drawn again from its pixels alone, small, by a child process: what else its file hides is left."""

import tempfile
from pathlib import Path

from werkzeug.datastructures import FileStorage

from comite.foundation import sandbox, storage
from comite.foundation.errors import RuleBrokenError
from comite.foundation.sandbox import Limits
from comite.foundation.storage import Kept

MEGABYTE = 1024 * 1024
SENT_MAX = 5 * MEGABYTE
LIMITS = Limits(
    memory_bytes=512 * MEGABYTE, cpu_seconds=10, wall_seconds=20, file_size_bytes=SENT_MAX, niceness=0
)


class UnreadableLogoError(RuleBrokenError):
    """The file is no image of pixels, or asks too much to be read."""

    sentence = (
        "Ce logo n’a pas pu être lu. Enregistrez-le en PNG ou en JPEG, de moins de 5 Mo, puis envoyez-le "
        "de nouveau. Un dessin vectoriel (SVG) doit d’abord être exporté en PNG."
    )


def keep_logo(sent: FileStorage) -> Kept:
    """Draw a logo again and keep the result; raises `UnreadableLogoError`."""
    with tempfile.TemporaryDirectory(prefix="comite-logo-") as folder:
        source, target = Path(folder) / "sent", Path(folder) / "logo.png"
        content = sent.stream.read(SENT_MAX + 1)
        if len(content) > SENT_MAX:
            raise UnreadableLogoError
        source.write_bytes(content)
        arguments = {"path": str(source), "target": str(target)}
        outcome = sandbox.run("comite.home.logo_pixels:draw_again", arguments, LIMITS)
        if not outcome.is_done or not outcome.result:
            raise UnreadableLogoError
        with target.open("rb") as file:
            return storage.current().put(file, SENT_MAX)
