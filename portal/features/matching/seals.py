"""How the ledger seals what is offered and sought."""

from sqlalchemy import select

from portal.features.matching.models import Posting
from portal.features.matching.rules.postings import sealed_posting
from portal.ledger.sealing import Seal, as_stored

SEALS = (
    Seal(
        "posting",
        "posting",
        {f"posting.{verb}": {} for verb in ("added", "changed", "shown", "named", "unnamed", "passed", "withdrawn")},
        select(
            Posting.access_list_id,
            Posting.reference.label("subject"),
            Posting.reference.label("place"),
            as_stored(Posting.side),
            Posting.service_slug,
            Posting.kind,
            Posting.words,
            as_stored(Posting.ends_on),
            as_stored(Posting.audience),
            as_stored(Posting.withdrawn_on),
            Posting.rating_scale,
            Posting.rating_place,
            as_stored(Posting.rating_on),
            Posting.rating_source,
        ),
        sealed_posting,
    ),
)
