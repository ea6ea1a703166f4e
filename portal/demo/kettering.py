"""Case 2 goes on: Kettering is abolished on 1 April 2021, and what it had finds its way to North Northamptonshire.

Two more that reorganisation ended stand beside it at earlier steps: Cumbria, split in two, has still to choose where
its people go, one of whom came late, and has shown it to nobody; Bedfordshire has not begun.
"""

from datetime import UTC, date, datetime

from portal.access import MembershipRole, viewing
from portal.core import clock
from portal.demo.cast import DOMAIN, PASSWORD, Cast
from portal.features.arrangements import Kind, Role, actions
from portal.features.organisations import add_membership, create_person
from portal.features.signin import hashed
from portal.features.succession import accept, choose, record_handover, release
from portal.features.succession import queries as handovers
from portal.features.succession.models import PERSON

ABOLISHED = date(2021, 4, 1)
IDEAS = (
    (
        "Answers that every office can find",
        "One place where staff look up what was asked before and what was said.",
        ["customer_service", "it"],
    ),
    ("Going out to people who do not come to us", "Two evenings a month in villages without a bus.", ["equality"]),
)
TAKEN = ("Published service standards", "Policy Manager")
"""What the successor has accepted, by how it begins; the rest waits for whoever tries the demo."""


def tell(cast: Cast) -> None:
    """Tell it, each step in its own time."""
    with clock.pinned(datetime(2019, 9, 3, 10, tzinfo=UTC)), viewing(cast.viewer("manager.kettering")):
        for title, purpose, services in IDEAS:
            about = actions.About(kind=Kind.JOINT_TEAM, title=title, purpose=purpose)
            actions.create_arrangement(about, [Role.PROVIDER], services)
    with clock.pinned(datetime(2021, 2, 8, 10, tzinfo=UTC)), viewing(cast.viewer("manager.kettering")):
        successors = [cast.organisation("north-northamptonshire")]
        record_handover(cast.organisation("kettering"), successors, ABOLISHED)
    with clock.pinned(datetime(2021, 3, 15, 10, tzinfo=UTC)), viewing(cast.viewer("manager.kettering")):
        handover = handovers.handover_of(cast.organisation_id("kettering"))
        if handover is not None:
            release(handover)
    with clock.pinned(datetime(2021, 4, 6, 10, tzinfo=UTC)), viewing(cast.viewer("manager.north-northamptonshire")):
        _take_the_first(cast)
    with clock.pinned(datetime(2023, 2, 1, 10, tzinfo=UTC)), viewing(cast.viewer("manager.cumbria")):
        halves = [cast.organisation("cumberland"), cast.organisation("westmorland")]
        handover = record_handover(cast.organisation("cumbria"), halves, date(2023, 4, 1))
        shares = handovers.shares_of(handover.id)
        for item in handovers.undecided_items(handover):
            if item.kind != PERSON:
                choose(handover, item, None, [share.id for share in shares])
        late = create_person("Records Officer, Cumbria", f"records.cumbria@{DOMAIN}")
        late.password = hashed(PASSWORD)
        add_membership(late, cast.organisation_id("cumbria"), MembershipRole.CONTRIBUTOR)


def _take_the_first(cast: Cast) -> None:
    share = handovers.share_with(cast.organisation_id("kettering"))
    for offer in handovers.next_offered(share, 50):
        if offer.title.startswith(TAKEN):
            accept(offer)
