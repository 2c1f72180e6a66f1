"""The one door to `transitions`: it is asked where an event may lead, it never acts and holds nobody's state."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from transitions import Machine as _Machine


@dataclass(frozen=True, slots=True)
class Row:
    """When it is in one of `sources` and `event` happens, it is in one of `targets` (empty: it stays where it is)."""

    sources: tuple[str, ...]
    event: str
    targets: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Table:
    """The transitions of a kind of case: rows, and every other pair refused or waiting on purpose."""

    initial: str
    states: tuple[str, ...]
    rows: tuple[Row, ...]
    refused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    waits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def leads(self, state: str, event: str) -> frozenset[str]:
        """The states `event` may lead to from `state`; empty if no row has the pair."""
        return self._edges.get((state, event), frozenset())

    def allowed(self, state: str) -> tuple[str, ...]:
        """The events that have a row from `state`, in alphabetical order; clocks, in capitals, are not among them."""
        return self._allowed.get(state, ())

    def parks(self, state: str, event: str) -> bool:
        """Whether `event` waits in `state` because something still missing may make it fit."""
        return state in self.waits.get(event, ())

    @cached_property
    def edges(self) -> tuple[tuple[str, str, str], ...]:
        """Every (source, event, target), in the order of the rows."""
        return tuple(
            (source, row.event, target)
            for row in self.rows
            for source in row.sources
            for target in (row.targets or (source,))
        )

    @cached_property
    def _machine(self) -> _Machine:
        names = {event for _, event, _ in self.edges}
        machine = _Machine(model=None, states=list(self.states), initial=self.initial, auto_transitions=False)
        for source, event, target in self.edges:
            machine.add_transition(event, source, target)
        assert names == set(machine.events)
        return machine

    @cached_property
    def _edges(self) -> Mapping[tuple[str, str], frozenset[str]]:
        return {
            (state, event): frozenset(str(found.dest) for found in self._machine.get_transitions(event, state))
            for state in self.states
            for event in self._machine.get_triggers(state)
        }

    @cached_property
    def _allowed(self) -> Mapping[str, tuple[str, ...]]:
        return {
            state: tuple(sorted(name for name in self._machine.get_triggers(state) if name.islower()))
            for state in self.states
        }


def rows(*entries: tuple[str | Iterable[str], str, str | Sequence[str], str]) -> tuple[Row, ...]:
    """Rows as they read aloud: when it is …, and this happened …, it is now …, because …."""
    return tuple(Row(_names(sources), event, _names(targets), note) for sources, event, targets, note in entries)


def _names(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and value else tuple(value)
