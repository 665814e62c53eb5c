"""Changes to experience reports: each function is one whole change."""

from comite.experiences.operations.documents import (
    attach_file,
    cite_dataset,
    detach_file,
    restore_file,
    stop_citing_dataset,
)
from comite.experiences.operations.domains import (
    add_domain,
    bring_back_domain,
    edit_domain,
    retire_domain,
    seed_domains,
)
from comite.experiences.operations.keeping import rendered_texts
from comite.experiences.operations.life import (
    archive_report,
    confirm_report,
    propose_report,
    publish_report,
    request_changes,
    restore_report,
    withdraw_report,
)
from comite.experiences.operations.moderation import hide, unhide
from comite.experiences.operations.replications import (
    record_replication,
    restore_replication,
    take_back_replication,
)
from comite.experiences.operations.reviews import tell_reviews_due
from comite.experiences.operations.writing import (
    delete_draft,
    edit_report,
    forget_unsaved,
    keep_unsaved,
    purge_trashed,
    restore_draft,
    restore_revision,
    start_rendered,
    start_report,
)

__all__ = [
    "add_domain",
    "archive_report",
    "attach_file",
    "bring_back_domain",
    "cite_dataset",
    "confirm_report",
    "delete_draft",
    "detach_file",
    "edit_domain",
    "edit_report",
    "forget_unsaved",
    "hide",
    "keep_unsaved",
    "propose_report",
    "publish_report",
    "purge_trashed",
    "record_replication",
    "rendered_texts",
    "request_changes",
    "restore_draft",
    "restore_file",
    "restore_replication",
    "restore_report",
    "restore_revision",
    "retire_domain",
    "seed_domains",
    "start_rendered",
    "start_report",
    "stop_citing_dataset",
    "take_back_replication",
    "tell_reviews_due",
    "unhide",
    "withdraw_report",
]
