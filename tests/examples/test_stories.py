"""The stories that a newcomer publishes first: every line is an event that the contract accepts."""

import json
from collections import Counter
from pathlib import Path

import pytest

from events.catalogue import read_event
from lifecycle.kinds import KINDS

FOLDER = Path(__file__).parents[2] / "examples" / "stories"
STORIES = sorted(FOLDER.glob("*.jsonl"))
TOLD_TWICE = "15-scanned-at-two-stations.jsonl"


def told(story):
    return [line for line in story.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def read(line):
    event = json.loads(line)
    kind, name, _version = event["type"].split(".")
    return read_event(line.encode(), kind, event["subject"], name)


every_story = pytest.mark.parametrize("story", STORIES, ids=lambda file: file.stem)


def test_they_are_numbered_each_once():
    numbers = [story.name[:3] for story in STORIES]
    assert numbers == sorted(set(numbers))
    assert set(numbers) >= {f"{number:02}-" for number in range(1, 18)}


@every_story
def test_a_story_opens_with_one_sentence(story):
    sentence = story.read_text(encoding="utf-8").splitlines()[0]
    assert sentence.startswith("# ")
    assert sentence.endswith(".")
    assert sentence in f"# {(FOLDER / 'README.md').read_text(encoding='utf-8').split(story.name + ') | ')[1]}"


@every_story
def test_every_line_is_an_event_the_contract_accepts(story):
    lines = told(story)
    assert lines
    assert {read(line).kind for line in lines} <= {*KINDS, "scan"}


@every_story
def test_no_id_is_used_for_two_different_events(story):
    lines = set(told(story))
    assert len({read(line).identity for line in lines}) == len(lines)


def test_one_story_tells_the_same_scan_twice():
    repeated = {story.name: [line for line, n in Counter(told(story)).items() if n > 1] for story in STORIES}
    assert [name for name, lines in repeated.items() if lines] == [TOLD_TWICE]


def test_one_story_brings_the_parcel_before_its_request():
    first, second, *_rest = map(read, told(FOLDER / "04-blind-parcel.jsonl"))
    assert (first.kind, second.name) == ("scan", "requested")
    assert first.at > second.at


def test_no_two_stories_share_a_case_or_an_order():
    orders = Counter(
        (event.data.order_id, story.name)
        for story in STORIES
        for event in map(read, told(story))
        if event.name in ("requested", "placed")
    )
    assert len({order for order, _story in orders}) == len(orders)
