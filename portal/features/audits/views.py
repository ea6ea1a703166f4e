"""Pages of audits: engagements for the council and the auditor, working notes for the auditor alone."""

import json
from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from portal.access import Permission, current_viewer, requires, roles_on, who_can_see
from portal.core import clock
from portal.core.text import searched
from portal.data import GrantRole
from portal.downloads import Column, ColumnKind, day_of, download, every_page
from portal.features.arrangements import title_fault
from portal.features.audits import actions, queries, rules
from portal.features.audits.forms import ChangeEndForm, ChangeNoteForm, EndForm, NoteForm, OpenForm
from portal.features.audits.models import Engagement, WorkingNote
from portal.features.organisations import (
    Organisation,
    OrganisationType,
    find_organisations,
    organisation_by_reference,
)
from portal.ledger.sealing import misfits_among

MOST_BODIES = 50
MOST_ENTRIES = 20_000
MOST_UNLIKE = 50
SEARCH_LENGTH = 100
STATES = (("open", "Open"), ("ended", "Ended"))
STATE_WORDS = {rules.State.COMING: "Not started", rules.State.LIVE: "Open", rules.State.ENDED: "Ended"}
COLUMNS = (
    Column("Reference", width=12),
    Column("Audit", width=50),
    Column("Opened by", width=35),
    Column("Audit body", width=35),
    Column("First day", ColumnKind.DAY),
    Column("Last day", ColumnKind.DAY),
    Column("Ended early on", ColumnKind.DAY),
    Column("State", width=14),
)
PAGES = {"arrangement": "arrangements.show"}
"""Which endpoint shows a covered record of each type."""

bp = Blueprint("audits", __name__)


@bp.app_template_global()
def covered_address(record_type: str, reference: str) -> str:
    """The address of a covered record."""
    return url_for(PAGES[record_type], ref=reference)


@bp.get("/engagements")
@requires(Permission.ENGAGEMENT_LIST)
def index() -> Any:
    """The engagements that the viewer's organisation opened or works in, newest first unless asked otherwise."""
    state, oldest_first = _asked()
    page = queries.engagements(_ENDED.get(state), clock.now(), request.args, oldest_first=oldest_first)
    kept = ({"state": state} if state else {}) | ({"sort": "oldest"} if oldest_first else {})
    return render_template(
        "audits/index.html",
        page=page,
        state=state,
        states=STATES,
        state_of=_state_of,
        state_words=STATE_WORDS,
        kept=kept,
        previous_href=_around(page.previous, kept),
        next_href=_around(page.next, kept),
    )


@bp.get("/engagements/download")
@requires(Permission.ENGAGEMENT_LIST)
def download_list() -> Response:
    """The list as a file."""
    state, oldest_first = _asked()
    now = clock.now()
    pages = every_page(
        lambda at, size: queries.engagements(_ENDED.get(state), now, at, size, oldest_first=oldest_first)
    )
    return download(
        "Audits",
        COLUMNS,
        (
            (
                row.reference,
                row.title,
                row.opener_name,
                row.body_name,
                row.starts_on,
                row.ends_on,
                day_of(row.ended_at),
                STATE_WORDS[_state_of(row)],
            )
            for page in pages
            for row in page.rows
        ),
    )


@bp.get("/engagements/new")
@requires(Permission.ENGAGEMENT_OPEN)
def choose_body() -> Any:
    """Who is to audit: a search for an audit body."""
    words = _searched()
    bodies = [
        body
        for body in find_organisations(words, MOST_BODIES, OrganisationType.AUDIT_BODY)
        if (body.ends_on is None or body.ends_on >= clock.today()) and body.id != current_viewer().organisation_id
    ]
    return render_template("audits/choose_body.html", words=words, bodies=bodies, over=request.args.getlist("over"))


@bp.get("/engagements/new/records")
@requires(Permission.ENGAGEMENT_OPEN)
def choose_records() -> Any:
    """What is to be audited: arrangements to which the viewer's organisation is a party."""
    body = _body()
    words = _searched()
    chosen = {record.reference: record for record in queries.records_with(_over())}
    found = queries.arrangements_to_cover(words, clock.now(), current_viewer().organisation_id)
    return render_template(
        "audits/choose_records.html",
        body=body,
        words=words,
        fault=title_fault(words),
        chosen=chosen,
        found=[record for record in found if record.reference not in chosen],
        missing="missing" in request.args,
        most=queries.MOST_RECORDS,
    )


