"""Claims are withdrawn, granted, denied, appealed, debited; what a marketplace does is a fact, whenever it is told."""

import pytest

from tests.covers import covers
from tests.lifecycle.claims.words import (
    ANSWERED,
    APPEALED,
    GRANTED,
    REPRESENTED,
    appealed,
    charged_back,
    closed,
    debited,
    decided,
    granted,
    info_requested,
    odr_reported,
    opened,
    refunded,
    responded,
    withdrawn,
)
from tests.lifecycle.language import DAY, clock, given

OPEN = {
    "action_required": (opened(),),
    "under_review": ANSWERED,
    "info_requested": (*ANSWERED, info_requested()),
}
each_open = pytest.mark.parametrize("story", OPEN.values(), ids=OPEN)


@covers("B-26")
@each_open
@pytest.mark.parametrize(
    ("decision", "state"),
    [
        (decided(20, "granted", "seller"), "granted_seller"),
        (decided(20, "granted", "amazon"), "granted_amazon"),
        (decided(20, "granted_amazon"), "granted_amazon"),
        (decided(20, "granted"), "granted_seller"),
        (decided(20, "Denied"), "denied"),
        (decided(20, "lost"), "granted_seller"),
        (decided(20, "won"), "denied"),
        (decided(20, "withdrawn"), "withdrawn"),
        (withdrawn(20), "withdrawn"),
        (debited(20), "granted_seller"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.name}-{value.body['data'].get('outcome', '')}",
)
def test_an_open_claim_ends_by_any_decision(story, decision, state):
    after = given(*story).when(decision).then(state, unfit=[])
    assert not {"K-RESPOND", "K-INFO", "K-CONTACT", "K-DEBIT"} & after.running()


@pytest.mark.parametrize("story", [(charged_back(),), REPRESENTED, (*REPRESENTED, info_requested())])
@pytest.mark.parametrize(
    ("outcome", "state"),
    [("won", "won"), ("lost", "lost"), ("denied", "won"), ("granted", "lost"), ("withdrawn", "withdrawn")],
)
def test_a_bank_decides_for_us_or_against_us(story, outcome, state):
    given(*story).when(decided(20, outcome)).then(state, unfit=[])


def test_an_outcome_nobody_knows_is_kept_and_shown_until_one_comes_that_we_know():
    story = given(ANSWERED).when(decided(20, "escalated_internally")).then("under_review").then_flags("unknown_outcome")
    assert story.desk.case.unknown_outcome == "escalated_internally"
    story.when(decided(30, "denied")).then("denied").then_not("unknown_outcome")


def test_a_grant_that_does_not_say_at_whose_cost_is_taken_for_ours_and_shown():
    story = given(ANSWERED).when(decided(20)).then("granted_seller").then_flags("funding_unknown")
    assert (story.desk.case.paid_by, story.desk.case.counts_in_odr) == ("undetermined", "undetermined")
    assert "K-APPEAL" in story.running()
    story = story.when(debited(21)).then("granted_seller").then_not("funding_unknown")
    assert (story.desk.case.paid_by, story.desk.case.counts_in_odr) == ("seller", "yes")


def test_the_same_decision_told_again_moves_no_clock_and_adds_who_pays():
    story = given(ANSWERED, decided(20))
    due = story.due("K-APPEAL")
    story = story.when(decided(90, "granted", "seller", amount="25.00")).then("granted_seller", unfit=[])
    assert story.due("K-APPEAL") == due
    assert (str(story.desk.case.granted_amount), story.desk.case.paid_by) == ("25.00", "seller")


def test_a_decision_told_again_without_who_pays_leaves_it_at_the_marketplaces_cost():
    given(ANSWERED, decided(20, "granted", "amazon")).when(decided(30, "granted", id="again")).then("granted_amazon")


def test_a_marketplace_may_change_its_mind():
    given(ANSWERED, decided(20, "denied")).when(granted(40)).then("granted_seller")
    given(GRANTED).when(decided(40, "denied")).then("denied")
    given(GRANTED).when(decided(40, "granted", "amazon")).then("granted_amazon")


def test_a_grant_goes_before_a_withdrawal_and_a_denial_does_not():
    given(ANSWERED, withdrawn(10)).when(granted(20)).then("granted_seller")
    given(ANSWERED, withdrawn(10)).when(decided(20, "denied")).then("withdrawn", unfit=[])
    given(ANSWERED, refunded(10)).when(decided(20, "denied")).then("refunded_by_seller", unfit=[])


def test_a_withdrawal_after_the_end_is_kept_and_changes_nothing():
    story = given(GRANTED).when(withdrawn(30)).then("granted_seller", unfit=[])
    assert story.desk.case.withdrawn_at is not None


@covers("B-27")
def test_a_granted_claim_is_appealed_within_thirty_days():
    story = given(GRANTED).then_runs("K-APPEAL")
    assert story.due("K-APPEAL") == 32 * DAY - 10  # the end of the thirtieth day, in Rome
    story.when(appealed()).then("appealed").then_runs("K-DECISION")


@covers("B-27")
def test_a_claim_granted_in_october_is_appealed_until_the_end_of_november():
    notice = opened(time="2026-10-30T09:00:00+01:00")
    story = given(notice, granted(20, time="2026-10-31T15:00:00+01:00"))
    due = next(deadline for deadline in story.desk.case.deadlines if deadline.name == "K-APPEAL").due_at
    assert due.isoformat() == "2026-11-30T23:00:00+00:00"  # the first instant that is no longer 30 November in Rome


@covers("B-27")
def test_nobody_appealed_so_the_claim_is_lost_for_good():
    story = given(GRANTED).when(clock(40 * DAY)).then("closed", close_reason="lost_no_appeal")
    story.when(appealed(41 * DAY)).then("closed").then_refused("appealed cannot follow", "reopened")


def test_an_appeal_that_turns_out_to_have_been_in_time_takes_the_loss_back():
    story = given(GRANTED).when(clock(40 * DAY)).when(appealed(10 * DAY)).then("appealed", close_reason=None)
    assert "deadline_met" in story.recorded()


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        (decided(99, "won"), "appeal_won"),
        (decided(99, "lost"), "appeal_lost"),
        (decided(99, "appeal_denied"), "appeal_lost"),
        (decided(99, "granted", "amazon"), "appeal_won"),
    ],
)
def test_an_appeal_is_won_or_lost_and_its_trace_is_looked_for_on_the_dashboard(decision, state):
    given(APPEALED).when(decision).then(state).then_runs("K-ODRCHECK")


