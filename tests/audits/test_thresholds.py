"""An auditor reads how significant a partnership is as whoever opened the audit does."""

from __future__ import annotations

from portal.features.arrangements import actions
from portal.features.arrangements.rules.governance import QUESTIONS
from tests.arrangements.people import sits
from tests.audits.conftest import Audit
from tests.factories.world import World


def test_the_auditor_reads_by_the_thresholds_of_whoever_opened_the_audit(audit: Audit, world: World) -> None:
    audit.sent()
    with audit.at(audit.swindon) as one:
        actions.assess(one, None, dict.fromkeys(QUESTIONS, (2, "")))
        actions.set_thresholds(None, actions.Thresholds(10, 16))
    audit.opened()
    with audit.at(audit.swindon):
        actions.set_thresholds(None, actions.Thresholds(20, 22))
    page = f"/arrangements/{audit.reference}"
    told = "16 of 24. High by the thresholds of Swindon Borough Council kept for the audit: medium from 10, high"
    default = "Medium by the thresholds that come with the portal"
    read = sits(audit, world, audit.auditor).reads(page)
    assert told in read
    assert default not in read
    kent = sits(audit, world, audit.kent).reads(page)
    assert default in kent, "the other parties still see nothing of what Swindon keeps"
    assert "kept for the audit" not in kent
    swindon = sits(audit, world, audit.swindon).reads(page)
    assert "Low by the thresholds of Swindon Borough Council: medium from 20" in swindon


def test_where_nothing_is_kept_the_auditor_reads_by_those_of_the_portal(audit: Audit, world: World) -> None:
    audit.sent().opened()
    with audit.at(audit.swindon) as one:
        actions.assess(one, None, dict.fromkeys(QUESTIONS, (2, "")))
    read = sits(audit, world, audit.auditor).reads(f"/arrangements/{audit.reference}")
    assert "16 of 24. Medium by the thresholds that come with the portal" in read
