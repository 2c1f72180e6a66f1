"""A buyer writes; a person answers, or says that nothing has to be answered; a machine's answer is none."""

import pytest

from tests.covers import covers
from tests.lifecycle.conversations.words import (
    linked,
    marked_no_reply,
    noted,
    promise_broken,
    received,
    reply_requested,
    sent,
)
from tests.lifecycle.language import DAY, clock, given, hour


def answers(story):
    """When each message was answered, in hours; None for one that is not."""
    instants = (message.answered_at for message in story.desk.case.messages)
    return [at and (at - hour(0)).total_seconds() / 3600 for at in instants]


def waits_since(story):
    at = story.desk.case.unanswered_since
    return at and (at - hour(0)).total_seconds() / 3600


@covers("S3-01", "S3-34")
def test_a_message_waits_for_an_answer():
    given().when(received()).then("awaiting_reply", recorded=["received"]).then_runs("M-REPLY", "T-CLAIMRISK")


def test_a_persons_answer_settles_it():
    story = given(received()).when(sent(5)).then("answered").then_runs("M-AFTER")
    assert answers(story) == [5]
    assert waits_since(story) is None


@covers("S3-35")
def test_an_automatic_answer_stops_nothing():
    before = given(received()).desk.case.deadlines
    story = given(received()).when(sent(0.1, automatic=True)).then("awaiting_reply")
    assert story.desk.case.deadlines == before
    assert answers(story) == [None]


@covers("S3-35")
@pytest.mark.parametrize(
    ("actor", "automatic", "state"),
    [
        ("rule:out-of-office", None, "awaiting_reply"),
        ("rule:out-of-office", False, "answered"),
        ("person:anna", True, "awaiting_reply"),
        (None, None, "answered"),
    ],
)
def test_what_a_rule_has_written_is_automatic_unless_it_says_otherwise(actor, automatic, state):
    given(received()).when(sent(1, actor=actor, automatic=automatic)).then(state)


@covers("S3-35")
def test_a_reply_that_a_rule_asked_for_is_automatic_when_it_is_confirmed():
    story = given(received(), reply_requested(1, actor="rule:greeting")).when(sent(2, key="K-1", actor="connector:x"))
    story.then("awaiting_reply").then_runs("M-REPLY", "T-CLAIMRISK")


def test_further_messages_leave_the_clock_at_the_oldest():
    story = given(received(), received(10)).then("awaiting_reply")
    assert (story.due("M-REPLY"), story.due("T-CLAIMRISK"), waits_since(story)) == (24, 48, 0)


def test_one_answer_settles_all_that_was_written_up_to_then():
    story = given(received(), received(10), sent(12)).then("answered")
    assert answers(story) == [12, 12]


def test_a_message_after_the_answer_starts_the_clock_anew():
    story = given(received(), sent(5)).when(received(30)).then("awaiting_reply")
    assert (story.due("M-REPLY"), waits_since(story)) == (54, 30)


def test_an_answer_told_late_leaves_what_was_written_after_it_unanswered():
    story = given(received(), received(10)).when(sent(5)).then("awaiting_reply", unfit=[])
    assert answers(story) == [5, None]
    assert (story.due("M-REPLY"), story.due("T-CLAIMRISK")) == (34, 58)


def test_an_answer_that_is_known_before_its_message_waits_and_then_answers_it():
    story = given(sent(5)).then("announced", unfit=[("sent", "parked")])
    assert answers(story.when(received()).then("answered", unfit=[])) == [5]


def test_an_answer_dated_before_the_first_message_does_not_answer_it():
    story = given(sent(5), received(10)).then("awaiting_reply", unfit=[])
    assert answers(story) == [None]
    assert story.due("M-REPLY") == 34


def test_two_messages_at_one_instant_are_two_and_an_answer_at_that_instant_answers_both():
    story = given(received(id="a"), received(id="b")).then("awaiting_reply")
    assert waits_since(story) == 0
    assert answers(story.when(sent(0)).then("answered")) == [0, 0]


def test_of_a_day_only_known_as_a_day_an_answer_came_at_its_end():
    story = given(received(), sent(2, precision="date")).then("answered")
    assert answers(story) == [14]
    late = given(received()).when(sent(20, precision="date")).then("answered").then_flags("answered_late")
    assert "M-REPLY 24h" in late.said()


def test_a_message_of_which_only_the_day_is_known_is_not_answered_by_an_answer_of_that_day():
    story = given(received(2, precision="date"), sent(3)).then("breached", unfit=[])
    assert story.due("M-REPLY") == 14  # 24 hours from the start of the day
    assert answers(story) == [None]


def test_the_same_message_told_under_two_ids_counts_once():
    story = given(received(message_id="m-1")).when(received(1, message_id="m-1"))
    story.then_refused("message m-1 is known already").then(
        "awaiting_reply", alerted=[("info", "rejected/" + story.desk.case.unfit[0].identity)]
    )
    assert len(story.desk.case.messages) == 1


def test_the_same_answer_told_under_two_ids_counts_once():
    story = given(received(), sent(5, message_id="m-2"), received(6)).when(sent(7, message_id="m-2"))
    story.then_refused("message m-2 was sent already").then("awaiting_reply")


@covers("S3-01", "S3-34", "B-40")
def test_nobody_answers_and_the_promise_to_the_marketplace_is_breached():
    story = given(received()).when(clock(24))
    story.then("breached", said=["M-REPLY 12h", "M-REPLY 20h", "M-REPLY 23h", "M-REPLY 24h"], missed={"M-REPLY"})
    assert ("critical", "M-REPLY/missed/24h") in story.alerted()


