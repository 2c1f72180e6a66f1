"""Claims of buyers and of their banks: D-26 … D-32."""

import pytest

from lifecycle.playbook.advising import NoAdvice
from lifecycle.playbook.languages import LANGUAGES
from tests.covers import covers
from tests.lifecycle.claims.words import charged_back, contact_logged, opened, refunded, responded, summary_sent
from tests.lifecycle.conversations import words as thread
from tests.lifecycle.language import DAY
from tests.lifecycle.orders import words as orders
from tests.lifecycle.playbook.counsel import Matter
from tests.lifecycle.returns import words as returns


@covers("D-26", "S4-14", "S4-15", "S1-18", "L1")
def test_a_claim_after_a_return_is_answered_to_the_buyer_and_to_the_marketplace():
    matter = Matter([opened(0)], [returns.requested(0)], [thread.received(0)], at=2)
    assert "L1" in matter.row("D-26").limits
    assert "D-27" not in matter.rows()
    assert {act.event for act in matter.take("D-26/1")} == {"contact_logged", "reply_requested"}
    assert [act.event for act in matter.take("D-26/2", text="We refunded on Monday.")] == ["response_requested"]


@covers("D-27", "S4-16", "S4-21")
def test_a_claim_out_of_the_blue_is_met_by_every_channel_while_its_term_runs():
    matter = Matter([opened(0)], [thread.received(0)], at=2)
    assert matter.options("D-27")[0] == "Contact the buyer by mail, message and phone within 2 to 3 days"
    assert "K-RESPOND" in matter.row("D-27").options[1].why


WRITE = "Send the written summary of the call"
MENTION = "When the buyer is satisfied, mention that he may close it"


@covers("S1-19", "L2", "D-26", "D-27")
@pytest.mark.parametrize(("row", "others"), [("D-27", ()), ("D-26", ([returns.requested(0)],))])
def test_what_was_said_on_the_phone_is_first_of_all_written_to_the_buyer(row, others):
    called = [opened(0), contact_logged(5, channel="phone", contact_id="call-1")]
    matter = Matter(called, *others, [thread.received(0)], at=6)
    assert matter.options(row)[0] == WRITE
    assert "L2" in matter.row(row).limits
    assert "[summary]" in matter.letter(f"{row}/1")
    assert "K-WRITTEN" in [each.name for each in matter.case.deadlines]
    with pytest.raises(NoAdvice, match="--summary"):
        matter.take(f"{row}/1")
    sent, reply = matter.take(f"{row}/1", summary="A new mug is sent on Monday.")
    assert (sent.event, sent.data) == ("summary_sent", {"channel": "message", "contact_id": "call-1"})
    assert reply.event == "reply_requested"
    assert "A new mug is sent on Monday." in reply.data["text"]
    assert WRITE not in matter.options(row)
    assert "K-WRITTEN" not in [each.name for each in matter.case.deadlines]


@covers("S1-19", "L2")
def test_a_call_is_written_down_once_and_kept_where_no_conversation_is_known():
    called = [opened(0), contact_logged(5, channel="phone")]
    assert WRITE not in Matter([*called, summary_sent(6)], at=7).options("D-27")
    assert WRITE not in Matter([opened(0), contact_logged(5, channel="mail")], at=7).options("D-27")
    (kept,) = Matter(called, at=7).take("D-27/1", summary="We send a new one.")
    assert "We send a new one." in kept.data["text"]


