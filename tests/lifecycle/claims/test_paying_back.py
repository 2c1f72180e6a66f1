"""The seller pays the buyer of a claim: asked for once, never above what is claimed, and a fact once it is paid."""

from decimal import Decimal

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from tests.covers import covers
from tests.lifecycle.claims.words import (
    ANSWERED,
    APPEALED,
    GRANTED,
    REPRESENTED,
    appealed,
    charged_back,
    closed,
    decided,
    granted,
    opened,
    refund_failed,
    refund_requested,
    refunded,
    withdrawn,
)
from tests.lifecycle.desk import told
from tests.lifecycle.language import DAY, clock, corrected, given, hour


@covers("B-26")
@pytest.mark.parametrize(
    ("story", "state"),
    [
        ((opened(),), "refunded_by_seller"),
        (ANSWERED, "refunded_by_seller"),
        ((opened(), appealed(3)), "refunded_by_seller"),
        ((charged_back(),), "accepted"),
        (REPRESENTED, "accepted"),
    ],
    ids=["asked", "answered", "appealed", "charged back", "represented"],
)
def test_paying_all_that_is_claimed_ends_the_claim_and_counts(story, state):
    after = given(*story).when(refund_requested(), refunded(7, refund="RF1")).then(state, unfit=[]).then_runs("K-AFTER")
    case = after.desk.case
    assert (case.outcome, case.ended_at, case.paid_by, case.counts_in_odr) == (state, hour(7), "seller", "yes")


def test_asking_for_a_refund_stops_no_clock_but_its_confirmation_is_awaited():
    given(opened()).when(refund_requested()).then("action_required").then_runs(
        "K-RESPOND", "K-CONTACT", "K-DEBIT", "K-REFUNDCONF"
    )


def test_a_part_of_it_leaves_the_claim_open_until_the_rest_is_paid():
    story = given(opened()).when(refunded(7, "10.00")).then("action_required").then_flags("partly_refunded")
    assert "K-RESPOND" in story.running()
    story.when(refunded(8, "15.00")).then("refunded_by_seller").then_not("partly_refunded", "over_refunded")


def test_where_nobody_said_how_much_is_claimed_any_refund_of_ours_settles_it():
    given(opened(amount=None, currency=None)).when(refunded(7, "10.00")).then("refunded_by_seller")


@covers("C.8-15")
def test_money_paid_before_the_claim_is_evidence_and_ends_nothing():
    story = given(refunded(-24), charged_back()).then("action_required", unfit=[])
    story.then_flags("already_refunded").then_not("partly_refunded")
    assert story.desk.case.counts_in_odr == "undetermined"
    story.when(refund_requested(6)).then_refused("would exceed what is claimed", "possible 0")
    lost = story.when(decided(99, "lost")).then("lost")
    lost.then_flags("over_refunded")


def test_what_is_told_by_the_day_of_the_opening_is_taken_for_money_of_the_claim():
    given(opened(), refunded(0, precision="date")).then("refunded_by_seller").then_not("already_refunded")


def test_money_that_others_paid_decides_nothing_by_itself():
    story = given(ANSWERED).when(refunded(9, issuer="a_to_z")).then("under_review").then_flags("paid_undecided")
    story.when(granted()).then("granted_seller").then_not("paid_undecided", "over_refunded")


@covers("L9")
def test_a_refund_above_what_is_claimed_is_refused_with_what_would_be_possible():
    story = given(opened(), refunded(5, "10.00")).when(refund_requested(6, "20.00"))
    story.then_refused("would exceed what is claimed", "claimed 25.00", "possible 15.00")
    assert story.desk.alerts[-1].severity == "critical"


def test_a_refund_is_not_asked_for_while_nobody_said_how_much_is_claimed():
    notice, ask = opened(amount=None, currency=None), refund_requested()
    story = given(notice).when(ask).then("action_required").then_refused("is not known", "with corrected")
    told_late = corrected(8, notice, {"amount": "25.00", "currency": "EUR"})
    assert "K-REFUNDCONF" in story.when(told_late).then("action_required", unfit=[]).running()


def test_other_currencies_cannot_be_asked_for_nor_added_up():
    given(opened()).when(refund_requested(currency="USD")).then_refused("is in EUR")
    story = given(opened()).when(refunded(currency="USD")).then("action_required")
    story.then_refused("is in EUR", "cannot be added up")
    assert story.desk.alerts[-1].severity == "critical"


def test_one_refund_at_a_time_and_each_key_once():
    story = given(opened(), refund_requested(6, "10.00"))
    story.when(refund_requested(7, "5.00", "RF2")).then_refused("RF1 is not confirmed yet, one refund at a time")
    story.when(refund_requested(8, "10.00", id="again")).then_refused("RF1 was asked for already")


def test_a_failed_refund_is_tried_again_with_the_same_key():
    story = given(opened(), refund_requested()).when(refund_failed(8, retryable=True)).then("action_required")
    story = story.when(refund_requested(9, id="again")).then("action_required", unfit=[])
    assert (story.due("K-REFUNDCONF"), len(story.desk.case.refunds)) == (9 + DAY, 1)
    story.when(refunded(10, refund="RF1")).then("refunded_by_seller")


