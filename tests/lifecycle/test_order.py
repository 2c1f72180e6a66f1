"""The same news in any order of arrival, told twice or thrice, with wake-ups in between: always the same return."""

from collections import Counter
from itertools import accumulate

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.envelope import Event
from lifecycle.returns import RETURN
from lifecycle.returns.case import Return
from tests.lifecycle import words
from tests.lifecycle.desk import Desk, told
from tests.lifecycle.histories import STORIES, arrivals, cases_of, histories, told_at
from tests.lifecycle.language import hour

LATER = hour(400 * 24)
STORIED = [
    pytest.param(events, id=f"{path.stem}/{case}") for path in STORIES for case, events in cases_of(path).items()
]


def worked(arrived: list[tuple[Event, int | None]]) -> Desk:
    """The desk after these arrivals; at every step the incremental case is the whole fold."""
    desk = Desk(case_id=arrived[0][0].case_id)
    start = min(event.at for event, _ in arrived) - hour(0)
    hours = accumulate(wake or 0 for _, wake in arrived)
    for (event, wake), until in zip(arrived, hours, strict=True):
        desk.take(event)
        if wake is not None:
            desk.wake(hour(until) + start)
        assert desk.case == desk.folded(desk.case.horizon)
    return desk


def at_rest(desk: Desk) -> Return:
    """The case at one common horizon."""
    return desk.folded(LATER)


def noted_for(event: Event) -> Event:
    """A note that stands where this event stands."""
    return words.noted(at=told_at(event), id=event.id)


def ledgers(case: Return) -> Return:
    """The case without what it has heard of."""
    unfit = tuple(entry for entry in case.unfit if "return.dismissed" != entry.type != "return.corrected")
    return msgspec.structs.replace(case, unfit=unfit, dismissed=(), seen={}, newest=None)


def standings(desk: Desk) -> dict[str, str]:
    """How each event stands by the last record that speaks of it."""
    facts = [written.draft for written in desk.log if written.draft.fact]
    return {draft.fact.key: draft.standing for draft in facts}


@pytest.mark.parametrize("events", STORIED)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_a_story_told_in_any_order_ends_the_same(events, data):
    desk = worked(data.draw(arrivals(events)))
    desk.wake(LATER)
    assert msgspec.structs.replace(desk.case, horizon=LATER) == at_rest(told(events))


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_any_history_in_any_order_is_the_fold_of_what_happened(data):
    events = data.draw(histories())
    desk = worked(data.draw(arrivals(events)))
    desk.wake(LATER)
    in_order = told(sorted(events, key=lambda event: event.at))
    assert msgspec.structs.replace(desk.case, horizon=LATER) == at_rest(in_order)
    assert desk.replayed() == [written.payload for written in desk.log]


@settings(max_examples=150, deadline=None)
@given(events=histories())
def test_what_was_laid_aside_or_refused_corrects_nothing(events):
    case = at_rest(told(events))
    aside = {*case.dismissed, *(entry.identity for entry in case.unfit)}
    plain = [noted_for(event) if event.name == "corrected" and event.identity in aside else event for event in events]
    assert ledgers(at_rest(told(plain))) == ledgers(case)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_every_deadline_and_every_standing_is_recorded_once(data):
    desk = worked(data.draw(arrivals(data.draw(histories()))))
    desk.wake(LATER)
    said = Counter()
    for draft in (written.draft for written in desk.log if written.draft.firing):
        said[draft.firing] += -1 if draft.name == "deadline_met" else 1
        assert said[draft.firing] in (0, 1)
    assert {firing for firing, times in said.items() if times} == set(desk.case.fired)
    assert len(desk.case.fired) == len(set(desk.case.fired))
    unfit = {entry.identity: entry.standing for entry in desk.case.unfit}
    for key, standing in standings(desk).items():
        assert standing != "counted" if key in desk.case.dismissed else standing == unfit.get(key, "counted")


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_an_event_told_again_is_recognised_for_ever(data):
    events = data.draw(histories())
    desk = told(events)
    records = len(desk.log)
    for event in events:
        desk.take(event)
    assert (len(desk.log), desk.duplicates) == (records, len(events))


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_no_clock_wants_to_run_in_a_state_it_does_not_name(data):
    desk = worked(data.draw(arrivals(data.draw(histories()))))
    for written in desk.log:
        case = written.draft.case
        for timer in RETURN.timers:
            assert not timer.states or case.state in timer.states or timer.since(case) is None, (timer.name, case.state)
