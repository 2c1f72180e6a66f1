"""Advice at the terminal: options, drafts, taking one, what the log keeps of it."""

from collections.abc import Iterator

import pytest

from tests.covers import covers
from tests.edge.commands import Reso, house
from tests.edge.happenings import REQUEST, happening, lines
from tests.edge.waiting import wait_until

ORDER = "302-9"
WRONG = {**REQUEST, "order_id": ORDER, "lines": [{**REQUEST["lines"][0], "reason": "CR-SWITCHEROO"}]}
SHEET = "sku,purchase_cost,currency,manual\nMUG-BLUE,4.00,EUR,https://shop.example/mug.pdf\n"
WORDS = {"text": "Ho ricevuto un altro articolo!", "language": "it"}
LETTER = {"thread_id": "T-1", "marketplace": "amazon.it", "order_id": ORDER, **WORDS}


@pytest.fixture(scope="module")
def reso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reso]:
    folder = tmp_path_factory.mktemp("installation")
    (folder / "products.csv").write_text(SHEET)
    with house(folder / "home", RESO_PRODUCTS=str(folder / "products.csv")) as running:
        running.environment["RESO_PRODUCTS"] = str(folder / "products.csv")
        wrote = happening("received", "M-1", LETTER, type="conversation.received.v1")
        assert running("publish", "-", said=lines(happening("requested", "W-1", WRONG), wrote)).code == 0
        wait_until(lambda: running("show", "W-1").code == 0 and running("show", "M-1").code == 0)
        yield running


@covers("D-10", "S4-12", "S4-31", "L4", "L9")
def test_advice_gives_numbered_options_with_a_draft_in_the_buyers_language(reso):
    told = reso("advise", "W-1").out
    for words in (
        "D-10  the wrong goods were sent",
        "(recommended)",
        "find out: photos",
        "25.00 EUR are left",
        "S4-12",
    ):
        assert words in told
    row = reso("advise", "W-1", "--json").json[0]
    assert (row["row"], row["options"][0]["language"], row["options"][0]["recommended"]) == ("D-10", "it", True)
    assert "1. " in row["options"][0]["draft"]
    assert "ordine 302-9" in row["options"][0]["draft"]
    assert row["sheet"]
    assert "1 Offer" in reso("show", "W-1").out


@covers("S4-31", "S3-37", "B-41")
def test_taking_an_option_records_the_row_and_the_option_and_writes_to_the_buyer(reso):
    taken = reso("advise", "W-1", "--take", "D-10/1", "--login", "giulia")
    assert taken.out == "conversation M-1: reply_requested is recorded; it is breached\n"
    accepted = reso("advise", "W-1", "--take", "D-10/1", "--agreed", "--login", "giulia")
    assert accepted.out == "return W-1: refund_requested is recorded; it is refund_pending\n"
    entry = reso("show", "W-1", "--json").json["timeline"][-1]
    assert (entry["actor"], entry["advice"]) == ("person:giulia", "D-10/1")
    assert reso("products", "show", "MUG-BLUE").code == 0


def test_a_fault_in_the_product_sheet_keeps_nobody_from_seeing_his_case(reso, tmp_path):
    (tmp_path / "bad.csv").write_text("sku,purchase_cost\nMUG-BLUE,abc\n")
    sound, reso.environment["RESO_PRODUCTS"] = reso.environment["RESO_PRODUCTS"], str(tmp_path / "bad.csv")
    shown = reso("show", "W-1")
    reso.environment["RESO_PRODUCTS"] = sound
    assert (shown.code, "return W-1" in shown.out) == (0, True)
    assert "bad.csv: row 2, column purchase_cost" in shown.err


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (("W-1", "--take", "D-10"), 2, "names no option; write it like D-10/2"),
        (("W-1", "--take", "D-10/9"), 1, "D-10 (the wrong goods were sent) leaves nothing to do as it stands"),
        (("W-1", "--take", "D-99/1"), 1, "there is no row D-99 here; possible: D-01"),
        (("W-1", "--agreed"), 2, "nothing is taken"),
        (("W-1", "--language", "xx"), 2, "there are no drafts in 'xx'; there are: en, it, fr, de, es, pl"),
        (("NOPE",), 1, "there is no case NOPE"),
    ],
)
def test_a_slip_is_answered_with_what_is_possible(reso, said, code, words):
    done = reso("advise", *said)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
