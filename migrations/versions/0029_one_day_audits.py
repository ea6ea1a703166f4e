"""An audit may last one day: its last day is part of it.

Going down, such an audit gets the day after as its last day, as the rule before asks; when it is over does not change.
"""

from alembic import op
from sqlalchemy import text

from portal.data.migrating import change_check, owner_writes

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_NAME, _BEFORE, _AFTER = "ck_engagement_days_in_order", "ends_on > starts_on", "ends_on >= starts_on"


def upgrade() -> None:
    change_check(op.get_bind(), "engagement", _NAME, _BEFORE, _AFTER)


def downgrade() -> None:
    connection = op.get_bind()
    later = "ends_on + 1" if connection.dialect.name == "postgresql" else "date(ends_on, '+1 day')"
    with owner_writes(connection, "engagement"):
        connection.execute(text(f"UPDATE engagement SET ends_on = {later} WHERE ends_on = starts_on"))
    change_check(connection, "engagement", _NAME, _AFTER, _BEFORE)
