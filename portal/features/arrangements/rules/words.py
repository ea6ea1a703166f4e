"""How the values of an arrangement are said to a person."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.core.clock import LONDON
from portal.core.months import day_words
from portal.core.periods import dated_words
from portal.features.arrangements.models import Role, State

ROLES: dict[str, str] = {
    Role.PROVIDER: "provider",
    Role.RECIPIENT: "recipient",
    Role.MENTOR: "mentor",
    Role.MENTEE: "mentee",
    Role.FUNDER: "funder",
    Role.BROKER: "broker",
    Role.ACCOUNTABLE_BODY: "accountable body",
    Role.OBSERVER: "observer",
    Role.OTHER: "other",
}
ROLE_HINTS: dict[str, str] = {
    Role.PROVIDER: "Does the work or gives the service",
    Role.RECIPIENT: "Gets the work or the service",
    Role.MENTOR: "Its people give advice",
    Role.MENTEE: "Its people are given advice",
    Role.FUNDER: "Gives money from outside. A council that pays for its own service is the recipient",
    Role.BROKER: "Brought the parties together",
    Role.ACCOUNTABLE_BODY: "Answers for the money: shows the others, and auditors, how it was spent",
    Role.OBSERVER: "Watches: sees the aim, parties and results, but not money, sessions or who has confirmed",
    Role.OTHER: "Takes part in another way",
}
STATES: dict[str, str] = {
    State.IDEA: "Idea",
    State.PROPOSED: "Waiting for the parties",
    State.AGREED: "Agreed",
    State.ACTIVE: "Active",
    State.UNDER_REVIEW: "Under review",
    State.ENDING: "Ending",
    State.ENDED: "Ended",
    State.WITHDRAWN: "Withdrawn",
    State.REFUSED: "Refused",
}

MONTH = timedelta(days=30)

_EVENTS: dict[str, str] = {
    "arrangement.drafted": "Wrote down the idea",
    "arrangement.imported": "Brought it in from a file",
    "arrangement.described": "Changed what it is about",
    "arrangement.founded": "Changed the legal basis and accountable body",
    "arrangement.paced": "Changed the expected visits",
    "arrangement.sent": "Sent it to the parties",
    "arrangement.changed": "Changed it after it was sent",
    "arrangement.withdrawn": "Withdrew it",
    "arrangement.refused": "Refused to take part",
    "arrangement.sent_again": "Sent it to the parties again",
    "arrangement.started": "It started",
    "arrangement.reviewed": "Put it under review, until {day}",
    "arrangement.carried_on": "Ended the review: it carries on",
    "arrangement.noticed": "Gave notice: the last day is {day}",
    "arrangement.resumed": "Took the notice back: it carries on",
    "arrangement.closed": "Closed it",
    "step.explained": "Said why",
    "milestone.added": "Added the milestone “{name}”, by {day}",
    "milestone.changed": "Changed the milestone “{name}”",
    "milestone.reached": "Reached the milestone “{name}” on {day}",
    "milestone.removed": "Removed the milestone “{name}”",
    "criterion.added": "Added the success criterion “{name}”",
    "criterion.changed": "Changed the success criterion “{name}”",
    "criterion.removed": "Removed the success criterion “{name}”",
    "criterion.judged": "Judged “{name}”: {judgement}",
    "arrangement.copied": "Started it from another arrangement",
    "governance.set": "Changed the governance, reviews and exit",
    "assessment.made": "Answered how well it is run",
    "terms.made": "Made version {version}",
    "terms.agreed": "Every party has confirmed version {version}",
    "confirmation.made": "Confirmed version {version}",
    "confirmation.carried": "An answer to version {from} counts for version {version}",
    "dispute.made": "Disputed version {version}",
    "party.added": "Added {organisation} as {roles}",
    "party.changed": "Changed what {organisation} is: {roles}",
    "party.removed": "Took {organisation} out",
    "party.left": "Said that {organisation} left on {day}",
    "party.back": "Said that {organisation} has not left",
    "party.authorised": "Said when {organisation} joined and what authorised it",
    "contact.said": "Said whom to ask at {organisation}",
    "party.succeeded": "{organisation} took over from {predecessor} on {day}",
    "money.added": "Added money",
    "money.changed": "Changed money",
    "money.removed": "Removed money",
    "money.shared": "Changed who bears which part of a cost",
    "money.planned": "Changed the money planned for each year",
    "money.compared": "Changed what the same would cost if it were bought",
    "money.paid": "Recorded what was paid in {year}",
    "money.repaid": "Corrected what was paid in {year}",
    "settled.answered": "Said what is agreed about {about}",
    "differing_figure.stated": "Stated a differing figure",
    "differing_figure.corrected": "Corrected a differing figure",
    "differing_figure.withdrawn": "Withdrew a differing figure",
    "pair.added": "Added a mentoring pair",
    "pair.changed": "Changed a mentoring pair",
    "pair.removed": "Removed a mentoring pair",
    "session.planned": "Planned a session for {day}",
    "session.held": "Logged the session of {day}",
    "session.changed": "Changed the session of {day}",
    "session.called_off": "Called off the session of {day}",
    "session.put_back": "Put back the session of {day}",
    "sessions.imported": "Brought in {sessions} from a file",
    "sessions.called_off": "Called off {sessions} with a file",
    "follow_up.added": "Added a follow-up that is due on {day}",
    "follow_up.changed": "Changed a follow-up that is due on {day}",
    "follow_up.done": "Did a follow-up that was due on {day}",
    "follow_up.passed": "Took over a follow-up that is due on {day}",
    "measure.added": "Added the measure {name}",
    "measure.changed": "Changed the measure {name}",
    "measure.removed": "Removed the measure {name}",
    "target.set": "Set a target for {name}: {value} by {day}",
    "target.revised": "Revised a target for {name}: {value} by {day}",
    "target.removed": "Removed a target for {name}",
    "trajectory.added": "Added a value on the way for {name}: {value} by {day}",
    "trajectory.removed": "Removed a value on the way for {name}",
    "reading.recorded": "Recorded a reading of {name}: {value}",
    "reading.corrected": "Corrected a reading of {name}: it is {value}",
    "readings.imported": "Imported readings of {name}: {count}",
    "evidence.attached": "Attached evidence: {title}",
}


def event_words(action: str, payload: Mapping[str, Any]) -> str:
    """What a ledger entry of this feature says in a timeline; an erased one is said without detail, and one of
    another feature not at all."""
    sentence = _EVENTS.get(action, "")
    if "{" not in sentence:
        return sentence
    try:
        said = {name: _said(name, value) for name, value in payload.items()}
        return sentence.format_map(said | ({"sessions": counted(said["count"], "session")} if "count" in said else {}))
    except KeyError:
        return sentence.split(" {", 1)[0].rstrip(":")


def _said(name: str, value: Any) -> str:
    if name == "day" and isinstance(value, str):
        return day_words(date.fromisoformat(value))
    if name == "judgement":
        return str(value).replace("_", " ")
    if name == "roles" and isinstance(value, list):
        return role_words(value)
    return str(value)


def ended_words(ends_on: date | None, today: date) -> str:
    """``Ended on 1 April 2009`` or ``Ends on …`` of an organisation; nothing while no end is known."""
    return f"{'Ended' if ends_on <= today else 'Ends'} on {day_words(ends_on)}" if ends_on else ""


def took_over_words(heirs: Sequence[str]) -> str:
    """``North Northamptonshire and West Northamptonshire took over``."""
    return f"{listed(heirs)} took over"


def cannot_answer_words(ends_on: date | None, today: date, heirs: Sequence[str] = ()) -> str:
    """Why a party that nobody acts for may never answer: its organisation has ended, or nobody there uses Accord.
    ``heirs`` took over from it."""
    if ends_on is not None and ends_on <= today:
        add = (
            f"{took_over_words(heirs)}: add it too" if heirs else "Add the organisation that took over, if there is one"
        )
        return f"{ended_words(ends_on, today)}. {add}"
    return "Nobody there uses Accord yet. Ask whoever runs this portal to invite somebody"


def period_words(start: date | None, end: date | None) -> str:
    """``1 April 2005 to 31 March 2008``, ``from …``, ``until …``, or nothing."""
    if start and end:
        return f"{day_words(start)} to {day_words(end)}"
    return f"from {day_words(start)}" if start else f"until {day_words(end)}" if end else ""


def pair_words(pair: Any) -> str:
    """``Head of finance and Finance manager, until 31 March 2006``: a mentoring pair by its posts and days."""
    return ", ".join(
        part
        for part in (f"{pair.mentor_post} and {pair.mentee_post}", period_words(pair.first_on, pair.last_on))
        if part
    )


def upper_first(text: str) -> str:
    """``text`` with a capital at its start and the rest as it is."""
    return text[:1].upper() + text[1:]


def decision_words(body: str, day: str, minute: str) -> str:
    """``Authorised by the cabinet, 12 January 2005, minute 34``; nothing where no body is named."""
    parts = [body, day, f"minute {minute}" if minute else ""]
    return f"Authorised by {', '.join(part for part in parts if part)}" if body else ""


def contact_words(contact: Any) -> str:
    """``Head of partnerships, Pat Officer, pat@example.org, 01234 567890. Said by Kent on 3 March 2005``."""
    parts = [contact.name, contact.post, contact.email, contact.phone]
    told = ", ".join(part for part in parts if part) or "Nobody"
    gone = ". No longer a member" if contact.ended_at else ""
    on = day_words(contact.said_at.astimezone(LONDON).date())
    return f"{told}{gone}. Said by {contact.said_by} on {on}"


def role_words(roles: Iterable[str]) -> str:
    """Roles in the order of the list of roles: ``provider, mentor``."""
    chosen = set(roles)
    return ", ".join(words for role, words in ROLES.items() if role in chosen)


def number_words(value: Decimal | None) -> str:
    """``78,000`` or ``62.5``, without idle noughts."""
    if value is None:
        return ""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_words(value: Decimal | None, label: str, unit: str) -> str:
    """A measured value: its label on a rating scale, else the number with its unit; a unit of ``%`` stands close."""
    if value is None:
        return ""
    if label:
        return label
    number = number_words(value)
    return f"{number}{unit}" if unit in ("", "%") else f"{number} {unit}"


def both_words(first: str, second: str) -> str:
    """What two scales say together: ``Fair, Promising``."""
    return ", ".join(words for words in (first, second) if words)


def at_words(measure: Any, value: Decimal) -> str:
    """A value of a measure, by its label where it is a rating."""
    labels = measure.labels.split("\n") if measure.labels else []
    label = labels[int(value)] if 0 <= value < len(labels) else ""
    return value_words(value, label, measure.unit)


def pace_words(held: Sequence[date], expected: int | None, most: int) -> str:
    """What was held in the 30 days up to the newest session, beside the visits expected in a month.

    ``held`` is newest first and may stop after ``most``: then there may be more.
    """
    if not held:
        return ""
    recent = sum(day > held[0] - MONTH for day in held)
    count = f"{most} or more sessions were" if recent >= most else f"{counted(recent, 'session')} {_was(recent)}"
    beside = "" if expected is None else f" About {expected} a month are expected."
    return f"{count} held in the 30 days up to {day_words(held[0])}.{beside}"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def counted(count: int | str, word: str) -> str:
    """``1 day``, ``2 days``; a number that is words already is taken as it is."""
    return f"{count} {word}" if count in (1, "1") else f"{count} {word}s"


def listed(words: Iterable[str]) -> str:
    """``money, parties and targets``."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def quoted(names: Sequence[str], most: int = 3) -> str:
    """``“Fares”, “Parks” and 2 more``: names in quotes, the first few of them."""
    said = [f"“{name}”" for name in names]
    return listed([*said[:most], f"{len(said) - most} more"] if len(said) > most else said)


