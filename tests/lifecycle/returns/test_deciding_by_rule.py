"""What a company lets the rules decide: they decide once, on what is known now, and never over a person's head."""

from functools import cache

import pytest

from lifecycle.engine.decisions import decide
from lifecycle.policy.compile import compile_pack, shipped_texts
from tests.covers import covers
from tests.lifecycle.desk import KIND
from tests.lifecycle.language import clock, given, hour, noted, rules
from tests.lifecycle.returns.words import (
    MUGS,
    authorized,
    declined,
    escalated,
    hold_released,
    inspected,
    received,
    refund_failed,
    refunded,
    requested,
    shipped,
)

_RULE = '[[rule]]\nid = "{}"\nvalue = "{}"\nunit = "choice"\nsource = "company"\n'


@cache
def letting(authorize="off", refund="off"):
    """The shipped rules with what a company lets them decide on amazon.it."""
    overlay = (
        'overlays = "amazon.it"\n' + _RULE.format("auto_authorize", authorize) + _RULE.format("auto_refund", refund)
    )
    return compile_pack(shipped_texts(), {"company.toml": overlay})


GENEROUS = letting("all", "perfect")
BACK = (requested(), authorized(), shipped(), received(), inspected(85))


@covers("S0-09")
def test_nothing_is_decided_unless_the_company_says_so():
    given(requested(in_policy=True)).when(rules(1)).then("requested", recorded=[])
    given(BACK).when(rules(90)).then("inspected", recorded=[])


@covers("S0-09", "S3-02", "B-03")
def test_a_request_is_authorized_by_rule():
    story = given(requested(), pack=letting("all")).when(rules(1)).then("authorized", recorded=["authorized"])
    event = story.desk.log[-1].draft.fact.event
    assert (event.actor, event.data.by, event.time) == ("rule:auto-authorize", "rule", hour(1))
    story.when(rules(2)).then(recorded=[])


@covers("S0-09", "B-03")
@pytest.mark.parametrize(("in_policy", "state"), [(True, "authorized"), (False, "requested"), (None, "requested")])
def test_only_requests_within_policy_are_authorized_if_so_set(in_policy, state):
    given(requested(in_policy=in_policy), pack=letting("in_policy")).when(rules(1)).then(state)


@covers("S3-02")
def test_perfect_goods_are_refunded_by_rule_once():
    story = given(BACK, pack=GENEROUS).when(rules(90)).then("refund_pending", recorded=["refund_requested"])
    refund = story.desk.case.refunds[0]
    assert (str(refund.amount), refund.kind) == ("25.00", "full")
    story.when(rules(91)).then(recorded=[])
    story.when(refund_failed(92, refund.refund_id, retryable=False), rules(95)).then(
        "inspected", recorded=["refund_failed"]
    )


@covers("S0-04", "S0-20", "S2-06")
@pytest.mark.parametrize(
    "seen",
    [
        {"grade": "good"},
        {"mismatch": "used"},
        {"grade": "whatever"},
        {"packaging": "minor damage"},
        {"missing": ["lid"]},
    ],
)
def test_goods_that_are_less_than_perfect_are_left_to_a_person(seen):
    given(*BACK[:-1], inspected(85, **seen), pack=GENEROUS).when(rules(90)).then("inspected", recorded=[])


@covers("S0-20")
def test_a_part_of_the_goods_is_left_to_a_person():
    story = given(*BACK[:3], received(80, 1), inspected(85, 1), pack=GENEROUS)
    story.when(rules(90)).then("partially_received", recorded=[])


def test_too_many_goods_are_left_to_a_person():
    given(*BACK[:3], received(80, 3), inspected(85, 3), pack=GENEROUS).when(rules(90)).then("inspected", recorded=[])


def test_a_hold_that_a_person_released_does_not_wake_the_rule():
    story = given(*BACK[:-1], inspected(85, mismatch="swapped"), hold_released(86), pack=GENEROUS)
    story.when(rules(90)).then("inspected", recorded=[])


def test_a_claim_stops_the_rules():
    given(requested(), escalated(1), pack=GENEROUS).when(rules(2)).then("requested", recorded=[])
    given(BACK, escalated(86), pack=GENEROUS).when(rules(90)).then("inspected", recorded=[])


def test_tracked_and_historical_returns_are_not_decided():
    given(requested(channel="AFN"), pack=GENEROUS).when(rules(1)).then("requested", recorded=[])
    given(requested(historical=True), pack=GENEROUS).when(rules(1)).then("requested", recorded=[])


def test_nothing_is_decided_while_a_moment_that_is_due_has_not_fired():
    given(requested(), pack=GENEROUS).when(rules(13)).then("requested", recorded=[])
    given(requested(), clock(13), pack=GENEROUS).when(rules(13)).then("authorized")


def test_nothing_is_decided_at_a_past_position():
    given(requested(), noted(5), pack=GENEROUS).when(rules(4)).then("requested", recorded=[])


def test_a_decision_is_an_event_that_late_news_cannot_take_back_but_can_refuse():
    story = given(requested(), pack=GENEROUS).when(rules(5)).then("authorized")
    story = story.when(declined(3)).then("declined", recorded=["declined", "rejected"])
    story.then(unfit=[("authorized", "rejected")]).when(rules(9)).then("declined", recorded=[])


def test_a_refund_by_rule_is_not_asked_for_twice_whatever_comes_to_light():
    story = given(BACK, pack=GENEROUS).when(rules(90), refunded(91, refund="auto-R-1")).then("refunded")
    story.when(noted(20), received(300, 1), inspected(301, 1), rules(302)).then(
        "refunded", money=("25.00", "25.00", "25.00")
    )
    assert [written.name for written in story.desk.log].count("refund_requested") == 1


def test_the_slot_of_a_refund_is_the_due_it_settles():
    one = given(BACK, pack=GENEROUS).desk
    other = given(*BACK, noted(89), pack=GENEROUS).desk
    dearer = given(requested(lines=({**MUGS[0], "unit_paid": "13.00"},)), *BACK[1:], pack=GENEROUS).desk
    first, second, third = (
        next(iter(decide(KIND, desk.case, hour(90), desk.pack))).event.id for desk in (one, other, dearer)
    )
    assert first == second != third


VACATION = """
overlays = "base"
[[rule]]
id = "vacation"
value = true
unit = "flag"
valid_from = 2026-11-01
valid_to = 2026-11-15
source = "Company: closed for two weeks"
"""


@covers("S0-09", "S3-22")
@pytest.mark.parametrize(("day", "state"), [(0, "authorized"), (20, "requested")])
def test_on_vacation_every_request_is_authorized_and_afterwards_none(day, state):
    away = compile_pack(shipped_texts(), {"ours.toml": VACATION})
    given(requested(at=day * 24), pack=away).when(rules(day * 24 + 1)).then(state)
