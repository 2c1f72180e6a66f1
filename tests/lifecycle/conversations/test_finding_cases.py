"""A thread knows its order and the cases it is about, at once or later, and is found by its order."""

import pytest

from lifecycle.conversations import CONVERSATION
from lifecycle.engine.case import Link, Ref
from tests.covers import covers
from tests.lifecycle.conversations.words import closed, linked, received, sent
from tests.lifecycle.language import given

ABOUT = {"return_case": "R-1", "claim_case": "C-1", "feedback_case": "F-1"}
family = CONVERSATION.family
LINKS = (Link("return", "R-1"), Link("claim", "C-1"), Link("feedback", "F-1"))


@covers("S0-21")
def test_a_message_says_what_it_is_about():
    case = given(received(order_id="302-1", links=ABOUT)).desk.case
    assert (case.order_id, case.marketplace, case.thread_id) == ("302-1", "amazon.it", "T-1")
    assert case.links == (Link("order", "302-1"), *LINKS)
    assert family(case) == Ref("of_order", "302-1")


def test_a_thread_finds_its_order_later():
    story = given(received()).then_runs("M-REPLY", "T-CLAIMRISK")
    assert (story.desk.case.order_id, family(story.desk.case)) == (None, None)
    case = story.when(linked(3, **ABOUT)).then("awaiting_reply").desk.case
    assert (family(case), case.links) == (Ref("of_order", "302-1"), (Link("order", "302-1"), *LINKS))


def test_an_order_is_compared_without_blanks_in_capitals():
    assert family(given(received(order_id=" ab 12")).desk.case) == Ref("of_order", "AB12")


def test_what_a_person_links_goes_before_what_a_message_said():
    case = given(received(order_id="302-1"), linked(3, order="303-2"), received(4, order_id="302-1")).desk.case
    assert case.order_id == "303-2"
    assert family(case) == Ref("of_order", "303-2")


@pytest.mark.parametrize("order", ["302-1", None])
def test_a_link_that_says_nothing_new_is_known(order):
    story = given(received(order_id="302-1")).when(linked(3, order=order)).then_refused("nothing that is not linked")
    assert story.alerted()[0][0] == "info"


def test_a_closed_thread_can_still_be_linked():
    given(received(), sent(1), closed(2)).when(linked(3)).then("closed", unfit=[])


@pytest.mark.parametrize("other", [{"thread_id": "T-2"}, {"marketplace": "amazon.de"}])
def test_a_message_of_another_thread_is_kept_and_shows(other):
    story = given(received(), sent(1)).when(received(2, **other)).then("awaiting_reply").then_flags("mixed_threads")
    assert (story.desk.case.thread_id, story.desk.case.marketplace) == ("T-1", "amazon.it")
    assert ("warning", "flag/mixed_threads") in story.alerted()
