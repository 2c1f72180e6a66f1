"""How a claim stands in the books: its outcome, who paid, whether it counts, whether it came in its time."""

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
    decided,
    granted,
    odr_reported,
    opened,
    order_dated,
    refunded,
    responded,
    withdrawn,
)
from tests.lifecycle.language import given, hour

PAY = (opened(market="amazonpay.de"),)
BANK = decided(99, "lost")


@covers("B-26", "B-30", "S4-18")
@pytest.mark.parametrize(
    ("story", "counts", "outcome", "payer"),
    [
        ((opened(),), "undetermined", None, "undetermined"),
        (REPRESENTED, "undetermined", None, "undetermined"),
        ((*ANSWERED, withdrawn(9)), "no", "withdrawn", "nobody"),
        ((*ANSWERED, refunded(9)), "yes", "refunded_by_seller", "seller"),
        (GRANTED, "yes", "granted_seller", "seller"),
        ((*ANSWERED, decided(20, "granted", "amazon")), "no", "granted_amazon", "amazon"),
        ((*ANSWERED, decided(20, "denied")), "no", "denied", "nobody"),
        (APPEALED, "yes", "granted_seller", "seller"),
        ((*APPEALED, decided(99, "lost")), "yes", "granted_seller", "seller"),
        ((*APPEALED, decided(99, "won")), "undetermined", "granted_seller", "undetermined"),
        ((*APPEALED, decided(99, "won", cost_reversed=True)), "undetermined", "granted_amazon", "amazon"),
        ((*APPEALED, decided(99, "won", cost_reversed=False)), "undetermined", "granted_seller", "seller"),
        ((*APPEALED, decided(99, "won", odr_reversed=True)), "no", "granted_seller", "undetermined"),
        ((*APPEALED, decided(99, "won", odr_reversed=False)), "yes", "granted_seller", "undetermined"),
        ((opened(), appealed(30), decided(99, "won")), "undetermined", "granted_amazon", "amazon"),
        ((charged_back(), BANK), "yes", "lost", "seller"),
        ((charged_back(), refunded(9)), "yes", "accepted", "seller"),
        ((charged_back(), decided(99, "won")), "undetermined", "won", "nobody"),
        ((charged_back(), withdrawn(9)), "no", "withdrawn", "nobody"),
        ((charged_back(type_of="fraud"), BANK), "no", "lost", "amazon"),
        ((charged_back(type_of="whatever"), BANK), "undetermined", "lost", "undetermined"),
        ((charged_back(type_of=None), BANK), "undetermined", "lost", "undetermined"),
        ((*PAY, withdrawn(9)), "yes", "withdrawn", "nobody"),
        ((*PAY, decided(20, "denied")), "yes", "denied", "nobody"),
        ((*ANSWERED, closed(9)), "undetermined", None, "undetermined"),
    ],
)
def test_what_is_on_record(story, counts, outcome, payer):
    case = given(*story).desk.case
    assert (case.counts_in_odr, case.outcome, case.paid_by) == (counts, outcome, payer)


@covers("S4-18")
def test_a_told_value_goes_before_ours_and_the_latest_before_the_earlier():
    story = given(ANSWERED, granted(20, counts=False))
    assert (story.desk.case.counts_in_odr, story.desk.case.odr_at) == ("no", hour(20))
    story = story.when(odr_reported(50, True))
    assert (story.desk.case.counts_in_odr, story.desk.case.odr_at) == ("yes", hour(50))
    story = story.when(odr_reported(40, False, id="older"))
    assert (story.desk.case.counts_in_odr, story.desk.case.odr_at) == ("yes", hour(50))


@covers("S4-18")
def test_what_was_told_before_an_appeal_was_won_does_not_speak_of_that():
    story = given(ANSWERED, granted(20, counts=True), appealed(), decided(99, "won"))
    assert (story.desk.case.counts_in_odr, story.desk.case.odr_at) == ("undetermined", hour(99))
    assert story.when(odr_reported(150, False)).desk.case.counts_in_odr == "no"


