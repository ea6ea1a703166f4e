"""What the checks look at, and what was kept of what they found."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import func, select

from portal.data import db, how_many, lasting
from portal.features.arrangements.models import UNDER_WAY_WORDS, Arrangement, AskedConfirmation, CheckSummary
from portal.features.arrangements.queries.parties import Parts, party_lines, party_parts
from portal.features.arrangements.queries.workings import agreed_parts
from portal.features.arrangements.rules.watch import Check, Watched, reading_checks
from portal.panels import about, read_about

MOST_TO_MEND = 10
_OWN = "check_"


def watched_parts(arrangement_id: Any) -> Parts:
    """What the checks read beside the parties and what is agreed."""
    own = {f"{_OWN}{check.name}": check.rows(arrangement_id) for check in reading_checks() if check.rows}
    return {
        "asked_since": select(func.min(AskedConfirmation.created_at).label("since")).where(
            AskedConfirmation.arrangement_id == arrangement_id
        ),
        **own,
    }


def watched_from(arrangement: Arrangement, parties: Sequence[Any], rows: Mapping[str, Sequence[Any]]) -> Watched:
    """What the checks look at, from the rows of ``watched_parts`` and ``agreed_parts``."""
    return Watched(
        arrangement,
        parties,
        rows["money"],
        rows["shares"],
        rows["measures"],
        rows["targets"],
        rows["planned"],
        rows["pairs"],
        rows["asked_since"][0].since,
        {name.removeprefix(_OWN): found for name, found in rows.items() if name.startswith(_OWN)},
    )


def watched(arrangement: Arrangement) -> Watched:
    """What the checks look at, in one statement."""
    rows = read_about(arrangement, _watched_parts(tuple(reading_checks())))
    return watched_from(arrangement, party_lines(rows), rows)


@cache
def _watched_parts(_checks: tuple[Check, ...]) -> Parts:
    id_ = about("id")
    parts = {**party_parts(id_), **agreed_parts(id_), **watched_parts(id_)}
    return {name: lasting(part) for name, part in parts.items()}


def check_summary(arrangement: Arrangement) -> CheckSummary | None:
    """What was kept of the last look."""
    return db.session.scalar(select(CheckSummary).where(CheckSummary.arrangement_id == arrangement.id))


def to_watch(organisation_id: int, beyond: int, most: int) -> Sequence[Arrangement]:
    """What an organisation leads and is not over, or was not when the checks last looked: the first ``most`` with an
    id above ``beyond``."""
    seen = select(CheckSummary.id).where(CheckSummary.arrangement_id == Arrangement.id, CheckSummary.red > 0).exists()
    return db.session.scalars(
        select(Arrangement)
        .where(
            func.coalesce(Arrangement.passed_to_id, Arrangement.registered_by_id) == organisation_id,
            Arrangement.state.in_(UNDER_WAY_WORDS) | seen,
            Arrangement.id > beyond,
        )
        .order_by(Arrangement.id)
        .limit(most)
    ).all()


def to_mend_part(organisation_id: Any) -> Parts:
    """What an organisation leads and fails a check, the worst first."""
    mine = (CheckSummary.led_by_id == organisation_id, CheckSummary.red > 0)
    in_all = how_many(select(CheckSummary.id).where(*mine))
    return {
        "to_mend": select(Arrangement.reference, Arrangement.title, CheckSummary.red, in_all.label("in_all"))
        .join(Arrangement, Arrangement.id == CheckSummary.arrangement_id)
        .where(*mine)
        .order_by(CheckSummary.red.desc(), CheckSummary.arrangement_id.desc())
        .limit(MOST_TO_MEND)
    }
