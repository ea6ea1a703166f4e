"""How arrangements pass when an organisation ends."""

from typing import Any

from sqlalchemy import Select, select

from portal.features.arrangements.actions.succeeding import succeed_party
from portal.features.arrangements.actions.watch import look_at_handed
from portal.features.arrangements.models import Arrangement
from portal.passing import Kind


def _rows(access_list_ids: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(Arrangement.access_list_id, Arrangement.reference, Arrangement.title)
        .where(Arrangement.access_list_id.in_(access_list_ids))
        .order_by(Arrangement.id)
    )


PASSING = (
    Kind(
        "arrangement",
        "arrangement",
        "arrangements",
        _rows,
        "arrangements.show",
        take_over=succeed_party,
        passes=frozenset(
            {
                "arrangement.accountable_body_id",
                "arrangement.passed_to_id",
                "asked_confirmation.organisation_id",
                "check_summary.led_by_id",
                "confirmation.organisation_id",
                "follow_up.owner_id",
                "mentoring_session.logged_by_id",
                "party.organisation_id",
                "target.set_by_id",
            }
        ),
        afterwards=look_at_handed,
    ),
)
