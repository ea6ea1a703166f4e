"""What was done with a person's account. What concerns one organisation is told by that organisation's ledger."""

from portal.core.errors import Forbidden
from portal.data import db, scope_of
from portal.features.signin.models import AccountEvent


def note(what: str, person_id: int, organisation_id: int | None = None) -> None:
    """Add to the history of an account, which only its person reads. ``what`` is ``noun.verb`` in the past tense.

    Raises ``Forbidden`` where somebody else is looking: whoever comes by a link looks as its person first.
    """
    scope = scope_of(db.session())
    if scope is None or scope.person_id != person_id:
        raise Forbidden("another person's account")
    db.session.add(AccountEvent(person_id=person_id, organisation_id=organisation_id, what=what))
    db.session.flush()
