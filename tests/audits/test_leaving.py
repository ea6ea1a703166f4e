"""A party that leaves takes its window with it: its auditors see no more of that record, and go on with the rest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, create_engine, select, text

from portal.access import Viewer, end_access, end_audits, viewing
from portal.core import clock
from portal.core.errors import Forbidden
from portal.data import db
from portal.data.rule import SETTING_MOMENT, SETTING_ORGANISATION
from portal.features.arrangements import Arrangement, Role, actions
from portal.features.audits import AuditNotice, Plan, change_end, open_engagement
from portal.features.evidence import Evidence
from portal.features.feedback import Capacity, Kind, Statement, make_statement
from portal.features.organisations import Organisation
from portal.ledger import LedgerEntry
from portal.web.application import Portal
from tests.audits.conftest import FIRST, LAST, NOON, Audit
from tests.factories.world import World
from tests.harness.databases import PostgresDatabases, SqliteDatabases, on_postgresql


@pytest.fixture
def uttlesford(audit: Audit) -> Viewer:
    """Joins the pilot, and has it audited together with an arrangement of its own. Others have said things before and
    since."""
    audit.sent()
    with audit.at(audit.swindon) as one:
        actions.add_party(one, db.session.get_one(Organisation, audit.stranger.organisation_id), [Role.OTHER])
    says(audit, audit.kent)
    with audit.at(audit.stranger):
        own = actions.create_arrangement(actions.About("joint_team", "Uttlesford’s own team"), ["recipient"]).reference
        plan = Plan("Uttlesford’s audit", "What was delivered?", FIRST, LAST, [audit.reference, own])
        body = db.session.get_one(Organisation, audit.auditor.organisation_id)
        audit.engagement_reference = open_engagement(plan, body).reference
    says(audit, audit.kent)
    return audit.stranger


def says(audit: Audit, by: Viewer) -> None:
    with audit.at(by) as one:
        make_statement(one, Capacity.COMMISSIONER, Kind.EXPERIENCE, "The visits help.")


def seen_by(audit: Audit, viewer: Viewer) -> tuple[list[str], int, int]:
    """The arrangements, statements and pieces of evidence that ``viewer`` sees."""
    with audit.app.app_context(), viewing(viewer):
        titles = db.session.scalars(select(Arrangement.title).order_by(Arrangement.title)).all()
        return (
            [title.split()[0] for title in titles],
            len(db.session.scalars(select(Statement.id)).all()),
            len(db.session.scalars(select(Evidence.id)).all()),
        )


def leaves(audit: Audit) -> None:
    with audit.at(audit.swindon) as one:
        actions.remove_party(one, audit.stranger.organisation_reference)


def test_the_auditors_of_a_party_that_leaves_go_on_without_that_record(audit: Audit, uttlesford: Viewer) -> None:
    audit.evidence()
    audit.evidence(inner=True, title="Budget")
    assert seen_by(audit, audit.auditor) == (["Kent", "Uttlesford’s"], 2, 2)
    leaves(audit)
    assert not audit.sees(uttlesford)
    assert seen_by(audit, audit.auditor) == (["Uttlesford’s"], 0, 0)
    assert seen_by(audit, uttlesford)[1] == 2, "its right of reply stays"
    assert audit.sees_engagement(audit.auditor)
    with audit.at(audit.kent) as one:
        assert db.session.scalars(select(AuditNotice.id)).all() == []
        last = select(LedgerEntry.action).where(LedgerEntry.access_list_id == one.access_list_id)
        assert "audit.ended" in db.session.scalars(last).all()


def test_more_time_for_the_rest_brings_nothing_back(audit: Audit, uttlesford: Viewer) -> None:
    leaves(audit)
    with audit.inside(uttlesford) as engagement:
        change_end(engagement, LAST + timedelta(days=30))
    says(audit, audit.kent)
    for moment in (NOON, NOON + timedelta(days=40)):
        with clock.pinned(moment):
            assert seen_by(audit, audit.auditor) == (["Uttlesford’s"], 0, 0)


def test_an_audit_that_another_party_opened_stays(audit: Audit, uttlesford: Viewer) -> None:
    audit.opened()
    leaves(audit)
    assert seen_by(audit, audit.auditor) == (["Kent", "Uttlesford’s"], 2, 0)


def test_who_becomes_an_observer_has_no_auditors_either(audit: Audit, uttlesford: Viewer) -> None:
    with audit.at(audit.swindon) as one:
        actions.change_party(one, uttlesford.organisation_reference, None, [Role.OBSERVER])
    assert audit.sees(uttlesford)
    assert seen_by(audit, audit.auditor)[0] == ["Uttlesford’s"]


def test_the_pages_say_what_is_not_covered_any_more(audit: Audit, uttlesford: Viewer, world: World) -> None:
    leaves(audit)
    page = world.browser(audit.auditor).get(f"/engagements/{audit.engagement_reference}").get_data(as_text=True)
    assert "does not cover it any more" in page
    assert f"/arrangements/{audit.reference}" not in page


def test_only_the_owner_ends_them_and_only_for_one_that_left(audit: Audit, uttlesford: Viewer) -> None:
    for viewer in (audit.kent, audit.bedfordshire, audit.auditor, uttlesford):
        with pytest.raises(Forbidden), audit.at(viewer) as one:
            end_audits(one.access_list_id, uttlesford.organisation_id)
    with pytest.raises(Forbidden, match="left"), audit.at(audit.swindon) as one:
        end_audits(one.access_list_id, uttlesford.organisation_id)
    assert seen_by(audit, audit.auditor)[0] == ["Kent", "Uttlesford’s"]


def test_nothing_ends_on_lists_that_the_owner_takes_no_part_in(audit: Audit, uttlesford: Viewer) -> None:
    with audit.at(audit.kent):
        first = db.session.scalars(select(Statement.access_list_id).order_by(Statement.id).limit(1)).all()
        end_access(first, audit.swindon.organisation_id)
    leaves(audit)
    assert seen_by(audit, audit.auditor) == (["Uttlesford’s"], 1, 0)


@on_postgresql
def test_the_function_itself_holds_against_other_sql(
    app: Portal, audit: Audit, uttlesford: Viewer, database: PostgresDatabases | SqliteDatabases
) -> None:
    with audit.at(audit.swindon) as one:
        on = one.access_list_id
    application: Engine = create_engine(database.url)

    def ended(acting: int, leaver: int) -> int | None:
        with application.begin() as connection:
            for name, value in ((SETTING_ORGANISATION, str(acting)), (SETTING_MOMENT, clock.now().isoformat())):
                connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
            asked = text("SELECT accord_end_audits(:list, :leaver)")
            found: int | None = connection.execute(asked, {"list": on, "leaver": leaver}).scalar_one()
            return found

    swindon, kent, gone = (one.organisation_id for one in (audit.swindon, audit.kent, uttlesford))
    assert [ended(kent, gone), ended(gone, gone), ended(0, gone), ended(swindon, gone), ended(swindon, kent)] == [
        None
    ] * 5
    application.dispose()
