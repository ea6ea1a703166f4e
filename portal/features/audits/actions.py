"""Every write of audits. None of these commits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from portal import ledger
from portal.access import current_viewer, grant_access, hold_lists, move_term, open_list, open_term, who_can_see
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.references import new_reference
from portal.data import GrantRole, db
from portal.features.arrangements import Arrangement, thresholds_of
from portal.features.audits import queries, rules
from portal.features.audits.models import AuditNotice, Engagement, EngagementScope, WorkingNote
from portal.features.organisations import Organisation, OrganisationType


@dataclass(frozen=True)
class Plan:
    """What an engagement is to be: its days are whole days of London, ``records`` are references."""

    title: str
    purpose: str
    starts_on: date
    ends_on: date
    records: Sequence[str]


def open_engagement(plan: Plan, audit_body: Organisation) -> Engagement:
    """Open an engagement for ``audit_body`` in the name of the viewer's organisation.

    The audit body is let in as auditor on the engagement's own list, on the list of each record and on the lists
    within those that the viewer's organisation may open, all with one term. Raises ``Invalid``.
    """
    rules.check_days(plan.starts_on, plan.ends_on, clock.today())
    _check_body(audit_body, plan.ends_on)
    records = _records(plan.records)
    lists = _lists_of(records)
    engagement = _engagement(plan, audit_body)
    reason = f"Audit {engagement.reference}: {plan.title}"
    for access_list_id in sorted({engagement.access_list_id, *lists}):
        grant_access(
            access_list_id,
            audit_body.id,
            GrantRole.AUDITOR,
            reason,
            engagement.starts_at,
            engagement.ends_at,
            engagement.term_id,
        )
    db.session.flush()
    facts = _facts(engagement, audit_body)
    covered = {"records": [record.reference for record in records]}
    ledger.record("engagement.opened", engagement, {**facts, **covered, **rules.sealed_engagement(engagement)})
    for record in records:
        _tell(engagement, record)
        ledger.record("audit.opened", record, facts)
    return engagement


def _check_body(audit_body: Organisation, ends_on: date) -> None:
    if audit_body.type is not OrganisationType.AUDIT_BODY:
        raise RuleBroken("audit_body", f"{audit_body.name} is not an audit body")
    if audit_body.id == current_viewer().organisation_id:
        raise RuleBroken("audit_body", "An audit body cannot audit for itself")
    if audit_body.ends_on is not None and audit_body.ends_on < ends_on:
        raise RuleBroken("audit_body", f"{audit_body.name} ends before this audit does")


def _records(references: Sequence[str]) -> Sequence[Arrangement]:
    if not references:
        raise RuleBroken("records", "Choose at least one arrangement")
    if len(references) > queries.MOST_RECORDS:
        raise RuleBroken("records", f"Choose no more than {queries.MOST_RECORDS} arrangements")
    records = queries.records_with(references)
    if len(records) != len(set(references)):
        raise RuleBroken("records", "One of the arrangements is not there any more. Choose again")
    return records


def _lists_of(records: Iterable[Arrangement]) -> set[int]:
    outer = {record.access_list_id: record.title for record in records}
    hold_lists(outer)
    lists = queries.lists_to_open(outer, clock.now(), current_viewer().organisation_id)
    for access_list_id, title in outer.items():
        if access_list_id not in lists:
            raise RuleBroken("records", f"You are not a party to {title}, so you cannot have it audited")
    return lists


def _engagement(plan: Plan, audit_body: Organisation) -> Engagement:
    viewer = current_viewer()
    term = open_term(rules.closing(plan.ends_on))
    significant = thresholds_of(viewer.organisation_id)
    engagement = Engagement(
        reference=new_reference(),
        access_list_id=open_list("It opened this audit").id,
        title=plan.title,
        purpose=plan.purpose,
        opened_by_organisation_id=viewer.organisation_id,
        opened_by_id=viewer.person_id,
        audit_body_id=audit_body.id,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        starts_at=clock.start_of(plan.starts_on),
        ends_at=term.ends_at,
        term_id=term.id,
        medium=significant.medium if significant else None,
        high=significant.high if significant else None,
    )
    db.session.add(engagement)
    db.session.flush()
    return engagement


def _facts(engagement: Engagement, audit_body: Organisation) -> dict[str, Any]:
    return {
        "engagement": engagement.reference,
        "title": engagement.title,
        "audit_body": audit_body.reference,
        "starts_on": engagement.starts_on,
        "ends_on": engagement.ends_on,
    }


def _tell(engagement: Engagement, record: Arrangement) -> None:
    db.session.add(
        EngagementScope(
            engagement_id=engagement.id,
            access_list_id=engagement.access_list_id,
            record_type=Arrangement.__tablename__,
            record_reference=record.reference,
            record_title=record.title,
            covered_list_id=record.access_list_id,
        )
    )
    db.session.add(
        AuditNotice(
            access_list_id=record.access_list_id,
            engagement_reference=engagement.reference,
            title=engagement.title,
            purpose=engagement.purpose,
            opened_by_organisation_id=engagement.opened_by_organisation_id,
            audit_body_id=engagement.audit_body_id,
            starts_at=engagement.starts_at,
            ends_at=engagement.ends_at,
            term_id=engagement.term_id,
        )
    )


def change_end(engagement: Engagement, ends_on: date) -> None:
    """Move the last day. Every right of the auditor's moves with it. Raises ``Invalid``."""
    old = engagement.ends_on
    _check_running(engagement)
    rules.check_new_end(engagement.starts_on, ends_on, old, clock.today())
    records = _covered(engagement)
    if ends_on > old:
        _check_still_party(engagement, records)
    engagement.ends_on = ends_on
    _move(engagement, rules.closing(ends_on))
    verb = "extended" if ends_on > old else "shortened"
    _record_everywhere(verb, engagement, records, {"from": old, "to": ends_on})


