"""The transition table of a kind as a state diagram: the text of a Mermaid `stateDiagram-v2`, and nothing else.

Events that lead from one state to another share one arrow; an event after which a case stays where it is has none. A
clock stands as `after T-SHIPBACK`. A row that an arrow for each pair would only hide, because nearly every state has it
or because it leads wherever the ledgers say, is told in a note.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from lifecycle.engine.kind import Kind
from lifecycle.engine.machine import Row

Edge = tuple[str, str, str]

WIDE = 4
"""Targets beyond which a row is told and not drawn."""
NEARLY_ALL = 0.75
"""The share of the states beyond which a row's sources are no longer drawn one by one."""


def mermaid(kind: Kind[Any], events: Collection[str] | None = None) -> str:
    """The diagram of a kind, or of its `events` alone (clocks are events by their names)."""
    rows = [row for row in kind.table.rows if events is None or row.event in events]
    told = [row for row in rows if _is_told(kind, row)]
    drawn = (edge for row in rows for edge in edges_of(row) if row not in told or _is_plain(row, edge))
    return _diagram([f"[*] --> {kind.table.initial}", *_arrows(drawn), *_note(kind, told)])


def usual(kind: Kind[Any], edges: Iterable[Edge]) -> str:
    """The diagram of these edges alone; raises `ValueError` for one that the table does not have."""
    wanted = tuple(edges)
    unknown = [edge for edge in wanted if edge not in kind.table.edges]
    if unknown:
        raise ValueError(f"no row of the {kind.name} has {', '.join(' '.join(edge) for edge in unknown)}")
    return _diagram([f"[*] --> {kind.table.initial}", *_arrows(wanted)])


def edges_of(row: Row) -> Iterator[Edge]:
    """Every (source, event, target) of a row in which the state changes."""
    for source in row.sources:
        for target in row.targets:
            if target != source:
                yield source, row.event, target


def spoken(event: str) -> str:
    """An event as it is written on an arrow."""
    return event if event.islower() else f"after {event}"


def _diagram(lines: Iterable[str]) -> str:
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in lines)]) + "\n"


def _arrows(edges: Iterable[Edge]) -> Iterator[str]:
    labels: dict[tuple[str, str], dict[str, None]] = {}
    for source, event, target in edges:
        labels.setdefault((source, target), {})[spoken(event)] = None
    for (source, target), events in labels.items():
        yield f"{source} --> {target}: {', '.join(events)}"


def _is_told(kind: Kind[Any], row: Row) -> bool:
    return len(row.targets) > WIDE or (bool(row.targets) and len(row.sources) > NEARLY_ALL * len(kind.table.states))


def _is_plain(row: Row, edge: Edge) -> bool:
    """Whether an edge of a told row is drawn all the same: from one state to the one that is called like the event."""
    return len(row.sources) == 1 and edge[1] == edge[2]


def _note(kind: Kind[Any], rows: Iterable[Row]) -> Iterator[str]:
    lines = dict.fromkeys(_told(row) for row in rows)
    if lines:
        yield f"note right of {kind.table.initial}"
        yield from (f"    {line}" for line in lines)
        yield "end note"


def _told(row: Row) -> str:
    source = row.sources[0] if len(row.sources) == 1 else f"{len(row.sources)} states"
    target = row.targets[0] if len(row.targets) == 1 else "where its ledgers stand"
    return f"{spoken(row.event)}, from {source}, leads to {target}"
