"""How one organisation takes another's place on a list, when the other has ended and can let nobody in.

While somebody still acts for it, the organisation that ends writes a *mandate*: this successor may take my place on
this list, and on the lists within it, from that moment. When the successor settles it, the steps below run: by
themselves on SQLite, on PostgreSQL inside one ``SECURITY DEFINER`` function, because row security lets nobody put
themselves on a list. They copy the grants that the predecessor holds, never more: role, start, end and shared end stay,
and whoever gave a grant can still end it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, TextClause, bindparam, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.errors import Forbidden
from portal.data.access_lists import AccessGrant
from portal.data.base import Base, BigId, Identified, UtcDateTime
from portal.data.rule import MOMENT_SQL, ORGANISATION_SQL
from portal.data.session import scope_of

REASON_LENGTH = 300
FUNCTION = "accord_settle_mandate"
WAITS = "accord_place_waits"


class AccessMandate(Identified, Base):
    """A successor may take the place of its predecessor on a list and on those within it, once, from ``starts_at``.

    ``moves_terms``: the shared ends (``AccessTerm``) that the predecessor set on that list become the successor's.
    The pair of organisations must be a recorded succession: a foreign key, completed where successions are, says so.
    """

    __tablename__ = "access_mandate"
    __table_args__ = (
        CheckConstraint("accepted_at IS NULL OR declined_at IS NULL", name="settled_once"),
        Index("ix_access_mandate_root", "root_list_id", "predecessor_id"),
    )

    predecessor_id: Mapped[int] = mapped_column(BigId, index=True)
    successor_id: Mapped[int] = mapped_column(BigId, index=True)
    root_list_id: Mapped[int] = mapped_column(BigId, ForeignKey("access_list.id"))
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH))
    starts_at: Mapped[datetime]
    moves_terms: Mapped[bool]
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]


Index(
    "uq_access_mandate_open",
    AccessMandate.predecessor_id,
    AccessMandate.successor_id,
    AccessMandate.root_list_id,
    unique=True,
    postgresql_where=AccessMandate.accepted_at.is_(None) & AccessMandate.declined_at.is_(None),
    sqlite_where=AccessMandate.accepted_at.is_(None) & AccessMandate.declined_at.is_(None),
)

_OPEN = "id = {mandate} AND accepted_at IS NULL AND declined_at IS NULL"
_ACCEPT = (
    f"UPDATE access_mandate SET accepted_at = {{now}} WHERE {_OPEN} AND successor_id = {{me}} AND starts_at <= {{now}}"
)
_DECLINE = f"UPDATE access_mandate SET declined_at = {{now}} WHERE {_OPEN} AND {{me}} IN (successor_id, predecessor_id)"

_INSIDE = (
    "SELECT l.id FROM (WITH RECURSIVE inside(id) AS ("
    "SELECT root_list_id FROM access_mandate WHERE id = {mandate}"
    " UNION SELECT deeper.id FROM access_list deeper JOIN inside ON deeper.within_id = inside.id"
    ") SELECT id FROM inside) l"
)
_NOT_OVER = "(g.ends_at IS NULL OR g.ends_at > {now})"
_FROM = "CASE WHEN g.starts_at > {now} THEN g.starts_at ELSE {now} END"
_COLUMNS = "(access_list_id, organisation_id, role, reason, starts_at, ends_at, granted_by_id, term_id)"
_HELD = (
    "EXISTS (SELECT 1 FROM access_grant own WHERE own.access_list_id = g.access_list_id"
    " AND own.organisation_id = m.predecessor_id AND own.role IN ('owner', 'party')"
    " AND own.starts_at <= {now} AND (own.ends_at IS NULL OR own.ends_at > {now}))"
)

_COPY = f"""
INSERT INTO access_grant {_COLUMNS}
SELECT g.access_list_id, m.successor_id, g.role, substr(m.reason || '. It was: ' || g.reason, 1, {REASON_LENGTH}),
       {_FROM}, g.ends_at,
       CASE WHEN g.granted_by_id = m.predecessor_id THEN m.successor_id ELSE g.granted_by_id END, g.term_id
