"""The versions of the terms, and any two of them side by side."""

from typing import Any

from flask import render_template, request

from portal.access import Permission, requires
from portal.core.errors import NotFound
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.rules.terms import organisations_in, thawed
from portal.features.arrangements.rules.terms_shown import shown
from portal.features.arrangements.rules.terms_words import compare
from portal.features.arrangements.rules.words import listed
from portal.features.arrangements.views.blueprint import bp

LONGEST_NUMBER = 6
NO_VERSION = 0


@bp.get("/arrangements/<ref:ref>/versions")
@requires(Permission.TERMS_READ, on=Arrangement)
def versions(arrangement: Arrangement) -> Any:
    """What the parties were asked to confirm, version by version; two of them compared field by field."""
    rows = queries.versions_of(arrangement)
    if not rows:
        raise NotFound
    asked = {name: _number(request.args.get(name, "")) for name in ("from", "to")}
    newest = rows[0].number
    chosen = tuple(
        usual if number is None else number
        for number, usual in zip(asked.values(), (max(1, newest - 1), newest), strict=True)
    )
    texts = queries.terms_texts(arrangement, chosen)
    changes = None
    if all(number in texts for number in chosen):
        before, after = (thawed(texts[number]) for number in chosen)
        names = queries.names_by_reference(organisations_in(before, after)) | queries.names_in_terms()
        changes = compare(before, after, names)
    return render_template(
        "arrangements/versions.html",
        arrangement=arrangement,
        rows=[(row, listed(row.changed.split(",")) if row.changed else "") for row in rows],
        chosen=chosen,
        changes=changes,
        newest=newest,
    )


@bp.get("/arrangements/<ref:ref>/versions/<int:number>")
@requires(Permission.TERMS_READ, on=Arrangement)
def version(arrangement: Arrangement, number: int) -> Any:
    """One version, whole, as it was put to the parties."""
    text = queries.terms_texts(arrangement, [number]).get(number) if number < 10**LONGEST_NUMBER else None
    if text is None:
        raise NotFound
    terms = thawed(text)
    names = queries.names_by_reference(organisations_in(terms)) | queries.kind_names()
    return render_template(
        "arrangements/version.html",
        arrangement=arrangement,
        number=number,
        parts=shown(terms, names),
    )


def _number(typed: str) -> int | None:
    digits = typed.strip()
    if not digits:
        return None
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER else NO_VERSION
