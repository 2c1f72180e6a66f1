"""The same news in any order of arrival, told twice or thrice, with wake-ups in between: always the same case."""

from collections import Counter
from itertools import accumulate

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.envelope import Event
from lifecycle.engine.case import Case
from lifecycle.kinds import KINDS
from tests.lifecycle.desk import Desk, told
from tests.lifecycle.histories import STORIES, WORDS, arrivals, cases_of, histories, told_at
from tests.lifecycle.language import hour, noted

LATER = hour(400 * 24)
each_kind = pytest.mark.parametrize("kind", WORDS)
STORIED = [
    pytest.param(events, id=f"{path.stem}/{case}") for path in STORIES for (_, case), events in cases_of(path).items()
]


def worked(arrived: list[tuple[Event, int | None]]) -> Desk:
    """The desk after these arrivals; at every step the incremental case is the whole fold."""
    desk = Desk(case_id=arrived[0][0].case_id, kind=KINDS[arrived[0][0].kind])
    start = min(event.at for event, _ in arrived) - hour(0)
    hours = accumulate(wake or 0 for _, wake in arrived)
    for (event, wake), until in zip(arrived, hours, strict=True):
        desk.take(event)
        if wake is not None:
            desk.wake(hour(until) + start)
        assert desk.case == desk.folded(desk.case.horizon)
    return desk


def at_rest(desk: Desk) -> Case:
    """The case at one common horizon."""
    return desk.folded(LATER)


def noted_for(event: Event) -> Event:
    """A note that stands where this event stands."""
    return noted(at=told_at(event), id=event.id, kind=event.kind, case=event.case_id)


def ledgers(case: Case) -> Case:
    """The case without what it has heard of."""
    unfit = tuple(entry for entry in case.unfit if not entry.type.endswith((".dismissed", ".corrected")))
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


@each_kind
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_history_in_any_order_is_the_fold_of_what_happened(kind, data):
    events = data.draw(histories(kind))
    desk = worked(data.draw(arrivals(events)))
    desk.wake(LATER)
    in_order = told(sorted(events, key=lambda event: event.at))
    assert msgspec.structs.replace(desk.case, horizon=LATER) == at_rest(in_order)
    assert desk.replayed() == [written.payload for written in desk.log]


@each_kind
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_what_was_laid_aside_or_refused_corrects_nothing(kind, data):
    events = data.draw(histories(kind))
    case = at_rest(told(events))
    aside = {*case.dismissed, *(entry.identity for entry in case.unfit)}
    plain = [noted_for(event) if event.name == "corrected" and event.identity in aside else event for event in events]
    assert ledgers(at_rest(told(plain))) == ledgers(case)


@each_kind
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_every_deadline_and_every_standing_is_recorded_once(kind, data):
    desk = worked(data.draw(arrivals(data.draw(histories(kind)))))
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


@each_kind
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_an_event_told_again_is_recognised_for_ever(kind, data):
    events = data.draw(histories(kind))
    desk = told(events)
    records = len(desk.log)
    for event in events:
        desk.take(event)
    assert (len(desk.log), desk.duplicates) == (records, len(events))


@each_kind
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_clock_wants_to_run_in_a_state_it_does_not_name(kind, data):
    desk = worked(data.draw(arrivals(data.draw(histories(kind)))))
    for written in desk.log:
        case = written.draft.case
        for timer in desk.kind.timers:
            assert not timer.states or case.state in timer.states or timer.since(case) is None, (timer.name, case.state)


def test_every_kind_has_words_for_all_that_can_be_told():
    for name, kind in KINDS.items():
        told = {word.__name__ for word in WORDS[name].ANYTHING}
        assert told >= set(kind.rules)
