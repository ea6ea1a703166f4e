"""How duties pass when an organisation ends: with the arrangement that they belong to."""

from portal.features.duties.actions import pass_to_successor
from portal.passing import Kind

PASSING = (
    Kind(
        "duty",
        "duty",
        "duties",
        take_over=pass_to_successor,
        passes=frozenset({"duty.accountable_id", "duty_part.organisation_id"}),
    ),
)
