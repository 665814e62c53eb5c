"""The index on disk: kept through a power cut, and known to be damaged when it is."""

import os
import shutil
from pathlib import Path

import pytest

from comite.search.engine import WhooshEngine
from comite.search.errors import SearchUnavailableError
from comite.search.store import files
from tests.unit.search.conftest import asking, document, found


@pytest.fixture
def filled(engine):
    engine.change([document(number, f"Titre {number}", "Un texte commun.") for number in range(50)])
    return engine


def test_a_missing_index_is_said_to_be_unavailable(tmp_path):
    engine = WhooshEngine(tmp_path / "nowhere")

    assert not engine.is_present()
    assert not engine.is_sound()
    with pytest.raises(SearchUnavailableError):
        asking(engine)("commun")


@pytest.mark.parametrize("pattern", ["*.seg", "*.toc"])
@pytest.mark.parametrize("place", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_one_changed_byte_is_noticed(filled, pattern, place):
    damaged = next(filled.folder.glob(pattern))
    content = bytearray(damaged.read_bytes())
    content[int(place * len(content))] ^= 0x41
    damaged.write_bytes(content)

    assert not filled.is_sound()


@pytest.mark.parametrize("pattern", ["*.seg", "*.toc", "*.crc"])
def test_a_lost_or_shortened_file_is_noticed(filled, pattern):
    damaged = next(filled.folder.glob(pattern))
    damaged.write_bytes(damaged.read_bytes()[:-3])
    shortened = filled.is_sound()
    damaged.unlink()

    assert not shortened
    assert not filled.is_sound()


@pytest.mark.parametrize("step", range(12))
def test_a_damaged_index_never_raises_anything_else(filled, step):
    segment = next(filled.folder.glob("*.seg"))
    content = bytearray(segment.read_bytes())
    for place in range(step * len(content) // 12, (step + 1) * len(content) // 12):
        content[place] = 0xEE
    segment.write_bytes(content)
    fresh = WhooshEngine(filled.folder)

    try:
        result = asking(fresh)("commun cantinne titre")
    except SearchUnavailableError:
        result = None

    assert result is None or result.total <= 50
    assert not fresh.is_sound()


def test_every_file_is_on_the_disk_before_the_table_of_contents_names_it(filled, monkeypatch):
    events = []
    real_sync, real_replace = os.fsync, files.Path.replace

    def sync(descriptor):
        events.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        real_sync(descriptor)

    def replace(self, target):
        events.append("in place")
        return real_replace(self, target)

    before = set(filled.folder.iterdir())
    monkeypatch.setattr(files.os, "fsync", sync)
    monkeypatch.setattr(files.Path, "replace", replace)

    filled.change([document(99, "Nouveau")])

    instant = events.index("in place")
    written = {path for path in set(filled.folder.iterdir()) - before if path.suffix != ".toc"}
    assert {path.suffix for path in written} == {".seg", ".crc"}
    assert written <= set(events[:instant])
    assert any(".toc." in path.name for path in events[:instant])
    assert events[instant + 1] == filled.folder


def test_a_write_cut_short_leaves_the_index_as_it_was(filled, monkeypatch):
    def cut(*_anything):
        raise OSError("power cut")

    monkeypatch.setattr(files.Path, "replace", cut)
    with pytest.raises(OSError, match="power cut"):
        filled.change([document(99, "Nouveau")])
    monkeypatch.undo()

    assert filled.is_sound()
    assert asking(WhooshEngine(filled.folder))("commun").total == 50
    filled.change([document(99, "Nouveau")])
    assert found(asking(filled)("nouveau")) == [99]


def test_readers_that_are_open_see_the_next_state(filled):
    reader = WhooshEngine(filled.folder)
    before = asking(reader)("nouveau").total

    filled.change([document(99, "Nouveau")])

    assert before == 0
    assert found(asking(reader)("nouveau")) == [99]


def test_another_index_at_the_same_place_is_not_taken_for_the_first(filled):
    reader = WhooshEngine(filled.folder)
    asking(reader)("commun")
    shutil.rmtree(filled.folder)
    other = WhooshEngine(filled.folder)
    other.create()
    other.change([document(1, "Différent")])

    assert asking(reader)("commun").total == 0
    assert found(asking(reader)("différent")) == [1]
