"""Arrangements are sorted by their last day, and sessions are found by the evidence that shows them."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

LAST_DAY = sa.text("coalesce(ending_on, ends_on, '9999-12-31')")


def upgrade() -> None:
    op.create_index("ix_arrangement_last_day", "arrangement", [LAST_DAY, "id"])
    op.create_index("ix_mentoring_session_evidence", "mentoring_session", ["evidence_id"])


def downgrade() -> None:
    op.drop_index("ix_mentoring_session_evidence", table_name="mentoring_session")
    op.drop_index("ix_arrangement_last_day", table_name="arrangement")
