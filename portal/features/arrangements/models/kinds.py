"""The words that columns of an arrangement may hold, and how long its texts may be."""

from enum import StrEnum

from sqlalchemy import CheckConstraint

LINE = 200
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
    """How far an arrangement has come."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"


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
    """Whether a session has taken place."""

    PLANNED = "planned"
    HELD = "held"


class Decision(StrEnum):
    """What a party says of a version of the terms."""

    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


def one_of(column: str, kind: type[StrEnum]) -> CheckConstraint:
    """A column holds one of the words of ``kind``."""
    words = ", ".join(f"'{member.value}'" for member in kind)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")
