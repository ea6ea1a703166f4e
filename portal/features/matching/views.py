"""Pages of matching."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.access import Permission, current_viewer, requires
from portal.core import clock
from portal.core.text import searched
from portal.features.arrangements import (
    SureOfVersionForm,
    asked,
    frameworks,
    kind_names,
    kind_of,
    kinds_offered,
    services,
)
from portal.features.matching import actions, queries
from portal.features.matching.forms import ApproachForm, AudienceForm, PostingForm
from portal.features.matching.models import LINE, Audience, Posting, Side
from portal.features.matching.rules import postings as rules
from portal.features.matching.rules.pairing import matches
from portal.features.matching.rules.scales import stated_rating
from portal.features.organisations import find_organisations, organisation_by_reference, seers_of

bp = Blueprint("matching", __name__)

MOST_FOUND = 20
SAID = {
    "sides": rules.SIDES,
    "does": rules.DOES,
    "audiences": rules.AUDIENCES,
    "kind": lambda kind: kind_of(kind).name if kind else rules.ANY_KIND,
    "subject": lambda kind, service: rules.subject_words(kind, service, kind_names()),
    "rating": stated_rating,
    "upper_first": rules.upper_first,
}
"""How templates say values."""


@bp.get("/offers-and-needs")
@requires(Permission.POSTING_LIST)
def index() -> Any:
    """What the viewer's organisation offers and seeks."""
    withdrawn = request.args.get("state") == "withdrawn"
    return render_template(
        "matching/index.html",
        page=queries.own_page(request.args, withdrawn=withdrawn),
        withdrawn=withdrawn,
        kept={"state": "withdrawn"} if withdrawn else {},
        today=clock.today(),
        said=SAID,
    )


@bp.route("/offers-and-needs/add", methods=["GET", "POST"])
@requires(Permission.POSTING_ADD)
def add() -> Any:
    """Write down an offer or need."""
    form = PostingForm(services(), kinds_offered(), frameworks())
    if form.validate_on_submit():
        with form.rules():
            posting = actions.add_posting(_facts(form))
        if not form.errors:
            flash("It is written down. Only your organisation can see it", "success")
            return _shown(posting)
    lead = "Only your organisation sees it at first. You choose on the next page who else does."
    return asked(form, None, "Add an offer or need", url_for("matching.index"), lead=lead, button="Save")


@bp.get("/offers-and-needs/<ref:ref>")
@requires(Permission.POSTING_READ, on=Posting)
def show(posting: Posting) -> Any:
    """One offer or need, and who can see it."""
    return render_template(
        "matching/show.html",
        posting=posting,
        about=queries.about(posting),
        ours=posting.organisation_id == current_viewer().organisation_id,
        current=rules.is_current(posting.withdrawn_on, posting.ends_on, clock.today()),
        seers=seers_of(posting.access_list_id),
        said=SAID,
    )


@bp.route("/offers-and-needs/<ref:ref>/change", methods=["GET", "POST"])
@requires(Permission.POSTING_CHANGE, on=Posting)
def change(posting: Posting) -> Any:
    """Say it anew."""
    form = PostingForm(services(), kinds_offered(posting.kind), frameworks(), record=posting)
    if form.validate_on_submit():
        with form.rules():
            actions.change_posting(posting, _facts(form))
        if not form.errors:
            flash("It is changed", "success")
            return _shown(posting)
    return asked(form, None, "Change an offer or need", _page(posting), button="Save")


@bp.route("/offers-and-needs/<ref:ref>/who-can-see", methods=["GET", "POST"])
@requires(Permission.POSTING_SHOW, on=Posting)
def audience(posting: Posting) -> Any:
    """Choose who can see it."""
    form = AudienceForm(record=posting)
    if form.validate_on_submit():
        with form.rules():
            actions.choose_audience(posting, form.audience.data)
        if not form.errors:
            if form.audience.data is Audience.NAMED:
                return redirect(url_for("matching.find_reader", ref=posting.reference), 303)
            flash("It is as you chose", "success")
            return _shown(posting)
    lead = "As soon as you save, those whom you leave out cannot see it any more."
    return asked(form, None, "Choose who can see it", _page(posting), lead=lead, button="Save")


@bp.get("/offers-and-needs/<ref:ref>/readers/add")
@requires(Permission.POSTING_SHOW, on=Posting)
def find_reader(posting: Posting) -> Any:
    """Find an organisation by name, to let it see this."""
    name = searched(request.args.get("name", ""), LINE)
    there = {row.organisation_id for row in actions.readers(posting)} | {posting.organisation_id}
    found = find_organisations(name, MOST_FOUND) if name else []
    return render_template(
        "matching/find_reader.html",
        posting=posting,
        name=name,
        found=found,
        there={one.reference for one in found if one.id in there},
        more=len(found) == MOST_FOUND,
    )


