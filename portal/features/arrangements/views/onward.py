"""From one part of an arrangement to the next, while it is written."""

from typing import Any

from flask import flash, redirect, url_for

from portal.access import Permission, can
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.rules.checks import Facts
from portal.features.arrangements.rules.lifecycle import Step, allowed
from portal.features.arrangements.rules.tasks import Task, lacking, next_needed, next_optional, page_of, tasks_of
from portal.features.arrangements.views.blueprint import at, go


def _page(arrangement: Arrangement, facts: Facts, task: Task | None) -> tuple[str, str] | None:
    """(title, address) of where a task is done, or nothing."""
    return (task.title, url_for(page_of(task, facts), ref=arrangement.reference)) if task else None


def onward(arrangement: Arrangement, facts: Facts, part: str) -> list[tuple[str, str]]:
    """(words, address) of where to go from the page of a part: the next that is needed, or to check and send once none
    is, and the next that is optional."""
    needed = _page(arrangement, facts, next_needed(facts, part))
    optional = _page(arrangement, facts, next_optional(facts, part))
    ways = [(f"Next part: {needed[0]}", needed[1])] if needed else []
    sends = not arrangement.terms_number and allowed(arrangement.state, Step.SEND) and not lacking(facts)
    if sends and can(Permission.ARRANGEMENT_SEND, arrangement):
        ways.append(("Check and send", at("check", arrangement)))
    return ways + ([(f"Optional part: {optional[0]}", optional[1])] if optional else [])


def later(arrangement: Arrangement, facts: Facts, part: str) -> tuple[str, str] | None:
    """(words, address) to leave a part that nothing was said of for later, where it need not be complete."""
    if part in facts.kind.required or facts.arrangement.terms_number:
        return None
    page = _page(arrangement, facts, next_needed(facts, part) or next_optional(facts, part))
    if page is None:
        return "Leave this for now and go back to all parts", at("tasks", arrangement)
    return f"Leave this for now and go on to: {page[0]}", page[1]


def go_on(arrangement: Arrangement, part: str, *, saved: bool = True) -> Any:
    """On to the next part that is needed, or back to all of them; what was ``saved`` is said, where no new version says
    so."""
    facts = queries.workings(arrangement).facts
    page = _page(arrangement, facts, next_needed(facts, part))
    if saved and not arrangement.renewed:
        title = next((task.title for task in tasks_of(facts) if task.name == part), "")
        flash(f"“{title}” is saved" if title else "It is saved", "success")
    return redirect(page[1], 303) if page else go("tasks", arrangement)
