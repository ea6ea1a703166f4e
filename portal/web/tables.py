"""What each cell of a table says of itself, so that it can be read where its columns have no room."""

import re
from collections.abc import Collection, Sequence

from markupsafe import Markup, escape

_TAG = re.compile(r"<(tr|th|td)(?=[\s>])([^>]*)>")
_SPAN = re.compile(r'\bcolspan="(\d+)"')
_CLASS = re.compile(r'\bclass="')
_NUMBER = "accord-number"
_NOTHING = "<td>–</td>"
"""A cell with nothing to say, which is left out where a row stands as a block."""
_LEFT_OUT = '<td class="accord-nothing">–</td>'


def labelled(rows: Markup, head: Sequence[str], numeric: Collection[int] = (), *, say_first: bool = False) -> Markup:
    """The ``rows`` of a table in which each cell carries the heading of its column, from ``head``, as ``data-th``.

    ``numeric`` holds the indexes of columns of numbers. The heading of a row stands above its cells and carries that of
    its column only if ``say_first``, where it does not tell by itself what it is. Roles are said because a style that
    makes a block of a row takes them away in some browsers. What people wrote in a cell is escaped by now. Raises
    ``IndexError`` for a cell beyond the last column.
    """
    column = 0

    def told(found: re.Match[str]) -> str:
        nonlocal column
        name, more = found[1], found[2]
        if name == "tr":
            column = 0
            return f'<tr role="row"{more}>'
        span = _SPAN.search(more)
        if column in numeric:
            more = _numeric(more)
        if name == "td" or (say_first and not span):
            more += _heading(head[column])
        column += int(span[1]) if span else 1
        return f'<{name} role="{"cell" if name == "td" else "rowheader"}"{more}>'

    html = str(rows).replace(_NOTHING, _LEFT_OUT)
    return Markup(_TAG.sub(told, html))  # noqa: S704 - rows are Markup, and what is put into them is escaped


def _heading(label: str) -> str:
    words = escape(escape(label).striptags())
    return f' data-th="{words}"' if words else ""


def _numeric(attributes: str) -> str:
    if _CLASS.search(attributes):
        return _CLASS.sub(f'class="{_NUMBER} ', attributes, count=1)
    return f'{attributes} class="{_NUMBER}"'