@bp.route("/offers-and-needs/<ref:ref>/readers/<ref:organisation>/add", methods=["GET", "POST"])
@requires(Permission.POSTING_SHOW, on=Posting)
def name_reader(posting: Posting, organisation: str) -> Any:
    """Let an organisation see it."""
    reader = organisation_by_reference(organisation)
    form = SureOfVersionForm(record=posting)
    if form.validate_on_submit():
        with form.rules():
            actions.name_reader(posting, reader)
        if not form.errors:
            flash(f"{reader.name} can see it now", "success")
            return _shown(posting)
    back = url_for("matching.find_reader", ref=posting.reference)
    return asked(form, None, f"Let {reader.name} see this?", back, button="Let it see this")


@bp.route("/offers-and-needs/<ref:ref>/readers/<ref:organisation>/remove", methods=["GET", "POST"])
@requires(Permission.POSTING_SHOW, on=Posting)
def unname_reader(posting: Posting, organisation: str) -> Any:
    """Let an organisation see it no longer."""
    reader = organisation_by_reference(organisation)
    form = SureOfVersionForm(record=posting)
    if form.validate_on_submit():
        with form.rules():
            actions.unname_reader(posting, reader)
        if not form.errors:
            flash(f"{reader.name} cannot see it any more", "success")
            return _shown(posting)
    title = f"Hide this from {reader.name}?"
    return asked(form, None, title, _page(posting), button="Hide it", warning=True)


@bp.route("/offers-and-needs/<ref:ref>/withdraw", methods=["GET", "POST"])
@requires(Permission.POSTING_SHOW, on=Posting)
def withdraw(posting: Posting) -> Any:
    """Take it back."""
    form = SureOfVersionForm(record=posting)
    if form.validate_on_submit():
        with form.rules():
            actions.withdraw_posting(posting)
        if not form.errors:
            flash("It is withdrawn", "success")
            return _shown(posting)
    lead = "Nobody else can see it any more. You find it under “Withdrawn offers and needs”."
    return asked(form, None, "Withdraw this?", _page(posting), lead=lead, button="Withdraw it", warning=True)


@bp.get("/matches")
@requires(Permission.POSTING_LIST)
def match_list() -> Any:
    """Whose offers and needs fit ours, and why."""
    wanted = read_filter(request.args)
    held = queries.held(wanted, clock.today())
    kept = {name: value for name, value in vars(wanted).items() if value}
    return render_template(
        "matching/match_list.html",
        page=queries.page_of(matches(held.ours, held.theirs, held.read, kind_names()), request.args),
        any_of_ours=bool(held.ours),
        more=held.most,
        most=queries.MOST,
        services=list(services().items()),
        kinds=kind_names(),
        kept=kept,
        filtered=bool(kept),
        said=SAID,
    )


@bp.route("/matches/<ref:ref>/approach", methods=["GET", "POST"])
@requires(Permission.APPROACH_MAKE)
def approach(ref: str) -> Any:
    """Start an arrangement, as an idea, from what another organisation offers or seeks."""
    theirs = queries.theirs_by_reference(ref)
    subject = rules.subject_words(theirs.kind, theirs.service_name, kind_names())
    title = f"{rules.upper_first(subject)}: {theirs.name} and {current_viewer().organisation_name}"
    form = ApproachForm(kinds_offered(theirs.kind), title=title[:LINE], kind=theirs.kind or None)
    if form.validate_on_submit():
        with form.rules():
            idea = actions.approach(theirs, form.kind.data, form.title.data)
        if not form.errors:
            flash(f"The idea is written down. {theirs.name} sees nothing until you send it", "success")
            return redirect(url_for("arrangements.tasks", ref=idea.reference), 303)
    lead = (
        f"{theirs.name} {rules.DOES[Side(theirs.side)]} {subject}. You start an arrangement with it as an idea."
        f" {theirs.name} sees nothing of it until you send it."
    )
    title = f"Approach {theirs.name}"
    return asked(form, None, title, url_for("matching.match_list"), lead=lead, button="Write down the idea")


def read_filter(arguments: Mapping[str, str]) -> queries.Filter:
    """What an address narrows the matches to; what is not known is left out."""
    service, kind = arguments.get("service", ""), arguments.get("kind", "")
    side = next((side for side in Side if side == arguments.get("side")), None)
    return queries.Filter(service if service in services() else "", kind if kind in kind_names() else "", side)


def _facts(form: PostingForm) -> actions.PostingFacts:
    return actions.PostingFacts(
        side=form.side.data,
        service_slug=form.service_slug.data,
        words=form.words.data,
        kind=form.kind.data or "",
        ends_on=form.ends_on.data,
        rating=form.rating.data,
        rating_on=form.rating_on.data,
        rating_source=form.rating_source.data,
    )


def _page(posting: Posting) -> str:
    return url_for("matching.show", ref=posting.reference)


def _shown(posting: Posting) -> Any:
    return redirect(_page(posting), 303)
