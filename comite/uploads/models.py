"""Files on their way: whose they are, how much of them is safely on disk, and until when they are kept."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.models import User
from comite.foundation.database import Model, linked
from comite.foundation.storage import NAME_MAX


class Upload(Model):
    """A file that a person sends in pieces; finished, it waits to be attached, once.

    `received` counts the bytes that are on disk for good: what was not synced does not count.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        CheckConstraint("size >= 0 AND received >= 0 AND received <= size", name="received_fits"),
        CheckConstraint("digest IS NULL OR received = size", name="finished_is_whole"),
        Index("ix_uploads_expires_at", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(43), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(NAME_MAX))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    digest: Mapped[str | None] = mapped_column(ForeignKey("stored_files.digest"))
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    user: Mapped[User] = linked()

    @property
    def is_finished(self) -> bool:
        """Whether its content is kept and can be attached."""
        return self.digest is not None
