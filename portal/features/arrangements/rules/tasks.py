"""The tasks of the task list: what each is, how far it is, and what is missing before an arrangement is sent.

A feature above adds its own with ``add_task`` when the application is made; a kind says which it shows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from portal.core.errors import RuleBroken
from portal.features.arrangements.rules.checks import (
    Facts,
    lacks_about,
    lacks_legal,
    lacks_parties,
    open_legal,
    open_measures,
    open_mentoring,
)
from portal.features.arrangements.rules.settled import QUESTIONS
from portal.features.arrangements.rules.words import counted


@dataclass(frozen=True)
class Task:
    """One part of an arrangement. ``endpoint`` is its page, which takes the arrangement's ``ref``; ``first`` the page
    on which it begins, where that is another.

    ``begun`` says whether there is anything of it yet, ``lacking`` what is missing (nothing: it is complete); without
    ``lacking`` it is complete once it is begun. ``unfinished`` says what is open still, and does not keep anybody from
    sending it, and ``amount`` how much of it there is. Where something of it is known before anybody is asked,
    ``asked`` says whether somebody was. A feature above gives ``count``, a SELECT of one number for an arrangement's
    id, and finds the number in ``Facts.counts`` under the task's name.
    """

    name: str
    title: str
    endpoint: str
    hint: str
    begun: Callable[[Facts], bool]
    lacking: Callable[[Facts], str] | None = None
    count: Callable[[Any], Any] | None = None
    first: str = ""
    unfinished: Callable[[Facts], str] | None = None
    amount: Callable[[Facts], str] | None = None
    asked: Callable[[Facts], bool] | None = None


_tasks: dict[str, Task] = {}


def add_task(task: Task) -> None:
    """Add a task, once however often it is said. Raises ``ValueError`` when another has its name."""
    known = _tasks.setdefault(task.name, task)
    if known.endpoint != task.endpoint:
        raise ValueError(f"two tasks are called {task.name}")


def task_names() -> list[str]:
    """The names of every task there is, in the order in which they were added."""
    return list(_tasks)


def counted_tasks() -> Iterator[Task]:
    """The tasks whose rows are counted by a SELECT of their own."""
    return (task for task in _tasks.values() if task.count is not None)


def tasks_of(facts: Facts) -> list[Task]:
    """The tasks of an arrangement's kind, in its order."""
    return [_tasks[name] for name in facts.kind.tasks if name in _tasks]


def progress(facts: Facts) -> dict[str, str]:
    """How far each task is: not started, in progress, completed; optional and empty; wrong in itself, or complete and
    to be looked at."""
    return {task.name: _progress(task, facts) for task in tasks_of(facts)}


def _progress(task: Task, facts: Facts) -> str:
    begun = task.begun(facts)
    if task.name in facts.wrong:
        return "wrong"
    if begun and not _open(task, facts):
        return "look at this" if task.name in facts.doubts else "completed"
    if begun:
        return "in progress"
    return "not started" if task.name in facts.kind.required else "optional"


def page_of(task: Task, facts: Facts) -> str:
    """The endpoint that a task leads to now."""
    return task.first if task.first and not task.begun(facts) else task.endpoint


def next_needed(facts: Facts, name: str) -> Task | None:
    """The task to go on to after ``name`` while an arrangement is written: the next that is needed before it is sent
    and lacks something, from the first again after the last."""
    missing = [one for one, _ in lacking(facts) if one != name]
    return next((task for task in _after(facts, name) if task.name in missing), None)


def next_optional(facts: Facts, name: str) -> Task | None:
    """The next task after ``name`` that may be left, and that nobody has said anything of, while an arrangement is
    written."""
    missing = [one for one, _ in lacking(facts)]
    may = (task for task in _after(facts, name) if task.name not in missing)
    return next((task for task in may if not (task.asked or task.begun)(facts)), None)


def _after(facts: Facts, name: str) -> list[Task]:
    """The other tasks of what is not sent, those after ``name`` first."""
    tasks = tasks_of(facts)
    at = next((place for place, task in enumerate(tasks) if task.name == name), None)
    return [] if facts.arrangement.terms_number or at is None else [*tasks[at + 1 :], *tasks[:at]]


def _open(task: Task, facts: Facts) -> str:
    asked = (task.lacking, task.unfinished)
    return next((words for ask in asked if ask is not None and (words := ask(facts))), "")


