"""Pages of handovers: for the organisation that ends, and for each that takes over."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal import passing
from portal.access import Permission, current_viewer, requires
from portal.core import clock
from portal.data import db
from portal.features.organisations import Organisation, successors_of
from portal.features.succession import actions, queries, rules
from portal.features.succession.forms import (
    ChooseForm,
    DeclineForm,
    RecordForm,
    RestForm,
    SureForm,
    SureOfVersionForm,
)
from portal.features.succession.models import (
    OTHER,
    PERSON,
    Handover,
    HandoverItem,
    HandoverOffer,
    HandoverShare,
    OfferState,
)
from portal.forms import Choice, PortalForm

SHOWN = ("offered", "accepted", "declined")

bp = Blueprint("succession", __name__)


def _asked(form: PortalForm, title: str, back: str, **more: Any) -> Any:
    return render_template("succession/form.html", form=form, title=title, back=back, **more), form.status


def _noun(kind: str, count: int = 1) -> str:
    known = {one.name: (one.noun, one.plural) for one in passing.kinds()}
    known |= {PERSON: ("person", "people"), OTHER: ("other record", "other records")}
    return known.get(kind, ("record", "records"))[count != 1]


def _address(kind: str, reference: str) -> str:
    known = {one.name: one.endpoint for one in passing.kinds()}
    endpoint = known.get(kind, "")
    return url_for(endpoint, ref=reference) if endpoint and reference else ""


def _around(endpoint: str, reference: str, kept: Mapping[str, str], key: Mapping[str, str] | None) -> str:
    return url_for(f"succession.{endpoint}", ref=reference, **cast(Any, {**kept, **key})) if key else ""


@bp.route("/handovers/new", methods=["GET", "POST"])
@requires(Permission.HANDOVER_RECORD)
def record() -> Any:
    """Record that the viewer's organisation passes to others."""
    mine = current_viewer().organisation_id
    if (known := queries.handover_of(mine)) is not None:
        return redirect(url_for("succession.show", ref=known.reference), 303)
    predecessor = db.session.get_one(Organisation, mine)
    successors = successors_of(mine)
    by_reference = {organisation.reference: organisation for organisation, _ in successors}
    on_date = next((day for _, day in successors if day), None) or predecessor.ends_on
    form = RecordForm(successors=list(by_reference), on_date=on_date)
    form.successors.choices = [Choice(one.reference, one.name) for one, _ in successors]
    if form.validate_on_submit():
        with form.rules():
            chosen = [by_reference[one] for one in form.successors.data]
            made = actions.record_handover(predecessor, chosen, cast(date, form.on_date.data))
        if not form.errors:
            flash("It is recorded. Nobody else sees it before you show it to them", "success")
            return redirect(url_for("succession.show", ref=made.reference), 303)
    return _asked(
        form,
        f"Hand over what {predecessor.name} has",
        url_for("organisations.show", ref=predecessor.reference),
        lead="When a council is abolished, others take its place. Here you say who they are and where each thing goes: "
        "arrangements, audits and people. Nothing is lost, and nobody gets more than your organisation had."
        if successors
        else "The directory does not say who takes over from your organisation. Ask whoever runs this portal to record"
        " it. Then come back to this page.",
        button="Record it and list what passes",
        blocked=not successors,
    )


@bp.get("/handovers/<ref:ref>")
@requires(Permission.HANDOVER_READ, on=Handover)
def show(handover: Handover) -> Any:
    """What passes from the viewer's organisation, where it goes, and how far it has come."""
    undecided = request.args.get("show") == "undecided"
    progress = queries.progress_of(handover)
    page, offers = queries.items_page(handover, undecided, request.args)
    kept = {"show": "undecided"} if undecided else {}
    counts: dict[str, dict[str, int]] = {share.reference: {} for share in progress["shares"]}
    for row in progress["offers"]:
        counts[row.share][row.state] = row.count
    return render_template(
        "succession/show.html",
        handover=handover,
        progress=progress,
        counts=counts,
        things=[(row, _noun(row.kind, row.count)) for row in progress["items"]],
        left=sum(row.undecided for row in progress["items"]),
        page=page,
        offers=offers,
        undecided=undecided,
        several=len(progress["shares"]) > 1,
        states=rules.STATES,
        noun=_noun,
        roles=rules.role_words,
        today=clock.today(),
        previous_href=_around("show", handover.reference, kept, page.previous),
        next_href=_around("show", handover.reference, kept, page.next),
    )


