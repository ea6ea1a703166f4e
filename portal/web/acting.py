"""A page that was opened for one organisation is not sent in the name of another.

Somebody who belongs to two may change in another tab. Every form says for which it was shown; where that is not the one
acted for now, nothing is done, what was typed is kept, and one button acts for the first again and sends it.
"""

from typing import Any

from flask import make_response, redirect, render_template, request

from portal.access import known_viewer
from portal.access.guard import declaration_here
from portal.core.errors import RuleBroken
from portal.features.signin import act_for, memberships_of, signed_in_person
from portal.forms.base import ACT_AGAIN, ACTING_FOR
from portal.web.sent import kept_values, own_address, sent_files, told_rows


def opened_for_another() -> Any:
    """The answer to a form that was shown for another organisation than the one acted for now, else ``None``: a
    redirect when the person acts for the first again, which is to be committed, or a page that says so.

    It depends on the form alone and not on the record, of which it tells nothing.
    """
    viewer, other = known_viewer(), other_organisation()
    if viewer is None or other is None:
        return None
    if ACT_AGAIN in request.form and _act_again(other):
        return redirect(own_address(), 307)
    mine = {row.reference: row.name for row in memberships_of(viewer.person_id)}
    html = render_template(
        "errors/acting.html",
        opened_for=mine.get(other, ""),
        rows=told_rows(),
        kept=kept_values(),
        button=ACT_AGAIN,
        files=bool(sent_files()),
        address=own_address(),
    )
    return make_response(html, 409)


def other_organisation() -> str | None:
    """The reference of the organisation that the form sent was shown for, where it is not the one acted for now."""
    viewer, declared = known_viewer(), declaration_here()
    if viewer is None or declared is None or declared.permission is None:
        return None
    wanted = [one for one in request.form.getlist(ACTING_FOR) if one]
    return next((one for one in wanted if one != viewer.organisation_reference), None)


def _act_again(reference: str) -> bool:
    """Act for the organisation with ``reference`` again, if the person still may; the browser then sends it anew."""
    person = signed_in_person()
    if person is None:
        return False
    try:
        act_for(person.session_id, person.person_id, reference)
    except RuleBroken:
        return False
    return True
