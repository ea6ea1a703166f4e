"""What a person said of the names in a file: which organisation each is, or what is to be done with it.

An answer is a list that JSON can hold, its first word one of those below.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.core.digests import digest_of
from portal.core.errors import RuleBroken
from portal.features.arrangements.rules.brought import Meaning

IS, SAME, ADD, FIND, NOTE, OUT = "is", "as", "add", "find", "note", "out"
"""These organisations (references, then how they are called); the same as another name of the file; one to be added to
the directory (name, type; nothing before that was asked); another one, to be found; kept in words; left out."""
ADDED = "new "
"""What stands before the name of an organisation that is not in the directory yet, in the place of its reference."""

Answer = Sequence[Any]
Answers = Mapping[str, Answer]


def name_id(name: str) -> str:
    """How a name is told from others in addresses and forms: 16 hexadecimal digits."""
    return digest_of(name)[:16]


def waiting(names: Iterable[str], answers: Answers) -> str | None:
    """The first name that something is still to be said of, or nothing."""
    return next((name for name in names if not _complete(answers.get(name))), None)


def _complete(answer: Answer | None) -> bool:
    return bool(answer) and answer not in ([FIND], [ADD])


def to_add(names: Iterable[str], answers: Answers) -> dict[str, Sequence[str]]:
    """The names that are to be added, with what was said of each: what it is called and its type, or nothing yet."""
    return {name: answers[name][1:] for name in names if (answers.get(name) or [""])[0] == ADD}


def meanings(names: Iterable[str], answers: Answers) -> dict[str, Meaning]:
    """What each name stands for; all of them must be answered."""
    return {name: _meaning(answers[name], answers) for name in names}


def _meaning(answer: Answer, answers: Answers) -> Meaning:
    word, *rest = answer
    if word == SAME:
        return _meaning(answers.get(rest[0], [NOTE]), answers)
    if word == IS:
        return Meaning(tuple(rest[0]))
    if word == ADD:
        return Meaning((ADDED + rest[0],))
    return Meaning(noted=word == NOTE)


def keys_meant(named: Mapping[str, str], means: Mapping[str, Meaning]) -> dict[str, str]:
    """The keys of organisations in a document as they are here; ``named`` is how each is called. A document says of
    each party which organisation it is, so each is one and no two are the same. Raises ``RuleBroken``."""
    found: dict[str, str] = {}
    for key, name in named.items():
        if len(means[name].references) != 1:
            raise RuleBroken("parties", f"“{name}” is in it, so it must be one organisation")
        if means[name].references[0] in found.values():
            raise RuleBroken("parties", f"“{name}” and another party of it cannot be the same organisation")
        found[key] = means[name].references[0]
    return found


def added(answers: Answers, names: Iterable[str]) -> dict[str, tuple[str, str, list[str]]]:
    """The organisations to be added, by their keys: name, type, and the spellings that stand for them."""
    found: dict[str, tuple[str, str, list[str]]] = {}
    for name in names:
        word, *rest = answers[name]
        target = answers[rest[0]] if word == SAME and rest[0] in answers else answers[name]
        if target[0] == ADD:
            found.setdefault(ADDED + target[1], (target[1], target[2], []))[2].append(name)
    return found
