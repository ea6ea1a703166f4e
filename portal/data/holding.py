"""Lists held still for a moment, and audits ended for a party that left: what an organisation must do to lists on
which others gave the grants.

On PostgreSQL each is a function that checks for itself; SQLite has one writer at a time.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, cast, func, select, update
from sqlalchemy.orm import Session

from portal.core.errors import Forbidden
from portal.data.access_lists import AccessGrant, AccessList, AccessTerm, GrantRole
from portal.data.rule import MOMENT_SQL, ORGANISATION_SQL, TAKING_PART, on_list
from portal.data.session import Scope, scope_of
from portal.data.wall import UNWALLED

# Whoever opens a list within another takes the weaker lock on that one, whoever lets an auditor in the stronger: of
# the two the second waits for the first, and then sees what it did. Keys of rows that are added lock weaker still.
FUNCTIONS = (
    """
CREATE OR REPLACE FUNCTION accord_held_grants(list_id bigint) RETURNS SETOF access_grant
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM accord_grants_on(list_id)) THEN
    PERFORM 1 FROM access_list l WHERE l.id = list_id FOR SHARE;
  END IF;
  RETURN QUERY SELECT * FROM accord_grants_on(list_id);
END $$""",
    f"""
CREATE OR REPLACE FUNCTION accord_hold_lists(list_ids bigint[]) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  held bigint[] := '{{}}';
  asked bigint[] := list_ids;
BEGIN
  LOOP
    SELECT array_agg(id) INTO asked FROM (
      SELECT l.id FROM access_list l
      WHERE l.id = ANY(asked) AND NOT l.id = ANY(held)
        AND EXISTS (SELECT 1 FROM access_grant mine WHERE mine.access_list_id = l.id
                    AND mine.organisation_id = {ORGANISATION_SQL} AND mine.starts_at <= {MOMENT_SQL}
                    AND (mine.ends_at IS NULL OR mine.ends_at > {MOMENT_SQL}))
      ORDER BY l.id FOR NO KEY UPDATE) locked;
    EXIT WHEN asked IS NULL;
    held := held || asked;
    SELECT array_agg(l.id) INTO asked FROM access_list l WHERE l.within_id = ANY(asked);
  END LOOP;
  RETURN cardinality(held);
END $$""",
    f"""
CREATE OR REPLACE FUNCTION accord_end_audits(list_id bigint, leaver bigint) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ended integer;
BEGIN
  IF leaver = {ORGANISATION_SQL}
     OR NOT EXISTS (SELECT 1 FROM accord_grants_on(list_id) g WHERE g.organisation_id = {ORGANISATION_SQL}
                    AND g.role = 'owner' AND g.starts_at <= {MOMENT_SQL})
     OR EXISTS (SELECT 1 FROM accord_grants_on(list_id) g WHERE g.organisation_id = leaver
                AND g.role IN ('owner', 'party')) THEN
    RETURN NULL;
  END IF;
  WITH RECURSIVE inside AS (
    SELECT list_id AS id UNION SELECT l.id FROM access_list l JOIN inside ON l.within_id = inside.id)
  UPDATE access_grant g SET term_id = NULL, ends_at = greatest({MOMENT_SQL}, g.starts_at)
  FROM inside, access_term t
  WHERE g.access_list_id = inside.id AND g.role = 'auditor' AND t.id = g.term_id
    AND t.owner_organisation_id = leaver AND g.ends_at > {MOMENT_SQL}
    AND EXISTS (SELECT 1 FROM access_grant mine WHERE mine.access_list_id = g.access_list_id
                AND mine.organisation_id = {ORGANISATION_SQL} AND mine.role IN ('owner', 'party')
                AND mine.starts_at <= {MOMENT_SQL} AND (mine.ends_at IS NULL OR mine.ends_at > {MOMENT_SQL}));
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END $$""",
)


def hold_lists(session: Session, access_list_ids: Iterable[int]) -> None:
    """Until the commit, let nobody open a list within these, or within those inside them, as far as the viewer is on
    them; wait for whoever is opening one now. Take it before the ledger's heads, which others hold for longer."""
    if session.get_bind().dialect.name == "postgresql":
        _ask(session, func.accord_hold_lists(cast(sorted(access_list_ids), ARRAY(BigInteger))))


def end_audits(session: Session, access_list_id: int, organisation_id: int) -> int:
    """End, now, what audits of an organisation that is no party to a list any more let auditors see on it, and on the
    lists within it on which the viewer's organisation takes part; give how many grants. The audits go on elsewhere.

    Raises ``Forbidden`` unless the viewer's organisation is the owner of the list, and the other one left.
    """
    scope = scope_of(session)
    if scope is None:
        raise Forbidden("nobody is known to be writing")
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        ended = _ask(session, func.accord_end_audits(access_list_id, organisation_id))
    else:
        ended = _end_audits(session, access_list_id, organisation_id, scope)
    session.expire_all()
    if ended is None:
        raise Forbidden("audits are ended by the owner of a list, for an organisation that left it")
    return int(ended)


def _ask(session: Session, function: ColumnElement[Any]) -> Any:
    return session.execute(select(function), execution_options={UNWALLED: True}).scalar_one()


def _end_audits(session: Session, access_list_id: int, leaver_id: int, scope: Scope) -> int | None:
    """The same as the function, rule for rule."""
    mine, moment = scope.organisation_id, scope.moment
    owns = select(on_list(access_list_id, mine, moment, {GrantRole.OWNER}))
    stays = (
        select(AccessGrant.id)
        .where(
            AccessGrant.access_list_id == access_list_id,
            AccessGrant.organisation_id == leaver_id,
            AccessGrant.role.in_(TAKING_PART),
            AccessGrant.ends_at.is_(None) | (AccessGrant.ends_at > moment),
        )
        .limit(1)
    )
    free = {UNWALLED: True}
    if leaver_id == mine or not session.scalar(owns, execution_options=free):
        return None
    if session.scalar(stays, execution_options=free) is not None:
        return None
    inside = select(AccessList.id).where(AccessList.id == access_list_id).cte("inside", recursive=True)
    inside = inside.union(select(AccessList.id).join(inside, AccessList.within_id == inside.c.id))
    found = session.execute(
        select(AccessGrant.id, AccessGrant.starts_at)
        .join(AccessTerm, AccessTerm.id == AccessGrant.term_id)
        .where(
            AccessGrant.access_list_id.in_(select(inside.c.id)),
            AccessGrant.role == GrantRole.AUDITOR,
            AccessTerm.owner_organisation_id == leaver_id,
            AccessGrant.ends_at > moment,
            on_list(AccessGrant.access_list_id, mine, moment, TAKING_PART),
        ),
        execution_options=free,
    ).all()
    for grant in found:
        ends = {"term_id": None, "ends_at": max(moment, grant.starts_at)}
        session.execute(
            update(AccessGrant).where(AccessGrant.id == grant.id).values(ends),
            execution_options={**free, "synchronize_session": False},
        )
    return len(found)
