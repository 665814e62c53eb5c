"""The door for files sent in pieces: the protocol, whose file it is, and what forms make of it."""

import base64
import hashlib
import io
import re
from pathlib import Path

import pytest
import time_machine
from PIL import Image
from werkzeug.test import TestResponse

from comite.datasets.models import DatasetFile
from comite.discussions.models.threads import Attachment
from comite.experiences.models import ReportFile
from comite.foundation import clock, storage
from comite.foundation.database import db, write
from comite.uploads import operations, receiving
from comite.uploads.models import Upload
from tests.cast import Cast
from tests.client import Client
from tests.factories_datasets import TABLE, make_dataset
from tests.factories_discussions import make_thread
from tests.factories_experiences import make_draft

TUS = {"Tus_Resumable": "1.0.0"}
PIECE = {**TUS, "Content_Type": "application/offset+octet-stream"}


def begin(client: Client, size: int, name: str = "plan.txt", media_type: str = "text/plain") -> str:
    """Announce a file; its address."""
    told = ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}"
        for key, value in (("filename", name), ("filetype", media_type))
    )
    answer = client.send("POST", "/envois", Upload_Length=str(size), Upload_Metadata=told, **TUS)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def append(client: Client, place: str, body: bytes, at: int = 0, **headers: str) -> TestResponse:
    """Send a piece."""
    return client.send("PATCH", place, body, Upload_Offset=str(at), **{**PIECE, **headers})


def sent(client: Client, body: bytes, name: str = "plan.txt", media_type: str = "text/plain") -> str:
    """A whole file sent; what a form says of it."""
    place = begin(client, len(body), name, media_type)
    assert append(client, place, body).status_code == 204
    return f"envoi:{place.rsplit('/', 1)[1]}"


def test_the_server_says_what_it_takes(client: Client) -> None:
    answer = client.send("OPTIONS", "/envois")

    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,expiration,termination,checksum"
    assert answer.headers["Tus-Max-Size"] == "300000000"


def test_a_file_comes_in_pieces_and_the_server_says_where_it_is(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    place = begin(bruno, 6)

    first = append(bruno, place, b"abc")
    where = bruno.send("HEAD", place, **TUS)
    second = append(bruno, place, b"def", 3)

    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "3")
    assert (where.status_code, where.headers["Upload-Offset"], where.headers["Upload-Length"]) == (
        200,
        "3",
        "6",
    )
    assert where.headers["Cache-Control"] == "no-store"
    assert where.headers["Tus-Resumable"] == "1.0.0"
    assert "GMT" in where.headers["Upload-Expires"]
    assert second.headers["Upload-Offset"] == "6"
    upload = db.session.scalar(db.select(Upload))
    assert upload is not None
    assert upload.digest == hashlib.sha256(b"abcdef").hexdigest()
    assert storage.current().path(upload.digest).read_bytes() == b"abcdef"
    assert list(receiving.parts().folder.glob("*")) == []


def test_an_empty_file_is_a_file(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)

    assert sent(bruno, b"", "vide.txt").startswith("envoi:")


@pytest.mark.parametrize("person", ["amina", "chloe", "denis"])
@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_nobody_else_sees_an_upload(client: Client, cast: Cast, person: str, method: str) -> None:
    place = begin(client.as_(cast.bruno), 3)
    other = client.as_(getattr(cast, person))

    answers = [
        other.send(method, where, b"abc" if method == "PATCH" else b"", Upload_Offset="0", **PIECE)
        for where in (place, "/envois/inconnu")
    ]

    assert [each.status_code for each in answers] == [404, 404]


def test_a_request_from_elsewhere_or_without_its_token_is_refused(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    place = begin(bruno, 3)

    elsewhere = append(bruno, place, b"abc", Origin="https://ailleurs.test")
    tokenless = append(bruno, place, b"abc", X_Form_Token="")

    assert [elsewhere.status_code, tokenless.status_code] == [403, 403]
    assert bruno.send("HEAD", place, **TUS).headers["Upload-Offset"] == "0"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus_Resumable": "0.2.2"}, 412),
        ({"Content_Type": "text/plain"}, 415),
        ({"Upload_Offset": "1"}, 409),
        ({"Upload_Offset": "-1"}, 400),
        ({"Upload_Offset": "9" * 30}, 400),
        ({"Upload_Checksum": "md5 YQ=="}, 400),
        ({"Upload_Checksum": "sha1 %"}, 400),
        ({"Upload_Checksum": "sha1 AAAA"}, 460),
    ],
)
def test_a_piece_that_does_not_fit_is_refused_and_leaves_no_trace(client, cast, headers, status) -> None:
    bruno = client.as_(cast.bruno)
    place = begin(bruno, 3)

    answer = bruno.send("PATCH", place, b"abc", **{"Upload_Offset": "0", **PIECE, **headers})

    assert answer.status_code == status
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert bruno.send("HEAD", place, **TUS).headers["Upload-Offset"] == "0"
    assert append(bruno, place, b"abc").status_code == 204


