"""A feedback comes in, somebody reads it, the buyer is contacted, his problem solved, and only then is he asked."""

import pytest

from lifecycle.engine.case import Ref
from lifecycle.feedback import FEEDBACK
from tests.covers import covers
from tests.lifecycle.feedback.words import (
    ASKED,
    PROFANE,
    SOLVED,
    buyer_contacted,
    change_asked,
    changed,
    classified,
    closed,
    missing_from_report,
    received,
    removal_denied,
    removal_requested,
    removed,
    reopened,
    resolved,
    struck,
)
from tests.lifecycle.language import DAY, clock, given

FROZEN = (received(), classified(), clock(61 * DAY))
CHANGED = (received(), classified(), changed(50, 2), classified(55))
VANISHED = (received(), missing_from_report(24), missing_from_report(48, "import-2"))


@covers("S3-24")
@pytest.mark.parametrize(
    ("rating", "sentiment", "state"),
    [
        (1, "negative", "open"),
        (2, "negative", "open"),
        (3, "neutral", "open"),
        (4, "positive", "closed"),
        (5, "positive", "closed"),
    ],
)
def test_the_rating_decides_what_becomes_of_it(rating, sentiment, state):
    case = given(received(rating=rating)).then(state).desk.case
    assert (case.sentiment, case.rating, case.counts, case.rating_counted) == (sentiment, rating, "yes", rating)


def test_a_bad_one_wants_to_be_read_and_shows_how_long_it_can_be_changed_and_removed():
    given(received()).then("open", recorded=["received"]).then_runs("F-TRIAGE", "F-CHANGE", "F-REMOVAL")


def test_a_positive_one_is_closed_at_once_while_the_buyer_may_still_change_it():
    given(received(rating=5)).then("closed", close_reason="positive").then_runs("F-CHANGE")


def test_it_is_known_by_its_order_whatever_the_spelling():
    case = given(received(order_id="302-1a 2")).desk.case
    assert FEEDBACK.family(case) == Ref("of_order", "302-1A2")
    assert [(link.rel, link.case) for link in case.links] == [("order", "302-1a 2")]


@covers("S1-03")
def test_an_order_has_one_feedback():
    story = given(received()).when(received(9, 2, id="again")).then("open")
    story.then_refused("feedback F-1 is open and known already, 1 stars", "one feedback", "changed")
    assert story.alerted() == [("info", f"rejected/{story.desk.case.unfit[0].identity}")]


@pytest.mark.parametrize(
    "news", [classified(1), buyer_contacted(1), changed(1), removed(1), removal_requested(1), closed(1)]
)
def test_what_is_told_before_the_feedback_itself_waits_for_it(news):
    story = given(news).then("announced", unfit=[(news.name, "parked")])
    story.when(received(5)).then(unfit=[(news.name, "rejected")] if news.name == "removal_requested" else [])


def test_reading_it_stops_the_clock_of_the_triage_alone():
    given(received()).when(classified()).then("open").then_runs("F-CHANGE", "F-REMOVAL")


def test_what_was_read_last_holds():
    case = given(received(), classified(5, "profanity", cause="late"), classified(6, "pii")).desk.case
    assert (case.criteria, case.cause) == (("pii",), "delivery")


def test_a_cause_nobody_knows_is_kept_as_other_and_raises_a_flag():
    given(received()).when(classified(5, cause="elves")).then_flags("unknown_cause")
    given(received()).when(classified(5, cause="late delivery")).then_not("unknown_cause")


@covers("S1-07", "S1-13", "D-35")
def test_the_usual_way_is_to_understand_to_solve_and_to_ask():
    story = given(received(), classified()).when(buyer_contacted()).then("buyer_contacted")
    story.then_runs("F-CHANGE", "F-REMOVAL", "F-FOLLOWUP")
    story = story.when(resolved()).then("resolved").then_runs("F-CHANGE", "F-REMOVAL", "F-ASKCHANGE")
    story.when(change_asked()).then("change_asked").then_runs("F-CHANGE", "F-REMOVAL")


@covers("S1-07")
def test_the_conversation_with_the_buyer_is_linked_once():
    story = given(received(), buyer_contacted(10, thread="M-7"), buyer_contacted(12, thread="M-7"))
    assert [(link.rel, link.case) for link in story.desk.case.links] == [("order", "302-1"), ("conversation", "M-7")]


def test_a_problem_may_be_solved_before_anybody_wrote_to_the_buyer():
    given(received()).when(resolved()).then("resolved")