FROM access_mandate m JOIN access_grant g ON g.organisation_id = m.predecessor_id
WHERE m.id = {{mandate}} AND g.access_list_id IN ({_INSIDE}) AND {_NOT_OVER}
  AND NOT EXISTS (SELECT 1 FROM access_grant had WHERE had.access_list_id = g.access_list_id
    AND had.organisation_id = m.successor_id AND had.role = g.role AND had.starts_at <= {_FROM}
    AND (had.ends_at IS NULL OR had.ends_at >= g.ends_at))"""
"""The grants that the predecessor holds, each once more for the successor; none that it has already."""

_GIVE_AGAIN = f"""
INSERT INTO access_grant {_COLUMNS}
SELECT g.access_list_id, g.organisation_id, g.role, g.reason, {_FROM}, g.ends_at, m.successor_id, g.term_id
FROM access_mandate m JOIN access_grant g ON g.granted_by_id = m.predecessor_id
WHERE m.id = {{mandate}} AND g.organisation_id <> m.predecessor_id AND g.access_list_id IN ({_INSIDE})
  AND {_NOT_OVER} AND {_HELD}"""
_END_GIVEN = f"""
UPDATE access_grant SET ends_at = CASE WHEN starts_at > {{now}} THEN starts_at ELSE {{now}} END, term_id = NULL
WHERE id IN (SELECT g.id FROM access_mandate m JOIN access_grant g ON g.granted_by_id = m.predecessor_id
  WHERE m.id = {{mandate}} AND g.organisation_id <> m.predecessor_id AND g.access_list_id IN ({_INSIDE})
  AND {_NOT_OVER} AND {_HELD})"""
"""What the predecessor gave others goes on without a gap, given by the successor, who can therefore end it."""

_MOVE_TERMS = """
UPDATE access_term SET owner_organisation_id = (SELECT successor_id FROM access_mandate WHERE id = {mandate})
WHERE id IN (SELECT g.term_id FROM access_mandate m JOIN access_grant g ON g.access_list_id = m.root_list_id
    WHERE m.id = {mandate} AND m.moves_terms)
  AND owner_organisation_id = (SELECT predecessor_id FROM access_mandate WHERE id = {mandate})"""

_END_OWN = f"""
UPDATE access_grant SET ends_at = CASE WHEN starts_at > {{now}} THEN starts_at ELSE {{now}} END, term_id = NULL
WHERE id IN (SELECT g.id FROM access_mandate m JOIN access_grant g ON g.organisation_id = m.predecessor_id
  WHERE m.id = {{mandate}} AND g.access_list_id IN ({_INSIDE}) AND {_NOT_OVER}
  AND EXISTS (SELECT 1 FROM access_mandate taken WHERE taken.root_list_id = m.root_list_id
    AND taken.predecessor_id = m.predecessor_id AND taken.accepted_at IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM access_mandate other WHERE other.root_list_id = m.root_list_id
    AND other.predecessor_id = m.predecessor_id AND other.accepted_at IS NULL AND other.declined_at IS NULL))"""
"""The predecessor's own grants end once somebody took its place and nobody is still to answer."""

_END_TERMS = """
UPDATE access_term SET ends_at = (SELECT CASE WHEN max(g.starts_at) > {now} THEN max(g.starts_at) ELSE {now} END
    FROM access_grant g WHERE g.term_id = access_term.id)
WHERE ends_at > {now} AND id IN (SELECT g.term_id FROM access_mandate m
    JOIN access_grant g ON g.access_list_id = m.root_list_id
    WHERE m.id = {mandate} AND m.moves_terms AND m.successor_id = {me}
      AND m.predecessor_id = access_term.owner_organisation_id
      AND NOT EXISTS (SELECT 1 FROM access_mandate other WHERE other.root_list_id = m.root_list_id
        AND other.predecessor_id = m.predecessor_id AND other.declined_at IS NULL))"""
"""What the predecessor let others see for a time ends with it, once no successor wants to answer for that or may yet
say so: nobody would be left who could end it sooner."""

_TAKE_TERM = """
UPDATE access_term SET owner_organisation_id = {me}
WHERE id = {term} AND EXISTS (SELECT 1 FROM access_grant g
  JOIN access_mandate mine ON mine.root_list_id = g.access_list_id
  JOIN access_mandate other ON other.root_list_id = mine.root_list_id AND other.predecessor_id = mine.predecessor_id
  JOIN access_grant own ON own.access_list_id = mine.root_list_id AND own.organisation_id = mine.successor_id
  WHERE g.term_id = access_term.id AND mine.successor_id = {me} AND mine.moves_terms
    AND mine.accepted_at IS NOT NULL AND other.accepted_at IS NOT NULL
    AND other.successor_id = access_term.owner_organisation_id
    AND own.role = 'owner' AND own.starts_at <= {now} AND (own.ends_at IS NULL OR own.ends_at > {now}))"""
"""A shared end has one owner. Of several successors the first gets it; each of the others may take it from that one."""

_WAITS = """
SELECT EXISTS (SELECT 1 FROM access_mandate m WHERE m.root_list_id = {list} AND m.predecessor_id = {leaver}
    AND m.accepted_at IS NULL AND m.declined_at IS NULL)
  AND EXISTS (SELECT 1 FROM access_grant mine WHERE mine.access_list_id = {list} AND mine.organisation_id = {me}
    AND mine.starts_at <= {now} AND (mine.ends_at IS NULL OR mine.ends_at > {now}))"""
"""Whether a successor may yet take an organisation's place on a list: no more than that is told to who is on it."""

_TAKING = (_COPY, _GIVE_AGAIN, _END_GIVEN, _MOVE_TERMS)


