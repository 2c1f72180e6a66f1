"""Removal is asked for once, in time and by a criterion that holds; the marketplace decides."""

import pytest

from lifecycle.feedback.criteria import verdict, verdicts
from tests.covers import covers
from tests.lifecycle.feedback.words import (
    ASKED,
    PROFANE,
    SOLVED,
    change_asked,
    changed,
    classified,
    closed,
    missing_from_report,
    received,
    removal_denied,
    removal_requested,
    removed,
    struck,
)
from tests.lifecycle.language import DAY, clock, given

AFN = {"channel": "AFN"}
ON_TIME = {"buy_shipping": True, "shipped_on_time": True}
VANISHED = (received(), missing_from_report(24), missing_from_report(48, "import-2"))


@covers("S1-02", "S1-11", "S1-12")
@pytest.mark.parametrize(
    ("about", "criterion", "cause", "effect", "possible"),
    [
        ({}, "profanity", None, "removal", True),
        ({}, "pii", "seller_service", "removal", True),
        ({}, "promotion", None, "removal", True),
        ({}, "product_review_only", "product", "removal", True),
        ({}, "product_review_only", "delivery", "removal", False),
        ({}, "product_review_only", "seller_service", "removal", False),
        (AFN, "fba_fulfilment", "delivery", "strike-through", True),
        (AFN, "fba_fulfilment", None, "strike-through", True),
        (AFN, "fba_fulfilment", "damaged", "strike-through", False),
        (AFN, "fba_fulfilment", "seller_service", "strike-through", False),
        ({"channel": "MFN"}, "fba_fulfilment", "delivery", "strike-through", False),
        ({"channel": None}, "fba_fulfilment", "delivery", "strike-through", None),
        (ON_TIME, "buy_shipping_delay", "late", "strike-through", True),
        (ON_TIME, "buy_shipping_delay", "not as described", "strike-through", False),
        (ON_TIME | {"shipped_on_time": False}, "buy_shipping_delay", "late", "strike-through", False),
        ({"buy_shipping": False}, "buy_shipping_delay", "late", "strike-through", False),
        ({"buy_shipping": True}, "buy_shipping_delay", "late", "strike-through", None),
        ({}, "buy_shipping_delay", "late", "strike-through", None),
    ],
)
def test_each_criterion_says_what_it_leads_to_and_whether_it_holds(about, criterion, cause, effect, possible):
    story = given(received(**about), classified(5, criterion, cause=cause))
    found = verdict(story.desk.case, criterion)
    assert (found.effect, found.possible) == (effect, possible)
    assert found.why
    after = story.when(removal_requested(8, criterion))
    if possible:
        after.then("removal_requested", unfit=[])
    else:
        after.then("open").then_refused("cannot be asked for", found.why)


def test_a_comment_that_is_about_fulfilment_as_well_is_not_only_a_product_review():
    case = given(received(**AFN), classified(5, "product_review_only", "fba_fulfilment")).desk.case
    assert [(found.criterion, found.possible) for found in verdicts(case)] == [
        ("product_review_only", False),
        ("fba_fulfilment", True),
    ]


def test_what_may_be_asked_for_shows_as_a_flag_until_it_is():
    given(PROFANE).then_flags("removal_possible").then_not("strike_possible")
    given(ASKED).then_not("removal_possible")
    given(received(), classified()).then_not("removal_possible", "strike_possible")
    given(PROFANE, removed(9)).then_not("removal_possible")


@covers("S1-12", "C.8-20", "D-34")
@pytest.mark.parametrize("told", [classified(5, "fba_fulfilment"), classified(5, cause="delivery")])
def test_a_complaint_about_delivery_by_the_marketplace_is_struck_through_and_not_discussed(told):
    story = given(received(**AFN)).when(told).then("open").then_flags("strike_possible")
    assert ("info", "flag/strike_possible") in story.alerted()
    title = next(alert.title for alert in story.desk.alerts if alert.key == "flag/strike_possible")
    assert "do not contact the buyer" in title


def test_a_complaint_about_delivery_by_the_seller_is_his_own():
    given(received()).when(classified(5, cause="delivery")).then_not("strike_possible")
    given(received(**AFN)).when(classified(5, cause="packaging")).then_not("strike_possible")
    given(received(**ON_TIME), classified(5, "buy_shipping_delay", cause="late")).then_flags("strike_possible")


@pytest.mark.parametrize(
    "story", [PROFANE, (*SOLVED, classified(31, "profanity")), (*SOLVED, change_asked(), classified(41, "profanity"))]
)
def test_the_marketplace_is_asked_wherever_the_feedback_stands(story):
    given(story).when(removal_requested(48)).then("removal_requested").then_runs("F-CHANGE", "F-REMOVALCHECK")


