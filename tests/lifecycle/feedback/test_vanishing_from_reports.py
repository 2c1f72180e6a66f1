"""A report loses a row: a suspicion, decided by two full imports in a row, and put back when the row is seen again."""

from tests.covers import covers
from tests.lifecycle.feedback.words import (
    ASKED,
    SOLVED,
    changed,
    closed,
    missing_from_report,
    received,
    removed,
    seen_in_report,
    struck,
)
from tests.lifecycle.language import DAY, clock, given

VANISHED = (received(), missing_from_report(24), missing_from_report(48, "import-2"))


def test_a_row_that_vanishes_once_is_a_suspicion():
    story = given(SOLVED).when(missing_from_report(50)).then("resolved").then_flags("missing_from_report")
    assert ("info", "flag/missing_from_report") in story.alerted()
    assert story.desk.case.counts == "yes"


@covers("S1-05")
def test_a_row_that_two_full_imports_in_a_row_do_not_have_was_taken_back_by_the_buyer():
    story = given(VANISHED).then("removed_by_buyer").then_not("missing_from_report").then_runs("F-AFTER")
    assert story.desk.case.counts == "no"
    story.when(clock(48 + 3 * DAY)).then("closed", close_reason="removed_by_buyer")


def test_one_import_told_twice_is_one_import():
    given(received(), missing_from_report(24)).when(missing_from_report(30, id="again")).then("open").then_refused(
        "report import-1 is known not to have it"
    )


def test_a_row_seen_in_between_puts_the_suspicion_back():
    story = given(received(), missing_from_report(24), seen_in_report(48)).then("open").then_not("missing_from_report")
    story.when(missing_from_report(72, "import-3")).then("open").then_flags("missing_from_report")


def test_an_import_told_late_puts_back_what_two_others_decided():
    given(VANISHED).then("removed_by_buyer").when(seen_in_report(36)).then("open").then_flags("missing_from_report")


def test_a_row_seen_again_brings_the_feedback_back_where_it_stood_even_a_closed_one():
    story = (
        given(VANISHED).when(seen_in_report(60)).then("open", missed={"F-TRIAGE"}).then_runs("F-CHANGE", "F-REMOVAL")
    )
    assert story.desk.case.counts == "yes"
    given(VANISHED, clock(6 * DAY)).then("closed").when(seen_in_report(7 * DAY)).then("open").then_flags("reopened")


def test_a_row_seen_again_leaves_what_a_person_closed_closed():
    story = given(received(), closed(20), missing_from_report(24), missing_from_report(48, "import-2")).then("closed")
    assert story.desk.case.counts == "no"
    story.when(seen_in_report(60)).then("closed", unfit=[])
    assert story.desk.case.counts == "yes"


def test_a_positive_one_is_in_no_report_and_its_absence_says_nothing():
    story = given(received(rating=5)).when(missing_from_report(24), missing_from_report(48, "import-2")).then("closed")
    assert story.desk.case.counts == "yes"
    given(received(), changed(20, 4)).when(missing_from_report(24), missing_from_report(48, "import-2")).then_not(
        "missing_from_report"
    )


def test_a_row_that_vanishes_from_the_report_after_a_removal_was_to_be_expected():
    given(received(), removed(20)).when(missing_from_report(24), missing_from_report(48, "import-2")).then(
        "removed", unfit=[]
    )


def test_a_row_that_vanishes_while_the_marketplace_decides_is_gone_until_it_says_why():
    story = given(ASKED, missing_from_report(24), missing_from_report(48, "import-2")).then("removed_by_buyer")
    story.when(removed(60)).then("removed", unfit=[])
    given(VANISHED).when(struck(60)).then("struck_through")


def test_imports_that_come_every_day_do_not_keep_a_finished_one_open():
    story = given(received(), struck(20), *(seen_in_report(20 + DAY * day) for day in range(1, 3)))
    story.when(clock(20 + 3 * DAY)).then("closed", close_reason="struck_through")