def settle_mandate(session: Session, mandate_id: int, *, accepts: bool) -> None:
    """Accept a mandate as its successor, or decline it; the predecessor may take back one that nobody has settled.

    Raises ``Forbidden`` if it is not the viewer's, not open, or, to accept it, has not begun.
    """
    scope = scope_of(session)
    if scope is None:
        raise Forbidden("nobody is known to be writing")
    session.flush()
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        settled = connection.execute(
            text(f"SELECT {FUNCTION}(:mandate, :accepts)"), {"mandate": mandate_id, "accepts": accepts}
        ).scalar_one()
    else:
        values = {"mandate": mandate_id, "me": scope.organisation_id, "now": scope.moment}
        settled = _run(connection, _ACCEPT if accepts else _DECLINE, values)
        for step in (*(_TAKING if accepts else (_END_TERMS,)), _END_OWN) if settled else ():
            _run(connection, step, values)
    if not settled:
        raise Forbidden("not a mandate that can be settled by the viewer")
    for row in list(session.identity_map.values()):
        if isinstance(row, AccessGrant):
            session.expire(row)


def _run(connection: Any, step: str, values: dict[str, Any]) -> int:
    statement = _bound(step, values)
    rows: int = connection.execute(statement, {name: values[name] for name in statement.compile().params}).rowcount
    return rows


def _bound(step: str, values: dict[str, Any]) -> TextClause:
    bound = text(step.format(**{name: f":{name}" for name in ("mandate", "term", "me", "now", "list", "leaver")}))
    used = [name for name in values if f":{name}" in bound.text]
    return bound.bindparams(*(bindparam(name, type_=UtcDateTime() if name == "now" else BigId) for name in used))


def take_term(session: Session, term_id: int) -> bool:
    """Make a shared end the viewer's organisation's, if it took over what it is for beside the one that owns it."""
    scope = scope_of(session)
    if scope is None:
        return False
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        asked = text("SELECT accord_take_term(:term)")
        return bool(connection.execute(asked, {"term": term_id}).scalar_one())
    return bool(_run(connection, _TAKE_TERM, {"term": term_id, "me": scope.organisation_id, "now": scope.moment}))


def place_waits(session: Session, access_list_id: int, organisation_id: int) -> bool:
    """Whether a successor has still to say if it takes an organisation's place on a list that the viewer is on."""
    scope = scope_of(session)
    if scope is None:
        return False
    connection = session.connection()
    values: dict[str, Any] = {"list": access_list_id, "leaver": organisation_id}
    if connection.dialect.name == "postgresql":
        return bool(connection.execute(text(f"SELECT {WAITS}(:list, :leaver)"), values).scalar_one())
    values |= {"me": scope.organisation_id, "now": scope.moment}
    return bool(connection.execute(_bound(_WAITS, values), values).scalar_one())


def mandate_statements() -> Iterator[str]:
    """The SQL for mandates on PostgreSQL. The table is not FORCEd: the function runs as its owner."""
    mine = f"predecessor_id = {ORGANISATION_SQL}"
    on_it = (
        "EXISTS (SELECT 1 FROM access_grant g WHERE g.access_list_id = root_list_id"
        f" AND g.organisation_id = {ORGANISATION_SQL} AND (g.ends_at IS NULL OR g.ends_at > {MOMENT_SQL}))"
    )
    named = {"mandate": "mandate_id", "me": ORGANISATION_SQL, "now": MOMENT_SQL}
    steps = {name: step.format(**named) for name, step in (("accept", _ACCEPT), ("decline", _DECLINE))}
    taking = ";\n".join(step.format(**named).strip() for step in _TAKING)
    yield f"""
CREATE OR REPLACE FUNCTION {FUNCTION}(mandate_id bigint, accepts boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
PERFORM 1 FROM access_list l WHERE l.id = (SELECT m.root_list_id FROM access_mandate m WHERE m.id = mandate_id)
FOR NO KEY UPDATE;
IF accepts THEN
{steps["accept"]};
IF NOT FOUND THEN RETURN false; END IF;
{taking};
ELSE
{steps["decline"]};
IF NOT FOUND THEN RETURN false; END IF;
{_END_TERMS.format(**named).strip()};
END IF;
{_END_OWN.format(**named).strip()};
RETURN true;
END $$"""
    yield f"""
CREATE OR REPLACE FUNCTION accord_take_term(term bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
{_TAKE_TERM.format(term="term", me=ORGANISATION_SQL, now=MOMENT_SQL).strip()};
RETURN FOUND;
END $$"""
    waits = _WAITS.format(list="list_id", leaver="leaver", me=ORGANISATION_SQL, now=MOMENT_SQL).strip()
    yield f"""
CREATE OR REPLACE FUNCTION {WAITS}(list_id bigint, leaver bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
{waits}
$$"""
    yield "ALTER TABLE access_mandate ENABLE ROW LEVEL SECURITY"
    yield f"CREATE POLICY viewer_reads ON access_mandate FOR SELECT USING ({mine} OR successor_id = {ORGANISATION_SQL})"
    yield (
        f"CREATE POLICY viewer_gives ON access_mandate FOR INSERT WITH CHECK ({mine} AND accepted_at IS NULL"
        f" AND declined_at IS NULL AND {on_it})"
    )
