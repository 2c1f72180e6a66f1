"""The buyer is contacted within days; what was said on the phone is written down: claims are decided on writing."""

import pytest

from tests.covers import covers
from tests.lifecycle.claims.words import (
    GRANTED,
    appealed,
    contact_logged,
    decided,
    opened,
    summary_sent,
)
from tests.lifecycle.language import DAY, clock, given

CALL = contact_logged(5, "phone", contact_id="call-1")


@covers("S4-16", "B-28", "S1-18")
def test_without_contact_it_reminds_then_misses_the_first_contact_then_asks_for_a_statement():
    story = given(opened(respond_by="2026-12-20")).when(clock(5 * DAY))
    assert [told for told in story.said() if told.startswith("K-CONTACT")] == [
        "K-CONTACT 24h",
        "K-CONTACT 2d",
        "K-CONTACT 3d",
    ]


@covers("S4-16")
@pytest.mark.parametrize("channel", ["mail", "message", "sms", "phone"])
def test_any_attempt_is_a_contact(channel):
    assert "K-CONTACT" not in given(opened()).when(contact_logged(5, channel)).then(unfit=[]).running()


def test_what_was_written_before_the_claim_is_no_contact_about_it():
    story = given(opened()).when(contact_logged(5, when="2026-10-30"))
    assert "K-CONTACT" in story.running()
    same_day = given(opened()).when(contact_logged(5, when="2026-11-02"))
    assert "K-CONTACT" not in same_day.running()


@covers("S1-19", "L2")
def test_a_call_has_to_be_written_down_within_a_day():
    story = given(opened(), CALL)
    assert story.due("K-WRITTEN") == 5 + DAY
    said = story.when(clock(40)).said()
    assert [told for told in said if told.startswith("K-WRITTEN")] == ["K-WRITTEN 12h", "K-WRITTEN 24h"]


@covers("S1-19", "L2")
@pytest.mark.parametrize(
    "written",
    [
        summary_sent(6),
        summary_sent(6, contact_id="call-1"),
        contact_logged(6, "mail", written_summary=True),
        contact_logged(6, "message", written_summary=True),
    ],
)
def test_writing_it_down_ends_the_duty(written):
    assert "K-WRITTEN" not in given(opened(), CALL).when(written).then(unfit=[]).running()


@covers("S1-19", "L2")
@pytest.mark.parametrize(
    "other",
    [
        contact_logged(6, "mail"),
        contact_logged(6, "sms", written_summary=True),
        summary_sent(6, contact_id="call-2"),
        summary_sent(4),
    ],
    ids=["a mail about something else", "a text message", "the summary of another call", "a summary before it"],
)
def test_anything_else_does_not(other):
    assert "K-WRITTEN" in given(opened(), CALL).when(other).then(unfit=[]).running()


def test_a_call_that_was_written_down_at_once_asks_for_nothing():
    assert "K-WRITTEN" not in given(opened()).when(contact_logged(5, "phone", written_summary=True)).running()


def test_the_clock_runs_from_the_oldest_call_that_nobody_wrote_down():
    story = given(opened(), CALL, contact_logged(9, "phone", contact_id="call-2"))
    assert story.due("K-WRITTEN") == 5 + DAY
    assert story.when(summary_sent(10, contact_id="call-1")).due("K-WRITTEN") == 9 + DAY
    assert "K-WRITTEN" not in story.when(summary_sent(11)).running()


def test_a_call_told_late_starts_where_it_happened():
    story = given(opened(), contact_logged(9, "phone")).when(contact_logged(3, "phone", id="earlier"))
    assert story.due("K-WRITTEN") == 3 + DAY


def test_nothing_is_left_to_write_once_nobody_reads_it():
    assert "K-WRITTEN" not in given(opened(), CALL).when(decided(8, "denied")).running()
    assert "K-WRITTEN" in given(GRANTED, contact_logged(25, "phone"), appealed()).running()
