"""Histories to tell in any order: the stories of the examples, and whatever else could be told about a case."""

import json
from pathlib import Path

import orjson
from hypothesis import strategies as st

from events.catalogue import read_event
from events.envelope import Event
from events.scans import as_received
from tests.lifecycle.accounts import words as accounts
from tests.lifecycle.claims import words as claims
from tests.lifecycle.conversations import words as conversations
from tests.lifecycle.feedback import words as feedback
from tests.lifecycle.language import corrected, dismissed, hour
from tests.lifecycle.orders import words as orders
from tests.lifecycle.returns import words as returns

STORIES = sorted((Path(__file__).parents[2] / "examples" / "stories").glob("*.jsonl"))
MONTHS = 60 * 24


def cases_of(story: Path) -> dict[tuple[str, str], list[Event]]:
    """The events of a story by kind and case; its scans go to the return it first names, as the dock finds."""
    bodies = [json.loads(line) for line in story.read_text().splitlines() if line.startswith("{")]
    home = next((body["subject"] for body in bodies if body["type"].startswith("return.")), None)
    events: dict[tuple[str, str], list[Event]] = {}
    for body in bodies:
        found = as_received(body, "return", home) if body["type"].startswith("scan.") else body
        kind, name, _version = found["type"].split(".")
        event = read_event(orjson.dumps(found), kind, found["subject"], name)
        events.setdefault((kind, event.case_id), []).append(event)
    return events


WORDS = {
    "return": returns,
    "claim": claims,
    "feedback": feedback,
    "conversation": conversations,
    "order": orders,
    "account": accounts,
}
"""The words of each kind: `ANYTHING` that could be told, with values for its members, and what usually comes first."""
HOURS = st.one_of(st.integers(0, MONTHS), st.integers(0, 60).map(lambda day: day * 24), st.integers(0, 100))


@st.composite
def news(draw, kind: str, number: int) -> Event:
    """Any event of a kind, plausible or not, with data the contract allows; its id is its own."""
    word = draw(st.sampled_from(tuple(WORDS[kind].ANYTHING)))
    name = word.__name__
    shape = {member: draw(st.sampled_from(values)) for member, values in WORDS[kind].ANYTHING[word].items()}
    precision = draw(st.sampled_from(["instant"] * 5 + ["date"]))
    historical = draw(st.sampled_from([None] * 9 + [True]))
    return word(at=draw(HOURS), id=f"{name}-{number}", precision=precision, historical=historical, **shape)


def told_at(event: Event) -> float:
    """The hour at which an event stands."""
    return (event.at - hour(0)).total_seconds() / 3600


@st.composite
def correction(draw, number: int, target: Event, at: int) -> Event:
    """The target told anew at this hour: moved, cheaper, or in a way that no contract allows."""
    moved = [{"time": hour(other).isoformat()} for other in (at / 2, max(0, at - 2), (at + told_at(target)) / 2)]
    change = draw(st.sampled_from([*moved, {"amount": "5.00"}, {"nonsense": 1}]))
    return corrected(at=at, target=target, data=change, id=f"corrected-{number}")


@st.composite
def afterthought(draw, number: int, events: list[Event]) -> list[Event]:
    """A correction or dismissal of something that was told, be it one itself, at any time, sensible or not."""
    target, at = draw(st.sampled_from(events)), draw(HOURS)
    if draw(st.booleans()):
        return [dismissed(at=at, target=target, id=f"dismissed-{number}")]
    return [draw(correction(number, target, at))]


@st.composite
def foresight(draw, number: int, events: list[Event]) -> list[Event]:
    """A correction of what is still to happen, the last of all or not, laid aside mostly before it does."""
    target = draw(st.sampled_from([*events, max(events, key=lambda event: event.at)]))
    happens = int(told_at(target))
    at = draw(st.integers(0, happens))
    change = draw(correction(number, target, at))
    until = draw(st.integers(at, happens) | st.integers(max(0, at - 5), at + 50))
    aside = dismissed(at=until, target=change, id=f"dismissed-{number}")
    return [change, aside]


@st.composite
def histories(draw, kind: str) -> list[Event]:
    """What may be told about one case: usually what begins it, then anything, then second thoughts about all of it."""
    events = [WORDS[kind].FIRST(at=0, id="first")] if draw(st.booleans()) else []
    events += [draw(news(kind, number)) for number in range(draw(st.integers(1, 9)))]
    for number in range(draw(st.integers(0, 3))):
        events += draw(st.one_of(afterthought(number, events), foresight(number, events)))
    return events


@st.composite
def arrivals(draw, events: list[Event]) -> list[tuple[Event, int | None]]:
    """An order of arrival, some things told again, and after some of them a wake-up (hours since the one before)."""
    again = draw(st.lists(st.sampled_from(events), max_size=3))
    as_it_happened = st.just(sorted(events, key=lambda event: event.at))
    order = draw(st.permutations(events + again) | as_it_happened)
    wakes = draw(st.lists(st.none() | st.integers(0, 300), min_size=len(order), max_size=len(order)))
    return list(zip(order, wakes, strict=True))
