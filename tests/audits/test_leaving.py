"""A party that leaves takes its window with it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import Role, actions
from portal.features.audits import Plan, end_now, open_engagement
from portal.features.audits.models import Engagement
from portal.features.organisations import Organisation
from tests.audits.conftest import FIRST, LAST, Audit


def opened_by_uttlesford(audit: Audit) -> str:
    with audit.at(audit.stranger):
        plan = Plan("Uttlesford’s own", "What was delivered?", FIRST, LAST, [audit.reference])
        return open_engagement(plan, db.session.get_one(Organisation, audit.auditor.organisation_id)).reference


def test_a_party_whose_audit_runs_cannot_be_taken_out_until_it_ends_it(audit: Audit) -> None:
    audit.sent()
    with audit.at(audit.swindon) as one:
        actions.add_party(one, db.session.get_one(Organisation, audit.stranger.organisation_id), [Role.OTHER])
    engagement = opened_by_uttlesford(audit)
    with pytest.raises(RuleBroken, match="audit"), audit.at(audit.swindon) as one:
        actions.remove_party(one, audit.stranger.organisation_reference)
    assert audit.sees(audit.auditor)
    with audit.at(audit.stranger):
        end_now(db.session.scalars(select(Engagement).where(Engagement.reference == engagement)).one(), "Leaving")
    with audit.at(audit.swindon) as one:
        actions.remove_party(one, audit.stranger.organisation_reference)
    assert not audit.sees(audit.stranger)
    assert not audit.sees(audit.auditor)
