"""Letting an auditor in and opening a list at the same moment: whoever comes second sees what the first did."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.access import Viewer, viewing
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import Role, actions
from portal.features.audits import Plan, open_engagement
from portal.features.feedback import Capacity, Kind, Statement, make_statement
from portal.features.organisations import Organisation
from tests.audits.conftest import FIRST, LAST, NOON, Audit
from tests.harness.databases import on_postgresql

PATIENCE = 10.0


class Step:
    """One person's transaction in a thread of its own, which stops before it commits until it is let go."""

    def __init__(self, audit: Audit, viewer: Viewer, does: Callable[[], object]) -> None:
        self.done, self.go = threading.Event(), threading.Event()
        self.error: Exception | None = None
        self._audit, self._viewer, self._does = audit, viewer, does
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            with clock.pinned(NOON), self._audit.app.app_context(), viewing(self._viewer):
                self._does()
                db.session.flush()
                self.done.set()
                self.go.wait(PATIENCE)
        except Exception as error:
            self.error = error
        self.done.set()

    def commits(self) -> None:
        """Let it go, and wait for it."""
        self.go.set()
        self._thread.join(PATIENCE)


def says(audit: Audit) -> Callable[[], object]:
    return lambda: make_statement(audit.arrangement, Capacity.COMMISSIONER, Kind.EXPERIENCE, "The visits help.")


def opens(audit: Audit) -> Callable[[], object]:
    def does() -> None:
        plan = Plan("Review", "Does it work?", FIRST, LAST, [audit.reference])
        open_engagement(plan, db.session.get_one(Organisation, audit.auditor.organisation_id))

    return does


def statements_seen(audit: Audit) -> int:
    with audit.app.app_context(), viewing(audit.auditor):
        return len(db.session.scalars(select(Statement.id)).all())


@on_postgresql
@pytest.mark.parametrize("audit_first", [True, False])
def test_an_auditor_misses_no_list_that_is_opened_at_that_moment(audit: Audit, audit_first: bool) -> None:
    audit.sent()
    steps = [(audit.swindon, opens(audit)), (audit.kent, says(audit))]
    first = Step(audit, *steps[0 if audit_first else 1])
    assert first.done.wait(PATIENCE)
    second = Step(audit, *steps[1 if audit_first else 0])
    assert not second.done.wait(0.5), "it waits for the first"
    first.commits()
    assert second.done.wait(PATIENCE)
    second.commits()
    assert (first.error, second.error) == (None, None)
    assert statements_seen(audit) == 1


@on_postgresql
def test_two_people_speak_at_once_without_waiting(audit: Audit) -> None:
    audit.sent()
    audit.opened()
    first, second = (Step(audit, viewer, says(audit)) for viewer in (audit.kent, audit.health))
    assert first.done.wait(PATIENCE)
    assert second.done.wait(PATIENCE)
    first.commits()
    second.commits()
    assert (first.error, second.error) == (None, None)
    assert statements_seen(audit) == 2


@on_postgresql
@pytest.mark.parametrize("audit_first", [True, False])
def test_a_party_taken_out_at_that_moment_leaves_no_auditor(audit: Audit, audit_first: bool) -> None:
    audit.sent()
    with audit.at(audit.swindon) as one:
        actions.add_party(one, db.session.get_one(Organisation, audit.stranger.organisation_id), [Role.OTHER])

    def takes_out() -> None:
        actions.remove_party(audit.arrangement, audit.stranger.organisation_reference)

    steps = [(audit.stranger, opens(audit)), (audit.swindon, takes_out)]
    first = Step(audit, *steps[0 if audit_first else 1])
    assert first.done.wait(PATIENCE)
    second = Step(audit, *steps[1 if audit_first else 0])
    assert not second.done.wait(0.5), "it waits for the first"
    first.commits()
    assert second.done.wait(PATIENCE)
    second.commits()
    assert first.error is None
    assert isinstance(second.error, type(None) if audit_first else RuleBroken)
    assert not audit.sees(audit.auditor)
