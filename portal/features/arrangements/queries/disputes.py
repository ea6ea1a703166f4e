"""Which word of a party is a dispute of the newest version that still stands."""

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import aliased

from portal.data import fixed_word
from portal.features.arrangements.models import Arrangement, Confirmation, Decision, Party

_Later = aliased(Confirmation)

DISPUTED: ColumnElement[bool] = and_(
    Confirmation.decision == fixed_word(Decision.DISPUTED.value),
    Confirmation.terms_number == Arrangement.terms_number,
    exists().where(
        Party.arrangement_id == Confirmation.arrangement_id,
        Party.organisation_id == Confirmation.organisation_id,
        Party.left_on.is_(None),
    ),
    ~exists().where(
        _Later.arrangement_id == Confirmation.arrangement_id,
        _Later.organisation_id == Confirmation.organisation_id,
        _Later.terms_number == Confirmation.terms_number,
        _Later.id > Confirmation.id,
    ),
)
"""For a row of confirmations beside its arrangement: it is the newest word on the newest version, it disputes it, and
whoever said it is still a party."""