def test_a_refund_that_failed_for_good_frees_its_sum_and_is_shown_until_there_is_another():
    story = (
        given(opened(), refund_requested()).when(refund_failed(8)).then("action_required").then_flags("refund_failed")
    )
    story.when(refund_requested(9, refund="RF2")).then("action_required", unfit=[]).then_not("refund_failed")


def test_a_failure_nobody_asked_for_waits():
    given(opened()).when(refund_failed(8)).then("action_required").then_waits("refund RF1 is not open; open: none")


def test_the_same_payment_told_twice_is_one_payment():
    story = given(opened(), refunded(7, external_ref="X1")).when(refunded(8, external_ref="X1", id="again"))
    story.then("refunded_by_seller").then_refused("X1 is confirmed already")
    assert len(story.desk.case.refunds) == 1


def test_a_payment_without_a_key_confirms_our_only_open_refund():
    story = given(opened(), refund_requested()).when(refunded(7)).then("refunded_by_seller")
    assert [(r.refund_id, str(r.paid), r.currency, r.issuer) for r in story.desk.case.refunds] == [
        ("RF1", "25.00", "EUR", "seller")
    ]


@pytest.mark.parametrize(
    "story", [GRANTED, (*ANSWERED, decided(20, "granted", "amazon")), (*REPRESENTED, decided(20, "lost"))]
)
def test_a_refund_on_top_of_a_decision_pays_the_buyer_twice(story):
    given(*story).when(refund_requested(30)).then_refused("refund_requested cannot follow")
    paid = given(*story).when(refunded(30)).then(alerted=[("critical", "flag/over_refunded")])
    paid.then_flags("over_refunded")


def test_a_refund_is_not_asked_for_while_a_grant_is_appealed():
    given(APPEALED).when(refund_requested(40)).then("appealed").then_refused("would pay him twice")


def test_a_grant_after_our_refund_can_be_appealed():
    story = given(opened(), refunded(7)).when(granted(20)).then("granted_seller").then_flags("over_refunded")
    assert "K-APPEAL" in story.running()


def test_our_refund_alone_above_what_is_claimed_is_an_alarm():
    given(opened()).when(refunded(7, "30.00")).then("refunded_by_seller").then_flags("over_refunded")


def test_a_buyer_who_has_withdrawn_may_still_be_paid():
    story = given(ANSWERED, withdrawn(5)).when(refund_requested(6), refunded(7, refund="RF1"))
    story.then("withdrawn", unfit=[])
    assert (story.desk.case.paid_by, story.desk.case.counts_in_odr) == ("seller", "no")


def test_a_case_rests_only_once_its_refund_is_confirmed():
    story = given(ANSWERED, withdrawn(5)).when(refund_requested(6), clock(60 * DAY)).then("withdrawn")
    story.when(refunded(61 * DAY, refund="RF1"), clock(70 * DAY)).then("closed", close_reason="withdrawn")


def test_our_money_opens_a_closed_claim_again_and_that_of_others_does_not():
    given(ANSWERED, closed(9)).when(refunded(20)).then("refunded_by_seller").then_flags("reopened")
    given(GRANTED, closed(29)).when(refunded(30, issuer="a_to_z")).then("closed", unfit=[])


AMOUNTS = st.sampled_from(["5.00", "10.00", "25.00", "30.00"])
KEYS = st.sampled_from(["RF1", "RF2", "RF3"])
MOVES = st.one_of(
    st.tuples(st.just("ask"), KEYS, AMOUNTS, st.just(False)),
    st.tuples(st.just("pay"), KEYS, AMOUNTS, st.just(False)),
    st.tuples(st.just("fail"), KEYS, AMOUNTS, st.booleans()),
)


def moved(at, move):
    what, key, amount, retryable = move
    if what == "ask":
        return refund_requested(at, amount, key, id=f"ask-{at}")
    if what == "pay":
        return refunded(at, amount, refund=key, id=f"pay-{at}")
    return refund_failed(at, key, retryable=retryable, id=f"fail-{at}")


@covers("L9")
@settings(max_examples=50, deadline=None)
@for_any(st.lists(MOVES, max_size=10))
def test_the_refunds_we_ask_for_never_exceed_what_is_claimed(moves):
    case = told([opened(), *(moved(10 + place, move) for place, move in enumerate(moves))]).case
    asked = [refund for refund in case.refunds if refund.requested_at and not refund.failed]
    assert sum(refund.amount for refund in asked) <= Decimal("25.00")
    assert len([refund for refund in asked if refund.is_open]) <= 1
    paid = sum(refund.paid for refund in case.refunds)
    assert (case.state == "refunded_by_seller") == (paid >= Decimal("25.00"))
    assert ("over_refunded" in case.flags) == (paid > Decimal("25.00"))
