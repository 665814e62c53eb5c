"""`comite test --screenshots`: a picture of each page in four lights, and a sheet to look at them."""

import re
from collections import defaultdict
from html import escape
from pathlib import Path
from urllib.parse import quote

SHEET = "index.html"
TITLE = "Pages de Comité"
# In the order of the sheet: how a page is named after its width and its theme (tests/browser).
LIGHTS = {
    "360-light": "360 px, clair",
    "360-dark": "360 px, sombre",
    "1280-light": "large, clair",
    "1280-dark": "large, sombre",
}
PICTURE = re.compile(rf"(?P<page>.+)--(?P<light>{'|'.join(LIGHTS)})\.png")
STYLE = """
:root { color-scheme: light dark; font-family: system-ui, sans-serif }
body { margin: 2rem }
section { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start }
h2 { flex-basis: 100% }
figure { margin: 0; max-inline-size: 18rem }
img { inline-size: 100%; max-block-size: 24rem; object-fit: cover; object-position: top; outline: 1px solid }
"""


def write_sheet(folder: Path) -> int:
    """Write the page of the pictures of this folder, a row for each page; gives how many it shows."""
    pages: dict[str, dict[str, str]] = defaultdict(dict)
    for path in folder.glob("*.png"):
        if found := PICTURE.fullmatch(path.name):
            pages[found["page"]][found["light"]] = path.name
    rows = [_row(page, pages[page]) for page in sorted(pages)]
    head = (
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>{TITLE}</title><style>{STYLE}</style>'
    )
    sheet = f"{head}<h1>{TITLE}</h1>{''.join(rows)}</html>\n"
    (folder / SHEET).write_text(sheet, encoding="utf-8")
    return sum(len(lights) for lights in pages.values())


def _row(page: str, lights: dict[str, str]) -> str:
    """One page, in the lights in which it was seen."""
    title = escape(page.replace("-", " "))
    figures = "".join(
        f'<figure><a href="{quote(lights[light])}"><img src="{quote(lights[light])}" loading="lazy"'
        f' alt="{title}, {label}"></a><figcaption>{label}</figcaption></figure>'
        for light, label in LIGHTS.items()
        if light in lights
    )
    return f"<section><h2>{title}</h2>{figures}</section>"
