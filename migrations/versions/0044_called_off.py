"""A planned session can be called off, and says why."""

import sqlalchemy as sa
from alembic import op

from portal.data.migrating import allow_words, owner_writes

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_BEFORE = ("planned", "held")
_SINCE = (*_BEFORE, "called_off")
_WHY = "ck_mentoring_session_called_off_if_why"


def upgrade() -> None:
    allow_words(op.get_bind(), "mentoring_session", "state", _BEFORE, _SINCE)
    why = sa.CheckConstraint("called_off_why = '' OR state = 'called_off'", name=op.f(_WHY))
    op.add_column(
        "mentoring_session", sa.Column("called_off_why", sa.String(200), why, server_default="", nullable=False)
    )
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("mentoring_session", "called_off_why", server_default=None)


def downgrade() -> None:
    """Which sessions were called off is lost, and why: they read as planned again."""
    op.drop_column("mentoring_session", "called_off_why")
    with owner_writes(op.get_bind(), "mentoring_session"):
        op.execute("UPDATE mentoring_session SET state = 'planned' WHERE state = 'called_off'")
    allow_words(op.get_bind(), "mentoring_session", "state", _SINCE, _BEFORE)
