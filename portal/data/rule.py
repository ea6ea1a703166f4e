"""The one rule of who sees what, in SQL, for both walls.

As a scalar subquery that PostgreSQL cannot turn into a hash of every grant: with a million rows
that form answers in single milliseconds where ``IN (SELECT …)`` takes a second.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, or_, select, true
from sqlalchemy.orm import aliased

from portal.data.access_lists import AccessGrant, GrantRole
from portal.data.plans import at_most

WallGrant = aliased(AccessGrant, name="wall_grant")


def live(grant: type[AccessGrant], at: Any) -> ColumnElement[bool]:
    """Whether a grant is in force at ``at`` (a moment, or a parameter for one): started, and not yet ended."""
    return and_(grant.starts_at <= at, or_(grant.ends_at.is_(None), grant.ends_at > at))


def on_list(access_list_id: Any, organisation_id: Any, at: Any, roles: Iterable[GrantRole] = ()) -> ScalarSelect[bool]:
    """True where the list holds a live grant for the organisation, in one of ``roles`` if there are any; NULL, which
    is not true, elsewhere."""
    return (
        select(true())
        .where(
            WallGrant.organisation_id == organisation_id,
            WallGrant.access_list_id == access_list_id,
            live(WallGrant, at),
            *((WallGrant.role.in_(sorted(roles)),) if roles else ()),
        )
        .limit(at_most(1))
        .correlate_except(WallGrant)
        .scalar_subquery()
    )


TAKING_PART = frozenset({GrantRole.OWNER, GrantRole.PARTY})
"""What an organisation is to a record that is its own or shared with it: it may let others see it."""

SETTING_ORGANISATION = "accord.organisation_id"
SETTING_PERSON = "accord.person_id"
SETTING_MOMENT = "accord.moment"
SETTING_VERIFYING = "accord.verifying"

# As subqueries, so that PostgreSQL reads and casts a setting once for a statement and not once for a row, and
# looks grants up by organisation and list together: half the time of a listing across lists.
ORGANISATION_SQL = f"(SELECT nullif(current_setting('{SETTING_ORGANISATION}', true), '')::bigint)"
PERSON_SQL = f"(SELECT nullif(current_setting('{SETTING_PERSON}', true), '')::bigint)"
MOMENT_SQL = f"(SELECT nullif(current_setting('{SETTING_MOMENT}', true), '')::timestamptz)"
VERIFYING_SQL = f"(SELECT current_setting('{SETTING_VERIFYING}', true) = 'on')"


def policy_sql(table: str) -> str:
    """The same rule as text, for a row-level security policy on ``table`` (PostgreSQL)."""
    return (
        "(SELECT true FROM access_grant wall_grant"
        f" WHERE wall_grant.organisation_id = {ORGANISATION_SQL}"
        f" AND wall_grant.access_list_id = {table}.access_list_id"
        f" AND wall_grant.starts_at <= {MOMENT_SQL}"
        f" AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > {MOMENT_SQL}) LIMIT 1)"
    )
