"""How returns are handled: answers, parcels at the dock, money back, SAFE-T. What is not known yet stands aside."""

from datetime import timedelta
from decimal import Decimal
from statistics import quantiles

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lifecycle.claims.case import blank
from lifecycle.claims.ledgers import Ending
from lifecycle.numbers.arriving import inspection_time, overdue, scan_lag, strays
from lifecycle.numbers.repaying import early, over_refunds, refund_time, refunded
from lifecycle.numbers.requests import answers, dissatisfied
from lifecycle.numbers.safet import reimbursed
from lifecycle.numbers.spans import spans
from lifecycle.numbers.windows import Window
from tests.covers import covers
from tests.lifecycle.language import DAY, given, hour
from tests.lifecycle.returns import words as told
from tests.lifecycle.returns.words import authorized, declined, received, requested, withdrawn

HOUR = timedelta(hours=1)
UNTIL = 100


def case(*events):
    return given(*events).desk.case


def ever(until=UNTIL):
    return Window(None, None, hour(until))


@settings(max_examples=60, deadline=None)
@for_any(st.lists(st.integers(0, 10_000), min_size=1, max_size=40))
def test_nine_in_ten_do_not_exceed_the_percentile_and_half_not_the_median(minutes):
    found = spans(timedelta(minutes=each) for each in minutes)
    assert found.p90 in {timedelta(minutes=each) for each in minutes}
    assert 10 * sum(timedelta(minutes=each) <= found.p90 for each in minutes) >= 9 * len(minutes)
    assert 10 * sum(timedelta(minutes=each) < found.p90 for each in minutes) < 9 * len(minutes)
    if len(minutes) > 1:
        assert found.median == timedelta(minutes=quantiles(minutes, n=2, method="inclusive")[0])


def test_of_nothing_there_is_no_median():
    assert spans([]) == (0, None, None)


@covers("S2-03")
def test_requests_are_answered_within_a_day_within_two_or_not_yet():
    cases = [
        case(requested(), authorized(5)),
        case(requested(), authorized(24)),
        case(requested(), declined(30)),
        case(requested()),
        case(requested(90)),
        case(requested(), withdrawn(10)),
        case(requested(), withdrawn(60)),
        case(requested(channel="AFN"), authorized(99)),
    ]
    found = answers(cases, ever())
    assert (found.time.told, found.time.median, found.time.p90) == (3, 24 * HOUR, 30 * HOUR)
    assert (found.in_a_day.count, found.in_a_day.of, found.in_a_day.undetermined) == (2, 5, 1)
    assert (found.in_two.count, found.in_two.of, found.in_two.undetermined) == (3, 5, 1)


def test_an_imported_request_of_which_no_answer_was_told_is_left_out():
    open_ = case(requested())
    assert answers([open_], ever(), untold={open_.id}).in_a_day.of == 0
    assert answers([open_], ever()).in_a_day.of == 1


def test_a_request_is_dissatisfied_once_however_many_things_went_wrong():
    late_and_wrong = case(requested(in_policy=True), declined(60))
    cases = [
        replace(late_and_wrong, id="R-1"),
        replace(case(requested(), authorized(50)), id="R-2"),
        replace(case(requested(), authorized(5)), id="R-3"),
        replace(case(requested(in_policy=False), declined(60)), id="R-4"),
        replace(case(requested(90)), id="R-5"),
        replace(case(requested(in_policy=True), declined(5)), id="R-6"),
    ]
    rate, bad = dissatisfied(cases, ever(), lambda each: each.requested_at + 48 * HOUR)
    assert bad == ("R-1", "R-2", "R-6")
    assert (rate.count, rate.of, rate.undetermined) == (3, 4, 1)


