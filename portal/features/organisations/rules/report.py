"""What an import says to whoever ran it, line by line; a dry run says the same."""

from collections import defaultdict
from collections.abc import Iterator

from portal.features.organisations.rules.issues import Issue, Level, row_ranges
from portal.features.organisations.rules.planning import Plan, Step

MOST_LINES = 200
_TOLD = {"name": "name", "ends_on": "end date"}
"""What is named one by one when it changes: whoever reads it sees at once if the wrong organisation was meant."""
_VALUE_LENGTH = 70


def report(planned: Plan, name: str, *, dry_run: bool) -> list[str]:
    """The lines of the report on a file called ``name``."""
    reading = planned.reading
    known_to = f", as known on {reading.as_of.isoformat()}" if reading.as_of else ", which does not say how old it is"
    lines = [f"{printable(name)}: {_count(reading.rows, 'row')} of the {reading.register.title}{known_to}"]
    for level in Level:
        issues = planned.issues.of(level)
        shown = _grouped(issues) if level is Level.NOTE else [_line(issue) for issue in issues]
        lines += _bounded(shown, level.value)
    if planned.sound:
        lines += _bounded([line for step in planned.changed for line in _told(step)], "change")
    counts = ", ".join(_count(len(planned.issues.of(level)), level.value) for level in Level)
    return [*lines, counts, *_outcome(planned, dry_run=dry_run)]


def _bounded(lines: list[str], noun: str) -> list[str]:
    more = len(lines) - MOST_LINES
    return [*lines[:MOST_LINES], *([f"… and {_count(more, noun)} more"] if more > 0 else [])]


def _told(step: Step) -> Iterator[str]:
    """A line for each name and end date that becomes another one."""
    before = step.before.fields if step.before else {}
    for name, words in _TOLD.items():
        was, becomes = before.get(name), step.after.fields.get(name)
        if was != becomes:
            called = _clipped(str(before.get("name", "")))
            yield f"change: row {step.draft.row}: {called}: {words} “{_said(was)}” becomes “{_said(becomes)}”"


def _said(value: object) -> str:
    return "none" if value is None else _clipped(str(value))


def _outcome(planned: Plan, *, dry_run: bool) -> list[str]:
    if not planned.sound:
        return ["Nothing was imported. Put the errors right and try again"]
    if planned.idle:
        return [f"Nothing to change: all of it was here already ({len(planned.unchanged)} unchanged)"]
    changed = [step for step in planned.changed if step.before != step.after]
    heard = len(planned.changed) - len(changed)
    return [
        f"{_count(len(planned.added), 'organisation')} added, {len(changed)} changed,"
        f" {len(planned.unchanged) + heard} unchanged, {_count(len(planned.successions), 'succession')} added",
        *([f"{heard} of the unchanged are now on record as being in this register too"] if heard else []),
        *(["Dry run: nothing was written"] if dry_run else []),
    ]


def _line(issue: Issue) -> str:
    place = ", ".join(part for part in (f"row {issue.row}" if issue.row else "", printable(issue.column)) if part)
    value = f"“{_clipped(issue.value)}” " if issue.value else ""
    return f"{issue.level.value}: " + (f"{place}: " if place else "") + value + printable(issue.message)


def _grouped(notes: list[Issue]) -> list[str]:
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for note in notes:
        groups[note.column, note.message].append(note.row or 0)
    return [
        f"note: {printable(column) + ' ' if column else ''}{message} ({_count(len(rows), 'row')}: {row_ranges(rows)})"
        for (column, message), rows in groups.items()
    ]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _clipped(value: str) -> str:
    value = printable(value)
    return value if len(value) <= _VALUE_LENGTH else value[: _VALUE_LENGTH - 1] + "…"


def printable(text: str) -> str:
    """``text`` fit for a terminal: whatever does not print is shown as U+FFFD."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
