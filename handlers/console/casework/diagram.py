"""The states of a kind laid out as a picture: where the case is, where it has been, where it may go next. Pure."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from lifecycle.engine.diagram import WIDE
from lifecycle.engine.kind import Kind

COLUMNS = 5
WIDTH, HEIGHT = 148, 34
ACROSS, DOWN = WIDTH + 36, HEIGHT + 30
EDGE = 10
"""Sizes in user units of the picture."""

Sort = Literal["now", "been", "next", "far"]


class Box(NamedTuple):
    """A state and the left upper corner of its box."""

    state: str
    x: int
    y: int
    sort: Sort

    @property
    def middle(self) -> tuple[int, int]:
        """The middle of the box."""
        return self.x + WIDTH // 2, self.y + HEIGHT // 2


class Arrow(NamedTuple):
    """A way that the case went, as the data of an SVG path."""

    path: str


class Drawing(NamedTuple):
    """The picture, its size, and the states of the path in their order."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    been: tuple[str, ...]


def drawing(kind: Kind[Any], been: Sequence[str]) -> Drawing:
    """The diagram of a kind for a case that went through these states, the last of which it is in."""
    path = tuple(state for place, state in enumerate(been) if not place or state != been[place - 1])
    boxes = {state: Box(state, *_corner(place), "far") for place, state in enumerate(kind.table.states)}
    now = path[-1] if path else kind.table.initial
    following = _next(kind, now)
    sorts: dict[str, Sort] = {**dict.fromkeys(following, "next"), **dict.fromkeys(path, "been"), now: "now"}
    boxes = {state: box._replace(sort=sorts.get(state, "far")) for state, box in boxes.items()}
    arrows = (Arrow(_way(boxes[one], boxes[other])) for one, other in dict.fromkeys(pairwise(path)))
    rows = -(-len(boxes) // COLUMNS)
    width = min(len(boxes), COLUMNS) * ACROSS - (ACROSS - WIDTH) + 2 * EDGE
    return Drawing(width, rows * DOWN + EDGE, tuple(boxes.values()), tuple(arrows), path)


def _corner(place: int) -> tuple[int, int]:
    return EDGE + place % COLUMNS * ACROSS, EDGE + DOWN // 4 + place // COLUMNS * DOWN


def _next(kind: Kind[Any], state: str) -> list[str]:
    """Where a row may lead from here; one that leads wherever the ledgers stand says nothing of that."""
    rows = (row for row in kind.table.rows if state in row.sources and len(row.targets) <= WIDE)
    return list(dict.fromkeys(target for row in rows for target in row.targets if target != state))


def _way(one: Box, other: Box) -> str:
    """A line between neighbours, else a bow that leaves the boxes in between alone."""
    (ax, ay), (bx, by) = one.middle, other.middle
    half, low = WIDTH // 2, HEIGHT // 2
    if ay == by and bx - ax == ACROSS:
        return f"M{ax + half} {ay} L{bx - half} {by}"
    if ay == by:
        bow = DOWN // 2
        return f"M{ax} {ay - low} C{ax} {ay - low - bow} {bx} {by - low - bow} {bx} {by - low}"
    side = 1 if by > ay else -1
    bend = side * max(abs(by - ay) // 2, DOWN // 2)
    return f"M{ax} {ay + side * low} C{ax} {ay + bend} {bx} {by - bend} {bx} {by - side * low}"