def test_words_that_may_speak_of_the_claim_or_of_the_appeal_decide_neither():
    given(APPEALED).when(decided(99, "denied")).then("appealed").then_flags("unknown_outcome")
    given(APPEALED).when(decided(99, "granted", "seller")).then("appealed").then_flags("unknown_outcome")


def test_an_appeal_we_were_never_told_of_is_decided_all_the_same():
    given(GRANTED).when(decided(99, "won")).then("appeal_won", unfit=[])


def test_a_decided_appeal_is_final():
    story = given(APPEALED, decided(99, "lost"))
    story.when(appealed(120, id="again")).then("appeal_lost").then_refused("appealed cannot follow")
    story.when(decided(130, "granted", "seller")).then("appeal_lost")


@covers("S4-17", "B-28")
def test_a_silent_buyer_is_answered_by_an_appeal_before_any_decision():
    story = given(opened()).when(appealed(80)).then("appealed")
    assert not {"K-RESPOND", "K-CONTACT", "K-DEBIT"} & story.running()
    given(opened(), appealed(30)).when(decided(99, "won")).then("appeal_won")
    given(opened(), appealed(30)).when(decided(99, "denied")).then("denied")
    first = given(opened(), appealed(30)).when(granted(99)).then("granted_seller")
    assert "K-APPEAL" in first.running()
    first.when(appealed(120, id="formal")).then("appealed", unfit=[])


