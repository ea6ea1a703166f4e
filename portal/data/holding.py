"""Lists held still for a moment, an organisation taken off a list, and audits ended for a party that left: what an
organisation must do to lists on which others gave the grants.

On PostgreSQL each is a function that checks for itself; SQLite has one writer at a time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, bindparam, cast, func, select, text, update
from sqlalchemy.orm import Session

from portal.core.errors import Forbidden
from portal.data.access_lists import AccessGrant, AccessList, AccessTerm, GrantRole
from portal.data.base import BigId, UtcDateTime
from portal.data.rule import MOMENT_SQL, ORGANISATION_SQL, TAKING_PART, on_list
from portal.data.session import Scope, scope_of
from portal.data.wall import UNWALLED

_NAMES = """
  named(id) AS (
    SELECT DISTINCT t.owner_organisation_id FROM access_grant g JOIN access_term t ON t.id = g.term_id
    WHERE g.access_list_id = {list_id} AND g.role = 'auditor' AND g.ends_at > {now}),
  place(of_id, id) AS (
    SELECT id, id FROM named UNION
    SELECT n.id, m.predecessor_id FROM named n JOIN access_mandate m ON m.successor_id = n.id
    WHERE m.root_list_id = {list_id} AND m.accepted_at IS NULL AND m.declined_at IS NULL UNION
    SELECT p.of_id, m.successor_id FROM place p JOIN access_mandate m ON m.predecessor_id = p.id
    WHERE m.root_list_id = {list_id} AND m.accepted_at IS NOT NULL),
  gone(id) AS (
    SELECT n.id FROM named n WHERE NOT EXISTS (
      SELECT 1 FROM place p JOIN access_grant g ON g.organisation_id = p.id AND g.access_list_id = {list_id}
      WHERE p.of_id = n.id AND g.role IN ('owner', 'party') AND (g.ends_at IS NULL OR g.ends_at > {now})))"""
"""Those in whose name an auditor reads a list on which nobody takes part for them any more: neither they themselves,
nor whoever took their place there, nor one whose place they may still take."""

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
  WITH RECURSIVE {_NAMES.format(list_id="list_id", now=MOMENT_SQL)},
  inside AS (
    SELECT list_id AS id UNION SELECT l.id FROM access_list l JOIN inside ON l.within_id = inside.id)
  UPDATE access_grant g SET term_id = NULL, ends_at = greatest({MOMENT_SQL}, g.starts_at)
  FROM inside, access_term t
  WHERE g.access_list_id = inside.id AND g.role = 'auditor' AND t.id = g.term_id
    AND t.owner_organisation_id IN (SELECT id FROM gone) AND g.ends_at > {MOMENT_SQL}
    AND EXISTS (SELECT 1 FROM access_grant mine WHERE mine.access_list_id = g.access_list_id
                AND mine.organisation_id = {ORGANISATION_SQL} AND mine.role IN ('owner', 'party')
                AND mine.starts_at <= {MOMENT_SQL} AND (mine.ends_at IS NULL OR mine.ends_at > {MOMENT_SQL}));
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END $$""",
    f"""
CREATE OR REPLACE FUNCTION accord_end_grants(list_id bigint, leaver bigint) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ended integer;
BEGIN
  IF leaver = {ORGANISATION_SQL}
     OR NOT EXISTS (SELECT 1 FROM accord_grants_on(list_id) g WHERE g.organisation_id = {ORGANISATION_SQL}
                    AND g.role = 'owner' AND g.starts_at <= {MOMENT_SQL}) THEN
    RETURN NULL;
  END IF;
  UPDATE access_grant g SET term_id = NULL, ends_at = greatest({MOMENT_SQL}, g.starts_at)
  WHERE g.access_list_id = list_id AND g.organisation_id = leaver AND g.role <> 'auditor'
    AND (g.ends_at IS NULL OR g.ends_at > {MOMENT_SQL});
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END $$""",
)


def hold_lists(session: Session, access_list_ids: Iterable[int]) -> None:
    """Until the commit, let nobody open a list within these, or within those inside them, as far as the viewer is on
    them; wait for whoever is opening one now. Take it before the ledger's heads, which others hold for longer."""
    if session.get_bind().dialect.name == "postgresql":
        _ask(session, func.accord_hold_lists(cast(sorted(access_list_ids), ARRAY(BigInteger))))


def end_grants(session: Session, access_list_id: int, organisation_id: int) -> int:
    """End, now, every live or coming grant of an organisation on a list, in whatever role and whoever gave it; give how
    many. What it sees as an auditor stays: that ends with its term, or by ``end_audits``.

    Raises ``Forbidden`` unless the viewer's organisation is an owner of the list, and is not the one.
    """
    ended = _as_owner(session, access_list_id, organisation_id, func.accord_end_grants, _end_grants)
    if ended is None:
        raise Forbidden("another organisation is taken off a list by an owner of it")
    return ended


