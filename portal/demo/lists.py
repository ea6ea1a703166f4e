"""Views of the list that two partnership managers keep."""

from portal.access import viewing
from portal.demo.cast import Cast
from portal.features.arrangements import actions

VIEWS = (
    ("manager.kent", "Ending soon, adult care", {"service": "adult_social_care", "ends": "12-months"}),
    ("manager.kent", "What we are asked to confirm", {"state": "proposed"}),
    ("manager.uttlesford", "Customer service, something fails", {"service": "customer_service", "checks": "failing"}),
)


def tell(cast: Cast) -> None:
    """Keep each for its person."""
    for who, name, arguments in VIEWS:
        with viewing(cast.viewer(who)):
            actions.keep_view(actions.ViewFacts(name), arguments)
