"""Templates: what every page may say, how dates and numbers are written, and the static files' addresses."""

import gzip
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, flash, g, request, send_file, url_for
from jinja2 import StrictUndefined
from markupsafe import Markup

from comite.foundation import clock, glossary, scripts
from comite.foundation.feeds import same_list
from comite.foundation.forms import is_refused
from comite.foundation.paging import Page
from comite.foundation.security import everyone
from comite.foundation.text import typeset

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
SHEET = "css/comite.css"
INTENT = "intent.json"
LAYERS = ("tokens.css", "base.css", "layout.css", "components", "utilities.css")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
NARROW = "\u202f"
# Lighter pages are left to the web server in front: packing here costs what it saves.
PACKED_FROM = 40_000
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
    ".json": "application/speculationrules+json",
}


def start(app: Flask, page_globals: Callable[[], Mapping[str, Any]]) -> None:
    """Prepare templates and static files; `page_globals` gives what every page shows of its reader."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=day,
        short_day=short_day,
        instant=instant,
        hour=hour,
        month=month,
        ago=ago,
        number=number,
        bytes=size,
        euros=euros,
        typeset=typeset,
        explained=glossary.explained,
        whereabouts=whereabouts,
    )
    app.jinja_env.globals.update(plural=plural, iso=iso, same_list=same_list, turns=turns, without=without)
    app.jinja_env.globals["is_refused"] = is_refused
    app.jinja_env.globals.update(explained_term=glossary.term, word_meanings=glossary.MEANINGS)
    assets = Assets(STATIC)
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = assets.address
    app.context_processor(lambda: dict(page_globals()))
    app.add_url_rule("/static/<mark>/<path:path>", "static", everyone(assets.send))
    app.after_request(lambda response: _suggest(response, assets))
    app.after_request(_pack)


def _suggest(response: Response, assets: "Assets") -> Response:
    """Let the visitor's browser fetch a page as soon as a press is likely, where that is cheap.

    Only for who is not signed in: their pages are the same for all and looking at one changes nothing.
    Browsers keep from it when data or battery must be spared.
    """
    if response.mimetype == "text/html" and response.status_code == 200 and "session_digest" not in g:
        response.headers["Speculation-Rules"] = f'"{assets.address(INTENT)}"'
    return response


def _pack(response: Response) -> Response:
    """Compress the heaviest pages, so that a long discussion is light where no web server does it.

    The fastest level: 1 ms for 110 kB, which become 10. The secrets of a page (the tokens of its forms)
    change every second, so that its size says nothing of them.
    """
    if (
        response.mimetype == "text/html"
        and not response.is_streamed
        and "Content-Encoding" not in response.headers
        and request.accept_encodings.quality("gzip") > 0
        and len(response.get_data()) >= PACKED_FROM
    ):
        response.set_data(gzip.compress(response.get_data(), 1, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    if response.mimetype == "text/html":
        response.vary.add("Accept-Encoding")
    return response


class Assets:
    """The static files, read and compressed once at the start; their addresses change with them."""

    def __init__(self, folder: Path) -> None:
        self.contents: dict[str, bytes] = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix in TYPES
        }
        self.contents[SHEET] = _joined(folder / "css")
        self.contents |= {f"js/{name}": each.encode() for name, each in scripts.joined(folder / "js").items()}
        self.mark = hashlib.sha256(
            b"".join(name.encode() + content for name, content in sorted(self.contents.items()))
        ).hexdigest()[:12]
        self.compressed = {
            name: gzip.compress(content, 9, mtime=0)
            for name, content in self.contents.items()
            if not name.endswith(".png")
        }

    def address(self, path: str) -> str:
        """The address of a static file; raises `KeyError` when there is none: a slip shows in tests."""
        self.contents[path]
        return url_for("static", mark=self.mark, path=path)

    def send(self, mark: str, path: str) -> Response:
        """A static file, to be kept for a year: its address changes when any of them does.

        The modules name each other by relative paths, hence one mark for all of them.
        """
        if path not in self.contents:
            abort(404)
        packed = path in self.compressed and "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(self.compressed[path] if packed else self.contents[path])
        response.headers["Content-Type"] = TYPES[Path(path).suffix]
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        fresh = mark == self.mark
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
        response.vary.add("Accept-Encoding")
        return response


def _joined(folder: Path) -> bytes:
    """Our style sheets as one, in the order of their layers: one request instead of thirty."""
    parts = []
    for name in LAYERS:
        place = folder / name
        files = sorted(place.glob("*.css")) if place.is_dir() else [place] if place.is_file() else []
        parts += [_light(path.read_text(encoding="utf-8")) for path in files]
    return "\n".join(parts).encode()


def _light(sheet: str) -> str:
    """A style sheet without its comments and indentation."""
    without_comments = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", without_comments).strip()


def whereabouts(trail: Markup) -> Markup:
    """« · La séance de mars · Séances »: the links of a breadcrumb but the home page, nearest first.

    Who has ten tabs, or hears the title first, must tell the minutes of one meeting from those of another.
    """
    steps = re.findall(r"<a\b[^>]*>([^<]*)</a>", str(trail))[1:]
    return Markup("").join(Markup(" · ") + Markup(each) for each in reversed(steps))  # noqa: S704 - out of a Markup


def day(value: date | datetime | None) -> str:
    """« 12 mars 2026 »; « 1er mars 2026 »."""
    if value is None:
        return ""
    local = clock.in_paris(value).date() if isinstance(value, datetime) else value
    first = "1er" if local.day == 1 else str(local.day)
    return f"{first}\u00a0{MONTHS[local.month - 1]}\u00a0{local.year}"


def short_day(value: date | datetime | None) -> str:
    """« 12/03/2026 »."""
    if value is None:
        return ""
    local = clock.in_paris(value).date() if isinstance(value, datetime) else value
    return local.strftime("%d/%m/%Y")


def instant(value: datetime | None) -> str:
    """« 12 mars 2026 à 14 h 05 »."""
    if value is None:
        return ""
    local = clock.in_paris(value)
    return f"{day(value)} à {local.hour}\u00a0h\u00a0{local.minute:02d}"


def hour(value: datetime | None) -> str:
    """« 14 h 05 »."""
    if value is None:
        return ""
    local = clock.in_paris(value)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02d}"


def month(value: date) -> str:
    """« Mars 2026 »."""
    return f"{MONTHS[value.month - 1].capitalize()}\u00a0{value.year}"


def iso(value: date | datetime) -> str:
    """A date for machines, in `datetime` attributes and feeds."""
    return value.isoformat()


def ago(value: datetime | None) -> str:
    """« il y a 3 jours », « à l’instant », « dans 2 heures »; the day itself beyond a month."""
    if value is None:
        return ""
    elapsed = (clock.now() - value).total_seconds()
    seconds, when = abs(elapsed), "il y a" if elapsed > 0 else "dans"
    if seconds < 60:
        return "à l’instant"
    for unit, length, most in (("minute", 60, 3600), ("heure", 3600, 86_400), ("jour", 86_400, 30 * 86_400)):
        if seconds < most:
            return f"{when} {plural(int(seconds // length), unit, unit + 's')}"
    return f"le {day(value)}"


def number(value: float | None) -> str:
    """« 31 970 », « 9,6 »."""
    if value is None:
        return ""
    whole, _, rest = f"{value:,.2f}".rstrip("0").partition(".")
    return whole.replace(",", NARROW) + ("," + rest if rest else "")


def euros(value: float | None) -> str:
    """« 12 000 € », « 2 150,50 € »: the cents are two, or none."""
    if value is None:
        return ""
    whole, comma, cents = number(value).partition(",")
    return f"{whole}{comma}{cents.ljust(2, '0') if comma else ''}\u00a0€"


def size(value: int | None) -> str:
    """« 1,2 Mo »."""
    if value is None:
        return ""
    amount = float(value)
    for unit in ("octets", "ko", "Mo", "Go"):
        if amount < 1000 or unit == "Go":
            if unit == "octets":
                return plural(int(amount), "octet", "octets")
            return f"{number(round(amount, 1))}\u00a0{unit}"
        amount /= 1000
    return ""


def plural(count: int, one: str, many: str) -> str:
    """« 1 réponse », « 12 réponses »; nought is singular in French."""
    return f"{number(count)}\u00a0{one if abs(count) < 2 else many}"


@dataclass(frozen=True)
class Turns:
    """The addresses of a page's neighbours, None at the ends."""

    previous_url: str | None
    next_url: str | None


