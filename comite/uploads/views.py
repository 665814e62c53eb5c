"""The door for files sent in pieces: the tus protocol 1.0 (creation, expiration, termination, checksum)."""

import base64
import binascii
from email.utils import format_datetime
from urllib.parse import urlsplit

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from comite.accounts import current
from comite.foundation import limits
from comite.foundation.errors import InvalidRequestError, NotFoundError
from comite.foundation.forms import sent_uploads
from comite.foundation.security import everyone, safe_next, signed_in
from comite.foundation.text import whole
from comite.uploads import operations, queries, receiving
from comite.uploads.errors import UnknownContentError, UnknownProtocolError
from comite.uploads.models import Upload
from comite.uploads.operations import Announced

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination,checksum"
PIECE_TYPE = "application/offset+octet-stream"
METADATA_MAX = 4000
SIZE_MAX = 10**15

uploads = Blueprint("uploads", __name__)


@uploads.after_request
def _name_protocol(response: Response) -> Response:
    """Say in every answer which protocol is spoken; none may be kept by a cache."""
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    if response.status_code == UnknownProtocolError.status:
        response.headers["Tus-Version"] = VERSION
    return response


@uploads.app_template_global("received_uploads")
def _still_there(field: Field) -> list[Upload]:
    """The uploads that a form brought and that wait to be attached, for the page that shows it again."""
    keys = sent_uploads(field)
    return list(queries.list_uploads(current.reader(), keys)) if keys else []


@uploads.route("/envois", methods=["OPTIONS"], provide_automatic_options=False)
@everyone
def capabilities() -> ResponseReturnValue:
    """What this server takes; the same for every upload, whether it exists or not."""
    headers = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(receiving.size_max()),
        "Tus-Checksum-Algorithm": "sha1,sha256",
    }
    return Response(status=204, headers=headers)


@uploads.route("/envois", methods=["POST"], provide_automatic_options=False)
@signed_in
@limits.uploads
def create() -> ResponseReturnValue:
    """Announce a file."""
    _check_protocol()
    upload = operations.begin_upload(current.actor(), _announced(), receiving.size_max())
    return _answer(upload, 201, Location=url_for(".show", key=upload.key))


@uploads.route("/envois/<key>", methods=["HEAD"], provide_automatic_options=False)
@signed_in
def show(key: str) -> ResponseReturnValue:
    """How much of a file is safely here."""
    upload = queries.get_upload(current.actor(), key)
    _check_protocol()
    return _answer(upload, 200, **{"Upload-Length": str(upload.size)})


@uploads.route("/envois/<key>", methods=["PATCH"], provide_automatic_options=False)
@signed_in
@limits.uploads
def append(key: str) -> ResponseReturnValue:
    """Send the next piece of a file."""
    return _append(key)


@uploads.route("/envois/<key>", methods=["DELETE"], provide_automatic_options=False)
@signed_in
@limits.uploads
def delete(key: str) -> ResponseReturnValue:
    """Give a file up."""
    return _delete(key)


@uploads.route("/envois/<key>", methods=["POST"], provide_automatic_options=False)
@signed_in
@limits.uploads
def stand_in(key: str) -> ResponseReturnValue:
    """The same, for those whose network only lets GET and POST through (`X-HTTP-Method-Override`)."""
    asked = {"PATCH": _append, "DELETE": _delete}.get(request.headers.get("X-HTTP-Method-Override", ""))
    if asked is None:
        raise NotFoundError
    return asked(key)


def _append(key: str) -> ResponseReturnValue:
    """Take a piece."""
    actor = current.actor()
    upload = queries.get_upload(actor, key)
    _check_protocol()
    if request.mimetype != PIECE_TYPE:
        raise UnknownContentError
    checksum = receiving.read_checksum(request.headers.get("Upload-Checksum", ""))
    offset = _whole("Upload-Offset")
    receiving.receive_piece(actor, upload, offset, request.stream, checksum)
    return _answer(upload, 204)


def _delete(key: str) -> ResponseReturnValue:
    """Forget a file."""
    actor = current.actor()
    upload = queries.get_upload(actor, key)
    _check_protocol()
    operations.give_up_upload(actor, upload)
    receiving.parts().remove(key)
    return Response(status=204)


def _answer(upload: Upload, status: int, **headers: str) -> Response:
    """Where an upload is, in the headers of the protocol."""
    headers["Upload-Offset"] = str(upload.received)
    headers["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    return Response(status=status, headers=headers)


def _check_protocol() -> None:
    """Refuse those who speak another version."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise UnknownProtocolError


def _announced() -> Announced:
    """What the headers of a creation say of a file."""
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    name = told.get("filename") or told.get("name") or "fichier"
    media_type = told.get("filetype") or "application/octet-stream"
    return Announced(name, media_type, _whole("Upload-Length"), _came_from())


def _came_from() -> str:
    """The page of ours whose form takes the file, to go on from there; nothing when it is unknown."""
    parts = urlsplit(request.referrer or "")
    return safe_next(parts.path, "") if parts.netloc == request.host else ""


def _metadata(header: str) -> dict[str, str]:
    """Pairs of a name and a value in base 64."""
    if len(header) > METADATA_MAX:
        raise InvalidRequestError
    found = {}
    for pair in filter(None, (each.strip() for each in header.split(","))):
        name, _, written = pair.partition(" ")
        try:
            found[name] = base64.b64decode(written, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise InvalidRequestError from error
    return found


def _whole(header: str) -> int:
    """A whole number among the headers; raises `InvalidRequestError`."""
    number = whole(request.headers.get(header), SIZE_MAX)
    if number is None:
        raise InvalidRequestError
    return number
