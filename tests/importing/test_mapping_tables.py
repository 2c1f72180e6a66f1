"""A table of a shop's own as events, by a map; and what is said about a map or a table that does not fit."""

from pathlib import Path

import pytest

from handlers.importing.formats import Format, Written, mapped
from handlers.importing.maps import read_map
from handlers.importing.refusing import Refused
from tests.importing.press import Press, named, problems

EXAMPLES = Path(__file__).parents[2] / "examples" / "imports"
MAP = (EXAMPLES / "returns.toml").read_text(encoding="utf-8")
CSV = (EXAMPLES / "returns.csv").read_bytes()
REFUND = """
event = "return.refunded"
case = "{No.}"
key = "{Voucher}"
source = "/shop/refunds"

[time]
column = "Paid"
format = "%d.%m.%y"

[constants]
currency = "EUR"
issuer = "seller"

[columns]
Sum = { to = "amount", as = "amount" }
Voucher = "external_ref"
"""
PAID = b"No.,Voucher,Paid,Sum\nR-1,V-1,02.11.26,5.00\nR-1,V-2,03.11.26,7.50\n"


def of(text: str = MAP) -> Format:
    return mapped(read_map(text), Written())


def test_the_example_is_read_as_the_returns_that_it_shows():
    press = Press(of())
    first, second = press.tells(CSV)
    assert [named(body) for body in (first, second)] == [
        "return R-2026-0101: requested",
        "return R-2026-0102: requested",
    ]
    assert (first["source"], first["time"], first["actor"]) == ("/shop/returns", "2026-11-02T09:15:00+01:00", "buyer")
    assert first["data"] == {
        "marketplace": "shop.it",
        "currency": "EUR",
        "order_id": "SO-5001",
        "buyer": "anna@example.com",
        "resolution": "refund",
        "lines": [
            {"line": "MUG-BLUE", "sku": "MUG-BLUE", "quantity": 2, "unit_paid": "12.50", "comment": "Handle is off",
             "reason": "DEFECTIVE"},
            {"line": "PLATE-25", "sku": "PLATE-25", "quantity": 1, "unit_paid": "1018.00", "reason": "DEFECTIVE"},
        ],
    }  # fmt: skip
    assert second["data"]["lines"][0]["comment"] == "Too bright; \nwould take the small one"
    assert press.desk("return", "R-2026-0101").case.state == "requested"


def test_the_same_table_twice_tells_nothing_new_and_a_changed_cell_is_a_correction():
    press = Press(of())
    press.tells(CSV)
    assert press.tells(CSV) == []
    (told,) = press.tells(CSV.replace(b"SO-5007", b"SO-5008"))
    assert (named(told), told["data"]["data"]) == ("return R-2026-0102: corrected", {"order_id": "SO-5008"})
    (told,) = press.tells(CSV.replace(b"SO-5007", b"SO-5008").replace(b"18:40", b"18:45"))
    assert told["data"]["data"] == {"time": "2026-11-03T18:45:00+01:00"}


def test_rows_in_another_order_tell_nothing_new():
    press = Press(of())
    header, mug, plate, lamp = CSV.decode().split("\n", 3)
    press.tells(CSV)
    assert press.tells("\n".join([header, lamp.rstrip("\n"), plate, mug, ""]).encode()) == []


def test_a_key_tells_events_of_one_case_apart():
    press = Press(of(REFUND))
    assert [(body["subject"], body["data"]["amount"]) for body in press.tells(PAID)] == [
        ("R-1", "5.00"),
        ("R-1", "7.50"),
    ]
    assert [body["precision"] for body in press.bodies] == ["date", "date"]
    (told,) = press.tells(PAID.replace(b"7.50", b"8.50"))
    assert told["data"]["data"] == {"amount": "8.50"}