def test_a_claim_is_over_when_it_first_ends():
    assert given(APPEALED, decided(99, "won")).desk.case.ended_at == hour(20)
    assert given(ANSWERED, withdrawn(9), granted(20)).desk.case.ended_at == hour(9)
    assert given(ANSWERED, closed(9)).desk.case.ended_at == hour(9)
    assert given(opened()).desk.case.ended_at is None


def test_what_a_decision_paid_the_buyer_is_kept():
    case = given(ANSWERED, granted(20, amount="24.00", currency="EUR")).desk.case
    assert (str(case.granted_amount), case.granted_currency, case.decided_at) == ("24.00", "EUR", hour(20))


NOT_RECEIVED = opened(reason="not_received")  # on 2 November, 10:00


@covers("B-23")
@pytest.mark.parametrize(
    ("notice", "dates", "timeliness"),
    [
        (NOT_RECEIVED, {}, "undetermined"),
        (NOT_RECEIVED, {"latest_delivery_at": "2026-10-31"}, "early"),
        (NOT_RECEIVED, {"latest_delivery_at": "2026-10-30"}, "early"),  # until the third day after it is over
        (NOT_RECEIVED, {"latest_delivery_at": "2026-10-29"}, "in_time"),
        (
            NOT_RECEIVED,
            {"latest_delivery_at": "2026-10-30T00:00:00+01:00"},
            "in_time",
        ),  # the midnight that ends 29 October
        (NOT_RECEIVED, {"latest_delivery_at": "2026-10-31", "delivered_at": "2026-11-01"}, "in_time"),
        (NOT_RECEIVED, {"latest_delivery_at": "2026-10-31", "delivered_at": "2026-11-03"}, "early"),
        (NOT_RECEIVED, {"delivered_at": "2026-11-01"}, "undetermined"),
        (NOT_RECEIVED, {"latest_delivery_at": "2026-08-04"}, "in_time"),
        (NOT_RECEIVED, {"latest_delivery_at": "2026-08-03"}, "late"),
        (opened(reason="damaged"), {"latest_delivery_at": "2026-10-31"}, "in_time"),
        (opened(), {"latest_delivery_at": "2026-08-03"}, "late"),
        (charged_back(), {"latest_delivery_at": "2026-08-03"}, "undetermined"),
    ],
)
def test_a_claim_is_early_or_late_only_where_the_order_tells(notice, dates, timeliness):
    story = given(notice).when(order_dated(1, **dates)).then("action_required", unfit=[])
    assert story.desk.case.timeliness == timeliness
    assert {"too_early", "too_late"} & set(story.desk.case.flags) == {
        "early": {"too_early"},
        "late": {"too_late"},
    }.get(timeliness, set())


def test_the_dates_of_the_order_may_come_before_the_notice_and_change_after_it():
    early = order_dated(-5, latest_delivery_at="2026-10-31")
    story = given(early, NOT_RECEIVED).then("action_required", unfit=[]).then_flags("too_early")
    story.when(order_dated(9, latest_delivery_at="2026-10-29")).then_not("too_early")


def test_the_dates_of_another_order_are_refused():
    given(opened()).when(order_dated(order_id="302-9")).then_refused("is about order 302-1", "order 302-9 are not its")
    given(opened()).when(order_dated(order_id=" 302-1 ")).then(unfit=[])


@covers("S1-20", "S4-14", "S1-17")
@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("a", "not_received"),
        ("Item not received", "not_received"),
        ("DEFECTIVE", "not_as_described"),
        ("c", "not_refunded"),
        ("return_refused", "return_refused"),
        ("customs", "charged_extra"),
        ("something new", "other"),
    ],
)
def test_reasons_are_read_in_many_spellings(raw, reason):
    assert given(opened(reason=raw)).desk.case.reason == reason


def test_an_answer_after_the_end_counts_for_nothing():
    assert given(GRANTED, responded(25)).desk.case.counts_in_odr == "yes"
