"""The closed lists of an experience report."""

from enum import StrEnum


class ReportStatus(StrEnum):
    """Where a report stands in its life."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class AiType(StrEnum):
    """What kind of artificial intelligence was used."""

    RULES = "rules"
    LEARNING = "learning"
    GENERATIVE = "generative"
    VISION = "vision"
    VOICE = "voice"


class Phase(StrEnum):
    """How far the use went."""

    IDEA = "idea"
    EXPERIMENT = "experiment"
    PRODUCTION = "production"
    STOPPED = "stopped"


class Outcome(StrEnum):
    """What its authors make of it."""

    POSITIVE = "positive"
    MIXED = "mixed"
    NEGATIVE = "negative"
    TOO_EARLY = "too_early"


class Replicability(StrEnum):
    """Whether another authority could do the same."""

    YES = "yes"
    WITH_ADAPTATION = "with_adaptation"
    NO = "no"


class Hosting(StrEnum):
    """Where the data is processed."""

    EU = "eu"
    NON_EU = "non_eu"
    UNKNOWN = "unknown"


class AiActClass(StrEnum):
    """The class of risk of the European regulation on AI."""

    UNACCEPTABLE = "unacceptable"
    HIGH = "high"
    LIMITED = "limited"
    MINIMAL = "minimal"


class Wish(StrEnum):
    """The audiences that its authors may wish for a report, with the words of `Audience`."""

    COMMITTEE = "committee"
    NETWORK = "network"
    PUBLIC = "public"


class KeywordKind(StrEnum):
    """What a keyword says of a report."""

    AI_TYPE = "ai_type"
    TAG = "tag"


class Heading(StrEnum):
    """The long texts of the full sheet, in the order in which they are read."""

    PROBLEM = "problem"
    ALTERNATIVES = "alternatives"
    SOLUTION = "solution"
    DATA_USED = "data_used"
    HUMAN_ROLE = "human_role"
    RECOURSE = "recourse"
    TIMELINE = "timeline"
    WHAT_WORKED = "what_worked"
    WHAT_DID_NOT = "what_did_not"
    REPLICATION_CONDITIONS = "replication_conditions"
    STAFF = "staff"
    CITIZENS = "citizens"


class Section(StrEnum):
    """The parts in which a report is completed, in order."""

    CARD = "card"
    NEED = "need"
    SOLUTION = "solution"
    DATA = "data"
    HUMAN = "human"
    COSTS = "costs"
    INDICATORS = "indicators"
    LESSONS = "lessons"
    SOBRIETY = "sobriety"
    PEOPLE = "people"
    COMPLIANCE = "compliance"
    DOCUMENTS = "documents"


class RevisionAction(StrEnum):
    """What happened to a report when a revision was kept."""

    STARTED = "started"
    EDITED = "edited"
    PROPOSED = "proposed"
    CHANGES_REQUESTED = "changes_requested"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    RESTORED = "restored"
    CONFIRMED = "confirmed"
    HIDDEN = "hidden"
    SHOWN_AGAIN = "shown_again"