def turns(page: Page[Any], name: str = "page") -> Turns:
    """The neighbours of a page of a list, with the filters and the sort of the present address kept."""
    return Turns(
        _here_with(name, page.previous_cursor) if page.previous_cursor else None,
        _here_with(name, page.next_cursor) if page.next_cursor else None,
    )


def without(*names: str) -> str:
    """The present address without some of its filters, from the first page."""
    left_out = {*names, "page"}
    kept = [(key, value) for key, value in request.args.items(multi=True) if key not in left_out]
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _here_with(name: str, value: str) -> str:
    """The present address with one parameter changed."""
    kept = [(key, each) for key, each in request.args.items(multi=True) if key != name]
    return f"{request.path}?{urlencode([*kept, (name, value)])}"


def download(source: Any, name: str, media_type: str, policy: str) -> Response:
    """A file or its bytes, sent to be kept, never shown as a page of ours (RFC 6266 name, sandboxed)."""
    response = send_file(
        io.BytesIO(source) if isinstance(source, bytes) else source,
        mimetype=media_type,
        as_attachment=True,
        download_name=name,
        conditional=True,
    )
    return _kept_only(response, policy)


def streamed(pieces: Iterator[bytes], name: str, media_type: str, policy: str) -> Response:
    """The same for a file that is made while it travels: nobody knows how long it will be."""
    response = Response(pieces, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return _kept_only(response, policy)


def _kept_only(response: Response, policy: str) -> Response:
    """The headers of what is to be kept, never shown, nor kept by anybody on the way."""
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = "private, no-store"
    response.vary.add("Cookie")
    return response


def flash_undo(sentence: str, address: str) -> None:
    """Say on the next page what was thrown away, with the button that takes it back."""
    flash({"sentence": sentence, "address": address}, "undo")  # type: ignore[arg-type]  # any JSON value passes
