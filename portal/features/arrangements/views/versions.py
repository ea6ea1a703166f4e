"""The versions of the terms, and any two of them side by side."""

from typing import Any

from flask import render_template, request

from portal.access import Permission, requires
from portal.core.errors import NotFound
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.rules.terms import organisations_in, thawed
from portal.features.arrangements.rules.terms_words import compare
from portal.features.arrangements.rules.words import listed
from portal.features.arrangements.views.blueprint import bp

LONGEST_NUMBER = 6


@bp.get("/arrangements/<ref:ref>/versions")
@requires(Permission.TERMS_READ, on=Arrangement)
def versions(arrangement: Arrangement) -> Any:
    """What the parties were asked to confirm, version by version; two of them compared field by field."""
    rows = queries.versions_of(arrangement)
    if not rows:
        raise NotFound
    asked = {name: _number(request.args.get(name, "")) for name in ("from", "to")}
    chosen = (asked["from"] or max(1, rows[0].number - 1), asked["to"] or rows[0].number)
    texts = queries.terms_texts(arrangement, chosen)
    changes = None
    if all(number in texts for number in chosen):
        before, after = (thawed(texts[number]) for number in chosen)
        names = queries.names_by_reference(organisations_in(before, after)) | queries.kind_names()
        changes = compare(before, after, names)
    return render_template(
        "arrangements/versions.html",
        arrangement=arrangement,
        rows=[(row, listed(row.changed.split(",")) if row.changed else "") for row in rows],
        chosen=chosen,
        changes=changes,
        newest=rows[0].number,
    )


def _number(typed: str) -> int | None:
    digits = typed.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER else None
