"""From one part of an arrangement to the next, while it is written."""

from typing import Any

from flask import redirect, url_for

from portal.access import Permission, can
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.rules.checks import Facts
from portal.features.arrangements.rules.lifecycle import Step, allowed
from portal.features.arrangements.rules.tasks import lacking, next_task, page_of
from portal.features.arrangements.views.blueprint import at, go


def _page(arrangement: Arrangement, facts: Facts, part: str) -> tuple[str, str] | None:
    """(title, address) of the part after ``part``, or nothing."""
    task = next_task(facts, part)
    return (task.title, url_for(page_of(task, facts), ref=arrangement.reference)) if task else None


def onward(arrangement: Arrangement, facts: Facts, part: str) -> list[tuple[str, str]]:
    """(words, address) of where to go from the page of a part: the next, and to check and send once it can be."""
    page = _page(arrangement, facts, part)
    ways = [(f"Next part: {page[0]}", page[1])] if page else []
    sends = not arrangement.terms_number and allowed(arrangement.state, Step.SEND) and not lacking(facts)
    if sends and can(Permission.ARRANGEMENT_SEND, arrangement):
        ways.append(("Check and send", at("check", arrangement)))
    return ways


def later(arrangement: Arrangement, facts: Facts, part: str) -> tuple[str, str] | None:
    """(words, address) to leave a part that nothing was said of for later, where it need not be complete."""
    page = _page(arrangement, facts, part)
    if page is None or part in facts.kind.required or facts.arrangement.terms_number:
        return None
    return f"Leave this for now and go on to: {page[0]}", page[1]


def go_on(arrangement: Arrangement, part: str) -> Any:
    """On to the next part, or back to all of them."""
    page = _page(arrangement, queries.workings(arrangement).facts, part)
    return redirect(page[1], 303) if page else go("tasks", arrangement)
