"""The table of a return has no holes: every state is reachable, has a way out, and every pair is meant."""

import re

import pytest

from events.catalogue import CATALOGUE
from events.own import EVERY_KIND
from lifecycle.returns.kind import RETURN
from lifecycle.returns.table import EVENTS, REFUSED, STATES, TABLE, WAITS
from lifecycle.returns.timers import TIMERS

EDGES = [(source, target) for source, _, target in TABLE.edges]


def reached_from(start: str) -> set[str]:
    reached, fresh = {start}, {start}
    while fresh:
        fresh = {target for source, target in EDGES if source in fresh} - reached
        reached |= fresh
    return reached


@pytest.mark.parametrize("state", STATES)
def test_every_state_can_be_reached(state):
    assert state in reached_from("announced")


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_way_out(state):
    assert reached_from(state) - {state}


@pytest.mark.parametrize("state", STATES)
def test_every_state_can_come_to_an_end(state):
    assert "closed" in reached_from(state)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", EVENTS)
def test_every_event_in_every_state_has_a_row_or_waits_or_is_refused_on_purpose(state, event):
    row = bool(TABLE.leads(state, event))
    waits, refused = state in WAITS.get(event, ()), state in REFUSED.get(event, ())
    assert [row, waits, refused].count(True) == 1, f"{state} × {event}: row {row}, waits {waits}, refused {refused}"


def test_the_table_knows_exactly_the_events_of_the_contract():
    contract = {entry.name for entry in CATALOGUE.entries if entry.kind == "return"} - set(EVERY_KIND)
    own = {"parked", "rejected", "reminder_due", "deadline_missed", "deadline_met"}
    assert set(EVENTS) == set(RETURN.rules) == contract - own


def test_every_clock_in_the_table_is_a_clock_of_the_return():
    clocks = {row.event for row in TABLE.rows if row.event.startswith("T-")}
    assert clocks <= {timer.name for timer in TIMERS}


def test_waits_and_refused_speak_only_of_states_and_events_there_are():
    assert set(WAITS) | set(REFUSED) <= set(EVENTS)
    assert {state for states in (*WAITS.values(), *REFUSED.values()) for state in states} <= set(STATES)


def test_every_edge_can_be_drawn():
    for edge in TABLE.edges:
        assert all(re.fullmatch(r"[A-Za-z_-]+", word) for word in edge)
    assert {name for source, _, target in TABLE.edges for name in (source, target)} == set(STATES)


def test_no_pair_is_told_twice():
    pairs = [(source, row.event) for row in TABLE.rows for source in row.sources]
    assert sorted({pair for pair in pairs if pairs.count(pair) > 1}) == []
