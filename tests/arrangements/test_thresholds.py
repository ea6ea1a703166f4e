"""When a partnership is significant: each council's own answer, which nobody else sees."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.access import MembershipRole
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import actions
from portal.features.arrangements.models import SignificanceThreshold
from portal.features.arrangements.rules import governance
from tests.arrangements.conftest import Case
from tests.arrangements.people import reference_of, sits
from tests.factories.world import World


@pytest.mark.parametrize(("medium", "high"), [(9, 9), (10, 9), (0, 9), (9, 25)])
def test_thresholds_that_cannot_be(medium: int, high: int) -> None:
    with pytest.raises(RuleBroken):
        governance.check_thresholds(medium, high)


def test_each_party_reads_the_score_by_its_own_thresholds(case: Case, world: World) -> None:
    case.sent()
    with case.at(case.swindon) as one:
        actions.assess(one, None, dict.fromkeys(governance.QUESTIONS, (2, "")))
    base = f"/arrangements/{case.reference}"
    sam, kim = sits(case, world, case.swindon), sits(case, world, case.kent)
    default = "16 of 24. Medium by the thresholds that come with the portal: medium from 9, high from 17"
    assert default in sam.reads(base)
    assert "Change the thresholds" in sam.reads(f"/organisations/{reference_of(case, 'Swindon Borough Council')}")
    assert "must be between 1 and 24" in sam.sends("/significance", 422, medium="0", high="25")
    assert "High must begin at a higher score" in sam.sends("/significance", 422, medium="12", high="12")
    page = sam.reads("/significance")
    sam.sends("/significance", medium="10", high="16")
    assert "10" in sam.sends("/significance", 409, page=page, medium="3", high="4")
    assert "High by the thresholds of Swindon Borough Council: medium from 10, high from 16" in sam.reads(base)
    own = sam.reads(f"/organisations/{reference_of(case, 'Swindon Borough Council')}")
    assert "from a score of 10 on, and of high significance from 16" in own

    # Nobody else sees it: not on the arrangement, not on the page of the council, and not in the table.
    assert default in kim.reads(base)
    for person in (kim, sits(case, world, case.bedfordshire)):
        seen = person.reads(f"/organisations/{reference_of(case, 'Swindon Borough Council')}")
        assert "Significant partnerships" not in seen
    for viewer, count in ((case.swindon, 1), (case.kent, 0), (case.bedfordshire, 0)):
        with case.at(viewer):
            assert len(db.session.scalars(select(SignificanceThreshold)).all()) == count


def test_only_a_manager_sets_them(case: Case, world: World) -> None:
    officer = world.browser(world.person("Swindon Borough Council", MembershipRole.CONTRIBUTOR))
    assert officer.get("/significance").status_code == 403
