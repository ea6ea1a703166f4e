"""Where organisations and the links between them go in the picture of who shares with whom. Plain numbers; the template
draws them, and a table says the same in words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from textwrap import shorten, wrap

WIDTH, SPACE, MARGIN = 760, 46, 34
"""The width of the picture, the height that an organisation takes, and what stays free above and below."""
SIDE = 170
"""How far from the middle the outermost organisations are."""
LINE_HEIGHT = 17
LONGEST, MOST_LINES = 22, 2
THIN, THICK = 1.5, 8.0
SMALL, LARGE = 6.0, 14.0
FEW = 4
"""While no two share more than a few arrangements, no line is at its thickest."""


@dataclass(frozen=True)
class Link:
    """Two organisations, by id, that both take part in ``many`` arrangements."""

    one: int
    other: int
    many: int


@dataclass(frozen=True)
class Words:
    """A line of a name, and where it stands."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Node:
    """An organisation in the picture. ``anchor`` says which end of its name stands at it."""

    id: int
    x: float
    y: float
    radius: float
    anchor: str
    words: Sequence[Words]


@dataclass(frozen=True)
class Line:
    """A link in the picture: the path that it takes, and how thick it is."""

    path: str
    width: float


@dataclass(frozen=True)
class Network:
    """The whole picture."""

    nodes: Sequence[Node]
    lines: Sequence[Line]
    height: int


def network(links: Collection[Link], names: Mapping[int, str], middle: int) -> Network:
    """The picture of these links: the organisation ``middle`` (or the one with most links, if it has none) in the
    middle, and the others left and right of it, each beside those that it shares with.

    ``names`` are by id. The more an organisation shares, the larger its mark. The same links give the same picture, in
    whatever order they come.
    """
    ids = {end for link in links for end in (link.one, link.other)}
    if not ids:
        return Network([], [], 0)
    strength = _strength(links)
    first = middle if middle in ids else max(ids, key=lambda one: (strength[one], -one))
    ring = _ring(ids - {first}, links, strength)
    half = (len(ring) + 1) // 2
    height = half * SPACE + 2 * MARGIN
    places = {first: (WIDTH / 2, height / 2)}
    for side, members in ((1, ring[:half]), (-1, list(reversed(ring[half:])))):
        places |= _beside(side, members, height)
    most = max(strength.values())
    nodes = [_node(one, names.get(one, ""), places[one], strength[one] / most, first) for one in (first, *ring)]
    return Network(nodes, _lines(links, places, first), height)


def _strength(links: Iterable[Link]) -> dict[int, int]:
    found: dict[int, int] = {}
    for link in links:
        for end in (link.one, link.other):
            found[end] = found.get(end, 0) + link.many
    return found


def _ring(ids: Collection[int], links: Iterable[Link], strength: Mapping[int, int]) -> list[int]:
    """The order around the middle: after each organisation the one that shares most with it."""
    shared: dict[tuple[int, int], int] = {}
    for link in links:
        shared[link.one, link.other] = shared[link.other, link.one] = link.many
    left, ring = set(ids), list[int]()
    while left:
        last = ring[-1] if ring else 0
        chosen = max(left, key=lambda one: (shared.get((last, one), 0), strength[one], -one))
        ring.append(chosen)
        left.remove(chosen)
    return ring


def _beside(side: int, members: Sequence[int], height: int) -> dict[int, tuple[float, float]]:
    """Places on one side of the middle, from the top down, on a curve that leaves room for names."""
    step = (height - 2 * MARGIN) / max(len(members), 1)
    places = {}
    for number, one in enumerate(members):
        y = MARGIN + step * (number + 0.5)
        away = (y - height / 2) / (0.75 * height)
        places[one] = (round(WIDTH / 2 + side * SIDE * sqrt(1 - away * away), 1), round(y, 1))
    return places


def _node(one: int, name: str, place: tuple[float, float], share: float, first: int) -> Node:
    x, y = place
    radius = round(SMALL + (LARGE - SMALL) * sqrt(share), 1)
    if one == first:
        return Node(one, x, y, radius, "middle", _words(name, x, y + radius + LINE_HEIGHT))
    side = 1 if x > WIDTH / 2 else -1
    texts = _words(name, x + side * (radius + 8), y + 5)
    lift = LINE_HEIGHT / 2 * (len(texts) - 1)
    raised = [Words(line.text, line.x, round(line.y - lift, 1)) for line in texts]
    return Node(one, x, y, radius, "start" if side > 0 else "end", raised)


def _words(name: str, x: float, y: float) -> list[Words]:
    lines = wrap(name, LONGEST)
    if len(lines) > MOST_LINES:
        rest = shorten(" ".join(lines[MOST_LINES - 1 :]), LONGEST, placeholder="…")
        lines = [*lines[: MOST_LINES - 1], rest]
    return [Words(line, round(x, 1), round(y + LINE_HEIGHT * number, 1)) for number, line in enumerate(lines)]


def _lines(links: Iterable[Link], places: Mapping[int, tuple[float, float]], first: int) -> list[Line]:
    """The paths, the thickest last, so that they lie above the others: straight to the middle, bent towards it between
    two others."""
    ordered = sorted(links, key=lambda link: (link.many, -link.one, -link.other))
    most = ordered[-1].many
    cx, cy = places[first]
    found = []
    for link in ordered:
        (ax, ay), (bx, by) = places[link.one], places[link.other]
        width = THIN + (THICK - THIN) * (link.many - 1) / max(most - 1, FEW)
        if first in (link.one, link.other):
            path = f"M{ax} {ay}L{bx} {by}"
        else:
            path = f"M{ax} {ay}Q{round((ax + bx + 2 * cx) / 4, 1)} {round((ay + by + 2 * cy) / 4, 1)} {bx} {by}"
        found.append(Line(path, round(width, 1)))
    return found
