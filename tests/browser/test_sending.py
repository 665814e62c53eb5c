"""Files on their way in a real browser: cut, paused, found after a reload, dropped; or without script."""

import hashlib
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from comite.discussions.models.threads import Attachment
from comite.foundation import storage
from comite.foundation.database import db
from comite.uploads.models import Upload
from tests.browser.tabs import Enter
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_thread
from tests.factories_experiences import make_draft
from tests.site import Site, Wsgi

MEGABYTE = 1_000_000
# Files of some seconds, on machines that may be busy.
pytestmark = pytest.mark.timeout(300)
PATIENCE = 30_000
DROP = """([selector, name, words]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([words], name, { type: "text/plain" }));
  const target = document.querySelector(selector);
  for (const kind of ["dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  }
}"""


class Slow:
    """A line on which a piece takes a while."""

    def __init__(self, stream) -> None:
        self.stream = stream

    def read(self, *size):
        time.sleep(0.03)
        return self.stream.read(*size)

    def readinto(self, buffer):
        time.sleep(0.03)
        return self.stream.readinto(buffer)

    def __getattr__(self, name):
        return getattr(self.stream, name)


def slowly(wsgi: Wsgi) -> Wsgi:
    """The same site, reached by such a line."""

    def answer(environ, start_response):
        if environ["REQUEST_METHOD"] == "PATCH":
            environ["wsgi.input"] = Slow(environ["wsgi.input"])
        return wsgi(environ, start_response)

    return answer


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site at the end of a slow line."""
    site = Site(tmp_path / "data")
    with site.served(slowly):
        yield site
    site.close()


@pytest.fixture
def way() -> str:
    """On a telephone, unless a test says otherwise."""
    return "360 px, dark"


@pytest.fixture
def page(site: Site, enter: Enter) -> Page:
    """Bruno's tab."""
    expect.set_options(timeout=PATIENCE)
    with site.inside() as cast:
        page = enter(cast.bruno)
    page.set_default_timeout(PATIENCE)
    return page


@pytest.fixture
def thread(site: Site) -> str:
    """The address of a discussion."""
    with site.inside() as cast:
        thread = make_thread(cast)
        return f"/discussions/{thread.id}-{thread.slug}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that takes some seconds on this line."""
    path = tmp_path / "relevés de nuit.bin"
    path.write_bytes(random.Random(447).randbytes(12 * MEGABYTE))
    return path


def write_answer(page: Page, thread: str) -> None:
    """Open the discussion and write a few words."""
    page.goto(thread)
    page.wait_for_load_state("networkidle")
    page.get_by_label("Votre réponse").fill("Voici nos relevés.")


def choose(page: Page, file: Path) -> None:
    """Choose a file, and wait for some of it to have left."""
    page.get_by_label("Pièces jointes").set_input_files(file)
    expect(line(page)).to_contain_text(re.compile(r"[1-9]\d? %"))


def line(page: Page):
    """What is said of the only file."""
    return page.locator(".sending__item")


def uploads(site: Site) -> list[tuple[int, int]]:
    """What the server holds of files on their way: received, of how much."""
    with site.inside():
        return [(each.received, each.size) for each in db.session.scalars(db.select(Upload))]


