"""How the ledger seals what is offered and sought, and the copies of it that every member organisation reads."""

from typing import Any

from sqlalchemy import func, select

from portal.features.matching.models import OpenPosting, Posting
from portal.features.matching.rules.postings import sealed_posting
from portal.ledger.sealing import NO_LIST, Seal, as_stored

SEALING: dict[str, dict[str, Any]] = {
    f"posting.{verb}": {} for verb in ("added", "changed", "shown", "named", "unnamed", "passed", "withdrawn")
}
LATER = frozenset({"organisation_id"})


def _says(model: Any) -> tuple[Any, ...]:
    return (
        model.organisation_id,
        as_stored(model.side),
        model.service_slug,
        model.kind,
        model.words,
        as_stored(model.ends_on),
        as_stored(Posting.audience),
        as_stored(Posting.withdrawn_on),
        model.rating_scale,
        model.rating_place,
        as_stored(model.rating_on),
        model.rating_source,
    )


SEALS = (
    Seal(
        "posting",
        "posting",
        SEALING,
        select(
            Posting.access_list_id,
            Posting.reference.label("subject"),
            Posting.reference.label("place"),
            *_says(Posting),
        ),
        sealed_posting,
        later=LATER,
    ),
    Seal(
        "open_posting",
        "posting",
        SEALING,
        select(
            func.coalesce(Posting.access_list_id, NO_LIST).label("access_list_id"),
            func.coalesce(Posting.reference, OpenPosting.reference).label("subject"),
            OpenPosting.reference.label("place"),
            *_says(OpenPosting),
        )
        .select_from(OpenPosting)
        .outerjoin(Posting, Posting.open_id == OpenPosting.id),
        sealed_posting,
        later=LATER,
        fleeting=True,
    ),
)
