"""The same news in any order of arrival, told twice or thrice, with wake-ups in between: always the same return."""

import json
from collections import Counter
from itertools import accumulate
from pathlib import Path

import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.catalogue import read_event
from events.envelope import Event
from events.scans import as_received
from lifecycle.returns.case import Return
from tests.lifecycle import words
from tests.lifecycle.desk import Desk, told
from tests.lifecycle.language import hour

STORIES = sorted((Path(__file__).parents[2] / "examples" / "stories").glob("*.jsonl"))
MONTHS = 60 * 24
LATER = hour(400 * 24)


def cases_of(story: Path) -> dict[str, list[Event]]:
    """The events of a story by case; its scans go to the case of the story's first event, as the dock's worker finds."""
    bodies = [json.loads(line) for line in story.read_text().splitlines() if line.startswith("{")]
    home = next(body["subject"] for body in bodies if body["type"].startswith("return."))
    events: dict[str, list[Event]] = {}
    for body in bodies:
        found = as_received(body, "return", home) if body["type"].startswith("scan.") else body
        case_id, name = found["subject"], found["type"].split(".")[1]
        events.setdefault(case_id, []).append(read_event(orjson.dumps(found), "return", case_id, name))
    return events


STORIED = [pytest.param(events, id=f"{path.stem}/{case}") for path in STORIES for case, events in cases_of(path).items()]

SHAPES = {
    "requested": {"market": ["amazon.it", "shop.it", "amazon.com"], "withdrawal": [None, True], "channel": ["MFN", "AFN"],
                  "resolution": [None, "keep_item"]},
    "received": {"quantity": [1, 2, 3], "sku": ["MUG", "CUP", None], "scan": ["a", "b", None]},
    "inspected": {"quantity": [1, 2], "mismatch": ["none", "wrong_item"], "grade": ["new", "damaged"]},
    "refund_requested": {"amount": ["25.00", "12.50", "30.00"], "kind": ["full", "partial", "keep_item", "goodwill"],
                         "refund": ["RF1", "RF2"]},
    "refunded": {"amount": ["25.00", "12.50"], "issuer": ["seller", "amazon_rfs", "amazon_cs"], "refund": ["RF1", "RF2", None]},
    "refund_failed": {"refund": ["RF1", "RF2"], "retryable": [True, False]},
    "closed": {"reason": ["written_off", "duplicate", "merged"]},
    "deescalated": {"outcome": ["granted_seller", "denied"]},
}
NAMES = [
    "requested", "authorized", "declined", "withdrawn", "objected", "closed", "reopened", "shipped", "delivered", "lost",
    "received", "inspected", "refund_requested", "refunded", "refund_failed", "replacement_requested", "replacement_sent",
    "replacement_delivered", "escalated", "deescalated", "status_reported", "hold_released", "safet_filed",
    "safet_decided", "carrier_settled", "noted", "assigned",
]
HOURS = st.one_of(st.integers(0, MONTHS), st.integers(0, 60).map(lambda day: day * 24), st.integers(0, 100))


@st.composite
def news(draw, number: int) -> Event:
    """Any event, plausible or not, with data the contract allows; its id is its own."""
    name = draw(st.sampled_from(NAMES))
    shape = {member: draw(st.sampled_from(values)) for member, values in SHAPES.get(name, {}).items()}
    precision = draw(st.sampled_from(["instant"] * 5 + ["date"]))
    historical = draw(st.sampled_from([None] * 9 + [True]))
    return getattr(words, name)(at=draw(HOURS), id=f"{name}-{number}", precision=precision, historical=historical, **shape)


@st.composite
def afterthought(draw, number: int, events: list[Event]) -> Event:
    """A correction or dismissal of something that was told, at any time, sensible or not."""
    target, at = draw(st.sampled_from(events)), draw(HOURS)
    if draw(st.booleans()):
        return words.dismissed(at=at, target=target, id=f"dismissed-{number}")
    change = draw(st.sampled_from([{"time": hour(at / 2).isoformat()}, {"amount": "5.00"}, {"nonsense": 1}]))
    return words.corrected(at=at, target=target, data=change, id=f"corrected-{number}")


@st.composite
def histories(draw) -> list[Event]:
    """What may be told about one return: usually a request, then anything."""
    start = [words.requested(at=0, id="request")] if draw(st.booleans()) else []
    events = start + [draw(news(number)) for number in range(draw(st.integers(1, 9)))]
    return events + [draw(afterthought(number, events)) for number in range(draw(st.integers(0, 2)))]


@st.composite
def arrivals(draw, events: list[Event]) -> list[tuple[Event, int | None]]:
    """An order of arrival, some things told again, and after some of them a wake-up (hours since the one before)."""
    order = draw(st.permutations(events + draw(st.lists(st.sampled_from(events), max_size=3))))
    wakes = draw(st.lists(st.none() | st.integers(0, 300), min_size=len(order), max_size=len(order)))
    return list(zip(order, wakes, strict=True))


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