@covers("S4-20", "L1", "D-26", "D-27")
@pytest.mark.parametrize(
    ("told", "others", "row"),
    [
        ([refunded(9)], [], "D-27"),
        ([], [[returns.requested(0), returns.received(4), returns.refunded(9)]], "D-26"),
        ([], [[orders.placed(0), orders.shipped(1), orders.refunded(9)]], "D-27"),
        ([], [[returns.requested(0), returns.replacement_requested(5), returns.replacement_delivered(9)]], "D-26"),
        (
            [],
            [[orders.placed(0), orders.shipped(1), orders.lost(3), orders.reshipped(4), orders.delivered(9, "X2")]],
            "D-27",
        ),
    ],
    ids=["refunded", "return refunded", "order refunded", "replaced", "sent again"],
)
def test_only_once_the_matter_is_solved_may_it_be_mentioned_that_the_claim_can_be_closed(told, others, row):
    unsolved = Matter([opened(2)], *[each[:-1] for each in others], [thread.received(0)], at=10)
    assert "Refund" in unsolved.options(row)
    assert MENTION not in unsolved.options(row)
    matter = Matter([opened(2), *told], *others, [thread.received(0)], at=10)
    assert matter.options(row)[0] == MENTION
    assert all("Refund" not in matter.options(number) for number in matter.rows())
    events = matter.take(f"{row}/1")
    assert [act.event for act in events] == ["contact_logged", "reply_requested"]
    assert "entirely your decision" in events[1].data["text"]


@covers("S4-20", "L1")
def test_what_the_buyer_had_before_he_claimed_solves_nothing():
    had = [returns.requested(0), returns.replacement_requested(5), returns.replacement_delivered(9)]
    assert MENTION not in Matter([opened(10)], had, at=12).options("D-26")
    paid = [returns.requested(0), returns.received(4), returns.refunded(9)]
    assert MENTION not in Matter([opened(10)], paid, at=12).options("D-26")


@covers("S4-20")
def test_a_part_of_the_money_solves_nothing():
    assert MENTION not in Matter([opened(10), refunded(12, amount="10.00")], at=13).options("D-27")
    part = [returns.requested(0), returns.refund_requested(5, "10.00", "keep_item"), returns.refunded(12, "10.00")]
    assert MENTION not in Matter([opened(10)], part, at=13).options("D-26")


@covers("S4-20", "L1", "L6")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_about_closing_names_no_money(language):
    letter = Matter([opened(0), refunded(9)], [thread.received(0)], at=10, language=language).letter("D-27/1")
    for word in ("25", " eur", "€", "refund", "rimbors", "rembours", "erstatt", "reembols", "zwrot", "zwrac"):
        assert word not in letter.lower()


@covers("D-28", "S4-17", "B-28")
def test_a_buyer_who_is_silent_for_three_days_is_represented_against_with_the_log():
    told = [opened(0), contact_logged(5), contact_logged(30, channel="phone")]
    assert "D-28" not in Matter(told, at=2 * DAY).rows()
    matter = Matter(told, at=4 * DAY)
    assert matter.options("D-28")[0] == "Represent with the log of contacts as proof"
    assert "L2" in matter.row("D-28").limits
    assert "D-28" not in Matter(told, [thread.received(3 * DAY)], at=4 * DAY).rows()


@covers("D-29", "S1-18")
def test_a_reason_that_does_not_match_the_text_is_held_against_the_claim():
    matter = Matter([opened(0), responded(3, mismatch=True)], at=5)
    assert matter.options("D-29") == ["Represent, with the contradiction between reason and text"]


@covers("D-30", "S3-02", "B-26")
def test_a_justified_cheap_claim_is_best_paid_though_it_counts():
    matter = Matter([opened(0, amount="9.90", currency="EUR")], at=2)
    assert matter.options("D-30")[0] == "Refund"
    assert "48 hours" in matter.row("D-30").notes[0]
    assert matter.take("D-30/1")[0].data["amount"] == "9.90"
    assert "D-30" not in Matter([opened(0, amount="99.00", currency="EUR")], at=2).rows()


@covers("D-31", "D-32", "B-29", "B-30")
@pytest.mark.parametrize(
    ("kind", "row", "best"),
    [
        ("service", "D-31", "Represent with tracking and correspondence"),
        ("fraud", "D-32", "Deliver the data that is asked for"),
    ],
)
def test_a_chargeback_is_answered_by_its_kind(kind, row, best):
    matter = Matter([charged_back(0, kind)], at=2)
    assert matter.options(row)[0] == best
    assert matter.take(f"{row}/1", text="Tracking and letters are enclosed.")[0].event == "response_requested"