def test_an_answer_at_the_very_instant_of_the_deadline_is_in_time():
    given(received(), sent(24), clock(30)).then("answered").then_not("answered_late")


def test_a_late_answer_is_an_answer_and_shows_as_late():
    story = given(received(), clock(24), received(30)).then("breached")
    story.when(sent(40)).then("answered").then_flags("answered_late").then_runs("M-AFTER")
    assert [message.is_late for message in story.desk.case.messages] == [True, False]


@covers("S3-35")
def test_an_automatic_answer_after_the_deadline_leaves_it_breached():
    given(received(), clock(24)).when(sent(25, automatic=True)).then("breached", missed={"M-REPLY"})


def test_an_answer_in_time_that_is_told_late_takes_the_missed_deadline_back():
    story = given(received(), clock(30)).when(sent(21))
    story.then("answered", recorded=["sent", "deadline_met", "deadline_met"]).then_not("answered_late")
    assert ("info", "M-REPLY/missed/24h") in story.alerted()


@pytest.mark.parametrize(("told", "due"), [("2026-11-02T16:00:00+01:00", 6), ("2026-11-03", 38)])
def test_a_deadline_stated_in_the_message_wins(told, due):
    story = given(received(respond_by=told))
    assert story.due("M-REPLY") == due
    assert "M-REPLY stated" in story.when(clock(40)).then("breached").said()


def test_the_message_that_is_due_first_has_the_clock():
    urgent = given(received(), received(4, respond_by="2026-11-02T20:00:00+01:00"))
    assert (urgent.due("M-REPLY"), waits_since(urgent)) == (10, 0)
    patient = given(received(respond_by="2026-11-20"), received(4))
    assert patient.due("M-REPLY") == 28


@covers("S3-38", "B-40", "D-37")
def test_a_person_says_that_nothing_has_to_be_answered():
    story = given(received(), sent(5), received(6, needs_answer=False)).then_flags("reply_doubtful")
    story = story.when(marked_no_reply(7)).then("no_reply_needed").then_not("reply_doubtful").then_runs("M-AFTER")
    assert [message.since for message in story.desk.case.counted] == [hour(0)]


def test_a_source_that_thinks_so_stops_no_clock():
    given(received(needs_answer=False)).then("awaiting_reply").then_runs("M-REPLY", "T-CLAIMRISK")


@covers("S3-38", "D-37")
@pytest.mark.parametrize("actor", [None, "rule:thanks", "marketplace", "buyer"])
def test_nobody_but_a_person_may_say_so(actor):
    story = given(received()).when(marked_no_reply(1, actor=actor)).then("awaiting_reply")
    story.then_refused("conversation M-1: only a person may decide that a message needs no answer", actor or "nobody")


def test_a_mark_covers_what_was_written_up_to_then():
    story = given(received(), received(10)).when(marked_no_reply(5)).then("awaiting_reply")
    assert (story.due("M-REPLY"), len(story.desk.case.counted)) == (34, 1)


def test_a_mark_before_the_first_message_marks_nothing():
    given(marked_no_reply(5)).when(received(10)).then("awaiting_reply").then_refused("up to then")


@pytest.mark.parametrize("story", [(sent(5),), (marked_no_reply(5),), (sent(5, promise=40),)])
def test_nothing_can_be_marked_while_nothing_waits(story):
    given(received(), *story).when(marked_no_reply(6)).then_refused("marked_no_reply cannot follow", "possible now:")


def test_a_breached_thread_can_still_be_marked():
    given(received(), clock(25)).when(marked_no_reply(26)).then("no_reply_needed")


def test_what_was_marked_may_be_answered_all_the_same():
    story = given(received(), marked_no_reply(3)).when(sent(5)).then("answered")
    assert story.desk.case.counted == ()
    given(received(), marked_no_reply(3)).when(sent(5, automatic=True)).then("no_reply_needed")
    given(received(), marked_no_reply(3)).when(received(6)).then("awaiting_reply")


@pytest.mark.parametrize("by", ["marketplace", "Amazon", "carrier", "seller"])
def test_what_others_write_starts_no_clock(by):
    given().when(received(by=by)).then("no_reply_needed").then_runs("M-AFTER")
    given(received(), sent(5)).when(received(6, by=by)).then("answered")
    given(received(), sent(5, promise=50)).when(received(6, by=by)).then("interim_answered")
    assert given(received(), received(1, by=by)).due("M-REPLY") == 24


@pytest.mark.parametrize("by", ["buyer", "Customer", "BUYER"])
def test_the_buyer_is_known_in_every_spelling(by):
    given().when(received(by=by)).then("awaiting_reply").then_not("unknown_sender")


def test_a_stranger_is_answered_like_the_buyer_until_a_person_has_looked():
    story = given().when(received(by="who knows")).then("awaiting_reply").then_flags("unknown_sender")
    assert ("warning", "flag/unknown_sender") in story.alerted()


@covers("C.8-21")
def test_history_starts_no_clock_and_holds_back_none_of_today():
    story = given(received(historical=True)).then("awaiting_reply").then_runs()
    story = story.when(received(30 * DAY)).then_runs("M-REPLY", "T-CLAIMRISK")
    assert (story.due("M-REPLY"), waits_since(story)) == (31 * DAY, 0)


def test_before_the_first_message_everything_else_waits():
    story = given(linked(1), reply_requested(2), promise_broken(3), noted(4))
    story.then("announced", unfit=[(name, "parked") for name in ("linked", "reply_requested", "promise_broken")])
    story.when(received(0)).then("awaiting_reply", unfit=[("promise_broken", "parked")])
