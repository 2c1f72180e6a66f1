"""Every figure goes on its gauge; limits are broken, near, or headed for, and each of that is heard of."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from events.account_codes import Metric
from lifecycle.accounts.flags import _FLAGS, FLAG_ALERTS, NAMES
from lifecycle.accounts.limits import MEASURES
from lifecycle.policy.compile import compile_pack, shipped_texts
from tests.covers import covers
from tests.lifecycle.accounts.words import daily, metric_computed, metric_reported, status_changed
from tests.lifecycle.language import DAY, given, hour

STRICTER = """
overlays = "amazon.it"

[[rule]]
id = "B-31"
value = "0.5"
unit = "percent"
source = "Company: half of what is allowed"
"""


def gauge(story, metric="order_defect_rate", fulfilment=None, window=None):
    """The one gauge of a metric, or that of this fulfilment and window."""
    found = [
        each
        for each in story.desk.case.metrics
        if each.metric == metric
        and (fulfilment is None or each.fulfilment == fulfilment)
        and (window is None or each.window_days == window)
    ]
    assert len(found) == 1, found
    return found[0]


@covers("B-02", "B-31", "B-32", "B-33", "B-34", "B-43")
@pytest.mark.parametrize(
    ("metric", "kept", "broken", "rule"),
    [
        ("order_defect_rate", "0.005", "0.01", "B-31"),
        ("late_shipment_rate", "0.02", "0.04", "B-32"),
        ("pre_fulfilment_cancel_rate", "0.01", "0.025", "B-33"),
        ("valid_tracking_rate", "0.99", "0.95", "B-34"),
        ("on_time_delivery_rate", "0.97", "0.9", "B-34-ONTIME"),
        ("unit_on_time_delivery_rate", "0.97", "0.9", "B-34-ONTIME"),
        ("return_dissatisfaction_rate", "0.05", "0.1", "B-02-TARGET"),
        ("account_health_rating", "250", "199", "B-43"),
    ],
)
def test_a_limit_is_kept_or_broken_and_that_is_critical(metric, kept, broken, rule):
    fine = given(metric_reported(0, kept, metric)).then("healthy")
    assert (gauge(fine, metric).level, gauge(fine, metric).rule) == ("fine", rule)
    bad = fine.when(metric_reported(24, broken, metric)).then("at_risk")
    assert gauge(bad, metric).level == "broken"
    assert ("critical", f"flag/{metric}_broken") in bad.alerted()
    bad.when(metric_reported(48, kept, metric)).then("healthy").then_not(f"{metric}_broken")


@covers("B-31")
def test_defects_are_judged_apart_for_what_we_ship_and_what_the_marketplace_ships():
    story = given(
        metric_reported(0, "0.02", fulfilment="AFN"), metric_reported(1, "0.002", fulfilment="MFN", id="mfn")
    ).then("at_risk")
    story.then_flags("order_defect_rate_afn_broken").then_not("order_defect_rate_mfn_broken")
    later = story.when(metric_reported(24, "0.012", fulfilment="MFN"))
    assert ("critical", "flag/order_defect_rate_mfn_broken") in later.alerted()


@covers("B-31", "B-32", "B-33", "B-34")
@pytest.mark.parametrize(
    ("metric", "days"),
    [
        ("order_defect_rate", 60),
        ("late_shipment_rate", 30),
        ("pre_fulfilment_cancel_rate", 7),
        ("valid_tracking_rate", 30),
    ],
)
def test_a_figure_that_names_no_days_counts_those_of_its_rule(metric, days):
    assert gauge(given(metric_reported(0, "0.001", metric)), metric).window_days == days


@covers("B-32")
def test_late_shipments_of_ten_and_of_thirty_days_are_two_gauges():
    ten = {"from": "2026-10-23", "to": "2026-11-01"}
    story = given(
        metric_reported(0, "0.05", "lateShipmentRate", **ten),
        metric_reported(1, "0.01", "late_shipment_rate", window_days=30),
    )
    levels = {each.window_days: each.level for each in story.desk.case.metrics}
    assert levels == {10: "broken", 30: "fine"}
    story.then("at_risk")


def test_days_that_no_window_of_the_rule_has_are_those_of_the_usual_one():
    days = {"from": "2026-10-08T00:00:00Z", "to": "2026-11-01T23:59:59Z"}
    shown = gauge(given(metric_reported(0, "0.01", "late_shipment_rate", **days)), "late_shipment_rate")
    assert shown.window_days == 30
    assert (shown.reported.begins.isoformat(), shown.reported.ends.isoformat()) == (
        "2026-10-08T00:00:00+00:00",
        "2026-11-01T23:59:59+00:00",
    )


@covers("B-31")
@pytest.mark.parametrize(
    ("defects", "orders", "left", "level"),
    [
        (0, 150, 1, "fine"),  # nothing has gone wrong
        (1, 150, 0, "near"),
        (3, 600, 3, "fine"),
        (4, 600, 2, "near"),  # few are left
        (75, 10_000, 25, "fine"),
        (80, 10_000, 20, "near"),  # a fifth is left
        (100, 10_000, 0, "broken"),
    ],
)
def test_the_headroom_is_what_may_still_go_wrong_and_warns_before_the_limit_is_reached(defects, orders, left, level):
    story = given(metric_reported(0, None, count=defects, orders=orders))
    shown = gauge(story)
    assert (shown.headroom, shown.level) == (left, level)
    assert shown.allowed == orders // 100
    assert (("warning", "flag/order_defect_rate_near") in story.alerted()) is (level == "near")
    story.then({"fine": "healthy", "near": "watched", "broken": "at_risk"}[level])


@covers("B-34")
def test_for_tracking_the_headroom_is_what_may_still_lack_it():
    shown = gauge(given(metric_reported(0, None, "validTrackingRate", count=960, orders=1000)), "valid_tracking_rate")
    assert (shown.reported.value, shown.allowed, shown.headroom, shown.level) == (Decimal("0.96"), 50, 10, "near")


@pytest.mark.parametrize(("value", "level"), [("0.0079", "fine"), ("0.008", "near"), ("0.0099", "near")])
def test_a_rate_without_the_numbers_behind_it_is_near_by_its_share_of_the_limit(value, level):
    shown = gauge(given(metric_reported(0, value)))
    assert (shown.level, shown.headroom) == (level, None)


def test_numbers_that_contradict_each_other_give_no_headroom():
    shown = gauge(given(metric_reported(0, "0.97", "vtr", count=1010, orders=1000)), "valid_tracking_rate")
    assert (shown.headroom, shown.level) == (None, "fine")


@covers("B-43")
@pytest.mark.parametrize(
    ("rating", "level", "final"),
    [("1000", "fine", False), ("241", "fine", False), ("240", "near", False), ("200", "near", False),
     ("199", "broken", False), ("100", "broken", False), ("99", "broken", True)],
)  # fmt: skip
def test_a_rating_is_healthy_at_two_hundred_and_may_end_the_account_below_a_hundred(rating, level, final):
    story = given(metric_reported(0, rating, "AHR"))
    shown = gauge(story, "account_health_rating")
    assert (shown.level, shown.is_final) == (level, final)
    assert (("critical", "flag/deactivation_near") in story.alerted()) is final


def test_the_marketplaces_own_mark_goes_before_our_limit():
    marked = given(metric_reported(0, None, "accountHealthRating", status="WARNED")).then("at_risk")
    assert gauge(marked, "account_health_rating").level == "broken"
    given(metric_reported(0, None, "accountHealthRating", status="GREEN")).then("healthy")


@covers("S1-22")
def test_the_marketplaces_figure_and_ours_stand_side_by_side_with_their_difference():
    story = given(metric_reported(0, "0.004"), metric_computed(1, "0.0065"))
    shown = gauge(story)
    assert (shown.reported.value, shown.computed.value) == (Decimal("0.004"), Decimal("0.0065"))
    assert shown.difference == Decimal("0.0025")


@pytest.mark.parametrize(
    ("theirs", "ours", "level"),
    [("0.004", "0.004", "fine"), ("0.004", "0.02", "near"), ("0.02", "0.004", "broken"), (None, "0.02", "broken")],
)
def test_their_word_breaks_a_limit_and_ours_warns_before_it(theirs, ours, level):
    told = [metric_reported(0, theirs)] if theirs else []
    assert gauge(given(told, metric_computed(1, ours))).level == level


def test_figures_of_different_days_are_not_compared():
    later = given(metric_computed(0, "0.02"), metric_reported(3 * DAY, "0.004"))
    assert (gauge(later).difference, gauge(later).level) == (None, "fine")
    stopped = given(metric_reported(0, "0.004"), metric_computed(3 * DAY, "0.02"))
    assert (gauge(stopped).difference, gauge(stopped).level) == (None, "near")


@covers("S1-24")
@pytest.mark.parametrize(("value", "days"), [("0.01", 0), ("0.033", 1), ("0.04", 2), ("0.06", 2)])
def test_late_shipments_ask_for_one_or_two_days_more_of_handling_time(value, days):
    story = given(metric_reported(0, value, "late_shipment_rate"))
    assert story.desk.case.handling_days == days
    assert ("add_handling_time" in story.desk.case.flags) is (days > 0)
    story.when(metric_reported(24, "0.005", "late_shipment_rate")).then_not("add_handling_time")


@covers("S1-24")
def test_how_many_days_to_add_stands_in_the_pack():
    longer = (
        '[[rule]]\nid = "OWN-HANDLING"\nvalue = { near = 2, broken = 5 }\nunit = "business_days"\nsource = "Company"'
    )
    pack = compile_pack(shipped_texts(), {"own.toml": f'overlays = "amazon.it"\n\n{longer}\n'})
    assert given(metric_reported(0, "0.05", "late_shipment_rate"), pack=pack).desk.case.handling_days == 5


@covers("S1-22")
def test_values_that_head_for_the_limit_warn_before_they_are_near_it():
    story = given(daily("0.001", "0.002")).then("healthy").when(metric_reported(48, "0.003")).then("watched")
    shown = gauge(story)
    assert (shown.level, shown.trend.pace, shown.trend.heads_for_limit) == ("fine", Decimal("0.001"), True)
    assert shown.trend.reaches_at == hour(9 * DAY)
    assert ("warning", "flag/order_defect_rate_worsening") in story.alerted()
    story.when(metric_reported(72, "0.002")).then("healthy").then_not("order_defect_rate_worsening")


@pytest.mark.parametrize(
    ("values", "heads"),
    [
        (("0.003", "0.003", "0.003"), False),
        (("0.003", "0.002", "0.001"), False),
        (("0.001", "0.0011", "0.0012"), False),  # too slow to get there
        (("0.001", "0.005", "0.003"), True),
        (("0.005", "0.001", "0.003", "0.0005"), False),  # only the last three count
    ],
)
def test_only_the_pace_of_the_last_three_values_counts(values, heads):
    assert gauge(given(daily(*values))).trend.heads_for_limit is heads


def test_what_gets_better_upwards_heads_for_its_limit_downwards():
    assert gauge(given(daily("0.99", "0.985", "0.98", metric="vtr")), "valid_tracking_rate").is_worsening
    assert not gauge(given(daily("0.96", "0.98", "0.99", metric="vtr")), "valid_tracking_rate").is_worsening


def test_the_trend_is_that_of_the_marketplaces_figures_where_there_are_any():
    ours = [metric_computed(1 + day * DAY, value) for day, value in enumerate(("0.001", "0.002", "0.003"))]
    assert gauge(given(ours)).is_worsening
    assert not gauge(given(ours, daily("0.001", "0.001", "0.001"))).is_worsening


@settings(max_examples=15, deadline=None)
@for_any(order=st.permutations(daily("0.001", "0.002", "0.003", "0.0045", "0.009")))
def test_the_trend_goes_by_when_figures_were_told_whatever_order_they_arrive_in(order):
    shown = gauge(given(list(order)))
    assert [point.value for point in shown.recent] == [Decimal("0.003"), Decimal("0.0045"), Decimal("0.009")]
    assert shown.level == "near"


@covers("B-33")
def test_of_the_rule_and_the_marketplaces_own_target_the_stricter_one_holds_and_that_they_differ_is_told():
    stricter = given(metric_reported(0, "0.015", "prefulfillmentCancelRate", target="0.01")).then("at_risk")
    shown = gauge(stricter, "pre_fulfilment_cancel_rate")
    assert (shown.limit, shown.rule) == (Decimal("0.01"), "target")
    stricter.then_flags("targets_differ")
    laxer = given(metric_reported(0, "0.015", "prefulfillmentCancelRate", target="0.05"))
    assert gauge(laxer, "pre_fulfilment_cancel_rate").rule == "B-33"


def test_a_company_may_set_itself_a_stricter_limit():
    pack = compile_pack(shipped_texts(), {"own.toml": STRICTER})
    given(metric_reported(0, "0.006", target="0.01"), pack=pack).then("at_risk")


def test_where_nobody_has_set_a_limit_none_is_guessed():
    shown = gauge(given(metric_reported(0, "0.5", market="ebay.it")))
    assert (shown.limit, shown.level, shown.headroom) == (None, "unknown", None)


def test_a_metric_that_nobody_knows_is_kept_under_its_own_name_and_told_once():
    story = given(metric_reported(0, "7", "elvishSongs")).then("healthy", alerted=[("info", "flag/unknown_metric")])
    assert gauge(story, "other").raw == "elvishSongs"
    story.when(metric_reported(24, "8", "elvishSongs")).then(alerted=[])
    target = {"target": "5", "target_condition": "LESS_THAN"}
    story.when(metric_reported(48, "8", "elvishSongs", **target)).then("watched").then_flags("other_metric_broken")


def test_violations_of_policies_are_gauges_by_the_name_of_each_and_watched():
    story = given(
        metric_reported(0, None, "listingPolicyViolations", count=2, target="0", target_condition="EQUALS"),
        metric_reported(1, None, "documentRequests", count=0, target="0", target_condition="EQUALS", id="documents"),
    ).then("watched")
    assert {each.raw: each.level for each in story.desk.case.metrics} == {
        "listingPolicyViolations": "broken",
        "documentRequests": "fine",
    }
    story.then_flags("policy_violations")


@covers("B-43")
def test_a_case_is_one_account_on_one_marketplace():
    story = given(metric_reported(0), metric_reported(1, market="amazon.de", id="other"))
    story.then_refused("amazon.it", "amazon.de", "case of its own")
    assert [(ref.type, ref.value) for ref in story.desk.case.refs] == [("account", "amazon.it")]


@pytest.mark.parametrize(
    "arrived", [*permutations([metric_reported(0, "0.02"), metric_computed(1), status_changed(2)])]
)
def test_whichever_news_comes_first_begins_the_case(arrived):
    given(list(arrived)).then("at_risk")


def test_every_limit_has_its_flags_and_every_flag_is_told():
    limits = {metric.value for metric in MEASURES}
    assert limits <= set(NAMES)
    assert {name for name, _ in _FLAGS} <= set(FLAG_ALERTS)
    assert all(metric.is_share or metric is Metric.ACCOUNT_HEALTH_RATING for metric in MEASURES)


def test_where_a_companys_sheet_leaves_a_rule_without_its_number_nothing_follows_from_it():
    half = '[[rule]]\nid = "{}"\nvalue = {{ elves = 1 }}\nunit = "count"\nsource = "Company"\n'
    names = ("OWN-TREND", "OWN-NEAR", "OWN-HEADROOM", "OWN-HANDLING", "B-43", "B-31", "B-32-DAYS")
    own = 'overlays = "amazon.it"\n\n' + "\n".join(half.format(name) for name in names)
    pack = compile_pack(shipped_texts(), {"own.toml": own})
    told = daily("0.05", "0.05", metric="lsr"), daily("50", metric="ahr", id="ahr"), daily("0.5", id="odr")
    story = given(*told, pack=pack).then("at_risk")
    levels = {each.metric: each.level for each in story.desk.case.metrics}
    assert levels == {
        "late_shipment_rate": "broken",
        "account_health_rating": "unknown",
        "order_defect_rate": "unknown",
    }
    assert story.desk.case.handling_days == 0


@pytest.mark.parametrize(("condition", "level"), [("LESS_THAN", "broken"), ("LESS_THAN_OR_EQUAL", "near")])
def test_whether_a_value_may_stand_at_a_target_says_its_condition(condition, level):
    told = {"target": "5", "target_condition": condition}
    assert gauge(given(metric_reported(0, "5", "elvishSongs", **told)), "other").level == level
