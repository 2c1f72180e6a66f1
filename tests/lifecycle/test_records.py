"""Records: a chain of bytes that a replay derives again, and that can be read back without loss."""

import json
from pathlib import Path

import msgspec
import pytest

from lifecycle.engine import records
from lifecycle.policy.pack import Pack
from tests.lifecycle.desk import KIND, Desk, told
from tests.lifecycle.histories import STORIES, cases_of
from tests.lifecycle.language import clock, given
from tests.lifecycle.returns.words import BACK, authorized, declined, delivered, received, requested, shipped, withdrawn

FOLDER = Path(__file__).parent / "golden"
GOLDEN = FOLDER / "perfect-return.records.jsonl"
PINNED = Pack.from_json((FOLDER / "rules.json").read_bytes())
"""The rules under which the golden records were written; new rules leave them as they are."""
LATER = 100 * 24


def read(story):
    return [records.read(written.payload) for written in story.desk.log]


def perfect() -> Desk:
    """The first story, with every wake-up until it is closed."""
    (events,) = cases_of(STORIES[0]).values()
    desk = told(events, PINNED)
    while desk.case.alarm_at:
        desk.wake(desk.case.alarm_at)
    return desk


def test_each_record_names_the_one_before_it():
    story = given(requested(), clock(24), authorized(5))
    chain = ["", *(written.digest for written in story.desk.log)]
    assert [record.previous for record in read(story)] == chain[:-1]
    assert [records.digest(written.payload) for written in story.desk.log] == chain[1:]


def test_an_edited_record_breaks_the_chain():
    story = given(requested(), authorized())
    edited = story.desk.log[0].payload.replace(b"12.50", b"02.50")
    assert records.digest(edited) != read(story)[1].previous


def test_a_case_is_read_back_as_it_was_written():
    story = given(BACK, clock(LATER))
    for written, record in zip(story.desk.log, read(story), strict=True):
        assert records.read_case(KIND, record) == written.case


def test_all_records_of_one_input_carry_the_same_finished_case():
    story = given(requested(), clock(30)).when(authorized(5))
    assert story.recorded() == ["authorized", "deadline_met", "deadline_met", "deadline_met"]
    assert len({bytes(record.case) for record in read(story)[-4:]}) == 1


def test_each_wake_up_carries_the_case_at_its_moment():
    story = given(requested()).when(clock(24))
    assert [record.cause.type for record in read(story)[1:]] == ["wakeup"] * 3
    assert len({bytes(record.case) for record in read(story)}) == 4


def test_derived_records_are_numbered_retractions_first_then_standings_then_firings():
    story = given(requested(), withdrawn(14), clock(LATER), delivered(25)).when(received(13))
    causes = [(record.cause.type, record.cause.ordinal) for record in read(story)]
    names = story.recorded()
    assert causes[-len(names) :] == [("input", 0), *(("derived", number) for number in range(1, len(names)))]
    order = [{"deadline_met": 0, "reminder_due": 2, "deadline_missed": 2}.get(name, 1) for name in names[1:]]
    assert order == sorted(order)
    assert set(order) == {0, 1, 2}


def test_a_record_says_how_its_event_stands_and_how_it_stood():
    waited = given(shipped(30)).when(authorized(5))
    assert [(record.standing, record.was) for record in read(waited)] == [
        ("parked", ""),
        ("counted", ""),
        ("counted", "parked"),
    ]
    refused = given(requested(), declined()).when(authorized(8))
    record = read(refused)[-1]
    assert (record.standing, record.severity, "shipped" in record.allowed) == ("rejected", "warning", True)
    assert record.reason.startswith("return R-1 is declined: authorized cannot follow")


def test_what_the_clock_said_is_told_as_an_event_of_its_own():
    story = given(requested(), clock(12))
    event = json.loads(bytes(read(story)[-1].event))
    assert event["type"] == "return.reminder_due.v1"
    assert event["actor"] == "timer"
    assert event["time"] == event["data"]["due_at"] == "2026-11-02T21:00:00+00:00"
    assert event["data"] == {"timer": "T-AUTH", "label": "12h", "due_at": event["time"], "rule": "B-01"}


def test_a_retraction_names_what_is_undone():
    story = given(requested(), clock(24)).when(authorized(5))
    undone = [json.loads(bytes(record.event))["data"]["undone"] for record in read(story)[-3:]]
    assert undone == ["reminder_due", "reminder_due", "deadline_missed"]


def test_every_record_pins_its_rules_and_its_lifecycle():
    story = given(requested(), clock(24))
    assert {(record.policy, record.lifecycle) for record in read(story)} == {(story.desk.pack.digest, KIND.version)}


def test_what_is_no_record_is_refused():
    with pytest.raises(msgspec.DecodeError):
        records.read(b'{"event": 1')


def test_the_records_of_a_story_are_byte_for_byte_what_they_were():
    assert [written.payload.decode() for written in perfect().log] == GOLDEN.read_text().splitlines()


def test_a_stored_history_is_derived_again_from_its_inputs_and_wake_ups():
    desk = perfect()
    assert desk.replayed() == [line.encode() for line in GOLDEN.read_text().splitlines()]
    assert (desk.case.state, desk.case.close_reason) == ("closed", "refunded_full")
