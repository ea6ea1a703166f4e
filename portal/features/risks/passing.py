"""How risks pass when an organisation ends: with the arrangement that they belong to."""

from portal.features.risks.actions import pass_to_successor
from portal.passing import Kind

PASSING = (
    Kind(
        "risk",
        "risk",
        "risks",
        take_over=pass_to_successor,
        passes=frozenset({"risk.owner_id", "mitigation.owner_id"}),
    ),
)
