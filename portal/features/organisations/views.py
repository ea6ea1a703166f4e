"""Pages of the directory, and of an organisation's own people."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from portal.access import Permission, current_viewer, requires
from portal.core import clock
from portal.downloads import Column, ColumnKind, download, every_page
from portal.features.organisations import actions, queries
from portal.features.organisations.forms import ChangeRoleForm, EndMembershipForm
from portal.features.organisations.models import OrganisationType
from portal.features.organisations.rules.filters import read_filter
from portal.features.organisations.rules.merging import merge
from portal.features.organisations.rules.words import (
    FIELD_WORDS,
    SCHEME_WORDS,
    TYPE_WORDS,
    register_title,
    what_was_said,
)

bp = Blueprint("organisations", __name__)

COLUMNS = (
    Column("Reference", width=12),
    Column("Name", width=50),
    Column("Type", width=30),
    Column("Where", width=25),
    Column("State", width=12),
    Column("Ended on", ColumnKind.DAY),
)


@bp.get("/organisations")
@requires(Permission.ORGANISATION_READ)
def index() -> Any:
    """Every organisation by name, with a search."""
    wanted, from_z = read_filter(request.args), _from_z()
    page = queries.organisations(wanted, clock.today(), request.args, from_z=from_z)
    filters = {name: request.args[name] for name in ("words", "type", "state") if request.args.get(name)}
    kept: dict[str, Any] = filters | ({"sort": "z-a"} if from_z else {})
    return render_template(
        "organisations/index.html",
        page=page,
        wanted=wanted,
        kept=kept,
        filtered=bool(filters),
        state=kept.get("state", ""),
        previous_href=_around(kept, page.previous),
        next_href=_around(kept, page.next),
        today=clock.today(),
        types=[(kind.value, TYPE_WORDS[kind]) for kind in OrganisationType],
        type_words=TYPE_WORDS,
    )


@bp.get("/organisations/download")
@requires(Permission.ORGANISATION_READ)
def download_list() -> Response:
    """The directory, or what a search found of it, as a file."""
    wanted, from_z, today = read_filter(request.args), _from_z(), clock.today()
    pages = every_page(lambda at, size: queries.organisations(wanted, today, at, size, from_z=from_z))
    return download(
        "Organisations",
        COLUMNS,
        (
            (
                row.reference,
                row.name,
                row.subtype if row.type == OrganisationType.COUNCIL and row.subtype else TYPE_WORDS[row.type],
                row.region or row.nation,
                "Ended" if row.ends_on and row.ends_on <= today else "Current",
                row.ends_on,
            )
            for page in pages
            for row in page.rows
        ),
    )


def _from_z() -> bool:
    return request.args.get("sort") == "z-a"


def _around(kept: dict[str, Any], key: Mapping[str, str] | None) -> str:
    return url_for("organisations.index", **{**kept, **key}) if key else ""


@bp.get("/organisations/<ref:ref>")
@requires(Permission.ORGANISATION_READ)
def show(ref: str) -> Any:
    """One organisation: its names, identifiers, dates, what came before and after."""
    organisation = queries.organisation_by_reference(ref)
    entries = queries.entries_of(organisation.id)
    own = organisation.id == current_viewer().organisation_id
    story, panels = queries.story_of(organisation)
    return render_template(
        "organisations/show.html",
        organisation=organisation,
        story=story,
        panels=panels,
        said={field: value for entry in entries for field, value in entry.facts.items()},
        sources=[(register_title(entry.register), entry.as_of) for entry in entries],
        disagreements=[
            (
                FIELD_WORDS[one.field],
                [(register_title(entry.register), what_was_said(entry, one.field)) for entry in (one.kept, one.other)],
            )
            for one in merge(entries).disagreements
        ],
        members=queries.members_of(organisation.id) if own else [],
        own=own,
        today=clock.today(),
        type_words=TYPE_WORDS,
        scheme_words=SCHEME_WORDS,
    )


@bp.get("/people")
@requires(Permission.MEMBERSHIP_READ)
def people() -> Any:
    """The people of one's own organisation."""
    return render_template("organisations/people.html", members=queries.members_of(current_viewer().organisation_id))


@bp.route("/people/<ref:ref>/change-role", methods=["GET", "POST"])
@requires(Permission.MEMBERSHIP_MANAGE)
def change_role(ref: str) -> Any:
    """Give a member another role."""
    membership, person = queries.membership_in(current_viewer().organisation_id, ref)
    form = ChangeRoleForm(record=membership)
    if form.validate_on_submit():
        with form.rules():
            actions.change_role(membership, person, form.role.data)
        if not form.errors:
            flash(f"{person.name} is now a {membership.role.value}", "success")
            return redirect(url_for("organisations.people"), 303)
    return render_template("organisations/change_role.html", form=form, person=person), form.status


@bp.route("/people/<ref:ref>/end-membership", methods=["GET", "POST"])
@requires(Permission.MEMBERSHIP_MANAGE)
def end_membership(ref: str) -> Any:
    """End a membership, from the next click on."""
    membership, person = queries.membership_in(current_viewer().organisation_id, ref)
    form = EndMembershipForm(record=membership)
    if form.validate_on_submit():
        with form.rules():
            actions.end_membership(membership, person)
        if not form.errors:
            flash(f"{person.name} no longer acts for {current_viewer().organisation_name}", "success")
            return redirect(url_for("organisations.people"), 303)
    return render_template("organisations/end_membership.html", form=form, person=person), form.status
