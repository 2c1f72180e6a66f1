"""What people hear: once for each matter, never of what is stale or superseded, and that a matter is closed."""

import pytest

from lifecycle.engine.alerts import TOO_OLD, alerts
from lifecycle.engine.outcome import wake
from lifecycle.returns.kind import RETURN
from tests.lifecycle.desk import KIND
from tests.lifecycle.language import clock, given, hour, noted
from tests.lifecycle.returns.words import (
    BACK,
    authorized,
    declined,
    delivered,
    inspected,
    received,
    refund_requested,
    refunded,
    requested,
    shipped,
    status_reported,
)


def woken(story, at, now):
    desk = story.desk
    return alerts(KIND, wake(KIND, desk.case, hour(at), desk.packs), hour(now))


def test_a_reminder_is_told_with_its_rule_and_the_moment_it_was_due():
    (alert,) = woken(given(requested()), 12, 13)
    assert (alert.severity, alert.due_at, alert.at, alert.rule) == ("info", hour(12), hour(13), "B-01")
    assert alert.title == "return R-1 is requested: T-AUTH reminder (12h, B-01)"
    assert alert.key.startswith("T-AUTH/reminder/12h@")


def test_a_missed_deadline_is_told_by_its_severity():
    found = {(alert.key.split("@")[0], alert.severity) for alert in woken(given(requested()), 48, 48)}
    assert {
        ("T-AUTH/missed/24h", "warning"),
        ("T-AUTH/missed/48h", "critical"),
        ("T-CLAIMRISK/missed/48h", "warning"),
    } <= found


def test_after_a_pause_only_the_latest_word_of_each_clock_is_sent():
    sent = [alert.key.split("@")[0] for alert in woken(given(requested()), 48, 50) if alert.to_be_sent]
    assert sorted(sent) == ["T-AUTH/missed/48h", "T-CLAIMRISK/missed/48h"]


@pytest.mark.parametrize(("hours", "late"), [(0, False), (72, False), (73, True)])
def test_what_is_too_old_is_kept_not_sent(hours, late):
    alert = woken(given(requested()), 12, 12 + hours)[0]
    assert (alert.late, alert.to_be_sent, TOO_OLD.days) == (late, not late, 3)


def test_a_deadline_met_after_all_closes_its_alert_under_the_same_key():
    story = given(requested(), clock(24))
    opened = {alert.key for alert in story.desk.alerts}
    story = story.when(authorized(5))
    closed = [alert for alert in story.desk.alerts if alert.closes]
    assert {alert.key for alert in closed} == opened
    assert {alert.severity for alert in closed} == {"info"}
    assert "was met in time after all" in closed[0].title


def test_a_refused_event_is_told_with_what_would_be_possible():
    news = authorized(8)
    alert = given(requested(), declined()).when(news).desk.alerts[-1]
    assert (alert.key, alert.event, alert.identity) == (f"rejected/{news.identity}", "return.authorized", news.identity)
    assert "shipped" in alert.allowed
    assert alert.title == given(requested(), declined(), news).desk.case.unfit[0].reason


def test_an_event_that_waits_alarms_nobody():
    given().when(shipped(30)).then("announced", alerted=[])


def test_the_same_news_twice_alarms_nobody():
    given(requested(), declined(), authorized(8)).when(authorized(8)).then(alerted=[])


@pytest.mark.parametrize(
    ("story", "news", "severity", "flag"),
    [
        (BACK[:-1], inspected(mismatch="wrong_item"), "critical", "hold"),
        (BACK, received(95), "critical", "over_received"),
        (BACK, received(95, 1, "CUP"), "warning", "unexpected_units"),
        (
            (*BACK, refund_requested(), refunded()),
            refunded(94, refund=None, issuer="amazon_cs"),
            "critical",
            "over_refunded",
        ),
        (BACK, status_reported(95), "warning", "discrepancy"),
        (BACK, status_reported(95, "Replanned"), "warning", "unknown_status"),
        ((requested(),), received(10), "info", "unauthorized_return"),
        ((requested(in_policy=True),), declined(), "warning", "invalid_decline"),
    ],
)
def test_a_flag_that_goes_up_is_told_once(story, news, severity, flag):
    told = given(story).when(news)
    assert (severity, f"flag/{flag}") in told.alerted()
    assert f"flag/{flag}" not in [key for _, key in told.when(noted(99)).alerted()]


def test_a_flag_that_goes_down_closes_its_alert():
    story = given(BACK, status_reported(95)).when(refund_requested(96), refunded(97))
    alert = story.desk.alerts[-1]
    assert (alert.key, alert.closes, alert.severity) == ("flag/discrepancy", True, "info")


def test_every_flag_that_alarms_is_a_flag():
    shown = set(RETURN.flag_alerts)
    raised = set()
    for story in (
        (*BACK, received(95), received(96, 1, "CUP")),
        (requested(in_policy=True), declined(), status_reported(9)),
    ):
        raised |= set(given(story).desk.case.flags)
    assert raised & shown >= {"over_received", "unexpected_units", "invalid_decline", "discrepancy"}


def test_alerts_are_no_part_of_the_log():
    story = given(requested(), shipped(30), delivered(70), clock(400))
    assert story.desk.replayed() == [written.payload for written in story.desk.log]
    assert not any(b"superseded" in written.payload for written in story.desk.log)
