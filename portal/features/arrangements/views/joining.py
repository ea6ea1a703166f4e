"""A party says when it joined, what authorised it, and whom to ask."""

from typing import Any

from flask import flash

from portal.access import Permission, current_viewer, requires
from portal.core.errors import Forbidden
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import ContactForm, JoiningForm
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.queries import PartyLine
from portal.features.arrangements.rules.joining import may_tell
from portal.features.arrangements.views.blueprint import asked, at, bp, go
from portal.features.organisations import members_of, membership_reference


def _party(arrangement: Arrangement, organisation: str) -> PartyLine:
    line = queries.workings(arrangement).party(organisation)
    if not may_tell(line, current_viewer().organisation_id, arrangement.led_by_id, arrangement.terms_number):
        raise Forbidden("another party says this of itself")
    return line


def _back(arrangement: Arrangement) -> str:
    """To where it is read: the list of parts while it is written, the page once it is sent."""
    return at("show", arrangement, _anchor="parties") if arrangement.terms_number else at("parties", arrangement)


def _on(arrangement: Arrangement) -> Any:
    return go("show", arrangement, _anchor="parties") if arrangement.terms_number else go("parties", arrangement)


@bp.route("/arrangements/<ref:ref>/parties/<ref:organisation>/joining", methods=["GET", "POST"])
@requires(Permission.PARTY_TELL, on=Arrangement)
def joining(arrangement: Arrangement, organisation: str) -> Any:
    """When a party joined, and the decision that authorised it."""
    line = _party(arrangement, organisation)
    form = JoiningForm(record=queries.party_of(arrangement, line.organisation_id))
    if form.validate_on_submit():
        facts = actions.JoiningFacts(
            form.joined_on.data,
            form.decision_body.data,
            form.decision_on.data,
            form.decision_minute.data,
            form.decision_link.data,
        )
        with form.rules():
            actions.set_joining(arrangement, organisation, form.posted_version(), facts)
        if not form.errors:
            return _on(arrangement)
    title = f"{line.name}: joining and decision"
    return asked(form, arrangement, title, _back(arrangement), changes_terms=True)


@bp.route("/arrangements/<ref:ref>/parties/<ref:organisation>/contact", methods=["GET", "POST"])
@requires(Permission.PARTY_TELL, on=Arrangement)
def contact(arrangement: Arrangement, organisation: str) -> Any:
    """Whom to ask at a party."""
    line = _party(arrangement, organisation)
    own = line.organisation_id == current_viewer().organisation_id
    form = ContactForm(
        members_of(line.organisation_id) if own else (),
        lambda: _member(arrangement, line.organisation_id),
        record=queries.contact_of(arrangement, line.organisation_id) or actions.ContactFacts(),
    )
    if form.validate_on_submit():
        member = form.member.data if own else ""
        answers = [getattr(form, name).data or "" for name in ("name", "post", "email", "phone")]
        with form.rules():
            facts = actions.ContactFacts(member or "", *answers)
            actions.set_contact(arrangement, organisation, form.posted_version(), facts)
        if not form.errors:
            flash("The lead contact is saved", "success")
            return _on(arrangement)
    return asked(
        form,
        arrangement,
        f"Lead contact at {line.name}",
        _back(arrangement),
        lead="The parties see whom to ask, observers do not. Nobody is asked to confirm again when it changes.",
        button="Save this contact",
    )


def _member(arrangement: Arrangement, organisation_id: int) -> str:
    row = queries.contact_of(arrangement, organisation_id)
    return membership_reference(row.membership_id) if row and row.membership_id else ""
