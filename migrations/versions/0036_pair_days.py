"""A mentoring pair has a first and a last day."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_ORDER = "ck_mentoring_pair_days_in_order"


def upgrade() -> None:
    in_order = sa.CheckConstraint("last_on >= first_on", name=op.f(_ORDER))
    op.add_column("mentoring_pair", sa.Column("first_on", sa.Date(), nullable=True))
    op.add_column("mentoring_pair", sa.Column("last_on", sa.Date(), in_order, nullable=True))


def downgrade() -> None:
    op.drop_column("mentoring_pair", "last_on")
    op.drop_column("mentoring_pair", "first_on")