def test_parcels_are_scanned_and_judged_within_a_day_or_are_late():
    back = (requested(), authorized(), told.shipped())
    quick = replace(case(*back, told.delivered(70), received(80), told.inspected(90)), id="R-1")
    slow = replace(case(*back, told.delivered(40), received(70)), id="R-2")
    nowhere = replace(case(*back, told.delivered(60)), id="R-3")
    waiting = replace(case(*back, told.delivered(90)), id="R-4")
    scans = scan_lag([quick, slow, nowhere, waiting], ever())
    assert (scans.time.told, scans.time.median) == (2, 20 * HOUR)
    assert (scans.in_a_day.count, scans.in_a_day.of, scans.in_a_day.undetermined) == (1, 3, 1)
    judged = inspection_time([quick, slow], ever(), {"R-1": hour(90), "R-2": hour(75)})
    assert (judged.time.told, judged.time.median) == (1, 10 * HOUR)
    assert (judged.in_a_day.count, judged.in_a_day.of) == (1, 2)


def test_a_parcel_that_nobody_expected_waits_until_its_case_is_found():
    old = replace(case(received(10)), id="R-9")
    young = case(received(90))
    known = case(requested(), authorized(), received(20))
    found = strays([young, known, old])
    assert [stray.case_id for stray in found] == ["R-9", "R-1"]
    assert [each.case_id for each in overdue(found, hour(UNTIL), lambda at: at + 72 * HOUR)] == ["R-9"]


def test_refunds_are_timed_from_the_return_of_the_goods_and_early_ones_are_a_share():
    back = (requested(), authorized(), told.shipped())
    usual = case(*back, told.delivered(60), received(80), told.inspected(90), told.refunded(93, refund=None))
    ahead = case(*back, told.refunded(40, refund=None), received(80))
    kept = case(requested(resolution="keep_item"), told.refunded(8, refund=None, amount="5.00"))
    assert refund_time([usual, ahead], ever()).median == 33 * HOUR
    rate = early([usual, ahead, kept], ever())
    assert (rate.count, rate.of) == (1, 2)
    assert refunded([usual, ahead, kept], ever()) == (Decimal("55.00"), 3)
    assert refunded([usual, ahead, kept], Window(None, hour(50), hour(UNTIL))) == (Decimal("25.00"), 1)


@pytest.mark.parametrize(
    ("events", "over"),
    [
        ((told.refunded(93, amount="25.00", refund=None),), []),
        ((told.refunded(93, amount="27.50", refund=None),), ["2.50"]),
        ((told.refunded(40, amount="20.00", refund=None), told.refunded(94, amount="20.00", refund=None)), ["15.00"]),
    ],
)
def test_what_was_paid_back_beyond_the_price_is_over_refunded(events, over):
    story = case(requested(), authorized(), told.shipped(), received(80), *events)
    assert [f"{each.amount}" for each in over_refunds([story], ever(10 * DAY))] == over


def test_half_of_the_goods_came_and_all_was_paid_back():
    half = (requested(), authorized(), told.shipped(), received(80, quantity=1))
    awaited = case(*half, told.refunded(93, amount="25.00", refund=None))
    assert over_refunds([awaited], ever(10 * DAY)) == ()


def claim(name: str, how: str | None, claimed: str | None, paid: str | None = None):
    endings = (Ending(how, hour(20)),) if how else ()
    return replace(
        blank(name), claim_kind="safet", filed_at=hour(5), currency="USD", endings=endings,
        amount=Decimal(claimed) if claimed else None, granted_amount=Decimal(paid) if paid else None,
    )  # fmt: skip


def test_safet_brings_back_what_was_paid_of_what_was_claimed_and_decided():
    claims = [claim("S-1", "approved", "40.00", "30.00"), claim("S-2", "denied", "20.00"), claim("S-3", None, "9.00")]
    share, undecided = reimbursed(claims, ever())
    assert (share.part, share.whole, share.value, undecided) == (Decimal(30), Decimal(60), Decimal("0.5000"), 1)
    vague, _ = reimbursed([*claims, claim("S-4", "approved", None, None)], ever())
    assert vague.value is None
    assert vague.unknown == ("what was claimed in S-4", "what was paid for S-4")
