"""Milestones and the evaluation gate of a pilot."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from portal.core.errors import RuleBroken
from portal.core.months import day_words
from portal.features.arrangements.models import UNDER_WAY, Judgement
from portal.features.arrangements.rules.kinds import KindOf
from portal.features.arrangements.rules.watch import Check, Said, Watched, pressing

JUDGEMENTS: dict[str, str] = {
    Judgement.MET: "Met",
    Judgement.NOT_MET: "Not met",
    Judgement.NOT_SHOWN: "Not shown",
}
CRITERIA = "criteria"


def check_criteria_open(terms_number: int) -> None:
    """Criteria are set in advance: once it was sent they stay as they are. Raises ``RuleBroken``."""
    if terms_number:
        raise RuleBroken("", "Criteria are set before an arrangement is sent, so they stay as they are")


def check_judgement(judgement: str, evidence: str) -> None:
    """A judgement rests on something. Raises ``RuleBroken``."""
    if judgement not in JUDGEMENTS:
        raise RuleBroken("judgement", "Say whether it is met")
    if not evidence:
        raise RuleBroken("evidence", "Say what the judgement rests on")


def check_milestone(reached_on: date | None, today: date) -> None:
    """What was reached was reached by today. Raises ``RuleBroken``."""
    if reached_on is not None and reached_on > today:
        raise RuleBroken("reached_on", "The day it was reached must be today or earlier")


def gate(kind: KindOf, success_gate: str, criteria: Sequence[Any]) -> str:
    """Why others may not start the like yet; nothing once they may.

    Where success has to be shown first, every criterion set in advance is judged to be met.
    """
    if not (criteria or success_gate or CRITERIA in kind.required):
        return ""
    if not criteria:
        return "It has to show that it works before others do the same, and no success criteria are set"
    short = [row.name for row in criteria if row.judgement != Judgement.MET]
    if not short:
        return ""
    return f"You can start another like it once it has shown all this: {'; '.join(short)}"


def check_gate(kind: KindOf, success_gate: str, criteria: Sequence[Any]) -> None:
    """Others may start the like. Raises ``RuleBroken``."""
    if why := gate(kind, success_gate, criteria):
        raise RuleBroken("", why)


def _milestones(watched: Watched, today: date) -> Iterator[Said]:
    for row in watched.more.get("milestones", ()):
        if row.reached_on is None and (severity := pressing(row.due_on, today)):
            verb = "was" if row.due_on < today else "is"
            yield severity, f"“{row.name}” {verb} to be reached by {day_words(row.due_on)}"


MILESTONES = Check("milestones", _milestones, UNDER_WAY, "milestones")
"""It is added by ``queries.trial``, which knows how to read the rows."""
