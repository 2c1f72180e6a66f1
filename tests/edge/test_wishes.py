"""What a connector finds wanted in a case: an open intent that counts, as corrections tell it, nothing of the past."""

import pytest
from msgspec.structs import replace

from handlers.connecting.wishes import Errand, counting, wanted
from lifecycle.kinds import KINDS
from tests.lifecycle.conversations import words as thread
from tests.lifecycle.desk import told
from tests.lifecycle.language import corrected, dismissed
from tests.lifecycle.returns.words import BACK, refund_failed, refund_requested, refunded, requested

REFUNDS = Errand("refunds", "refund_requested", "refunded", "refund_failed", "refund_id")
REPLIES = Errand("replies", "reply_requested", "sent", "send_failed", "key", kind="conversation")
ASKED = refund_requested(91)


def wish(*events, of=ASKED, errand=REFUNDS, ledgers=True):
    """The intent that is still to be carried out, after these events."""
    desk = told(events)
    case = desk.case if ledgers else replace(desk.case, refunds=())
    return wanted(errand, case, counting(desk.kind, desk.case, desk.facts(), desk.packs), of.identity)


def test_an_open_request_is_wanted():
    assert wish(*BACK, ASKED).data.amount == ASKED.data.amount


@pytest.mark.parametrize(
    "after", [refunded(93), refunded(93, refund=None), refund_failed(93), refund_failed(93, retryable=False)]
)
def test_what_was_confirmed_or_failed_for_good_is_not(after):
    assert wish(*BACK, ASKED, after) is None


def test_what_may_be_tried_again_is_wanted_and_asked_for_again_it_is_the_later_request():
    failed = refund_failed(93, retryable=True)
    assert wish(*BACK, ASKED, failed).identity == ASKED.identity
    again = refund_requested(94, id="again")
    assert wish(*BACK, ASKED, failed, again).identity == again.identity
    assert wish(*BACK, ASKED, failed, again, of=again).identity == again.identity


def test_what_waits_was_refused_or_is_unknown_is_not():
    assert wish(ASKED) is None
    assert wish(requested(), refund_requested(91, "30.00"), of=refund_requested(91, "30.00")) is None
    assert wish(*BACK, of=ASKED) is None


def test_a_refused_request_that_an_operator_has_laid_aside_is_not():
    too_much = refund_requested(91, "30.00")
    assert wish(*BACK, too_much, dismissed(92, too_much), of=too_much) is None


def test_a_correction_changes_what_is_wanted():
    assert str(wish(*BACK, ASKED, corrected(92, ASKED, {"amount": "20.00"})).data.amount) == "20.00"
    assert wish(*BACK, ASKED, corrected(92, ASKED, {"amount": "90.00"})) is None


def test_history_asks_for_nothing():
    assert wish(*BACK, refund_requested(91, historical=True), of=ASKED) is None


def test_a_case_without_such_a_ledger_is_read_by_its_facts():
    assert wish(*BACK, ASKED, ledgers=False).identity == ASKED.identity
    assert wish(*BACK, ASKED, refund_failed(93, retryable=True), ledgers=False).identity == ASKED.identity
    assert wish(*BACK, ASKED, refund_failed(93), ledgers=False) is None
    assert wish(*BACK, ASKED, refunded(93), ledgers=False) is None


def test_a_reply_is_wanted_until_it_is_sent():
    asked = thread.reply_requested(1)
    assert wish(thread.received(), asked, of=asked, errand=REPLIES).identity == asked.identity
    assert wish(thread.received(), asked, thread.sent(2), of=asked, errand=REPLIES) is not None
    assert wish(thread.received(), asked, thread.sent(2, key="K-1"), of=asked, errand=REPLIES) is None


def test_an_errand_serves_the_kinds_that_can_be_told_of_it():
    assert [name for name, kind in KINDS.items() if REFUNDS.serves(kind) and REPLIES.serves(kind)] == []
    assert REFUNDS.serves(KINDS["return"])
    assert REPLIES.serves(KINDS["conversation"])
