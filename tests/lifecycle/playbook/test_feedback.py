"""Feedback and messages: D-33 … D-37."""

import pytest

from lifecycle.playbook.rows.messages import is_thanks
from tests.covers import covers
from tests.lifecycle.conversations import words as thread
from tests.lifecycle.feedback.words import buyer_contacted, classified, received, resolved
from tests.lifecycle.language import DAY
from tests.lifecycle.playbook.counsel import Matter


@covers("D-33", "S1-11")
def test_feedback_that_the_marketplace_removes_is_taken_to_it_once():
    matter = Matter([received(0, 1), classified(5, "profanity")], at=6)
    assert matter.options("D-33") == ["Ask for its removal: profanity"]
    matter.take("D-33/1")
    assert matter.case.state == "removal_requested"
    assert "D-33" not in matter.rows()


@covers("D-34", "S1-12", "C.8-20")
def test_feedback_about_what_the_marketplace_delivered_is_to_be_struck_through_not_talked_about():
    told = [received(0, 1, channel="AFN"), classified(5, "fba_fulfilment", cause="delivery")]
    matter = Matter(told, at=6)
    assert matter.options("D-34") == ["Ask for its strike-through: fba_fulfilment"]
    assert "D-35" not in matter.rows()


@covers("D-35", "S1-13", "S1-15", "L1")
def test_a_real_problem_is_solved_before_anybody_mentions_the_feedback():
    matter = Matter([received(0, 2), classified(5, "none", cause="delivery")], [thread.received(0)], at=6)
    assert matter.options("D-35")[0] == "Contact the buyer, understand, solve"
    assert "feedback" not in matter.letter("D-35/1").lower()
    matter.take("D-35/1")
    solved = Matter(
        [received(0, 2), classified(5, "none"), buyer_contacted(10), resolved(30)], [thread.received(0)], at=31
    )
    assert solved.options("D-35")[0] == "Mention that he may update it"
    assert {act.event for act in solved.take("D-35/1")} == {"change_asked", "reply_requested"}


@covers("D-35", "B-39")
def test_the_public_reply_is_written_once_and_names_nobody():
    matter = Matter([received(0, 2), classified(5, "none")], at=6)
    place = f"D-35/{matter.options('D-35').index('Reply in public') + 1}"
    assert "302-1" not in matter.letter(place)
    assert [act.event for act in matter.take(place)] == ["reply_requested"]


@covers("D-36", "S1-14", "B-37")
def test_before_the_window_closes_there_is_one_last_note_at_most():
    told = [received(0, 2), classified(5, "none"), buyer_contacted(10), resolved(30)]
    assert "D-36" not in Matter(told, at=20 * DAY).rows()
    matter = Matter(told, [thread.received(0)], at=55 * DAY)
    assert matter.options("D-36")[0] == "One last polite note"
    assert "days more" in matter.row("D-36").notes[0]
    matter.take("D-36/1")
    assert "One last polite note" not in matter.options("D-36")


@covers("D-37", "S3-38")
@pytest.mark.parametrize(
    "words", ["Thank you!", "Grazie mille, gentilissimi", "Merci beaucoup", "Vielen Dank", "Muchas gracias", "Dziękuję"]
)
def test_a_mere_thank_you_may_be_marked_as_needing_no_answer_by_a_person(words):
    matter = Matter([thread.received(0, text=words)], at=1)
    assert matter.options("D-37")[0] == "Mark it as needing no answer"
    matter.take("D-37/1")
    assert matter.case.state == "no_reply_needed"


@covers("D-37")
@pytest.mark.parametrize("words", ["Thank you. And when does it come?", "Where is my parcel", ""])
def test_what_asks_something_is_no_mere_thank_you(words):
    assert not is_thanks(words)
    assert "D-37" not in Matter([thread.received(0, text=words)], at=1).rows()