def test_a_changed_or_frozen_one_can_still_be_removed():
    given(received(), changed(30, 2), classified(35, "pii")).when(removal_requested(40, "pii")).then(
        "removal_requested"
    )
    given(PROFANE, clock(61 * DAY)).then("frozen").when(removal_requested(62 * DAY)).then("removal_requested")


@covers("S1-11", "D-33")
def test_a_removal_needs_a_criterion_that_was_found():
    given(received()).when(removal_requested(8)).then("open").then_refused("classify it first")
    given(PROFANE).when(removal_requested(8, "pii")).then("open").then_refused("it was classified as: profanity")
    given(received(), classified()).when(removal_requested(8, "none")).then("open").then_refused("none is no criterion")
    given(received(), classified()).when(removal_requested(8)).then("open").then_refused("it was classified as: none")


@covers("D-33")
def test_a_removal_is_asked_for_once():
    given(ASKED).when(removal_requested(9)).then("removal_requested").then_refused("removal_requested cannot follow")
    given(ASKED, removal_denied(20)).when(removal_requested(30)).then("open").then_refused(
        "asked for once already, for profanity, and that was denied"
    )


@covers("B-38")
def test_a_removal_is_asked_for_within_ninety_days():
    last = 90 * DAY + 14
    given(PROFANE).when(removal_requested(last)).then("removal_requested", unfit=[])
    given(PROFANE).when(removal_requested(last + 0.01)).then("frozen").then_refused(
        "it is too old: that was possible until 2027-01-31 23:00 UTC (B-38)"
    )


@pytest.mark.parametrize(
    "story", [(received(), closed(20)), (received(), removed(20)), (received(), struck(20)), VANISHED]
)
def test_what_is_closed_or_gone_is_not_asked_about(story):
    given(story).when(removal_requested(60)).then_refused("removal_requested cannot follow")


@covers("S1-12")
@pytest.mark.parametrize(("news", "state"), [(removed(30), "removed"), (struck(30), "struck_through")])
@pytest.mark.parametrize("story", [ASKED, PROFANE, SOLVED, (received(), changed(20, 2))])
def test_what_the_marketplace_takes_away_does_not_count_whoever_asked(story, news, state):
    story = given(story).when(news).then(state, unfit=[]).then_runs("F-AFTER")
    assert (story.desk.case.counts, story.desk.case.rating_counted) == ("no", None)
    story.when(clock(30 + 3 * DAY)).then("closed", close_reason=state).then_runs()
    assert story.desk.case.counts == "no"


def test_a_request_knows_how_it_ended():
    for news, outcome in ((removed(30), "removed"), (struck(30), "struck_through"), (removal_denied(30), "denied")):
        assert given(ASKED, news).desk.case.removal.outcome == outcome


def test_a_denied_removal_leads_back_to_where_it_stood_and_is_not_waited_for_again():
    given(ASKED).when(removal_denied(30)).then("open", unfit=[]).then_runs("F-CHANGE")
    given(SOLVED, classified(31, "pii"), removal_requested(32, "pii")).when(removal_denied(50)).then("resolved")


def test_a_denial_after_the_window_leads_to_the_end():
    story = given(PROFANE, removal_requested(55 * DAY), clock(61 * DAY)).then("removal_requested")
    story.when(removal_denied(62 * DAY)).then("frozen").when(clock(66 * DAY)).then("closed", close_reason="frozen")


def test_a_denial_waits_for_the_request_and_is_told_once():
    story = given(PROFANE).when(removal_denied(30)).then("open").then_waits("nobody has asked for its removal yet")
    story.when(removal_requested(8)).then("open", unfit=[])
    given(ASKED, removal_denied(30)).when(removal_denied(40)).then_refused("is settled (denied)")


@pytest.mark.parametrize(
    ("news", "again", "words"),
    [
        (removed(30), removed(40), "known to be removed"),
        (struck(30), struck(40), "known to be struck through"),
    ],
)
def test_the_same_decision_told_again_is_known(news, again, words):
    story = given(received(), news).when(again).then_refused(words)
    assert [alert[0] for alert in story.alerted()] == ["info"]


def test_what_was_struck_through_may_be_removed_and_not_the_other_way_round():
    given(received(), struck(30)).when(removed(40)).then("removed", unfit=[])
    given(received(), removed(30)).when(struck(40)).then("removed", unfit=[])


@pytest.mark.parametrize("news", [removed(30), struck(30)])
def test_a_decision_about_a_closed_one_is_kept_and_reopens_nothing(news):
    story = given(received(), closed(20)).when(news).then("closed", unfit=[]).then_not("reopened")
    assert story.desk.case.counts == "no"
