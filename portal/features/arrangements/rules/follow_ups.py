"""Follow-ups of a session as the text of one cell of a table, and back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.features.arrangements.rules.cell_lines import line_of, parts_of

_DUE, _DONE = "by ", "done "


@dataclass(frozen=True)
class NextStep:
    """What is to be done, by which organisation (its name) and post, by when; the day it was done."""

    what: str
    owner: str
    owner_post: str
    due_on: date
    done_on: date | None = None


def steps_text(steps: Iterable[NextStep]) -> str:
    """One line each: ``Send the list | Kent County Council | Head of finance | by 2005-02-01 | done 2005-02-03``."""
    return "\n".join(_line(step) for step in steps)


def _line(step: NextStep) -> str:
    words = [step.what, step.owner, step.owner_post, f"{_DUE}{step.due_on.isoformat()}"]
    words += [f"{_DONE}{step.done_on.isoformat()}"] if step.done_on else []
    return line_of(words)


def read_steps(text: str) -> list[NextStep]:
    """The follow-ups that a cell says, as ``steps_text`` writes them. Raises ``ValueError`` with what is wrong."""
    return [_read(line, number) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def _read(line: str, number: int) -> NextStep:
    fields = parts_of(line)
    if len(fields) not in (4, 5) or not fields[0] or not fields[1]:
        raise ValueError(
            f"line {number} must be like “Send the list | Kent County Council | Head of finance | by 2005-02-01”"
        )
    due_on = _day(fields[3], _DUE, number)
    done_on = _day(fields[4], _DONE, number) if len(fields) == 5 else None
    return NextStep(fields[0], fields[1], fields[2], due_on, done_on)


def _day(field: str, before: str, number: int) -> date:
    try:
        return date.fromisoformat(field.casefold().removeprefix(before).strip())
    except ValueError:
        raise ValueError(f"line {number}: “{field}” must be like “{before}2005-02-01”") from None
