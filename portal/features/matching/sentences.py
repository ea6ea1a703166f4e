"""How the ledger tells of offers and needs. Each is told under the name of its service."""

from typing import Any

from sqlalchemy import Select, select

from portal.features.arrangements import Service
from portal.features.matching.models import Posting
from portal.ledger.telling import Subject

SENTENCES = {
    "posting.added": "wrote down an offer or need: {}",
    "posting.changed": "changed an offer or need: {}",
    "posting.shown": "chose who can see an offer or need: {}",
    "posting.named": "let an organisation see an offer or need: {}",
    "posting.unnamed": "let an organisation no longer see an offer or need: {}",
    "posting.withdrawn": "withdrew an offer or need: {}",
    "posting.passed": "took over an offer or need: {}",
    "approach.made": "started an arrangement for {} from what another organisation offers or seeks",
}


def _postings(references: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(Posting.reference.label("reference"), Service.name.label("title"), Posting.reference.label("target"))
        .select_from(Posting)
        .join(Service, Service.slug == Posting.service_slug)
        .where(Posting.reference.in_(references))
    )


SUBJECTS = {"posting": Subject("a service", "matching.show", _postings)}
