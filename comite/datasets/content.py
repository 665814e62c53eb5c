"""What a person may say of a dataset: frozen values that forms, imports and operations share."""

from dataclasses import dataclass
from datetime import date

from comite.accounts.audiences import Audience
from comite.datasets.models import Frequency, Licence, Schema, Theme

TITLE_MAX = 160
ACRONYM_MAX = 40
INTEREST_MAX = 2_000
DESCRIPTION_MAX = 20_000
REASON_MAX = 2_000
CONTACT_MAX = 120


@dataclass(frozen=True)
class Sharing:
    """Who should be able to read, and why not everyone."""

    visibility: Audience = Audience.PUBLIC
    committee_id: int | None = None
    reason: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Box:
    """The smallest rectangle around what a dataset covers, in WGS 84 degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class DatasetContent:
    """The description of a dataset."""

    title: str
    general_interest: str
    acronym: str = ""
    description: str = ""
    licence: Licence = Licence.OPEN_2
    frequency: Frequency = Frequency.UNKNOWN
    covers_from: date | None = None
    covers_until: date | None = None
    spatial_code: str = ""
    box: Box | None = None
    theme: Theme | None = None
    keywords: tuple[str, ...] = ()
    contact_name: str = ""
    contact_email: str = ""
    schema: Schema | None = None
    sharing: Sharing = Sharing()


@dataclass(frozen=True)
class SentFile:
    """A file already kept in the storage, with what its sender says of it."""

    digest: str
    size: int
    name: str
    media_type: str
    upload_id: int | None = None
