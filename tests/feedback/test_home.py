"""Home shows the first few that wait for an answer, and says how many more there are."""

from __future__ import annotations

from portal.features.feedback.queries import NEWEST
from tests.factories.world import World
from tests.feedback.conftest import Case


def test_what_home_leaves_out_is_counted_with_a_way_to_it(case: Case, world: World) -> None:
    for number in range(NEWEST):
        case.say(f"Visit {number} was late")
    council = world.browser(case.council)
    assert "feedback to answer</span></a></p>" not in council.get("/").text
    last = [case.say("Nobody came"), case.say("Nobody called")]
    page = council.get("/").text
    assert '<a class="govuk-link" href="/due?kind=reply">2 more<span class="govuk-visually-hidden"> feedback' in page
    assert f"feedback {last[0]}" in page, "what changed tells one from another"
    due = council.get("/due?kind=reply").text
    assert all(reference in due for reference in last)
