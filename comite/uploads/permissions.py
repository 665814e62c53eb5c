"""Who may send files in pieces."""

from comite.accounts.readers import Reader
from comite.uploads.models import Upload


def may_upload(reader: Reader) -> bool:
    """People with an account: each form then says who may attach what."""
    return reader.is_signed_in


def may_use(reader: Reader, upload: Upload) -> bool:
    """The person who began it, and nobody else."""
    return reader.user_id is not None and upload.user_id == reader.user_id
