"""Every SELECT of audits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, func, literal, not_, or_, select
from sqlalchemy.orm import aliased

from portal.access import current_viewer, lists_within
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import PAGE_SIZE, AccessGrant, AccessList, Page, bundle, db, narrow, page_by_key
from portal.data.rule import TAKING_PART, live, on_list
from portal.due import MINE
from portal.features.arrangements import Arrangement, titled
from portal.features.audits.models import AuditNotice, Engagement, EngagementScope, WorkingNote
from portal.features.evidence import Evidence, EvidenceVersion
from portal.features.feedback import Statement
from portal.features.organisations import Organisation, Person
from portal.ledger import LedgerEntry, LedgerHead, LedgerPayload
from portal.panels import NOW

MOST_RECORDS = 50
MOST_EVIDENCE = 200
MOST_NOTES = 50
MOST_EVENTS = 20

Parts = Select[*tuple[Any, ...]]

_Opener = aliased(Organisation, name="opener")
_Body = aliased(Organisation, name="body")


def engagements(
    ended: bool | None,
    moment: datetime,
    arguments: Mapping[str, str],
    size: int = PAGE_SIZE,
    *,
    oldest_first: bool = False,
) -> Page:
    """A page of the engagements that the viewer's organisation can see, newest first unless asked otherwise: all, or
    by whether they ended."""
    listed: Parts = (
        select(
            Engagement.reference.label("reference"),
            Engagement.title,
            Engagement.starts_on,
            Engagement.ends_on,
            Engagement.starts_at,
            Engagement.ends_at,
            Engagement.ended_at,
            _Opener.name.label("opener_name"),
            _Body.name.label("body_name"),
        )
        .join(_Opener, _Opener.id == Engagement.opened_by_organisation_id)
        .join(_Body, _Body.id == Engagement.audit_body_id)
    )
    if ended is not None:
        over = or_(Engagement.ends_at <= moment, Engagement.ended_at.is_not(None))
        listed = listed.where(over if ended else not_(over))
    listed = narrow(db.session(), listed, Engagement)
    key = (Engagement.created_at, Engagement.id)
    return page_by_key(db.session(), listed, key, Engagement.reference, arguments, size, ascending=oldest_first)


def page_of(engagement: Engagement) -> dict[str, list[Any]]:
    """What the page of an engagement shows besides its own row, in one statement.

    ``names``: who opened it and for whom; ``records``: what it covers, each with counts; ``evidence``: the newest
    files of each record with the digest of their last version; ``notes``: the viewer's own; ``events``: newest first.
    """
    covered = covered_by(EngagementScope.engagement_id == engagement.id)
    return bundle(
        db.session(),
        {
            "names": _names(engagement),
            "records": _records(engagement.id, covered),
            "evidence": _evidence(covered),
            "notes": _notes(engagement.id),
            "events": _events(engagement.access_list_id),
        },
    )


def covered_by(scopes: ColumnElement[bool]) -> CTE:
    """Each of these scopes with its list and every list within that, as far as the viewer is on them."""
    outer = (
        select(EngagementScope.id.label("scope_id"), EngagementScope.covered_list_id.label("list_id"))
        .where(scopes)
        .cte("covered", recursive=True)
    )
    inside = select(outer.c.scope_id, AccessList.id).where(AccessList.within_id == outer.c.list_id)
    return outer.union(inside)


def _names(engagement: Engagement) -> Parts:
    ender = aliased(Person)
    return (
        select(
            _Opener.name.label("opener_name"),
            _Opener.reference.label("opener_reference"),
            _Body.name.label("body_name"),
            _Body.reference.label("body_reference"),
            Person.name.label("opened_by_name"),
            ender.name.label("ended_by_name"),
        )
        .select_from(Engagement)
        .join(_Opener, _Opener.id == Engagement.opened_by_organisation_id)
        .join(_Body, _Body.id == Engagement.audit_body_id)
        .join(Person, Person.id == Engagement.opened_by_id)
        .outerjoin(ender, ender.id == Engagement.ended_by_id)
        .where(Engagement.id == engagement.id)
    )


def _records(engagement_id: int, covered: CTE) -> Parts:
    def on_its_lists(counted: ColumnElement[Any], listed: Any) -> Any:
        return (
            select(counted)
            .join(covered, covered.c.list_id == listed)
            .where(covered.c.scope_id == EngagementScope.id)
            .correlate(EngagementScope)
            .scalar_subquery()
        )

    return (
        select(
            EngagementScope.id,
            EngagementScope.record_type,
            EngagementScope.record_reference,
            EngagementScope.record_title,
            on_list(EngagementScope.covered_list_id, current_viewer().organisation_id, clock.now()).label("seen"),
            on_its_lists(func.count(Evidence.id), Evidence.access_list_id).label("evidence_count"),
            on_its_lists(func.count(Statement.id), Statement.access_list_id).label("statement_count"),
            on_its_lists(func.count(LedgerHead.sequence), LedgerHead.access_list_id).label("chain_count"),
            on_its_lists(func.coalesce(func.sum(LedgerHead.sequence), 0), LedgerHead.access_list_id).label(
                "entry_count"
            ),
        )
        .where(EngagementScope.engagement_id == engagement_id)
        .order_by(EngagementScope.record_title, EngagementScope.id)
    )


def _evidence(covered: CTE) -> Parts:
    return (
        select(
            covered.c.scope_id,
            Evidence.reference,
            Evidence.title,
            Evidence.created_at,
            EvidenceVersion.number,
            EvidenceVersion.filename,
            EvidenceVersion.sha256,
            Organisation.name.label("organisation_name"),
        )
        .select_from(Evidence)
        .join(covered, covered.c.list_id == Evidence.access_list_id)
        .join(
            EvidenceVersion,
            (EvidenceVersion.evidence_id == Evidence.id) & (EvidenceVersion.number == Evidence.latest),
        )
        .join(Organisation, Organisation.id == EvidenceVersion.organisation_id)
        .order_by(Evidence.created_at.desc(), Evidence.id.desc())
        .limit(MOST_EVIDENCE)
    )


def _notes(engagement_id: int) -> Parts:
    return (
        select(WorkingNote.reference, WorkingNote.title, WorkingNote.changed_at, Person.name.label("person_name"))
        .join(Person, Person.id == WorkingNote.person_id)
        .where(WorkingNote.engagement_id == engagement_id)
        .order_by(WorkingNote.created_at.desc(), WorkingNote.id.desc())
        .limit(MOST_NOTES)
    )


def _events(access_list_id: int) -> Parts:
    return (
        select(LedgerEntry.action, LedgerEntry.recorded_at, Organisation.name.label("organisation_name"))
        .join(Organisation, Organisation.id == LedgerEntry.organisation_id)
        .where(LedgerEntry.access_list_id == access_list_id)
        .order_by(LedgerEntry.sequence.desc())
        .limit(MOST_EVENTS)
    )


def scopes_of(engagement_id: int) -> Sequence[EngagementScope]:
    """What an engagement covers, by title."""
    return db.session.scalars(
        select(EngagementScope)
        .where(EngagementScope.engagement_id == engagement_id)
        .order_by(EngagementScope.record_title, EngagementScope.id)
    ).all()


def scope_of_record(engagement_id: int, reference: str) -> EngagementScope:
    """The scope of an engagement that covers the record with this reference. Raises ``NotFound``."""
    found = db.session.scalar(
        select(EngagementScope).where(
            EngagementScope.engagement_id == engagement_id,
            EngagementScope.record_reference == read_reference(reference),
        )
    )
    if found is None:
        raise NotFound
    return found


def arrangements_to_cover(words: str, moment: datetime, organisation_id: int) -> Sequence[Any]:
    """Reference and title of arrangements that the viewer's organisation may have audited, newest first."""
    found: Parts = (
        select(Arrangement.reference, Arrangement.title, Arrangement.state)
        .where(on_list(Arrangement.access_list_id, organisation_id, moment, TAKING_PART))
        .order_by(Arrangement.created_at.desc(), Arrangement.id.desc())
        .limit(MOST_RECORDS)
    )
    if words:
        found = found.where(titled(words))
    return db.session.execute(narrow(db.session(), found, Arrangement)).all()