def test_without_a_list_two_rows_of_one_event_must_be_one():
    press = Press(of(REFUND.replace('key = "{Voucher}"', "")))
    reading = press.read(PAID)
    assert problems(reading.problems) == ["row 3: row 2 tells of the same event otherwise"]
    assert list(reading.told) == []


def test_rows_of_one_case_that_differ_outside_the_list_are_named_without_showing_private_cells():
    bad = CSV.replace(
        b"PLATE-25;1;1.018,00;broken;money back;anna@example.com", b"PLATE-25;1;1.018,00;broken;money back;eva@x"
    )
    reading = Press(of()).read(bad)
    assert problems(reading.problems) == ['row 3, column "E-mail": it is another than in row 2 of the same case']
    assert [told.key[1] for told in reading.told] == ["R-2026-0102"]


def test_bad_cells_of_a_table_are_named_by_row_column_and_value():
    bad = CSV.replace(b"39,90", b"39.9.0").replace(b"broken;money back;anna@example.com;H", b"brken;money back;a@b.c;H")
    assert problems(Press(of()).read(bad.replace(b"R-2026-0102", b"")).problems) == [
        'row 2, column "Why": "brken" has no translation; there are: broken, no longer wanted, wrong article',
        'row 4, column "Return no": it is empty, and cannot be told without',
        'row 4, column "Unit price": "39.9.0" is no amount with \',\' as decimal sign and at most 4 digits after it',
    ]


def test_a_column_that_the_map_names_and_the_table_lacks_is_refused_unless_it_is_optional():
    with pytest.raises(Refused, match='column "Why" is missing'):
        Press(of()).read(CSV.replace(b";Why;", b";Reason;"))
    assert Press(of()).tells(CSV.replace(b";Remark", b";"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("event =", "event", "the map is no TOML: "),
        ('"return.requested"', '"return.requestd"', "event: requestd is no event of a return; a return has: "),
        ('"return.requested"', '"requested"', "event 'requested' should be a kind and its event"),
        ('"return.requested"', '"parcel.requested"', "parcel is no kind of case"),
        ('"return.requested"', '"scan.received"', "event: a scan is no kind of case, it cannot be imported"),
        ('source = "/shop/returns"', "", "source is missing"),
        ('source = "/shop/returns"', "sauce = 1", "sauce is not known; there are: event, case, "),
        ('"{Return no}"', '"R"', "the template 'R' names no column"),
        ('"{Return no}"', "7", "case must be a text"),
        ('decimal = ","', 'decimal = ";"', 'decimal \';\' should be "," or "."'),
        ('"Europe/Rome"', '"Rome"', "zone 'Rome' is not known"),
        ('separator = ";"', 'separator = ";;"', "separator ';;' should be one sign"),
        ('lines = "lines"', 'lines = "rows"', "lines: rows is no member of return.requested; there are: order_id, "),
        ('"Order no" = "order_id"', '"Order no" = "order"', "columns.Order no: order is no member of return.requested"),
        ('"Order no" = "order_id"', '"Order no" = 7', "columns.Order no must be the member it fills"),
        ('"Order no" = "order_id"', '"Order no" = { as = "text" }', "columns.Order no: to is missing"),
        ('"Order no" = "order_id"', '"Order no" = { to = 3 }', "columns.Order no: to must be a member, or a list"),
        ('"Order no" = "order_id"', '"Order no" = "lines"', "lines is filled as a whole, and lines.comment as well"),
        ('as = "quantity"', 'as = "number"', "columns.Units: as must be one of text, amount, quantity, flag, day"),
        ("[constants]", "[constants]\nshop = 1", "constants.shop: shop is no member"),
        ('column = "Asked on"', "", "time: column is missing"),
    ],
)
def test_a_fault_in_a_map_is_a_sentence_that_names_its_place(old, new, words):
    assert old in MAP
    with pytest.raises(Refused) as refusal:
        read_map(MAP.replace(old, new, 1))
    assert any(words in sentence for sentence in refusal.value.sentences), refusal.value.sentences
