"""Each clock of an account starts, reminds, is stopped by what ends its wait, and does what it does when missed."""

import pytest

from lifecycle.policy.compile import compile_pack, shipped_texts
from tests.covers import covers
from tests.lifecycle.accounts.words import (
    closed,
    metric_computed,
    metric_reported,
    notice_received,
    plan_answered,
    plan_submitted,
    reinstated,
    status_changed,
)
from tests.lifecycle.language import DAY, REST, clock, given

NOTICED = (metric_reported(), notice_received(0))


@covers("S1-22")
def test_two_days_without_a_figure_are_a_warning_and_every_figure_begins_them_anew():
    story = given(metric_reported()).then_runs("A-WATCH").when(metric_reported(24, id="next"))
    assert story.due("A-WATCH") == 24 + 2 * DAY
    late = story.when(clock(24 + 2 * DAY)).then("healthy", said=["A-WATCH 2d"], missed={"A-WATCH"})
    assert late.alerted() == [("warning", "A-WATCH/missed/2d")]
    story.when(metric_reported(24 + 2 * DAY + 1, id="late")).then_runs("A-WATCH")


@covers("S1-22")
def test_our_own_figures_do_not_hide_that_the_marketplaces_have_stopped():
    both = given(metric_reported(), metric_computed(24), metric_computed(40, id="more"))
    assert both.due("A-WATCH") == 2 * DAY
    alone = given(status_changed(), metric_computed(24))
    assert alone.due("A-WATCH") == 24 + 2 * DAY


def test_nobody_watches_what_is_deactivated_or_given_up_and_the_watch_begins_anew_with_its_return():
    down = given(metric_reported(), status_changed(10, "DEACTIVATED")).then_runs()
    back = down.when(reinstated(500)).then_runs("A-WATCH")
    assert back.due("A-WATCH") == 500 + 2 * DAY
    given(metric_reported(), closed(10)).then_runs()


@covers("S1-22")
def test_a_notice_is_answered_by_the_term_it_names():
    story = given(metric_reported(), notice_received(0, respond_by="2026-11-07T10:00:00+01:00"))
    assert story.due("A-NOTICE") == 5 * DAY
    story.when(clock(5 * DAY)).then("notice_open")
    assert story.desk.case.notices[0].missed
    said = [entry for entry in story.when(clock(REST)).desk.log if entry.draft.firing]
    told = [f"{each.draft.firing.timer} {each.draft.firing.label}" for each in said]
    assert [word for word in told if "NOTICE" in word] == [
        "A-NOTICE 50%", "A-NOTICE -24h", "A-NOTICE -4h", "A-NOTICE stated",
    ]  # fmt: skip
    assert ("critical", "A-NOTICE/missed/stated") in [(a.severity, a.key.split("@")[0]) for a in story.desk.alerts]


def test_a_notice_that_names_a_day_is_answered_by_its_end_in_the_zone_of_the_marketplace():
    assert given(metric_reported(), notice_received(0, respond_by="2026-11-04")).due("A-NOTICE") == 2 * DAY + 14


def test_a_notice_without_a_term_has_ours():
    assert given(NOTICED).due("A-NOTICE") == 3 * DAY + 14  # the end of the third day after it


@pytest.mark.parametrize("end", [plan_submitted(10), plan_answered(10, notice_id="N-1"), reinstated(10), closed(10)])
def test_what_ends_the_wait_for_a_plan(end):
    assert "A-NOTICE" not in given(NOTICED).when(end).running()


def test_two_notices_have_each_their_term_the_first_due_before_the_other():
    later = notice_received(5, notice="N-2", respond_by="2026-11-12T10:00:00+01:00")
    story = given(NOTICED, later)
    assert story.due("A-NOTICE") == 3 * DAY + 14
    story = story.when(clock(3 * DAY + 14))
    assert story.due("A-NOTICE") == 10 * DAY
    assert [notice.missed for notice in story.desk.case.notices] == [True, False]
    story.when(clock(10 * DAY)).then(missed={"A-WATCH", "A-NOTICE"})
    assert [notice.missed for notice in story.desk.case.notices] == [True, True]


def test_a_refused_plan_begins_the_term_anew():
    refused = plan_answered(80, accepted=False, respond_by="2026-11-10T10:00:00+01:00")
    story = given(NOTICED, plan_submitted(40)).when(refused)
    assert story.due("A-NOTICE") == 8 * DAY
    assert given(NOTICED, plan_submitted(40), plan_answered(80, accepted=False)).due("A-NOTICE") > 80 + 3 * DAY


@covers("S1-23")
def test_a_plan_is_answered_within_a_week_or_somebody_asks():
    story = given(NOTICED, plan_submitted(40))
    assert story.due("A-PLAN") == 40 + 7 * DAY
    told = story.when(clock(40 + 7 * DAY)).then("plan_submitted")
    assert [word for word in told.said() if "PLAN" in word] == ["A-PLAN 3d", "A-PLAN 7d"]
    assert "A-PLAN" not in story.when(plan_answered(300, notice_id="N-1")).running()


def test_a_notice_runs_on_while_the_account_is_deactivated():
    story = given(NOTICED, status_changed(5, "DEACTIVATED")).then_runs("A-NOTICE")
    story.when(plan_submitted(40)).then_runs("A-PLAN")


def test_history_starts_no_clock():
    past = {"historical": True}
    story = given(metric_reported(**past), notice_received(1, **past), plan_submitted(2, **past))
    story.then("plan_submitted").then_runs()


def test_how_long_a_clock_waits_stands_in_the_pack():
    rule = '[[rule]]\nid = "OWN-WATCH"\nvalue = 5\nunit = "elapsed_days"\nsource = "Company: weekly reports"'
    pack = compile_pack(shipped_texts(), {"own.toml": f'overlays = "base"\n\n{rule}\n'})
    assert given(metric_reported(), pack=pack).due("A-WATCH") == 5 * DAY
