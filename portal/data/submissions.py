"""Submissions: each form carries a token, so that a double click or a retried POST does its work once."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, String, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core import clock
from portal.data.base import Base, BigId
from portal.data.row_security import KEPT_FOR, OWN_ROWS
from portal.data.wall import UNWALLED

TOKEN_LENGTH = 64
LOCATION_LENGTH = 2000
KEPT = timedelta(days=2)
"""Longer than any sign-in lasts, after which a page of the portal cannot be sent any more."""


class Submission(Base):
    """One form sent by one person, and where its answer led."""

    __tablename__ = "submission"
    __table_args__ = ({"info": {OWN_ROWS: True, KEPT_FOR: KEPT, "open": "A person's own form tokens: no content"}},)

    token: Mapped[str] = mapped_column(String(TOKEN_LENGTH), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    location: Mapped[str | None] = mapped_column(String(LOCATION_LENGTH))
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


def claim(session: Session, token: str, person_id: int) -> bool:
    """Take ``token`` for this transaction; ``False`` if it has been used. A second claim made meanwhile waits
    here until the first is committed or rolled back."""
    asked = {"token": token, "person_id": person_id, "created_at": clock.now()}
    claiming = _claiming(str(session.get_bind().dialect.name))
    taken = session.connection().execute(claiming, asked, execution_options={"preserve_rowcount": True})
    return bool(taken.rowcount)


@cache
def _claiming(dialect: str) -> Any:
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(Submission).on_conflict_do_nothing()


def settle(session: Session, token: str, location: str) -> None:
    """Remember where the answer to this submission led; of an address that is too long, the page without its query."""
    if len(location) > LOCATION_LENGTH:
        location = location.partition("?")[0]
    session.flush()
    session.connection().execute(_SETTLING, {"settled": token, "led_to": location})


_SETTLING = update(Submission).where(Submission.token == bindparam("settled")).values(location=bindparam("led_to"))


def location_of(session: Session, token: str, person_id: int) -> str | None:
    """Where an earlier submission led, if it was this person's."""
    return session.scalar(
        select(Submission.location).where(Submission.token == token, Submission.person_id == person_id)
    )


def forget(session: Session) -> int:
    """Remove everybody's submissions that are older than ``KEPT``, for the work of the night; give how many.

    On PostgreSQL, where a person's rows are shown to nobody else, the owner's function does it by the database's clock.
    """
    if session.get_bind().dialect.name == "postgresql":
        forgotten: int = session.execute(
            select(func.accord_forget_submission()), execution_options=UNWALLED
        ).scalar_one()
        return forgotten
    old = delete(Submission).where(Submission.created_at < clock.now() - KEPT)
    return session.connection().execute(old).rowcount
