"""A baseline may be known only by its month or year."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_ORDER = "ck_measure_baseline_in_order"


def upgrade() -> None:
    in_order = sa.CheckConstraint("baseline_from <= baseline_on", name=op.f(_ORDER))
    op.add_column("measure", sa.Column("baseline_from", sa.Date(), in_order, nullable=True))


def downgrade() -> None:
    """The first day of the month or year of a baseline is lost: it reads as known by its last day."""
    op.drop_column("measure", "baseline_from")
