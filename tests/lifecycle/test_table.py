"""The table of a kind has no holes: every state is reachable, has a way out, and every pair is meant."""

import re
from itertools import product

import pytest

from events.catalogue import CATALOGUE
from events.own import ENGINE, EVERY_KIND
from lifecycle.kinds import KINDS

each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
each_state = pytest.mark.parametrize(
    ("kind", "state"), [pytest.param(k, s, id=f"{k.name}-{s}") for k in KINDS.values() for s in k.table.states]
)


def events_of(kind) -> set[str]:
    """The events that the rows name, without clocks."""
    return {row.event for row in kind.table.rows if row.event.islower()}


def reached_from(kind, start: str) -> set[str]:
    reached, fresh = {start}, {start}
    while fresh:
        fresh = {target for source, _, target in kind.table.edges if source in fresh} - reached
        reached |= fresh
    return reached


@each_state
def test_every_state_can_be_reached(kind, state):
    assert state in reached_from(kind, kind.table.initial)


@each_state
def test_every_state_has_a_way_out(kind, state):
    assert reached_from(kind, state) - {state}


@each_state
def test_every_state_can_come_to_an_end(kind, state):
    assert "closed" in reached_from(kind, state)


@each_state
def test_every_event_in_every_state_has_a_row_or_waits_or_is_refused_on_purpose(kind, state):
    table = kind.table
    for event in events_of(kind):
        row = bool(table.leads(state, event))
        waits, refused = state in table.waits.get(event, ()), state in table.refused.get(event, ())
        told = f"{state} × {event}: row {row}, waits {waits}, refused {refused}"
        assert [row, waits, refused].count(True) == 1, told


@each_kind
def test_the_table_knows_exactly_the_events_of_the_contract(kind):
    contract = {entry.name for entry in CATALOGUE.entries if entry.kind == kind.name} - {*EVERY_KIND, *ENGINE}
    assert events_of(kind) == set(kind.rules) == contract


@each_kind
def test_every_clock_in_the_table_is_a_clock_of_the_kind(kind):
    clocks = {row.event for row in kind.table.rows if not row.event.islower()}
    assert clocks <= {timer.name for timer in kind.timers}


@each_kind
def test_every_clock_names_states_there_are(kind):
    assert {state for timer in kind.timers for state in timer.states} <= set(kind.table.states)


@each_kind
def test_waits_and_refused_speak_only_of_states_and_events_there_are(kind):
    table = kind.table
    assert set(table.waits) | set(table.refused) <= events_of(kind)
    named = {state for states in (*table.waits.values(), *table.refused.values()) for state in states}
    assert named <= set(table.states)


@each_kind
def test_every_edge_can_be_drawn(kind):
    for edge in kind.table.edges:
        assert all(re.fullmatch(r"[A-Za-z_-]+", word) for word in edge)
    assert {name for source, _, target in kind.table.edges for name in (source, target)} == set(kind.table.states)


@each_kind
def test_no_pair_is_told_twice(kind):
    pairs = [pair for row in kind.table.rows for pair in product(row.sources, [row.event])]
    assert sorted({pair for pair in pairs if pairs.count(pair) > 1}) == []