@bp.route("/handovers/<ref:ref>/items/<ref:item>", methods=["GET", "POST"])
@requires(Permission.HANDOVER_CHANGE, on=Handover)
def choose(handover: Handover, item: str) -> Any:
    """Where one thing goes."""
    thing = queries.item_of(handover, item)
    shares = {share.reference: share.id for share in queries.shares_of(handover.id)}
    form = ChooseForm(lambda: _goes_to(thing, shares), record=thing)
    form.successors.choices = _choices(handover)
    if thing.kind == PERSON:
        form.successors.hint = "Choose one organisation. Leave it empty if you do not know yet"
    if form.validate_on_submit():
        with form.rules():
            chosen = [shares[one] for one in form.successors.data]
            actions.choose(handover, thing, form.posted_version(), chosen)
        if not form.errors:
            flash(f"You have said where {thing.title} goes", "success")
            return redirect(url_for("succession.show", ref=handover.reference), 303)
    return _asked(
        form,
        thing.title,
        url_for("succession.show", ref=handover.reference),
        facts=_facts(handover, thing),
        button="Save",
    )


def _goes_to(thing: HandoverItem, shares: Mapping[str, int]) -> list[str]:
    live = {offer.share_id for offer in queries.offers_of(thing) if OfferState(offer.state) in rules.LIVE}
    return [reference for reference, share_id in shares.items() if share_id in live]


def _choices(handover: Handover) -> list[Choice]:
    return [Choice(row.reference, row.successor_name) for row in queries.progress_of(handover)["shares"]]


def _facts(handover: Handover, thing: HandoverItem) -> list[tuple[str, str]]:
    """What helps to choose, and why nothing is chosen beforehand."""
    facts = [("What it is", _noun(thing.kind).capitalize())]
    if thing.kind == PERSON:
        facts.append(("Role", thing.roles.capitalize()))
    else:
        facts.append(("Your organisation is in it", rules.role_words(thing.kind, thing.roles)))
    where = {
        organisation.name: organisation.region or organisation.nation or "no place in the directory"
        for organisation, _ in successors_of(handover.predecessor_id)
    }
    if len(set(where.values())) > 1:
        facts.append(("Where they are", ". ".join(f"{name}: {place}" for name, place in where.items())))
    if len(where) > 1 and not thing.choices:
        facts.append(("Why we chose nothing", "Several take over, and the directory does not say which gets what"))
    return facts


@bp.route("/handovers/<ref:ref>/rest", methods=["GET", "POST"])
@requires(Permission.HANDOVER_CHANGE, on=Handover)
def choose_rest(handover: Handover) -> Any:
    """Where everything goes that has nowhere to go."""
    shares = {share.reference: share.id for share in queries.shares_of(handover.id)}
    form = RestForm()
    form.successors.choices = _choices(handover)
    if form.validate_on_submit():
        with form.rules():
            sent = actions.choose_for_the_rest(handover, [shares[one] for one in form.successors.data])
        if not form.errors:
            if sent:
                flash(f"You have said where {rules.things(sent)} {'goes' if sent == 1 else 'go'}", "success")
            else:
                flash("Only people are left. Each goes to one organisation, so choose for them one by one", "warning")
            return redirect(url_for("succession.show", ref=handover.reference), 303)
    return _asked(
        form,
        "Choose for everything that is left",
        url_for("succession.show", ref=handover.reference),
        lead="What you have chosen one by one stays as it is.",
        button="Choose for the rest",
    )


@bp.route("/handovers/<ref:ref>/look-again", methods=["GET", "POST"])
@requires(Permission.HANDOVER_CHANGE, on=Handover)
def look_again(handover: Handover) -> Any:
    """Take up what came since it was listed."""
    form = SureForm()
    if form.validate_on_submit():
        with form.rules():
            more = actions.look_again(handover)
        if not form.errors:
            flash(f"{rules.things(more)} {'is' if more == 1 else 'are'} added to the list", "success")
            return redirect(url_for("succession.show", ref=handover.reference), 303)
    return _asked(
        form,
        "Look for what came since",
        url_for("succession.show", ref=handover.reference),
        lead="Your organisation goes on until its last day. We add the arrangements, audits and people that came since"
        " the list was made. What you have chosen stays as it is.",
        button="Look again",
    )


@bp.route("/handovers/<ref:ref>/release", methods=["GET", "POST"])
@requires(Permission.HANDOVER_CHANGE, on=Handover)
def release(handover: Handover) -> Any:
    """Show the successors what passes."""
    come = handover.on_date <= clock.today()
    left = sum(row.undecided for row in queries.progress_of(handover)["items"])
    form = SureOfVersionForm(record=handover)
    if form.validate_on_submit():
        with form.rules():
            actions.release(handover, form.posted_version())
        if not form.errors:
            flash("The organisations that take over can see what passes to them. Their managers get a mail", "success")
            # Once the day has come nobody here acts for this organisation any more, so its page is closed to them too.
            onward = (
                url_for("signin.choose_organisation") if come else url_for("succession.show", ref=handover.reference)
            )
            return redirect(onward, 303)
    return _asked(
        form,
        "Show it to those who take over?",
        url_for("succession.show", ref=handover.reference),
        lead=rules.shown_words(handover.on_date, left, come=come),
        button="Show it to them",
        warning=True,
        blocked=handover.released_at is not None,
    )