def records_with(references: Iterable[str]) -> Sequence[Arrangement]:
    """The records with these references that the viewer can see, by title."""
    return db.session.scalars(
        select(Arrangement)
        .where(Arrangement.reference.in_([read_reference(one) or "" for one in references]))
        .order_by(Arrangement.title, Arrangement.id)
    ).all()


def lists_to_open(access_list_ids: Iterable[int], moment: datetime, organisation_id: int) -> set[int]:
    """These lists and all within them that the viewer's organisation may let others see."""
    return set(
        db.session.scalars(
            select(AccessGrant.access_list_id).where(
                AccessGrant.access_list_id.in_(lists_within(access_list_ids)),
                AccessGrant.organisation_id == organisation_id,
                AccessGrant.role.in_(TAKING_PART),
                live(AccessGrant, moment),
            )
        )
    )


def lists_seen_by(term_id: int) -> set[int]:
    """The lists that the viewer's organisation let an auditor see for as long as this term lasts."""
    return set(db.session.scalars(select(AccessGrant.access_list_id).where(AccessGrant.term_id == term_id)))


def notices_without(access_list_id: int, term_ids: Collection[int | None], moment: datetime) -> Sequence[AuditNotice]:
    """What a record's list is told of audits that are not over and have none of these terms."""
    notices = db.session.scalars(
        select(AuditNotice)
        .where(AuditNotice.access_list_id == access_list_id, AuditNotice.ends_at > moment)
        .order_by(AuditNotice.id)
    )
    return [notice for notice in notices if notice.term_id not in term_ids]


