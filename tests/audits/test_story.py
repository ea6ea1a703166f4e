"""What an engagement opens, for whom, and until when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.access import Viewer, end_access, grant_access, open_list, viewing, who_can_see
from portal.core import clock
from portal.core.errors import Forbidden, Invalid
from portal.data import AccessGrant, GrantRole, db
from portal.features.audits import (
    AuditNotice,
    Engagement,
    EngagementScope,
    Plan,
    WorkingNote,
    change_end,
    change_note,
    end_now,
    open_engagement,
    rules,
    write_note,
)
from portal.features.audits import queries as audit_queries
from portal.features.evidence import Evidence, add_evidence
from portal.features.organisations import Organisation
from portal.ledger import LedgerEntry
from tests.audits.conftest import LAST, NOON, Audit, after, upload


def titles(audit: Audit, viewer: Viewer) -> list[str]:
    with audit.app.app_context(), viewing(viewer):
        return list(db.session.scalars(select(Evidence.title).order_by(Evidence.id)))


def actions_on(audit: Audit, viewer: Viewer, kind: str) -> list[str]:
    with audit.app.app_context(), viewing(viewer):
        return list(
            db.session.scalars(
                select(LedgerEntry.action)
                .where(LedgerEntry.action.like(f"{kind}.%"))
                .order_by(LedgerEntry.access_list_id, LedgerEntry.sequence)
            )
        )


def test_the_auditor_reads_all_and_another_auditor_nothing(audit: Audit) -> None:
    audit.sent()
    audit.evidence(title="Outer")
    audit.evidence(b"For parties.", inner=True, title="Inner")
    assert not audit.sees(audit.auditor)
    audit.opened()
    assert audit.sees(audit.auditor)
    assert titles(audit, audit.auditor) == ["Outer", "Inner"]
    assert audit.sees_engagement(audit.auditor)
    for stranger in (audit.rival, audit.stranger):
        assert not audit.sees(stranger)
        assert titles(audit, stranger) == []
        assert not audit.sees_engagement(stranger)


def test_every_party_sees_who_reads_why_and_until_when(audit: Audit) -> None:
    audit.sent().opened()
    for viewer in (audit.kent, audit.odpm, audit.bedfordshire):
        with audit.at(viewer) as one:
            grant = next(grant for grant in who_can_see(one.access_list_id) if grant.role == GrantRole.AUDITOR)
            assert grant.organisation_id == audit.auditor.organisation_id
            assert "Review of the pilot" in grant.reason
            assert grant.ends_at == after(LAST)
            notice = db.session.scalars(select(AuditNotice)).one()
            assert (notice.title, notice.ends_at) == ("Review of the pilot", after(LAST))
        assert actions_on(audit, viewer, "audit") == ["audit.opened"]
        assert not audit.sees_engagement(viewer), "the engagement itself is between the council and the auditor"


def test_nothing_is_left_on_the_day_after(audit: Audit) -> None:
    audit.sent()
    audit.evidence()
    audit.opened()
    with audit.inside(audit.auditor) as engagement:
        write_note(engagement, "First look", "Two visits a week were kept.", None)
    with clock.pinned(after(LAST) - timedelta(microseconds=1)):
        assert audit.sees(audit.auditor)
        assert len(titles(audit, audit.auditor)) == 1
    with clock.pinned(after(LAST)):
        assert not audit.sees(audit.auditor)
        assert not audit.sees_engagement(audit.auditor)
        assert titles(audit, audit.auditor) == []
        with audit.app.app_context(), viewing(audit.auditor):
            for model in (WorkingNote, EngagementScope, LedgerEntry, Engagement):
                assert db.session.scalar(select(func.count()).select_from(model)) == 0, model
        assert audit.sees_engagement(audit.swindon), "the council keeps its own record of it"


def test_before_the_first_day_the_auditor_sees_nothing(audit: Audit) -> None:
    audit.sent().opened(date(2026, 6, 10), date(2026, 6, 20))
    assert not audit.sees(audit.auditor)
    with clock.pinned(after(date(2026, 6, 9))):
        assert audit.sees(audit.auditor)


def test_what_is_added_while_it_runs_is_seen_and_what_comes_after_is_not(audit: Audit) -> None:
    audit.sent().opened()
    audit.evidence(title="During")
    with audit.at(audit.kent) as one:
        late = open_list("Kent's part", within=one.inner_list_id).id
        add_evidence(late, "On a list of its own", (None, None), upload(b"Kent's own words."))
    assert titles(audit, audit.auditor) == ["During", "On a list of its own"]
    with audit.app.app_context(), viewing(audit.auditor):
        ends = db.session.scalars(select(AccessGrant.ends_at).where(AccessGrant.access_list_id == late)).all()
        assert ends == [after(LAST)], "let in by Kent, until Swindon's engagement ends"
    with clock.pinned(after(LAST)):
        audit.evidence(b"Later.", title="After")
        with audit.at(audit.kent) as one:
            open_list("Kent's part", within=one.access_list_id)
        assert titles(audit, audit.auditor) == []


def test_grants_given_by_others_follow_the_end(audit: Audit) -> None:
    audit.sent().opened()
    with audit.at(audit.kent) as one:
        late = open_list("Kent's part", within=one.access_list_id).id
    for ends_on in (date(2026, 7, 31), date(2026, 6, 5)):
        with audit.inside(audit.swindon) as engagement:
            change_end(engagement, ends_on)
            assert engagement.ends_at == after(ends_on)
        with audit.app.app_context(), viewing(audit.auditor):
            ends = set(
                db.session.scalars(
                    select(AccessGrant.ends_at).where(AccessGrant.organisation_id == audit.auditor.organisation_id)
                )
            )
            assert ends == {after(ends_on)}
        with audit.at(audit.kent) as one:
            assert {grant.ends_at for grant in who_can_see(late) if grant.role == "auditor"} == {after(ends_on)}
            assert db.session.scalars(select(AuditNotice.ends_at)).all() == [after(ends_on)]
    assert actions_on(audit, audit.kent, "audit") == ["audit.opened", "audit.extended", "audit.shortened"]
    assert actions_on(audit, audit.swindon, "engagement") == [
        "engagement.opened", "engagement.extended", "engagement.shortened",
    ]  # fmt: skip


def test_ended_now_is_ended_on_the_next_click(audit: Audit) -> None:
    audit.sent().opened()
    with audit.inside(audit.auditor) as engagement:
        write_note(engagement, "First look", "Kept.", None)
    with clock.pinned(NOON + timedelta(hours=1)):
        with audit.inside(audit.swindon) as engagement:
            end_now(engagement, "The auditor was changed.")
        assert not audit.sees(audit.auditor)
        assert not audit.sees_engagement(audit.auditor)
        with audit.app.app_context(), viewing(audit.auditor):
            assert db.session.scalar(select(func.count()).select_from(WorkingNote)) == 0
        with pytest.raises(Invalid), audit.inside(audit.swindon) as engagement:
            end_now(engagement, "Again.")
        with pytest.raises(Invalid), audit.inside(audit.swindon) as engagement:
            change_end(engagement, date(2026, 7, 31))
        assert actions_on(audit, audit.kent, "audit") == ["audit.opened", "audit.ended"]


def test_ended_before_it_started_it_never_opens(audit: Audit) -> None:
    audit.sent().opened(date(2026, 6, 10), date(2026, 6, 20))
    with audit.inside(audit.swindon) as engagement:
        end_now(engagement, "Not needed.")
    for day in range(1, 22):
        with clock.pinned(NOON + timedelta(days=day)):
            assert not audit.sees(audit.auditor)


def test_an_auditor_cannot_let_itself_back_in(audit: Audit) -> None:
    audit.sent().opened()
    with audit.inside(audit.auditor) as engagement:
        notes = write_note(engagement, "First look", "Kept.", None).access_list_id
        covered = audit_queries.scopes_of(engagement.id)[0].covered_list_id
    for moment in (NOON, after(LAST)):
        on = notes if moment != NOON else covered
        with clock.pinned(moment), audit.app.app_context(), pytest.raises(Forbidden), viewing(audit.auditor):
            grant_access(on, audit.auditor.organisation_id, GrantRole.OWNER, "back again")
    with clock.pinned(after(LAST)), audit.app.app_context(), viewing(audit.auditor):
        assert db.session.scalar(select(func.count()).select_from(WorkingNote)) == 0


def test_notes_are_the_audit_bodys_alone(audit: Audit) -> None:
    audit.sent().opened()
    with audit.inside(audit.auditor) as engagement:
        one = write_note(engagement, "First look", "Two visits a week.", audit.reference)
        two = write_note(engagement, "Second look", "Still two.", None)
        assert one.access_list_id == two.access_list_id
        change_note(one, "First look", "Three visits a week.", None)
    for viewer in (audit.swindon, audit.kent, audit.rival):
        with audit.app.app_context(), viewing(viewer):
            assert db.session.scalar(select(func.count()).select_from(WorkingNote)) == 0
        assert actions_on(audit, viewer, "working_note") == []
    with audit.app.app_context(), viewing(audit.auditor):
        note = db.session.scalars(select(WorkingNote).where(WorkingNote.title == "First look")).one()
        history = audit_queries.story_of_note(note)["history"]
        assert [row.action for row in history] == ["working_note.changed", "working_note.written"]
        assert "Two visits a week." in history[1].body
        assert note.version == 2


@pytest.mark.parametrize("who", ["stranger", "bedfordshire"])
def test_only_a_party_opens_an_audit(audit: Audit, who: str) -> None:
    audit.sent()
    plan = Plan("Mine", "To look.", date(2026, 6, 1), date(2026, 6, 2), [audit.reference])
    with audit.app.app_context(), pytest.raises(Invalid) as broken, viewing(getattr(audit, who)):
        open_engagement(plan, db.session.get_one(Organisation, audit.auditor.organisation_id))
    assert "records" in broken.value.errors


def test_only_an_audit_body_audits_and_something_is_audited(audit: Audit) -> None:
    audit.sent()
    days = (date(2026, 6, 1), date(2026, 6, 2))
    for body, records, field in (
        (audit.kent, [audit.reference], "audit_body"),
        (audit.auditor, [], "records"),
        (audit.auditor, [audit.reference, "0000-0000"], "records"),
    ):
        with audit.app.app_context(), pytest.raises(Invalid) as broken, viewing(audit.swindon):
            open_engagement(Plan("A", "B", *days, records), db.session.get_one(Organisation, body.organisation_id))
        assert field in broken.value.errors
    with audit.app.app_context(), viewing(audit.swindon):
        assert db.session.scalar(select(func.count()).select_from(Engagement)) == 0


def test_who_is_no_longer_a_party_gives_no_more_time(audit: Audit) -> None:
    audit.sent()
    with audit.at(audit.kent):
        plan = Plan("Kent's look", "To see.", date(2026, 6, 1), LAST, [audit.reference])
        body = db.session.get_one(Organisation, audit.auditor.organisation_id)
        audit.engagement_reference = open_engagement(plan, body).reference
    with audit.at(audit.swindon) as one:
        end_access([one.access_list_id, one.inner_list_id], audit.kent.organisation_id)
    with pytest.raises(Invalid), audit.inside(audit.kent) as engagement:
        change_end(engagement, date(2026, 7, 31))
    with audit.inside(audit.kent) as engagement:
        change_end(engagement, date(2026, 6, 10))
    with clock.pinned(after(date(2026, 6, 10))):
        assert not audit.sees(audit.auditor)


def test_the_chain_of_what_is_covered_holds(audit: Audit) -> None:
    audit.sent().opened()
    audit.evidence()
    with audit.inside(audit.auditor) as engagement:
        scope = audit_queries.scope_of_record(engagement.id, audit.reference)
        heads = audit_queries.heads_of(scope.id)
        chains = rules.check_chains(audit_queries.proof_of(scope.id)["entries"], heads)
        assert len(chains) == 2
        assert all(not one.fault and one.entries > 0 for one in chains.values())


def test_an_entry_recorded_while_the_chain_is_read_is_no_fault(audit: Audit) -> None:
    audit.sent().opened()
    with audit.inside(audit.auditor) as engagement:
        scope = audit_queries.scope_of_record(engagement.id, audit.reference).id
        heads = audit_queries.heads_of(scope)
    audit.evidence()
    with audit.inside(audit.auditor):
        chains = rules.check_chains(audit_queries.proof_of(scope)["entries"], heads)
    assert [one.fault for one in chains.values()] == ["", ""]
    assert sum(one.entries for one in chains.values()) > sum(number for number, _ in heads.values())
