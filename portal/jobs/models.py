"""The queue of databases that have none of their own (SQLite)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import Base, Identified, Timestamped


class Job(Identified, Timestamped, Base):
    """One piece of work to do after the commit. ``run_at`` is empty when it will not run again: done, or given up."""

    __tablename__ = "job"
    __table_args__ = ({"info": {"open": "names of work and ids of records, never their content; no page shows it"}},)

    queue: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    run_at: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(120))
    done_at: Mapped[datetime | None]