def notes_list_of(engagement_id: int) -> int | None:
    """The list that the viewer's organisation keeps its notes of an engagement on, once it has one."""
    return db.session.scalar(
        select(WorkingNote.access_list_id)
        .where(WorkingNote.engagement_id == engagement_id)
        .order_by(WorkingNote.id)
        .limit(1)
    )


def story_of_note(note: WorkingNote) -> dict[str, list[Any]]:
    """The engagement of a note, and every text it has had, newest first, from the ledger."""
    return bundle(
        db.session(),
        {
            "engagement": select(Engagement.reference, Engagement.title, Engagement.ends_at).where(
                Engagement.id == note.engagement_id
            ),
            "history": select(
                LedgerEntry.action, LedgerEntry.recorded_at, Person.name.label("person_name"), LedgerPayload.body
            )
            .outerjoin(LedgerPayload, LedgerPayload.entry_id == LedgerEntry.id)
            .outerjoin(Person, Person.actor_id == LedgerEntry.actor_id)
            .where(
                LedgerEntry.access_list_id == note.access_list_id,
                LedgerEntry.subject_type == WorkingNote.__tablename__,
                LedgerEntry.subject_reference == note.reference,
            )
            .order_by(LedgerEntry.sequence.desc())
            .limit(MOST_EVENTS),
        },
    )


def notices_on(access_list_id: Any, moment: Any) -> Parts:
    """A part of a record's page: the engagements over it that are not over.

    One that was ended before it started is over at once, though its end is its start and still to come.
    """
    return (
        select(
            AuditNotice.engagement_reference,
            AuditNotice.title,
            AuditNotice.starts_at,
            AuditNotice.ends_at,
            AuditNotice.opened_by_organisation_id,
            AuditNotice.audit_body_id,
            _Opener.name.label("opener_name"),
            _Body.name.label("body_name"),
        )
        .join(_Opener, _Opener.id == AuditNotice.opened_by_organisation_id)
        .join(_Body, _Body.id == AuditNotice.audit_body_id)
        .where(
            AuditNotice.access_list_id == access_list_id,
            AuditNotice.ends_at > moment,
            AuditNotice.ends_at > AuditNotice.starts_at,
        )
        .order_by(AuditNotice.ends_at, AuditNotice.id)
    )


def thresholds_lent(access_list_id: Any) -> Parts:
    """A part of a record's page: the thresholds of those who opened engagements over it for the viewer's organisation,
    as the engagement keeps them: those of the day it was opened, or of the upgrade, where it was open before."""
    return (
        select(
            (_Opener.name + " kept for the audit").label("whose"),
            Engagement.medium,
            Engagement.high,
        )
        .join(EngagementScope, EngagementScope.engagement_id == Engagement.id)
        .join(_Opener, _Opener.id == Engagement.opened_by_organisation_id)
        .where(
            EngagementScope.covered_list_id == access_list_id,
            Engagement.audit_body_id == MINE,
            Engagement.starts_at <= NOW,
            Engagement.ends_at > NOW,
        )
        .order_by(Engagement.id)
    )


def waiting(organisation_id: Any, moment: Any, soon: Any) -> Parts:
    """A part of home: engagements that are live and for this organisation, or its own, by opening it or by taking over
    from who did, and ending ``soon``."""
    return (
        select(
            Engagement.reference,
            Engagement.title,
            Engagement.starts_on,
            Engagement.ends_on,
            Engagement.ends_at,
            Engagement.audit_body_id,
            _Opener.name.label("opener_name"),
            _Body.name.label("body_name"),
        )
        .join(_Opener, _Opener.id == Engagement.opened_by_organisation_id)
        .join(_Body, _Body.id == Engagement.audit_body_id)
        .where(
            Engagement.ends_at > moment,
            Engagement.ended_at.is_(None),
            or_(
                Engagement.audit_body_id == organisation_id,
                and_(
                    on_list(Engagement.access_list_id, organisation_id, moment, TAKING_PART),
                    Engagement.ends_at <= soon,
                ),
            ),
        )
        .order_by(Engagement.ends_at, Engagement.id)
        .limit(10)
    )


def ends_due(today: Any, moment: Any) -> Parts:
    """For ``portal.due``: the last days of audits that the viewer's organisation makes, or opened or took over."""
    return select(
        Engagement.id.label("id"),
        Engagement.reference.label("key"),
        Engagement.ends_on.label("due_on"),
        literal("").label("what"),
        Engagement.title.label("title"),
        Engagement.reference.label("reference"),
        literal("").label("row"),
    ).where(
        Engagement.ends_on >= today,
        Engagement.ended_at.is_(None),
        or_(Engagement.audit_body_id == MINE, on_list(Engagement.access_list_id, MINE, moment, TAKING_PART)),
    )
