"""Every mail stays within a telephone and readable in the dark, whatever people wrote."""

from axe_playwright_python.sync_playwright import Axe
from flask import Flask, render_template
from playwright.sync_api import Browser

ENDLESS = "Anticonstitutionnellement" * 6
WAY_OUT = {"mute_path": f"/{ENDLESS}", "settings_path": f"/{ENDLESS}"}
GROUP = {"title": ENDLESS, "path": "/x", "because": ENDLESS, "mute_path": "/y", "others": 3}
MAILS = {
    "digest": {
        "groups": [{**GROUP, "lines": [{"happened": ENDLESS, "detail": f"{ENDLESS}\n🚰"}]}],
        "is_first": True, "rhythm": ENDLESS, "others": 2, "settings_path": "/s", "stop_path": "/t",
    },
    "notification": {
        "reply_mark": ENDLESS, "happened": ENDLESS, "title": ENDLESS, "detail": ENDLESS,
        "path": f"/{ENDLESS}", "because": ENDLESS, **WAY_OUT,
    },
    "meeting_convocation": {
        "occasion": "reminder", "is_holder": True, "sits": True, "authority": ENDLESS, "title": ENDLESS,
        "committee": ENDLESS, "when": "demain", "place_kind": "à distance", "where": ENDLESS,
        "introduction": ENDLESS, "minutes": 10, "left_out": 2, "answer": ENDLESS, "reply_path": f"/{ENDLESS}",
        "agenda": [{"title": ENDLESS, "kind": "vote", "minutes": 5, "rapporteur": ENDLESS}], "path": "/p",
        **WAY_OUT,
    },
    "reply_without_files": {"title": ENDLESS, "files": [ENDLESS], "is_closed": True, "path": f"/{ENDLESS}"},
    "audit_head": {"count": 2, "head": ENDLESS, "because": ENDLESS, **WAY_OUT},
}  # fmt: skip


# A mail is no page: the webmail that shows it has the landmarks and the first heading.
OF_PAGES = {"region", "page-has-heading-one", "landmark-one-main"}
COMMON = {"subject": ENDLESS, "recipient_name": ENDLESS, "site_name": ENDLESS, "public_url": "https://c.test"}


def test_a_mail_fits_a_telephone_and_passes_axe(app: Flask, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 600})
    found: list[str] = []
    for name, words in MAILS.items():
        with app.test_request_context():
            page.set_content(render_template(f"mail/{name}.html", **COMMON, **words))
        width = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{name}: {width} px wide"] if width > 360 else []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            rules = {each["id"] for each in Axe().run(page).response["violations"]} - OF_PAGES
            found += [f"{name}, {scheme}: {rule}" for rule in rules]
    page.close()

    assert found == []
