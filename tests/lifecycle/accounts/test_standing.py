"""How the marketplace says that the account stands, what it puts back, and how the watch ends."""

from tests.covers import covers
from tests.lifecycle.accounts.words import (
    closed,
    metric_reported,
    notice_received,
    plan_answered,
    plan_submitted,
    reinstated,
    reopened,
    status_changed,
)
from tests.lifecycle.language import given, hour

NOTICED = (metric_reported(), notice_received(24))
PLANNED = (*NOTICED, plan_submitted(40))


@covers("B-43")
def test_the_status_of_the_marketplace_moves_the_account_and_is_heard_of():
    story = given(status_changed(0)).then("healthy").when(status_changed(24, "AT_RISK")).then("at_risk")
    assert ("critical", "flag/account_at_risk") in story.alerted()
    story = story.when(status_changed(48, "DEACTIVATED")).then("deactivated")
    assert ("critical", "flag/account_deactivated") in story.alerted()
    assert story.desk.case.status == "deactivated"


@covers("B-43")
def test_a_deactivated_account_stays_so_whatever_is_told_until_it_is_reinstated():
    story = given(PLANNED, status_changed(50, "SUSPENDED"), plan_answered(80), metric_reported(90, "0.001"))
    story.then("deactivated").when(reinstated(100)).then("healthy").then_not("account_deactivated")
    assert story.desk.case.reinstated_at == hour(100)


def test_a_status_that_is_no_longer_deactivated_says_that_the_account_is_back():
    story = given(NOTICED, status_changed(50, "DEACTIVATED")).when(status_changed(60, "NORMAL")).then("notice_open")
    assert story.desk.case.reinstated_at == story.desk.case.status_since


def test_what_is_reinstated_stands_as_its_figures_stand_and_owes_no_plan():
    bad = (metric_reported(0, "0.02"), notice_received(24), status_changed(30, "DEACTIVATED"), plan_submitted(40))
    story = given(bad, reinstated(100)).then("at_risk")
    assert [(notice.outcome, notice.plan.accepted) for notice in story.desk.case.settled] == [("reinstated", True)]


def test_a_status_that_nobody_knows_is_kept_and_flagged_and_changes_nothing():
    story = given(status_changed(0, "AT_RISK")).when(status_changed(24, "ELVISH")).then("at_risk")
    assert ("warning", "flag/unknown_status") in story.alerted()
    story.when(status_changed(48, "NORMAL")).then("healthy").then_not("unknown_status")


def test_a_status_before_this_one_that_we_did_not_know_is_told():
    given(status_changed(0), status_changed(24, "DEACTIVATED", previous="AT_RISK")).then_flags("status_skipped")
    given(status_changed(0), status_changed(24, "AT_RISK", previous="NORMAL")).then_not("status_skipped")


def test_an_older_word_does_not_reinstate_what_was_deactivated_later():
    given(reinstated(10), status_changed(20, "DEACTIVATED")).then("deactivated").then_refused("later than this")


def test_what_is_noticed_after_the_account_was_reinstated_is_not_settled_by_that():
    given(reinstated(10), notice_received(20)).then("notice_open", unfit=[])


def test_an_account_that_is_given_up_is_watched_no_more():
    story = given(metric_reported(0, "0.02"), NOTICED[1], closed(200)).then("closed", close_reason="given_up")
    story.then_runs().then_not("order_defect_rate_broken")
    story.when(metric_reported(210, "0.5")).then("closed", alerted=[])
    story.when(plan_submitted(220)).then_refused("is closed")


def test_a_notice_takes_a_closed_account_up_again_and_so_does_a_person():
    story = given(metric_reported(), closed(200)).when(notice_received(210)).then("notice_open", close_reason=None)
    story.then_flags("reopened")
    given(metric_reported(), closed(200), reopened(300)).then("healthy").then_runs("A-WATCH")
