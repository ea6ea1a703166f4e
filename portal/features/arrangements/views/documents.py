"""Arrangements as JSON documents."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response

from portal.access import Permission, current_viewer, requires
from portal.core import clock
from portal.core.digests import moment_text
from portal.downloads import MOST_BESIDE, download_document
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.rules.documents import FORMAT, VERSION, document_of
from portal.features.arrangements.views.blueprint import bp


@bp.get("/arrangements/<ref:ref>/download")
@requires(Permission.ARRANGEMENT_READ, on=Arrangement)
def download_one(arrangement: Arrangement) -> Response:
    """Everything of one arrangement that the viewer can see, as JSON."""
    return as_documents(f"Arrangement {arrangement.reference}", [arrangement])


def as_documents(title: str, arrangements: Iterable[Arrangement]) -> Response:
    """The answer that saves these arrangements as JSON, in their order."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": moment_text(clock.now()),
        "made_for": current_viewer().organisation_reference,
    }
    return download_document(title, head, "arrangements", map(_document, arrangements))


def listed_arrangements(pages: Iterable[queries.Listed]) -> Iterator[Arrangement]:
    """The arrangements on these pages of the list, in its order."""
    for listed in pages:
        references = [row.reference for row in listed.page.rows]
        found = queries.arrangements_by_reference(references)
        yield from (found[reference] for reference in references if reference in found)


def _document(arrangement: Arrangement) -> Any:
    return document_of(arrangement, *queries.document_rows(arrangement), MOST_BESIDE)