@bp.get("/handovers/received/<ref:ref>")
@requires(Permission.SHARE_READ, on=HandoverShare)
def share(share: HandoverShare) -> Any:
    """What passes to the viewer's organisation: what waits, what is accepted, what is declined."""
    state = request.args.get("state", "")
    state = state if state in SHOWN else ""
    progress = queries.progress_of_share(share)
    page = queries.offers_page(share, state, request.args)
    kept = {"state": state} if state else {}
    counts: dict[str, int] = {}
    for row in progress["offers"]:
        counts[row.state] = counts.get(row.state, 0) + row.count
    return render_template(
        "succession/share.html",
        share=share,
        names=progress["names"][0],
        counts=counts,
        total=sum(counts.values()),
        page=page,
        state=state,
        states=rules.STATES,
        shown=[(one, rules.STATES[OfferState(one)]) for one in SHOWN],
        noun=_noun,
        roles=rules.role_words,
        address=_address,
        begun=share.on_date <= clock.today(),
        previous_href=_around("share", share.reference, kept, page.previous),
        next_href=_around("share", share.reference, kept, page.next),
    )


@bp.get("/handovers/shares/<ref:ref>")
@requires(Permission.SHARE_READ, on=HandoverShare)
def share_by_old_address(share: HandoverShare) -> Any:
    """The address that stands in mail sent before it changed."""
    return redirect(url_for("succession.share", ref=share.reference), 308)


@bp.route("/handovers/received/<ref:ref>/accept-all", methods=["GET", "POST"])
@requires(Permission.SHARE_ANSWER, on=HandoverShare)
def accept_all(share: HandoverShare) -> Any:
    """Take over all that waits."""
    form = SureForm()
    if form.validate_on_submit():
        with form.rules():
            done = actions.accept_all(share)
        if not form.errors:
            more = ". The rest follows by itself, and you can leave this page" if done == actions.AT_ONCE else ""
            flash(
                f"{rules.things(done)} {'is' if done == 1 else 'are'} answered. The list shows what is accepted{more}",
                "success",
            )
            return redirect(url_for("succession.share", ref=share.reference), 303)
    return _asked(
        form,
        "Accept everything that waits?",
        url_for("succession.share", ref=share.reference),
        lead="Your organisation takes the place of the one that ended in each of these, with the same rights and the"
        " same duties. People join it with the role that they had. What you have declined stays declined.\n\n"
        "What cannot pass is declined, and the list says why.",
        button="Accept everything",
    )


@bp.route("/handovers/things/<ref:ref>/accept", methods=["GET", "POST"])
@requires(Permission.SHARE_ANSWER, on=HandoverOffer)
def accept(offer: HandoverOffer) -> Any:
    """Take over one thing."""
    share = queries.share_of(offer)
    form = SureOfVersionForm(record=offer)
    if form.validate_on_submit():
        with form.rules():
            actions.accept(offer, form.posted_version())
        if not form.errors:
            flash(f"You have accepted {rules.named(offer.kind, offer.title)}", "success")
            return redirect(url_for("succession.share", ref=share.reference), 303)
    lead = (
        f"{offer.title} joins your organisation with the role of {offer.roles} and can act for it."
        if offer.kind == PERSON
        else "Your organisation takes the place of the one that ended, with the same rights and the same duties. What"
        " that one did and paid stays under its own name."
    )
    return _asked(
        form,
        f"Accept {rules.named(offer.kind, offer.title)}?",
        url_for("succession.share", ref=share.reference),
        lead=lead,
        facts=[
            ("What it is", _noun(offer.kind).capitalize()),
            ("You take part", rules.role_words(offer.kind, offer.roles)),
        ]
        if offer.kind != PERSON
        else [],
        button="Accept",
        blocked=offer.state != OfferState.OFFERED,
    )


def _lets_others_in(kind: str) -> bool:
    return any(one.moves_terms for one in passing.kinds() if one.name == kind)


@bp.route("/handovers/things/<ref:ref>/decline", methods=["GET", "POST"])
@requires(Permission.SHARE_ANSWER, on=HandoverOffer)
def decline(offer: HandoverOffer) -> Any:
    """Say no to one thing, and why."""
    share = queries.share_of(offer)
    form = DeclineForm(record=offer)
    if form.validate_on_submit():
        with form.rules():
            actions.decline(offer, form.reason.data, form.posted_version())
        if not form.errors:
            flash(f"You have declined {rules.named(offer.kind, offer.title)}", "success")
            return redirect(url_for("succession.share", ref=share.reference), 303)
    return _asked(
        form,
        f"Decline {rules.named(offer.kind, offer.title)}?",
        url_for("succession.share", ref=share.reference),
        lead=rules.declined_words(offer.kind, offer.title, lets_in=_lets_others_in(offer.kind)),
        button="Decline",
        warning=True,
        blocked=offer.state != OfferState.OFFERED,
    )
