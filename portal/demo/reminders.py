"""What is coming up at the time of trying the demo, how one officer chose to be reminded, and a calendar."""

from datetime import timedelta

from portal.access import viewing
from portal.core import clock
from portal.demo.cast import Cast
from portal.demo.steps import find
from portal.features.arrangements import actions
from portal.features.reminders import Pace, choose, open_feed

AHEAD = timedelta(days=20)


def tell(cast: Cast, mentoring: str) -> None:
    """Swindon sets a milestone for the audit that has just begun, and its manager reads all in a calendar, of which
    nobody keeps the address; an officer of Kent wants one mail a week."""
    with viewing(cast.viewer("manager.swindon")):
        facts = actions.MilestoneFacts("Both councils talk about the lessons of the pilot", clock.today() + AHEAD)
        actions.add_milestone(find(mentoring), facts)
        open_feed()
    with viewing(cast.viewer("officer.kent")) as officer:
        choose(officer.person_id, Pace.WEEKLY)