def test_an_appeal_on_the_day_of_a_decision_told_by_its_day_is_against_it():
    given(ANSWERED, granted(20, precision="date")).when(appealed(25)).then("appealed", unfit=[])
    given(ANSWERED, granted(0, time="2026-11-03T00:00:00+01:00", precision="date"), appealed(22)).then("appealed")


@pytest.mark.parametrize(
    ("story", "words"),
    [
        ((*ANSWERED, decided(20, "denied")), "only a claim granted to the buyer can be appealed"),
        ((charged_back(),), "is a chargeback: the bank decides"),
        ((*APPEALED, info_requested(50)), "appealed already"),
        ((*ANSWERED, withdrawn(20)), "appealed cannot follow"),
        (REPRESENTED, "appealed cannot follow"),
    ],
)
def test_what_cannot_be_appealed_says_why(story, words):
    given(*story).when(appealed(90, id="this")).then_refused(words)


def test_a_claim_withdrawn_during_its_appeal_is_withdrawn():
    given(APPEALED).when(withdrawn(99)).then("withdrawn", unfit=[])


@covers("S4-19")
def test_money_taken_from_an_undecided_claim_is_its_decision():
    story = given(opened()).when(debited(15 * DAY)).then("granted_seller")
    assert (story.desk.case.paid_by, story.desk.case.counts_in_odr) == ("seller", "yes")
    assert "K-APPEAL" in story.running()


def test_a_formal_decision_after_the_debit_moves_no_clock():
    story = given(opened(), debited(15 * DAY))
    due = story.due("K-APPEAL")
    assert story.when(granted(20 * DAY)).then("granted_seller").due("K-APPEAL") == due


def test_a_chargeback_may_be_debited_before_the_bank_has_decided():
    given(REPRESENTED).when(debited(20)).then("represented", unfit=[]).then_not("debited_anyway")


@pytest.mark.parametrize(
    "end", [withdrawn(10), decided(10, "denied"), decided(10, "granted", "amazon"), refunded(10)], ids=lambda e: e.name
)
def test_money_taken_after_an_end_in_our_favour_is_an_alarm(end):
    story = given(ANSWERED, end).when(debited(20)).then(alerted=[("critical", "flag/debited_anyway")])
    story.then_flags("debited_anyway")


def test_a_decision_against_us_explains_the_money_that_was_taken():
    story = given(ANSWERED, decided(10, "denied"), debited(20)).then_flags("debited_anyway")
    story.when(granted(25)).then("granted_seller").then_not("debited_anyway")


def test_money_taken_from_a_closed_claim_opens_it_again():
    given(ANSWERED, closed(9)).when(debited(20)).then("granted_seller").then_flags("reopened")
    given(ANSWERED, withdrawn(8), closed(9)).when(debited(20)).then("withdrawn").then_flags("debited_anyway")
    given(GRANTED, closed(29)).when(debited(30)).then("closed", unfit=[])


def test_a_decision_that_changes_a_closed_claim_opens_it_again():
    given(ANSWERED, closed(9)).when(decided(20, "denied")).then("denied").then_flags("reopened")
    given(GRANTED, closed(29)).when(granted(40, id="again")).then("closed", close_reason="written_off")
    given(GRANTED).when(clock(40 * DAY)).when(decided(41 * DAY, "won")).then("appeal_won").then_flags("reopened")


def test_the_dashboard_is_looked_at_once_after_an_appeal():
    story = given(APPEALED, decided(99, "won", odr_reversed=True)).then_runs("K-ODRCHECK")
    story.when(odr_reported(120, False)).then("appeal_won").then_runs("K-AFTER")


def test_the_answer_that_ends_an_appeals_question_leads_back_to_the_appeal():
    given(APPEALED, info_requested(50)).when(responded(60)).then("appealed").then_runs("K-DECISION")
