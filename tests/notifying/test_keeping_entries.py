"""What alerts do to the outbox: one message a level, none for what is over, an end only for who heard the beginning."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.notifying.entries import (
    after,
    bundled,
    laid_aside,
    overtaken,
    refused,
    sent,
    tried_again,
)
from tests.notifying.alerts import flag, news, reminder

T75, MISSED = reminder("T-REFUND", "75%"), reminder("T-REFUND", "due", step="missed", severity="critical")


def told(entry, *alerts):
    """The entry after alerts, as they stand in the log."""
    for seq, alert in alerts:
        entry = after(entry, news(seq, alert), "anna", None) or entry
    return entry


def test_an_alert_waits_until_it_is_accepted():
    entry = told(None, (5, T75))
    assert (entry.state, entry.first, entry.content) == ("waiting", 5, T75)
    assert sent(entry, entry).state == "told"


def test_an_alert_that_is_late_or_superseded_is_never_sent():
    assert after(None, news(5, T75.model_copy(update={"late": True})), "anna", None) is None
    assert after(None, news(5, T75.model_copy(update={"superseded": True})), "anna", None) is None


def test_an_alert_that_is_delivered_again_changes_nothing():
    entry = told(None, (5, T75))
    assert after(entry, news(5, T75), "anna", None) is None
    assert after(sent(entry, entry), news(5, T75), "anna", None) is None


def test_a_level_that_was_told_is_not_told_again():
    entry = told(None, (5, T75))
    again = told(sent(entry, entry), (9, T75))
    assert (again.state, again.first) == ("told", 5)


def test_a_message_that_waits_says_the_newest_under_the_same_id():
    entry = told(None, (5, flag("hold")))
    newer = told(entry, (9, flag("hold", severity="warning")))
    assert newer.id == entry.id
    assert newer.content.severity == "warning"


def test_what_is_over_before_it_was_sent_is_not_sent_and_nobody_hears_of_its_end():
    entry = told(None, (5, T75), (6, T75.model_copy(update={"closes": True})))
    assert (entry.state, entry.settles) == ("over", False)


def test_who_was_told_hears_that_it_is_over_once():
    entry = told(None, (5, T75))
    ending = told(sent(entry, entry), (6, T75.model_copy(update={"closes": True})))
    assert (ending.state, ending.settles) == ("waiting", True)
    assert ending.id != entry.id
    over = sent(ending, ending)
    assert over.state == "over"


def test_nobody_hears_of_the_end_of_what_he_never_heard_of():
    assert after(None, news(5, T75.model_copy(update={"closes": True})), "anna", None) is None


def test_an_end_that_comes_too_late_to_be_told_is_not_told():
    entry = told(None, (5, T75))
    over = told(sent(entry, entry), (6, T75.model_copy(update={"closes": True, "late": True})))
    assert (over.state, over.settles) == ("over", False)


def test_a_matter_that_comes_up_again_is_another_message():
    entry = told(None, (5, flag("hold")))
    over = told(sent(entry, entry), (6, flag("hold", closes=True)))
    again = told(sent(over, over), (8, flag("hold")))
    assert (again.state, again.first) == ("waiting", 8)
    assert again.id != entry.id


def test_an_end_that_waits_falls_away_when_the_matter_comes_up_again():
    entry = told(None, (5, flag("hold")))
    again = told(sent(entry, entry), (6, flag("hold", closes=True)), (7, flag("hold")))
    assert (again.state, again.settles) == ("told", False)


def test_what_ends_while_it_is_being_sent_is_told_to_be_over():
    entry = told(None, (5, T75))
    withdrawn = told(entry, (6, T75.model_copy(update={"closes": True})))
    ending = sent(withdrawn, entry)
    assert (ending.state, ending.settles) == ("waiting", True)


def test_what_comes_up_again_while_its_end_is_being_told_is_told_anew():
    entry = told(None, (5, flag("hold")))
    ending = told(sent(entry, entry), (6, flag("hold", closes=True)))
    again = sent(told(ending, (7, flag("hold"))), ending)
    assert (again.state, again.settles, again.first) == ("waiting", False, 7)


def test_a_letter_that_was_another_one_changes_nothing():
    entry = told(None, (5, flag("hold")))
    other = told(told(entry, (6, flag("hold", closes=True))), (7, flag("hold")))
    assert sent(other, entry) == other


def test_a_later_level_of_the_same_clock_overtakes_what_still_waits():
    waiting = told(None, (5, T75))
    (gone,) = overtaken([waiting], news(6, MISSED))
    assert (gone.state, gone.why) == ("over", "T-REFUND/missed/due has come meanwhile")


@pytest.mark.parametrize("other", [reminder("T-AUTH", "12h"), flag("hold"), T75])
def test_another_clock_a_flag_or_the_same_level_overtakes_nothing(other):
    assert overtaken([told(None, (5, T75))], news(6, other)) == []


def test_what_is_late_overtakes_nothing():
    assert overtaken([told(None, (5, T75))], news(6, MISSED.model_copy(update={"late": True}))) == []


def test_what_was_refused_waits_again_when_asked_or_is_laid_aside():
    entry = refused(told(None, (5, T75)), "it answers 410")
    assert (entry.state, entry.why) == ("refused", "it answers 410")
    assert (tried_again(entry).state, tried_again(entry).id) == ("waiting", entry.id)
    assert laid_aside(entry).state == "over"
    assert tried_again(laid_aside(entry)).state == "over"


def test_a_digest_holds_only_what_still_waits():
    entry = told(None, (5, T75))
    assert bundled(entry, "d").bundle == "d"
    assert bundled(sent(entry, entry), "d").bundle == ""


STEPS = st.lists(st.sampled_from(["raise", "close", "again", "send", "older"]), max_size=12)


@settings(max_examples=120, deadline=None)
@given(STEPS)
def test_whoever_hears_everything_ends_up_knowing_how_it_stands(steps):
    entry, seq, open_, heard = None, 0, False, []
    for step in steps:
        if step in ("raise", "close"):
            seq, open_ = seq + 1, step == "raise"
            newest = news(seq, flag("hold", closes=step == "close"))
            entry = after(entry, newest, "anna", None) or entry
        elif step == "again" and seq:
            assert after(entry, newest, "anna", None) is None or entry is None
        elif step == "older" and entry is not None:
            assert after(entry, news(entry.seq, flag("hold")), "anna", None) is None
        elif step == "send":
            entry, heard = _sent(entry, heard)
    entry, heard = _sent(entry, heard)
    assert (heard[-1:] == ["raised"]) == open_, "the last he heard is how it stands"
    assert all(one != two for one, two in pairwise(heard)), "nothing is told twice in a row"


def _sent(entry, heard):
    if entry is None or entry.state != "waiting":
        return entry, heard
    return sent(entry, entry), [*heard, "over" if entry.settles else "raised"]