def hints(facts: Facts) -> dict[str, str]:
    """What stands under each task: what is wrong in it, or what it is and, once it is begun, how much of it there is;
    once it is begun or where it must be complete, what it still needs or what is to be looked at."""
    found = {}
    for task in tasks_of(facts):
        amount = task.amount(facts) if task.amount is not None and task.begun(facts) else ""
        needed = _open(task, facts) if task.begun(facts) or task.name in facts.kind.required else ""
        more = needed or facts.doubts.get(task.name, "")
        said = (task.hint, amount, more)
        found[task.name] = facts.wrong.get(task.name) or ". ".join(words for words in said if words)
    return found


def lacking(facts: Facts) -> list[tuple[str, str]]:
    """(task, what is missing) of each task that has to be complete before it is sent."""
    asked = [task for task in tasks_of(facts) if task.name in facts.kind.required]
    return [(task.name, words) for task in asked if (words := _missing(task, facts))]


@dataclass(frozen=True)
class Tally:
    """How many tasks an arrangement has that are needed before it is sent, and that are not, and how many are done."""

    needed: int
    needed_done: int
    optional: int
    optional_done: int


def tally(facts: Facts) -> Tally:
    """Count the tasks. One that is needed is done once nothing of it is missing or wrong."""
    far, missing = progress(facts), {name for name, _ in lacking(facts)}
    needed = [name for name in far if name in facts.kind.required]
    optional = [name for name in far if name not in needed]
    return Tally(
        len(needed),
        sum(name not in missing and far[name] != "wrong" for name in needed),
        len(optional),
        sum(far[name] == "completed" for name in optional),
    )


def _missing(task: Task, facts: Facts) -> str:
    if task.lacking is not None:
        return task.lacking(facts)
    return "" if task.begun(facts) else f"Complete the part “{task.title}”"


def check_sending(facts: Facts) -> None:
    """Everything that must be there is there. Raises ``RuleBroken``."""
    if missing := lacking(facts):
        raise RuleBroken("", ". ".join(words for _, words in missing))


for _task in (
    Task(
        "about",
        "About",
        "arrangements.about",
        "What it is for and when it runs",
        lambda facts: bool(facts.arrangement.purpose),
        lacks_about,
    ),
    Task(
        "parties",
        "Parties and roles",
        "arrangements.parties",
        "Who takes part and who watches",
        lambda facts: len(facts.parties) > 1,
        lacks_parties,
        first="arrangements.find_party",
    ),
    Task(
        "money",
        "Money",
        "arrangements.edit_money",
        "Who pays whom, or gives what in kind",
        lambda facts: facts.money > 0,
        first="arrangements.add_money",
    ),
    Task(
        "settled",
        "Money and staff: what is agreed",
        "arrangements.settled",
        "VAT, risk, property and people",
        lambda facts: facts.settled > 0,
        unfinished=lambda facts: (
            f"{facts.settled} of {len(QUESTIONS)} questions {'is' if facts.settled == 1 else 'are'} answered"
            if facts.settled < len(QUESTIONS)
            else ""
        ),
    ),
    Task(
        "legal",
        "Legal basis and accountable body",
        "arrangements.legal",
        "What lets you do this, and who accounts for the money",
        lambda facts: bool(facts.arrangement.legal_basis or facts.arrangement.accountable_body_id),
        lacks_legal,
        unfinished=open_legal,
        # Whoever starts it as the accountable body is named as that, and has not been asked what it stands on.
        asked=lambda facts: bool(facts.arrangement.legal_basis or facts.arrangement.legal_bases),
    ),
    Task(
        "mentoring",
        "Mentoring pairs and expected visits",
        "arrangements.mentoring",
        "Who mentors whom, and how often",
        lambda facts: bool(facts.pairs or facts.arrangement.rhythm),
        first="arrangements.visits",
        unfinished=open_mentoring,
    ),
    Task(
        "measures",
        "Measures, targets and baseline",
        "arrangements.measures",
        "How everybody will know that it works",
        lambda facts: facts.measures > 0,
        first="arrangements.add_measure",
        unfinished=open_measures,
        amount=lambda facts: counted(facts.measures, "measure"),
    ),
):
    add_task(_task)
