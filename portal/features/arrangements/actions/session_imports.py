"""Sessions brought in from a table or a calendar: all of them or none, and none twice."""

from collections.abc import Iterator, Mapping, Sequence

from portal import ledger
from portal.access import current_viewer
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement, FollowUp, MentoringSession, SessionState
from portal.features.arrangements.rules.lifecycle import check_under_way
from portal.features.arrangements.rules.sealed import sealed_follow_up, sealed_session
from portal.features.arrangements.rules.session_rows import Added, Said, plan_sessions
from portal.features.arrangements.rules.words import counted

MOST_SESSIONS = 2_000
"""Sessions that are new or called off in one import: each has its own entries in the ledger."""


def plan_session_import(arrangement: Arrangement, said: Sequence[Said]) -> Added:
    """What importing these sessions would add, now. Writes nothing."""
    if not said:
        return Added()
    days = [one.on_date for one in said]
    recorded = queries.recorded_sessions(arrangement, min(days), max(days))
    named = queries.sessions_named(
        arrangement, [name for one in said for name in (one.reference, one.uid_digest) if name]
    )
    return plan_sessions(said, recorded, named)


def import_sessions(
    arrangement: Arrangement, said: Sequence[Said], sha256: str, ids: Mapping[str, Mapping[str, int]]
) -> Added:
    """Log every session that is not on the record yet, with its follow-ups, and call off the planned ones that are in
    the file; gives what it did. ``sha256`` is the digest of the file, ``ids`` the ids of pairs, measures and evidence
    by reference. Raises ``RuleBroken``."""
    check_under_way(queries.held(arrangement).state)
    plan = plan_session_import(arrangement, said)
    new, off = plan.new, plan.off
    if not new and not off:
        raise RuleBroken("", "All of these sessions are on the record already")
    if len(new) + len(off) > MOST_SESSIONS:
        count = len(new) + len(off)
        many = f"{counted(f'{count:,}', 'session')} that {'is' if count == 1 else 'are'} new or called off"
        raise RuleBroken("", f"The file has {many}. Split it: {MOST_SESSIONS:,} come in at once")
    if off:
        _call_off(arrangement, off, sha256)
    if new:
        add_sessions(arrangement, new, sha256, ids)
    return plan


def _call_off(arrangement: Arrangement, off: Sequence[Said], sha256: str) -> None:
    why = {name: one.called_off_why for one in off for name in (one.reference, one.uid_digest) if name}
    rows = queries.sessions_by_name(arrangement, sorted(why))
    for row in rows:
        row.state = SessionState.CALLED_OFF.value
        row.called_off_why = why.get(row.reference) or why.get(row.uid_digest or "", "")
    about = {"arrangement": arrangement.reference}
    ledger.record_all(
        [
            *(("session.called_off", row, sealed_session(row) | about) for row in rows),
            ("sessions.called_off", rows[0], about | {"count": len(rows), "file": sha256}),
        ]
    )


def add_sessions(
    arrangement: Arrangement, new: Sequence[Said], sha256: str, ids: Mapping[str, Mapping[str, int]]
) -> int:
    """Log these sessions with their follow-ups, whatever is on the record; gives how many."""
    viewer = current_viewer().organisation_id
    rows = [
        MentoringSession(
            access_list_id=arrangement.inner_list_id,
            arrangement_id=arrangement.id,
            logged_by_id=viewer,
            state=one.state,
            on_date=one.on_date,
            minutes=one.minutes,
            people=one.people,
            topic=one.topic,
            advice=one.advice,
            outcome=one.outcome,
            called_off_why=one.called_off_why,
            pair_id=ids["pairs"].get(one.pair),
            measure_id=ids["measures"].get(one.measure),
            evidence_id=ids["evidence"].get(one.evidence),
            uid_digest=one.uid_digest or None,
        )
        for one in new
    ]
    db.session.add_all(rows)
    db.session.flush()
    told = [told for one, row in zip(new, rows, strict=True) for told in _told(arrangement, one, row)]
    ledger.record_all(
        [
            *told,
            ("sessions.imported", rows[0], {"arrangement": arrangement.reference, "count": len(rows), "file": sha256}),
        ]
    )
    return len(rows)


def _told(arrangement: Arrangement, one: Said, row: MentoringSession) -> Iterator[ledger.Told]:
    """Add the follow-ups of a session, and what to tell of it and of them."""
    yield f"session.{row.state}", row, sealed_session(row) | {"arrangement": arrangement.reference}
    for step, owner_id in one.steps:
        made = FollowUp(
            access_list_id=row.access_list_id,
            arrangement_id=arrangement.id,
            session_id=row.id,
            what=step.what,
            owner_id=owner_id,
            owner_post=step.owner_post,
            due_on=step.due_on,
            done_on=step.done_on,
        )
        db.session.add(made)
        yield "follow_up.added", made, sealed_follow_up(made) | {"arrangement": arrangement.reference}