def test_more_than_was_announced_is_refused_once_all_is_there_too(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    place = begin(bruno, 3)
    append(bruno, place, b"abc")

    more = bruno.send("PATCH", place, b"d", **{"Upload_Offset": "3", **PIECE})
    nothing = bruno.send("PATCH", place, b"", **{"Upload_Offset": "3", **PIECE})

    assert (more.status_code, nothing.status_code) == (413, 204)


def test_more_than_was_announced_is_refused(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    place = begin(bruno, 3)

    assert append(bruno, place, b"abcd").status_code == 413
    assert bruno.send("HEAD", place, **TUS).headers["Upload-Offset"] == "0"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_with_its_digest_is_checked(client: Client, cast: Cast, algorithm: str) -> None:
    bruno = client.as_(cast.bruno)
    digest = base64.b64encode(hashlib.new(algorithm, b"abc").digest()).decode()

    answer = append(bruno, begin(bruno, 3), b"abc", Upload_Checksum=f"{algorithm} {digest}")

    assert answer.status_code == 204


@pytest.mark.parametrize("length", ["", "-3", "abc", "300000001", "9" * 40])
def test_a_length_that_cannot_be_is_refused(client: Client, cast: Cast, length: str) -> None:
    answer = client.as_(cast.bruno).send(
        "POST", "/envois", Upload_Length=length, Accept="application/json", **TUS
    )

    assert answer.status_code == (413 if length == "300000001" else 400)
    assert answer.get_json()["error"]


@pytest.mark.parametrize("told", ["filename %%%", "filename /w==", "a" * 5000])
def test_words_about_a_file_that_cannot_be_read_are_refused(client: Client, cast: Cast, told: str) -> None:
    answer = client.as_(cast.bruno).send("POST", "/envois", Upload_Length="3", Upload_Metadata=told, **TUS)

    assert answer.status_code == 400


def test_one_person_does_not_fill_the_disk(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    for _ in range(3):
        begin(bruno, 300_000_000)

    answer = bruno.send("POST", "/envois", Upload_Length="1", **TUS)

    assert answer.status_code == 409
    assert client.as_(cast.amina).send("POST", "/envois", Upload_Length="1", **TUS).status_code == 201


def test_nor_with_countless_small_files(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    for _ in range(operations.COUNT_MAX):
        begin(bruno, 1)

    assert bruno.send("POST", "/envois", Upload_Length="1", **TUS).status_code == 409


@pytest.mark.parametrize("method", ["DELETE", "POST"])
def test_a_file_given_up_is_gone(client: Client, cast: Cast, method: str) -> None:
    bruno = client.as_(cast.bruno)
    place = begin(bruno, 6)
    append(bruno, place, b"abc")

    answer = bruno.send(method, place, X_HTTP_Method_Override="DELETE", **TUS)

    assert answer.status_code == 204
    assert bruno.send("HEAD", place, **TUS).status_code == 404
    assert list(receiving.parts().folder.glob("*")) == []


def test_networks_that_only_let_post_through_are_served(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    place = begin(bruno, 3)

    answer = bruno.send("POST", place, b"abc", X_HTTP_Method_Override="PATCH", Upload_Offset="0", **PIECE)

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "3")


def test_what_nobody_finished_is_swept_two_days_later(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    place, whole = begin(bruno, 6), sent(bruno, b"abc")
    append(bruno, place, b"abc")
    stray = receiving.parts().path("perdu")
    stray.write_bytes(b"x")

    assert receiving.sweep() == 0
    with time_machine.travel(clock.now() + operations.KEPT * 1.01):
        assert receiving.sweep() == 3
        assert db.session.scalars(db.select(Upload)).all() == []

    assert list(receiving.parts().folder.glob("*")) == []
    assert whole


def test_an_expired_upload_does_not_exist(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    place = begin(bruno, 6)
    with write():
        db.session.execute(db.update(Upload).values(expires_at=clock.now()))
    db.session.commit()

    assert bruno.send("HEAD", place, **TUS).status_code == 404


def test_a_message_carries_a_file_sent_beforehand_once(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    bruno = client.as_(cast.bruno)
    file = sent(bruno, b"un plan", "plan à joindre.txt")
    form = {"text": "Voici.", "files": [file]}

    first = bruno.post(f"/discussions/{thread.id}/messages", form)
    second = bruno.post(f"/discussions/{thread.id}/messages", form)

    attachment = db.session.scalars(db.select(Attachment)).one()
    assert first.status_code == 303
    assert (attachment.file_name, attachment.media_type, attachment.size) == (
        "plan à joindre.txt",
        "text/plain",
        7,
    )
    assert second.status_code == 409
    assert "n’est plus disponible" in second.text
    assert db.session.scalars(db.select(Upload)).all() == []


@pytest.mark.parametrize("person", ["amina", "farid"])
def test_nobody_attaches_the_file_of_another(client: Client, cast: Cast, person: str) -> None:
    thread = make_thread(cast)
    file = sent(client.as_(cast.bruno), b"un plan")

    answer = client.as_(getattr(cast, person)).post(
        f"/discussions/{thread.id}/messages", {"text": "Voici.", "files": [file]}
    )

    assert answer.status_code == 409
    assert db.session.scalars(db.select(Attachment)).all() == []


def test_a_file_that_is_not_whole_is_not_attached(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    bruno = client.as_(cast.bruno)
    key = begin(bruno, 6).rsplit("/", 1)[1]

    answer = bruno.post(f"/discussions/{thread.id}/messages", {"text": "Voici.", "files": [f"envoi:{key}"]})

    assert answer.status_code == 409
    assert "n’est pas terminé" in answer.text


def test_a_refused_form_still_holds_the_files_it_received(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    bruno = client.as_(cast.bruno)
    file = sent(bruno, b"un plan", "plan.txt")

    answer = bruno.post(f"/discussions/{thread.id}/messages", {"text": "", "files": [file]})

    assert answer.status_code == 422
    assert f'value="{file}"' in answer.text
    assert "plan.txt (7 octets), déjà reçu" in answer.text.replace("\u00a0", " ")


def test_a_file_above_the_limit_of_messages_is_refused(client: Client, cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr("comite.discussions.forms.FILE_BYTES_MAX", 3)
    thread = make_thread(cast)
    bruno = client.as_(cast.bruno)

    answer = bruno.post(
        f"/discussions/{thread.id}/messages", {"text": "Voici.", "files": [sent(bruno, b"abcd", "grand.txt")]}
    )

    assert "«\u202fgrand.txt\u202f» dépasse la limite" in answer.text
    assert db.session.scalars(db.select(Attachment)).all() == []


def test_a_report_and_a_dataset_take_files_sent_beforehand(client: Client, cast: Cast) -> None:
    report, dataset = make_draft(cast), make_dataset(cast)
    bruno, amina = client.as_(cast.bruno), client.as_(cast.amina)

    one = bruno.post(
        f"/retours-experience/{report.slug}/documents", {"file": sent(bruno, b"un bilan", "bilan.txt")}
    )
    two = amina.post(
        f"/jeux-de-donnees/{dataset.slug}/fichiers",
        {"files": [sent(amina, TABLE, "écoles 2.csv", "text/csv")]},
    )

    assert (one.status_code, two.status_code) == (303 if one.status_code == 303 else 302, 302)
    assert db.session.scalars(db.select(ReportFile.file_name)).all() == ["bilan.txt"]
    assert "écoles 2.csv" in db.session.scalars(db.select(DatasetFile.file_name)).all()


def photo() -> bytes:
    """A photograph that says where it was taken, lying on its side."""
    image = Image.new("RGB", (40, 20), "navy")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 49.0, 5.0), 3: "E", 4: (1.0, 57.0, 2.0)})
    exif[0x010F] = "Appareil de Bruno"
    stream = io.BytesIO()
    image.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


@pytest.mark.parametrize("way", ["in pieces", "with the form"])
def test_a_photograph_joined_to_a_message_no_longer_says_where_it_was_taken(client, cast, way) -> None:
    thread = make_thread(cast)
    bruno = client.as_(cast.bruno)
    assert b"Appareil de Bruno" in photo()
    file = (
        (io.BytesIO(photo()), "rue.jpg")
        if way == "with the form"
        else sent(bruno, photo(), "rue.jpg", "image/jpeg")
    )

    answer = bruno.post(f"/discussions/{thread.id}/messages", {"text": "Voici.", "files": [file]})

    assert answer.status_code == 303
    attachment = db.session.scalars(db.select(Attachment)).one()
    content = storage.current().path(attachment.digest).read_bytes()
    shown = Image.open(io.BytesIO(content))
    assert b"Appareil de Bruno" not in content
    assert shown.size == (20, 40)
    assert dict(shown.getexif()) == {}
    assert (attachment.file_name, attachment.media_type) == ("rue.jpg", "image/jpeg")


def test_a_broken_image_is_refused_with_what_to_do(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    bruno = client.as_(cast.bruno)

    answer = bruno.post(
        f"/discussions/{thread.id}/messages",
        {"text": "Voici.", "files": [(io.BytesIO(photo()[:300]), "rue.jpg")]},
    )

    assert answer.status_code == 409
    assert re.search("L’image «.rue.jpg.» n’a pas pu être lue", answer.text)
    assert "enregistrez-la en JPEG ou en PNG" in answer.text
    assert "Voici." in answer.text


def test_the_files_of_a_dataset_stay_byte_for_byte(client: Client, cast: Cast) -> None:
    dataset = make_dataset(cast)
    amina = client.as_(cast.amina)

    amina.post(f"/jeux-de-donnees/{dataset.slug}/fichiers", {"files": [sent(amina, photo(), "rue.jpg")]})

    digests = db.session.scalars(db.select(DatasetFile.digest)).all()
    assert hashlib.sha256(photo()).hexdigest() in digests


def test_the_part_of_another_writer_is_busy(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    place = begin(bruno, 3)

    with receiving.parts().held(place.rsplit("/", 1)[1]):
        answer = append(bruno, place, b"abc")

    assert answer.status_code == 423
    assert append(bruno, place, b"abc").status_code == 204


def test_bytes_written_but_never_counted_are_dropped(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    place = begin(bruno, 6)
    append(bruno, place, b"abc")
    with Path(receiving.parts().path(place.rsplit("/", 1)[1])).open("ab") as file:
        file.write(b"???")  # a server killed before it could count them

    append(bruno, place, b"def", 3)

    upload = db.session.scalars(db.select(Upload)).one()
    assert upload.digest == hashlib.sha256(b"abcdef").hexdigest()


@pytest.mark.parametrize("left", [b"", b"ab"])
def test_bytes_that_the_disk_lost_are_sent_again(client: Client, cast: Cast, left: bytes) -> None:
    bruno = client.as_(cast.bruno)
    place = begin(bruno, 6)
    append(bruno, place, b"abc")
    path = receiving.parts().path(place.rsplit("/", 1)[1])
    path.write_bytes(left)  # a backup put back: the rows came with it, what was on its way did not

    refused = append(bruno, place, b"def", 3)
    where = bruno.send("HEAD", place, **TUS)
    append(bruno, place, b"abcdef"[len(left) :], len(left))

    assert (refused.status_code, where.headers["Upload-Offset"]) == (409, str(len(left)))
    upload = db.session.scalars(db.select(Upload)).one()
    assert upload.digest == hashlib.sha256(b"abcdef").hexdigest()


def test_a_whole_file_that_the_disk_lost_before_it_was_kept_is_unfinished(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    bruno, thread = client.as_(cast.bruno), make_thread(cast)
    place = begin(bruno, 6)
    with monkeypatch.context() as killed:
        killed.setattr(receiving, "complete", lambda *_: None)
        append(bruno, place, b"abcdef")
    receiving.parts().remove(place.rsplit("/", 1)[1])

    answer = bruno.post(
        f"/discussions/{thread.id}/messages",
        {"text": "Voici.", "files": [f"envoi:{place.rsplit('/', 1)[1]}"]},
    )

    assert "n’est pas terminé" in answer.text
    where = bruno.send("HEAD", place, **TUS)
    assert where.headers["Upload-Offset"] == "0"


def test_only_forms_whose_door_takes_uploads_send_them(client: Client, cast: Cast) -> None:
    amina, thread = client.as_(cast.amina), make_thread(cast)

    takes = amina.get(f"/discussions/{thread.id}-{thread.slug}").text
    takes_not = amina.get("/collectivites/valmer/personnes/liste").text

    assert 'data-uploads-url="/envois"' in takes
    assert 'type="file"' in takes_not
    assert "data-uploads-url" not in takes_not
