"""Which texts of the contract are still to go to the buyer."""

from events.catalogue import CATALOGUE
from tests.covers import covers


@covers("L1")
def test_intents_and_the_notes_that_a_marketplace_passes_on_are_outgoing():
    outgoing = {(entry.kind, entry.name) for entry in CATALOGUE.entries if entry.outgoing}
    assert outgoing == {
        ("return", "declined"), ("return", "closed"), ("return", "corrected"), ("claim", "response_requested"),
        ("claim", "corrected"), ("feedback", "reply_requested"), ("feedback", "corrected"),
        ("conversation", "reply_requested"), ("conversation", "corrected"),
    }  # fmt: skip


def test_what_the_buyer_has_been_told_is_a_fact_and_not_outgoing():
    assert CATALOGUE.outgoing("conversation", "sent", {"text": "hello"}) == ()
    assert CATALOGUE.outgoing("feedback", "replied", {"text": "hello"}) == ()
    assert CATALOGUE.outgoing("conversation", "closed", {"reason": "answered", "note": "to ourselves"}) == ()


def test_an_outgoing_text_is_told_with_its_member_in_a_correction_too():
    assert CATALOGUE.outgoing("return", "declined", {"reason": "late", "note": "sorry"}) == (("note", "sorry"),)
    assert CATALOGUE.outgoing("return", "corrected", {"data": {"note": "sorry"}}) == (("data.note", "sorry"),)
    assert CATALOGUE.outgoing("return", "corrected", {"data": {"note": None}}) == ()


def test_every_outgoing_text_is_private():
    for entry in CATALOGUE.entries:
        leaves = {name for name, branch in entry.outgoing.items() if branch is None}
        assert leaves <= {name for name, branch in entry.private.items() if branch is None}