def noted(site: Site, page: Page) -> int:
    """How much of the only file the server keeps, once it has noticed that the browser left."""
    for _ in range(PATIENCE // 100):
        (received, _size), *others = uploads(site)
        assert others == []
        if received:
            return received
        page.wait_for_timeout(100)
    return 0


def at_rest(site: Site, page: Page) -> int:
    """How much of the only file the server keeps, once that stays the same for a second."""
    before = -1
    while (held := noted(site, page)) != before:
        before = held
        page.wait_for_timeout(1000)
    return held


def attached(site: Site) -> dict[str, str]:
    """The files of messages, with the digests of what is really kept."""
    with site.inside():
        return {
            each.file_name: hashlib.sha256(storage.current().path(each.digest).read_bytes()).hexdigest()
            for each in db.session.scalars(db.select(Attachment))
        }


def digest_of(file: Path) -> str:
    """The digest of what left."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def publish(page: Page) -> None:
    """Send the form."""
    page.get_by_role("button", name="Publier la réponse").click()
    expect(page.get_by_text("Votre réponse est publiée.")).to_be_visible()


@pytest.mark.parametrize("way", ["wide", "360 px, dark", "keyboard only"])
def test_a_cut_connection_loses_nothing_and_the_form_says_so(site, page, thread, file):
    write_answer(page, thread)
    choose(page, file)

    page.context.set_offline(True)
    expect(line(page)).to_contain_text("Connexion perdue : l’envoi reprendra de lui-même.")
    page.context.set_offline(False)
    expect(line(page)).to_contain_text("Reçu")
    violations = Axe().run(page).response["violations"]
    publish(page)

    assert [(each["id"], each["nodes"][0]["target"]) for each in violations] == []
    assert attached(site) == {file.name: digest_of(file)}
    assert uploads(site) == []


def test_a_pause_is_a_pause_and_what_was_sent_is_not_sent_again(site, page, thread, file):
    write_answer(page, thread)
    choose(page, file)

    page.get_by_role("button", name="Pause l’envoi").click()
    expect(line(page)).to_contain_text("En pause")
    held = at_rest(site, page)
    page.get_by_role("button", name="Reprendre l’envoi").click()
    expect(line(page)).to_contain_text("Reçu")
    publish(page)

    # Whatever went on being sent came to the end.
    assert 0 < held < 12 * MEGABYTE
    assert attached(site) == {file.name: digest_of(file)}


def test_after_a_reload_the_same_file_goes_on_where_it_was(site, page, thread, file):
    write_answer(page, thread)
    choose(page, file)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(line(page)).to_contain_text("choisissez de nouveau ce fichier pour reprendre")
    held = noted(site, page)
    page.get_by_role("button", name="Publier la réponse").click()
    expect(page.locator(".sending__status--refused")).to_contain_text("n’est pas arrivé : choisissez-le")
    assert attached(site) == {}
    offsets: list[int] = []
    page.on(
        "request",
        lambda sent: offsets.append(int(sent.headers["upload-offset"])) if sent.method == "PATCH" else None,
    )
    page.get_by_label("Votre réponse").fill("Voici nos relevés.")
    page.get_by_label("Pièces jointes").set_input_files(file)
    expect(line(page)).to_contain_text("Reçu")
    page.reload()
    expect(line(page)).to_contain_text("Reçu")
    page.get_by_label("Votre réponse").fill("Voici nos relevés.")
    publish(page)

    assert 0 < held <= offsets[0]
    assert attached(site) == {file.name: digest_of(file)}
    expect(line(page)).to_have_count(0)


def test_a_form_sent_too_soon_waits_for_its_files(site, page, thread, file):
    write_answer(page, thread)
    choose(page, file)

    publish(page)

    assert attached(site) == {file.name: digest_of(file)}


def test_a_file_taken_out_leaves_the_server_too(site, page, thread, file):
    write_answer(page, thread)
    choose(page, file)

    page.get_by_role("button", name=f"Retirer {file.name}").click()
    publish(page)

    assert attached(site) == {}
    assert uploads(site) == []


def test_a_file_above_the_limit_does_not_even_leave(site, page, thread, tmp_path):
    large = tmp_path / "trop.bin"
    large.write_bytes(b"x" * 21 * 1024 * 1024)
    write_answer(page, thread)

    page.get_by_label("Pièces jointes").set_input_files(large)

    expect(page.locator(".sending__status--refused")).to_contain_text(
        "« trop.bin » pèse 22 Mo, la limite est de 20 Mo : réduisez-le, ou coupez-le en plusieurs fichiers."
    )
    assert uploads(site) == []


@pytest.mark.parametrize("where", ["#text", ".field:has([type=file])"])
def test_a_file_is_dropped_on_the_text_or_on_its_field(site, page, thread, where):
    write_answer(page, thread)

    page.evaluate(DROP, [where, "note.txt", "quelques mots"])
    expect(line(page)).to_contain_text("Reçu")
    # Good news is announced, and stands once in the page.
    expect(page.locator("p.visually-hidden[role=status]")).to_contain_text("note.txt : Reçu")
    expect(page.locator(".sending__status--refused")).to_have_count(0)
    publish(page)

    assert attached(site) == {"note.txt": hashlib.sha256(b"quelques mots").hexdigest()}


def test_a_refused_form_keeps_what_it_received(site, page, thread):
    write_answer(page, thread)
    page.get_by_label("Votre réponse").fill("")
    page.evaluate(DROP, ["#text", "note.txt", "quelques mots"])
    expect(line(page)).to_contain_text("Reçu")

    page.get_by_role("button", name="Publier la réponse").click()
    expect(page.get_by_label("note.txt (13 octets), déjà reçu")).to_be_checked()
    page.get_by_label("Votre réponse").fill("Voici.")
    publish(page)

    assert list(attached(site)) == ["note.txt"]


def test_a_refused_file_says_why_and_holds_the_form_back(site, page, thread):
    write_answer(page, thread)
    with site.inside() as cast:
        from comite.foundation import clock

        now = clock.now()
        db.session.remove()
        with db.engine.begin() as connection:
            connection.execute(
                Upload.__table__.insert(),
                [
                    {"key": f"k{rank}", "user_id": cast.bruno.user_id, "file_name": "a", "media_type": "a",
                     "size": 1, "received": 0, "started_at": now, "expires_at": now.replace(year=2100)}
                    for rank in range(40)
                ],
            )  # fmt: skip

    page.evaluate(DROP, ["#text", "note.txt", "quelques mots"])

    expect(line(page)).to_contain_text("beaucoup de fichiers en cours")
    page.get_by_role("button", name="Publier la réponse").click()
    expect(page.locator(".sending__status--refused")).to_contain_text("« note.txt » n’est pas arrivé")
    page.get_by_role("button", name="Retirer note.txt").click()
    publish(page)


def test_the_document_of_a_report_and_the_files_of_a_dataset_go_the_same_way(site, page, tmp_path):
    with site.inside() as cast:
        report = f"/retours-experience/{make_draft(cast).slug}/documents"
        dataset = f"/jeux-de-donnees/{make_dataset(cast, author=cast.bruno, published=False).slug}"
    table = tmp_path / "écoles.csv"
    table.write_bytes("nom;effectif\nÉtang;12\nPasteur;13\n".encode("cp1252"))

    page.goto(report)
    page.get_by_label("Document", exact=True).set_input_files(table)
    expect(line(page)).to_contain_text("Reçu")
    page.get_by_role("button", name="Joindre", exact=True).click()
    expect(page.get_by_text("Le document est joint.")).to_be_visible()
    page.goto(dataset)
    page.get_by_text("Ajouter ou retirer des fichiers").click()
    page.locator("input[type=file]").set_input_files(table)
    expect(line(page)).to_contain_text("Reçu")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.get_by_text("Fichier reçu. Sa lecture commence.")).to_be_visible()

    assert uploads(site) == []


@pytest.mark.parametrize("way", ["wide, no script"])
def test_without_script_files_leave_with_the_form(site, page, thread, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("quelques mots")

    page.goto(thread)
    page.get_by_label("Votre réponse").fill("Voici.")
    page.get_by_label("Pièces jointes").set_input_files(note)
    publish(page)

    assert attached(site) == {"note.txt": hashlib.sha256(b"quelques mots").hexdigest()}