def end_now(engagement: Engagement, why: str) -> None:
    """End an engagement before its day: from the next click on, the auditor sees nothing of it. Raises ``Invalid``."""
    _check_running(engagement)
    records = _covered(engagement)
    engagement.ended_at = clock.now()
    engagement.ended_by_id = current_viewer().person_id
    engagement.ended_why = why
    _move(engagement, max(engagement.ended_at, engagement.starts_at))
    _record_everywhere("ended", engagement, records, {}, rules.sealed_engagement(engagement))


def _check_running(engagement: Engagement) -> None:
    if clock.now() >= engagement.ends_at or engagement.ended_at is not None:
        raise RuleBroken("", "This audit is already over")


def _covered(engagement: Engagement) -> Sequence[Arrangement]:
    return queries.records_with(scope.record_reference for scope in queries.scopes_of(engagement.id))


def tell_of_ended(record: Arrangement) -> None:
    """Tell of the audits that ended over a record because the organisation that answered for them is no party any
    more: those by whose term nobody is on its list."""
    terms = {grant.term_id for grant in who_can_see(record.access_list_id)}
    for notice in queries.notices_without(record.access_list_id, terms, clock.now()):
        ledger.record("audit.ended", record, {"engagement": notice.engagement_reference, "opener_left": True})
        db.session.delete(notice)


def _check_still_party(engagement: Engagement, records: Sequence[Arrangement]) -> None:
    still = queries.lists_seen_by(engagement.term_id)
    scopes = queries.scopes_of(engagement.id)
    outer = {scope.covered_list_id: scope.record_title for scope in scopes if scope.covered_list_id in still}
    here = {record.access_list_id for record in records}
    open_to_us = queries.lists_to_open(here, clock.now(), current_viewer().organisation_id)
    for access_list_id, title in outer.items():
        if access_list_id not in open_to_us:
            raise RuleBroken("ends_on", f"You are no longer a party to {title}, so you cannot give it more time")


def _move(engagement: Engagement, ends_at: datetime) -> None:
    db.session.flush()
    move_term(engagement.term_id, ends_at)
    db.session.refresh(engagement, ["ends_at"])


def _record_everywhere(
    verb: str,
    engagement: Engagement,
    records: Iterable[Arrangement],
    facts: dict[str, Any],
    to_its_own: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    ledger.record(f"engagement.{verb}", engagement, {**facts, **to_its_own})
    for record in records:
        ledger.record(f"audit.{verb}", record, {"engagement": engagement.reference, **facts})


def write_note(engagement: Engagement, title: str, words: str, record_reference: str | None) -> WorkingNote:
    """Write a working note. Only the audit body is on its list, and that ends when the engagement does."""
    viewer = current_viewer()
    access_list_id = queries.notes_list_of(engagement.id)
    if access_list_id is None:
        access_list_id = open_list(
            f"Its own notes in audit {engagement.reference}", ends_at=engagement.ends_at, term_id=engagement.term_id
        ).id
    note = WorkingNote(
        access_list_id=access_list_id,
        engagement_id=engagement.id,
        title=title,
        words=words,
        record_reference=record_reference or None,
        person_id=viewer.person_id,
        changed_at=clock.now(),
    )
    db.session.add(note)
    db.session.flush()
    ledger.record("working_note.written", note, rules.sealed_note(note))
    return note


def change_note(note: WorkingNote, title: str, words: str, record_reference: str | None) -> None:
    """Change a working note. The text before stays in the ledger."""
    note.title, note.words, note.record_reference = title, words, record_reference or None
    if not db.session.is_modified(note):
        return
    note.changed_at = clock.now()
    db.session.flush()
    ledger.record("working_note.changed", note, rules.sealed_note(note))
