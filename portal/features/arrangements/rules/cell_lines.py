"""A cell of a table with several things in it: a line each, its parts between strokes."""

import re
from collections.abc import Iterable

BETWEEN = " | "
_PART = re.compile(r"(?:[^|\\]|\\.)*")
_ESCAPED = re.compile(r"\\(.)")


def line_of(parts: Iterable[str]) -> str:
    """The parts as one line, ``Send the list | Kent County Council``; strokes within them get a backslash."""
    return BETWEEN.join(re.sub(r"([\\|])", r"\\\1", re.sub(r"\s+", " ", part)) for part in parts)


def parts_of(line: str) -> list[str]:
    """The parts of a line as ``line_of`` writes it: between strokes that no backslash stands before."""
    parts, at = [], 0
    while True:
        found = _PART.match(line, at)
        end = found.end() if found else at
        parts.append(_ESCAPED.sub(r"\1", line[at:end].strip()))
        if end >= len(line):
            return parts
        at = end + 1
