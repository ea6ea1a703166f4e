"""Loading the demo: the cast, then each story in its own time."""

from sqlalchemy import select

from portal.access import viewing
from portal.access.viewer import Viewer
from portal.data import db
from portal.demo import dartford, joined_up, kent_swindon, kettering, lists, matching, others, reminders, risks
from portal.demo.cast import CAST, DOMAIN, Cast
from portal.features.arrangements import actions
from portal.features.organisations import Person


def present() -> bool:
    """Whether anybody of the demo is there."""
    with viewing(Viewer(0, "operator", "Operator")):
        return db.session.scalar(select(Person.id).where(Person.email.endswith(f"@{DOMAIN}")).limit(1)) is not None


def load() -> None:
    """Tell every story. Each step is committed as the person who took it.

    Then the checks look at all of it as it is today.
    """
    cast = Cast()
    cast.enter()
    first = kent_swindon.tell(cast)
    others.tell(cast)
    risks.tell(cast)
    joined_up.tell(cast)
    matching.tell(cast)
    dartford.tell(cast, first)
    reminders.tell(cast, first)
    kettering.tell(cast)
    lists.tell(cast)
    for part in CAST:
        with viewing(Viewer(0, "portal", "", cast.organisation_id(part.key))):
            actions.look_at_all()