def end_audits(session: Session, access_list_id: int, organisation_id: int) -> int:
    """End, now, what audits of an organisation that is no party to a list any more let auditors see on it, and on the
    lists within it on which the viewer's organisation takes part; give how many grants. The audits go on elsewhere.

    With it go all audits in whose name nobody takes part on the list any more: those of whoever's place it took there,
    unless another that took that place is a party still.
    Raises ``Forbidden`` unless the viewer's organisation is the owner of the list, and the other one left.
    """
    ended = _as_owner(session, access_list_id, organisation_id, func.accord_end_audits, _end_audits)
    if ended is None:
        raise Forbidden("audits are ended by the owner of a list, for an organisation that left it")
    return ended


def _as_owner(session: Session, access_list_id: int, leaver_id: int, function: Any, by_itself: Any) -> int | None:
    """Ask the function on PostgreSQL, and ``by_itself`` on SQLite; ``None`` if neither is allowed."""
    scope = scope_of(session)
    if scope is None:
        raise Forbidden("nobody is known to be writing")
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        ended = _ask(session, function(access_list_id, leaver_id))
    elif leaver_id == scope.organisation_id or not _owns(session, access_list_id, scope):
        ended = None
    else:
        ended = by_itself(session, access_list_id, leaver_id, scope)
    session.expire_all()
    return None if ended is None else int(ended)


def _ask(session: Session, function: ColumnElement[Any]) -> Any:
    return session.execute(select(function), execution_options=UNWALLED).scalar_one()


def _owns(session: Session, access_list_id: int, scope: Scope) -> bool:
    owns = select(on_list(access_list_id, scope.organisation_id, scope.moment, {GrantRole.OWNER}))
    return bool(session.scalar(owns, execution_options=UNWALLED))


def _live(access_list_id: int, organisation_id: int, moment: datetime) -> Select[int, datetime, str]:
    return select(AccessGrant.id, AccessGrant.starts_at, AccessGrant.role).where(
        AccessGrant.access_list_id == access_list_id,
        AccessGrant.organisation_id == organisation_id,
        AccessGrant.ends_at.is_(None) | (AccessGrant.ends_at > moment),
    )


def _end_grants(session: Session, access_list_id: int, leaver_id: int, scope: Scope) -> int:
    """The same as the function, rule for rule, like the next one."""
    held = _live(access_list_id, leaver_id, scope.moment).where(AccessGrant.role != GrantRole.AUDITOR)
    return _end(session, session.execute(held, execution_options=UNWALLED).all(), scope.moment)


def _end_audits(session: Session, access_list_id: int, leaver_id: int, scope: Scope) -> int | None:
    mine, moment = scope.organisation_id, scope.moment
    stays = _live(access_list_id, leaver_id, moment).where(AccessGrant.role.in_(TAKING_PART)).limit(1)
    if session.execute(stays, execution_options=UNWALLED).first() is not None:
        return None
    names = text(f"WITH RECURSIVE {_NAMES} SELECT id FROM gone".format(list_id=":list", now=":now"))
    names = names.bindparams(bindparam("list", type_=BigId), bindparam("now", type_=UtcDateTime()))
    bound = {"list": access_list_id, "now": moment}
    inside = select(AccessList.id).where(AccessList.id == access_list_id).cte("inside", recursive=True)
    inside = inside.union(select(AccessList.id).join(inside, AccessList.within_id == inside.c.id))
    found = select(AccessGrant.id, AccessGrant.starts_at).join(AccessTerm, AccessTerm.id == AccessGrant.term_id)
    found = found.where(
        AccessGrant.access_list_id.in_(select(inside.c.id)),
        AccessGrant.role == GrantRole.AUDITOR,
        AccessTerm.owner_organisation_id.in_(session.connection().execute(names, bound).scalars().all()),
        AccessGrant.ends_at > moment,
        on_list(AccessGrant.access_list_id, mine, moment, TAKING_PART),
    )
    return _end(session, session.execute(found, execution_options=UNWALLED).all(), moment)


def _end(session: Session, grants: Sequence[Any], moment: datetime) -> int:
    for grant in grants:
        ends = {"term_id": None, "ends_at": max(moment, grant.starts_at)}
        session.execute(
            update(AccessGrant).where(AccessGrant.id == grant.id).values(ends),
            execution_options={**UNWALLED, "synchronize_session": False},
        )
    return len(grants)
