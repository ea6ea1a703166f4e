"""Every write of matching. None of these commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal import ledger
from portal.access import current_viewer, end_access, grant_access, open_list, who_can_see
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.data import GrantRole, db
from portal.features.arrangements import About, Arrangement, add_party, create_arrangement, frameworks
from portal.features.matching import queries
from portal.features.matching.models import SAYS, Audience, OpenPosting, Posting, Side
from portal.features.matching.rules import postings as rules
from portal.features.matching.rules.scales import rating_columns
from portal.features.organisations import Organisation, organisation_by_reference, own_record
from portal.passing import Handed

OWN_REASON = "Offers or seeks this"


@dataclass(frozen=True)
class PostingFacts:
    """What is offered or sought. ``kind`` is empty for any; ``rating`` is one of ``rating_choices``."""

    side: Side
    service_slug: str
    words: str
    kind: str = ""
    ends_on: date | None = None
    rating: str | None = None
    rating_on: date | None = None
    rating_source: str = ""

    def columns(self) -> dict[str, Any]:
        """The same as it is stored. Raises ``Invalid``."""
        said = {name: getattr(self, name) for name in ("side", "service_slug", "words", "kind", "ends_on")}
        return said | rating_columns(frameworks(), self.rating, self.rating_on, self.rating_source)


def add_posting(facts: PostingFacts) -> Posting:
    """Write down what the viewer's organisation offers or seeks; only it sees it. Raises ``Invalid``."""
    rules.check_ends(facts.ends_on, clock.today())
    posting = Posting(
        access_list_id=open_list(OWN_REASON).id,
        organisation_id=current_viewer().organisation_id,
        audience=Audience.US,
        **facts.columns(),
    )
    db.session.add(posting)
    db.session.flush()
    _record("posting.added", posting)
    return posting


def change_posting(posting: Posting, facts: PostingFacts) -> None:
    """Say it anew, to everybody who can see it. Raises ``Invalid``."""
    _check_ours(posting)
    if facts.ends_on != posting.ends_on:
        rules.check_ends(facts.ends_on, clock.today())
    for name, value in facts.columns().items():
        setattr(posting, name, value)
    if db.session.is_modified(posting):
        if copy := queries.copy_of(posting):
            _copy(posting, copy)
        _record("posting.changed", posting)


def choose_audience(posting: Posting, audience: Audience) -> None:
    """Choose who can see it. Whom the choice leaves out sees it no more. Raises ``RuleBroken``."""
    _check_ours(posting)
    if posting.audience is not audience:
        _show_to(posting, audience)
        _record("posting.shown", posting)


def withdraw_posting(posting: Posting) -> None:
    """Take it back: nobody else sees it any more. Raises ``RuleBroken``."""
    _check_ours(posting)
    _show_to(posting, Audience.US)
    posting.withdrawn_on = clock.today()
    _record("posting.withdrawn", posting)


def name_reader(posting: Posting, organisation: Organisation) -> None:
    """Let an organisation see it. Raises ``RuleBroken``."""
    _check_ours(posting)
    rules.check_naming(posting.audience)
    rules.check_reader(organisation.id, posting.organisation_id, {row.organisation_id for row in readers(posting)})
    reason = f"Named by {current_viewer().organisation_name}"
    grant_access(posting.access_list_id, organisation.id, GrantRole.OBSERVER, reason)
    _record("posting.named", posting, organisation=organisation.reference)


def unname_reader(posting: Posting, organisation: Organisation) -> None:
    """Let an organisation see it no longer. Raises ``RuleBroken``."""
    _check_ours(posting)
    if organisation.id not in {row.organisation_id for row in readers(posting)}:
        raise RuleBroken("", "This organisation cannot see it")
    end_access([posting.access_list_id], organisation.id)
    _record("posting.unnamed", posting, organisation=organisation.reference)


def readers(posting: Posting) -> Sequence[Any]:
    """The grants of the organisations that were named."""
    return [grant for grant in who_can_see(posting.access_list_id) if grant.role == GrantRole.OBSERVER]


def approach(theirs: Any, kind: str, title: str) -> Arrangement:
    """Write down the idea of an arrangement with the organisation whose offer or need ``theirs`` is (a row of
    ``theirs_by_reference``). Only the viewer's organisation sees it until it sends it.

    What it comes from stays with the viewer's organisation: an offer that was shown to it alone is not told to every
    party that the arrangement will have. Raises ``Invalid``.
    """
    ours_roles, their_roles = rules.roles_in(kind, Side(theirs.side))
    idea = create_arrangement(About(kind, title), ours_roles, [theirs.service_slug])
    add_party(idea, organisation_by_reference(theirs.organisation_reference), their_roles)
    facts = {"organisation": theirs.organisation_reference, "posting": theirs.reference, "arrangement": idea.reference}
    ledger.record("approach.made", own_record(current_viewer().organisation_id), facts)
    return idea


def pass_to_successor(handed: Handed) -> None:
    """What the predecessor offers and seeks, its successor does; of several, the first to take over.

    The rating goes: it was given to another organisation, and its successor states its own.
    """
    for posting in queries.postings_to_pass(handed.lists, handed.predecessor_id):
        posting.organisation_id = handed.successor_id
        for name, value in rating_columns(frameworks(), None, None, "").items():
            setattr(posting, name, value)
        if copy := queries.copy_of(posting):
            _copy(posting, copy)
        _record("posting.passed", posting)


def _check_ours(posting: Posting) -> None:
    rules.check_own(posting.organisation_id, current_viewer().organisation_id)
    rules.check_current(posting.withdrawn_on)


def _show_to(posting: Posting, audience: Audience) -> None:
    for grant in readers(posting):
        end_access([posting.access_list_id], grant.organisation_id)
    old, made = queries.copy_of(posting), None
    if audience is Audience.MEMBERS:
        made = OpenPosting()
        _copy(posting, made)
        db.session.add(made)
        db.session.flush()
    posting.audience, posting.open_id = audience, made.id if made else None
    db.session.flush()
    if old is not None:
        db.session.delete(old)


def _copy(posting: Posting, copy: OpenPosting) -> None:
    for name in SAYS:
        setattr(copy, name, getattr(posting, name))


def _record(action: str, posting: Posting, **more: Any) -> None:
    ledger.record(action, posting, rules.sealed_posting(posting) | more)
