"""The last day for notice and for a reply are kept, and what is near is found by the indexes of its days."""

import sqlalchemy as sa
from alembic import op

from portal.data.migrating import owner_writes

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_ENDS = "(SELECT ends_on FROM arrangement WHERE arrangement.id = governance.arrangement_id)"
_KEPT = {
    "postgresql": f"CAST({_ENDS} - make_interval(months => notice_months) AS DATE)",
    # SQLite carries 31 February over into March, so the last day of the month is asked for beside it.
    "sqlite": f"min(date({_ENDS}, printf('%+d months', -notice_months)),"
    f" date({_ENDS}, 'start of month', printf('%+d months', 1 - notice_months), '-1 day'))",
}
_ASKED = (
    "UPDATE asked_reply SET due_on = (SELECT reply_due_on FROM statement WHERE statement.id = asked_reply.statement_id)"
)
TO_REACH = sa.text("reached_on IS NULL")


def upgrade() -> None:
    op.add_column("governance", sa.Column("notice_on", sa.Date(), nullable=True))
    with owner_writes(op.get_bind(), "governance", "arrangement"):
        kept = _KEPT[op.get_bind().dialect.name]
        op.execute(sa.text(f"UPDATE governance SET notice_on = {kept} WHERE notice_months IS NOT NULL"))
    op.add_column("asked_reply", sa.Column("due_on", sa.Date(), nullable=True))
    with owner_writes(op.get_bind(), "asked_reply", "statement"):
        op.execute(_ASKED)
    op.drop_index("ix_asked_reply_waiting", table_name="asked_reply")
    op.create_index("ix_asked_reply_due", "asked_reply", ["organisation_id", "due_on", "id"])
    op.create_index("ix_governance_review", "governance", ["next_review_on", "arrangement_id"])
    op.create_index("ix_governance_notice", "governance", ["notice_on", "arrangement_id"])
    op.create_index(
        "ix_milestone_to_reach", "milestone", ["due_on", "id"], postgresql_where=TO_REACH, sqlite_where=TO_REACH
    )


def downgrade() -> None:
    op.drop_index("ix_milestone_to_reach", table_name="milestone")
    op.drop_index("ix_governance_notice", table_name="governance")
    op.drop_index("ix_governance_review", table_name="governance")
    op.drop_index("ix_asked_reply_due", table_name="asked_reply")
    op.create_index("ix_asked_reply_waiting", "asked_reply", ["organisation_id", "created_at", "id"])
    op.drop_column("asked_reply", "due_on")
    op.drop_column("governance", "notice_on")