@bp.route("/engagements/new/details", methods=["GET", "POST"])
@requires(Permission.ENGAGEMENT_OPEN)
def open_engagement() -> Any:
    """Title, purpose and days; then the engagement is open."""
    body = _body()
    records = queries.records_with(_over())
    if not records:
        return redirect(url_for("audits.choose_records", body=body.reference, missing=1), 303)
    form = OpenForm(records=[record.reference for record in records])
    form.records.choices = [(record.reference, record.title) for record in records]
    if form.validate_on_submit():
        with form.rules():
            plan = actions.Plan(
                form.title.data,
                form.purpose.data,
                cast(date, form.starts_on.data),
                cast(date, form.ends_on.data),
                form.records.data,
            )
            engagement = actions.open_engagement(plan, body)
        if not form.errors:
            flash(f"The audit is open for {body.name}", "success")
            return _to(engagement)
    return render_template("audits/open_engagement.html", form=form, body=body, records=records), form.status


@bp.get("/engagements/<ref:ref>")
@requires(Permission.ENGAGEMENT_READ, on=Engagement)
def show(engagement: Engagement) -> Any:
    """One engagement: what it covers and the proof, until when, and the auditor's own notes."""
    page = queries.page_of(engagement)
    names = page["names"][0]
    proof: dict[int, list[Any]] = {}
    for row in page["evidence"]:
        proof.setdefault(row.scope_id, []).append(row)
    return render_template(
        "audits/show.html",
        engagement=engagement,
        names=names,
        records=page["records"],
        proof=proof,
        notes=page["notes"],
        events=[
            {"title": _EVENTS.get(event.action, event.action), "at": event.recorded_at, "by": event.organisation_name}
            for event in page["events"]
        ],
        state=_state_of(engagement),
        days_left=rules.days_left(clock.today(), engagement.ends_on),
        auditing=GrantRole.AUDITOR in roles_on(engagement.access_list_id),
        seers=_seers(engagement, names),
    )


@bp.get("/engagements/<ref:ref>/chain/<ref:record>")
@requires(Permission.ENGAGEMENT_READ, on=Engagement)
def check_chain(engagement: Engagement, record: str) -> Any:
    """The history of one covered record, computed again from its first entry and laid beside the rows that it seals.
    Nothing is written."""
    scope = queries.scope_of_record(engagement.id, record)
    heads = queries.heads_of(scope.id)
    total = sum(sequence for sequence, _ in heads.values())
    few = total <= MOST_ENTRIES
    proof = queries.proof_of(scope.id) if few else {}
    entries = proof.pop("entries", [])
    chains = rules.check_chains(entries, heads) if few else {}
    unlike = misfits_among(entries, proof) if few else []
    broken = any(chain.fault for chain in chains.values())
    return render_template(
        "audits/check_chain.html",
        engagement=engagement,
        scope=scope,
        chains=list(chains.values()),
        total=total,
        compared=sum(map(len, proof.values())),
        unlike=unlike,
        most_unlike=MOST_UNLIKE,
        broken=broken,
        sound=bool(chains) and not unlike and not broken,
        checked_at=clock.now(),
    )


@bp.route("/engagements/<ref:ref>/change-end", methods=["GET", "POST"])
@requires(Permission.ENGAGEMENT_CHANGE, on=Engagement)
def change_end(engagement: Engagement) -> Any:
    """Give the auditor more days, or fewer."""
    if _state_of(engagement) is rules.State.ENDED:
        return _to(engagement)
    form = ChangeEndForm(record=engagement)
    if form.validate_on_submit():
        with form.rules():
            actions.change_end(engagement, cast(date, form.ends_on.data))
        if not form.errors:
            flash("The last day is changed", "success")
            return _to(engagement)
    return render_template("audits/change_end.html", form=form, engagement=engagement), form.status


@bp.route("/engagements/<ref:ref>/end", methods=["GET", "POST"])
@requires(Permission.ENGAGEMENT_END, on=Engagement)
def end(engagement: Engagement) -> Any:
    """End an engagement now."""
    if _state_of(engagement) is rules.State.ENDED:
        return _to(engagement)
    form = EndForm()
    if form.validate_on_submit():
        with form.rules():
            actions.end_now(engagement, form.why.data)
        if not form.errors:
            flash("The audit is over. The auditor can read nothing of it any more", "success")
            return _to(engagement)
    return render_template("audits/end.html", form=form, engagement=engagement), form.status


