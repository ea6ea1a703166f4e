"""The words that columns of an arrangement may hold, and how long its texts may be."""

from enum import StrEnum

from sqlalchemy import CheckConstraint

from portal.core import bounds

LINE, LINK, EMAIL = bounds.LINE, bounds.LINK, bounds.EMAIL
WORD = 40
DIGEST = 64

INNER = "inner_list_id"


class Kind(StrEnum):
    """What form an arrangement takes."""

    MENTORING = "mentoring"
    FRANCHISE = "franchise"
    LEAD_AUTHORITY = "lead_authority"
    SHARED_SERVICE = "shared_service"
    JOINT_TEAM = "joint_team"
    JOINT_COMMITTEE = "joint_committee"
    POOLED_BUDGET = "pooled_budget"
    RECIPROCAL_EXCHANGE = "reciprocal_exchange"
    PILOT = "pilot"
    JOINT_STRATEGY = "joint_strategy"


class State(StrEnum):
    """How far an arrangement has come, from first idea to exit."""

    IDEA = "idea"
    PROPOSED = "proposed"
    AGREED = "agreed"
    ACTIVE = "active"
    UNDER_REVIEW = "under_review"
    ENDING = "ending"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


RUNNING = frozenset({State.ACTIVE, State.UNDER_REVIEW, State.ENDING})
"""It has started and is not over: what was agreed is in force, and a change of it is proposed beside it."""

UNDER_WAY = RUNNING | {State.PROPOSED, State.AGREED}
"""It was sent and is not over: work on it can be put on the record, and its checks are of use."""

UNDER_WAY_WORDS = tuple(sorted(state.value for state in UNDER_WAY))
"""The same for a column: ``Arrangement.state.in_(UNDER_WAY_WORDS)``."""


class Role(StrEnum):
    """What an organisation is in an arrangement."""

    PROVIDER = "provider"
    RECIPIENT = "recipient"
    MENTOR = "mentor"
    MENTEE = "mentee"
    FUNDER = "funder"
    BROKER = "broker"
    ACCOUNTABLE_BODY = "accountable_body"
    OBSERVER = "observer"
    OTHER = "other"


class Scale(StrEnum):
    """Whether a measure is a number or a rating on a scale of labels."""

    NUMBER = "number"
    RATING = "rating"


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"


class SessionState(StrEnum):
    """Whether a session has taken place, or will not."""

    PLANNED = "planned"
    HELD = "held"
    CALLED_OFF = "called_off"


class Decision(StrEnum):
    """What a party says of a version of the terms."""

    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


def one_of(column: str, kind: type[StrEnum]) -> CheckConstraint:
    """A column holds one of the words of ``kind``."""
    words = ", ".join(f"'{member.value}'" for member in kind)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")