@covers("S1-15", "D-35")
@pytest.mark.parametrize(
    ("story", "state"),
    [
        ((received(),), "open"),
        ((received(), buyer_contacted()), "buyer_contacted"),
        (ASKED, "removal_requested"),
        (CHANGED, "changed"),
        (FROZEN, "frozen"),
        ((received(), removed(20)), "removed"),
        ((received(), struck(20)), "struck_through"),
        (VANISHED, "removed_by_buyer"),
        ((received(), closed(20)), "closed"),
    ],
)
def test_a_buyer_is_asked_for_a_change_only_once_his_problem_is_solved(story, state):
    given(story).when(change_asked(62 * DAY if state == "frozen" else 70)).then(state).then_refused(
        f"feedback F-1 is {state}: change_asked cannot follow"
    )


@covers("D-36")
def test_a_buyer_is_asked_once_and_reminded_once():
    story = given(SOLVED, change_asked(40), change_asked(90)).then("change_asked", unfit=[])
    story.when(change_asked(140)).then_refused("was asked 2 times", "pressure")


@covers("S1-14", "B-37")
def test_a_buyer_who_has_used_his_change_is_not_asked_for_another():
    downgraded = (received(rating=5), changed(30, 1), classified(35), buyer_contacted(36), resolved(40))
    given(downgraded).then("resolved").then_runs("F-CHANGE", "F-REMOVAL").when(change_asked(50)).then_refused(
        "which he may do once (B-37)"
    )


@covers("S1-15")
@pytest.mark.parametrize("how", ["refund", "Voucher", "gift", "partial refund"])
def test_what_has_a_value_is_kept_apart_from_asking_for_a_change(how):
    given(received()).when(resolved(how=how)).then("resolved").then_flags("value_given")


@pytest.mark.parametrize("how", ["replacement", "apology", "a song"])
def test_what_has_no_value_of_its_own_needs_no_such_care(how):
    given(received()).when(resolved(how=how)).then_not("value_given")


@pytest.mark.parametrize(
    ("story", "state"),
    [
        ((*SOLVED, change_asked()), "change_asked"),
        (ASKED, "removal_requested"),
        (CHANGED, "changed"),
        ((received(), removed(20)), "removed"),
        ((received(), struck(20)), "struck_through"),
        (VANISHED, "removed_by_buyer"),
        ((received(), closed(20)), "closed"),
        ((received(rating=5),), "closed"),
    ],
)
@pytest.mark.parametrize("news", [buyer_contacted(70), resolved(70), classified(70)])
def test_talking_with_the_buyer_and_reading_again_are_facts_wherever_it_stands(story, state, news):
    given(story).when(news).then(state, unfit=[])


def test_what_was_solved_while_the_marketplace_decides_shows_afterwards():
    given(ASKED, resolved(20)).then("removal_requested").when(removal_denied(50)).then("resolved")


def test_a_closed_one_is_opened_again_where_it_stood():
    given(SOLVED, closed(50)).then("closed", close_reason="accepted").then_runs().when(reopened(60)).then(
        "resolved", close_reason=None
    ).then_flags("reopened").then_runs("F-CHANGE", "F-REMOVAL", "F-ASKCHANGE")


def test_it_is_closed_once_and_opened_only_when_it_is_closed():
    given(received(), closed(5)).when(closed(6)).then_refused("feedback F-1 is closed: closed cannot follow")
    given(received()).when(reopened(6)).then_refused("feedback F-1 is open: reopened cannot follow")


@pytest.mark.parametrize("reason", ["removed", "struck_through"])
def test_it_is_not_closed_as_decided_before_the_marketplace_has_said_so(reason):
    given(PROFANE).when(closed(9, reason)).then("open").then_refused(
        f"cannot be closed as {reason}", "removed or struck"
    )


def test_it_may_be_closed_as_what_the_marketplace_made_of_it():
    given(PROFANE, removed(9)).when(closed(10, "removed")).then("closed", close_reason="removed", unfit=[])


def test_one_that_a_person_knows_the_buyer_has_taken_back_does_not_count_any_more():
    case = given(received()).when(closed(9, "removed_by_buyer")).then("closed").desk.case
    assert (case.counts, case.rating_counted) == ("no", None)


def test_a_positive_one_that_is_taken_up_again_ends_with_the_window():
    story = given(received(rating=4), reopened(20)).then("open").then_runs("F-CHANGE")
    story.when(clock(61 * DAY)).then("frozen").when(clock(64 * DAY)).then("closed", close_reason="frozen")