@bp.route("/engagements/<ref:ref>/notes/new", methods=["GET", "POST"])
@requires(Permission.WORKING_NOTE_WRITE, on=Engagement)
def write_note(engagement: Engagement) -> Any:
    """A new working note."""
    form = NoteForm()
    form.record_reference.choices = _about(engagement.id)
    if form.validate_on_submit():
        with form.rules():
            note = actions.write_note(engagement, form.title.data, form.words.data, form.record_reference.data)
        if not form.errors:
            flash("Your note is saved. Only your organisation can see it", "success")
            return redirect(url_for("audits.note", ref=note.reference), 303)
    return render_template("audits/write_note.html", form=form, engagement=engagement), form.status


@bp.get("/working-notes/<ref:ref>")
@requires(Permission.WORKING_NOTE_READ, on=WorkingNote)
def note(note: WorkingNote) -> Any:
    """One working note with the texts it had before."""
    story = queries.story_of_note(note)
    history = [
        SimpleNamespace(action=row.action, at=row.recorded_at, by=row.person_name, text=json.loads(row.body or "{}"))
        for row in story["history"]
    ]
    return render_template("audits/note.html", note=note, engagement=story["engagement"][0], history=history)


@bp.route("/working-notes/<ref:ref>/change", methods=["GET", "POST"])
@requires(Permission.WORKING_NOTE_CHANGE, on=WorkingNote)
def change_note(note: WorkingNote) -> Any:
    """Change a working note."""
    form = ChangeNoteForm(record=note)
    form.record_reference.choices = _about(note.engagement_id)
    if form.validate_on_submit():
        with form.rules():
            actions.change_note(note, form.title.data, form.words.data, form.record_reference.data)
        if not form.errors:
            flash("Your note is changed", "success")
            return redirect(url_for("audits.note", ref=note.reference), 303)
    return render_template("audits/change_note.html", form=form, note=note), form.status


_EVENTS = {
    "engagement.opened": "Opened",
    "engagement.extended": "Given a later last day",
    "engagement.shortened": "Given an earlier last day",
    "engagement.ended": "Ended before its last day",
}


_ENDED = {"open": False, "ended": True}


def _asked() -> tuple[str, bool]:
    """The state that a list is narrowed to, if any, and whether the oldest come first."""
    state = request.args.get("state", "")
    return state if state in _ENDED else "", request.args.get("sort") == "oldest"


def _around(key: Mapping[str, str] | None, kept: Mapping[str, str]) -> str:
    """The address of the page of the list before or after, if there is one."""
    return url_for("audits.index", **cast(Any, {**kept, **key})) if key else ""


def _state_of(engagement: Any) -> rules.State:
    if engagement.ended_at is not None:
        return rules.State.ENDED
    return rules.state_at(clock.now(), engagement.starts_at, engagement.ends_at)


def _to(engagement: Engagement) -> Response:
    return redirect(url_for("audits.show", ref=engagement.reference), 303)  # type: ignore[return-value]


def _body() -> Organisation:
    """The audit body that the address names. Raises ``NotFound`` when it names no organisation."""
    return organisation_by_reference(request.args.get("body", ""))


def _over() -> list[str]:
    return request.args.getlist("over")[: queries.MOST_RECORDS]


def _searched() -> str:
    return searched(request.args.get("words", ""), SEARCH_LENGTH)


def _about(engagement_id: int) -> list[tuple[str, str]]:
    return [(scope.record_reference, scope.record_title) for scope in queries.scopes_of(engagement_id)]


def _seers(engagement: Engagement, names: Any) -> list[Any]:
    known = {engagement.opened_by_organisation_id: names.opener_name, engagement.audit_body_id: names.body_name}
    return [
        SimpleNamespace(
            organisation_name=known.get(grant.organisation_id, ""),
            role=grant.role,
            reason=grant.reason,
            starts_at=grant.starts_at,
            ends_at=grant.ends_at,
        )
        for grant in who_can_see(engagement.access_list_id)
    ]