_STEPS: dict[str, str] = {
    State.REFUSED: "{by} refused to take part on {at}.",
    State.UNDER_REVIEW: "{by} put it under review on {at}. The review is over by {day}.",
    State.ENDING: "{by} gave notice on {at}, with {day} as its last day.",
    State.ENDED: "{by} closed it on {at}.",
    State.ACTIVE: "Active since {at}.",
}


def step_words(step: Any) -> str:
    """The newest step, which led to the present state, as a sentence: who took it and when, and the day it sets."""
    sentence = _STEPS.get(step.state, "")
    return sentence.format(
        by=step.by, at=day_words(step.created_at.astimezone(LONDON).date()), day=day_words(step.on_date)
    )


def baseline_words(measure: Any) -> str:
    """``No stars on 1 December 2004``; nothing without a baseline."""
    if measure.baseline_on is None:
        return ""
    value = value_words(measure.baseline_value, measure.baseline_label, measure.unit)
    return f"{both_words(value, measure.baseline_second)} {dated_words(measure.baseline_from, measure.baseline_on)}"


def earlier_words(row: Any) -> str:
    """A reading from before the baseline with its unit: ``Poor in 2003, Audit Commission``."""
    value = both_words(value_words(row.value, row.label, row.unit), row.second_label)
    return f"{value} {dated_words(row.period_from, row.on_date)}, {row.source}"
