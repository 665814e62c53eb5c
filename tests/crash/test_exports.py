"""The worker is killed while it writes an archive: nothing can be downloaded, and another makes it whole."""

import io
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from comite.accounts.audiences import Audience
from comite.datasets.content import SentFile
from comite.exports import operations, queries
from comite.exports.models import ExportState
from comite.foundation import clock, storage
from comite.foundation.database import db
from tests.cast import look_up_cast
from tests.crash.installation import Installation, wait_until
from tests.factories_datasets import make_dataset
from tests.factories_people import the_committee

MEGABYTE = 1024 * 1024
SIZE = 96 * MEGABYTE

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def test_a_killed_export_is_never_half_downloadable_and_begins_again(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    incoming = tmp_path / "data" / "files" / "incoming"
    try:
        with installation.app.app_context():
            cast = look_up_cast()
            content = os.urandom(SIZE)
            kept = storage.current().put(io.BytesIO(content), SIZE)
            sent = SentFile(kept.digest, kept.size, "mesures.bin", "application/octet-stream")
            make_dataset(cast, files=[sent], visibility=Audience.COMMITTEE, committee_id=cast.committee)
            export_id = operations.ask_export(cast.elise, the_committee(cast.committee)).id
            installation.start_worker()
            wait_until(lambda: any(each.stat().st_size > 5 * MEGABYTE for each in incoming.glob("*")))
            installation.kill(installation.worker)
            db.session.remove()
            half = queries.find_export(export_id)
            left = list(incoming.glob("*"))
            installation.start_worker()
            wait_until(lambda: queries.find_export(export_id).state is ExportState.DONE)
            done = queries.find_export(export_id)
            with zipfile.ZipFile(storage.current().path(done.digest or "")) as zipped:
                broken = zipped.testzip()
                (place,) = [name for name in zipped.namelist() if name.endswith("mesures.bin")]
                same = zipped.read(place) == content
            storage.current().sweep_incoming(clock.now() + timedelta(days=1))
            db.session.remove()
    finally:
        installation.stop()

    assert (half.state, half.digest) == (ExportState.WAITING, None)
    assert len(left) == 1
    assert (broken, same) == (None, True)
    assert list(incoming.glob("*")) == []
