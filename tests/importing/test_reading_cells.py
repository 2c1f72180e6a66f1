"""Cells: amounts, days and words in the ways marketplaces write them; a bad one is named by row, column and value."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from handlers.importing.cells import Unfit, amount, flag, formatted, moment, money_text, month, quantity
from handlers.importing.marketplaces import marketplaces
from tests.importing.press import FEEDBACK, Press, feedback, file, problems, row

ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12,50", "12.50"), ("12.50", "12.50"), ("12", "12.00"), ("1.234,56", "1234.56"), ("1,234.56", "1234.56"),
        ("1 234,56", "1234.56"), ("1'234.56", "1234.56"), ("1.234.567", "1234567.00"), ("0.500", "0.50"),
        ("12,3456", "12.3456"), ("0", "0.00"), ("12,5", "12.50"),
    ],
)  # fmt: skip
def test_amounts_are_read_with_either_decimal_sign(cell, number):
    assert money_text(amount(cell)) == number


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("abc", "is no amount; write it like 12.50"),
        ("12,50 EUR", "is no amount"),
        ("-3", "is below zero"),
        ("1.234", "may be 1234 or 1.234"),
        ("1,2,3", "is no amount"),
        ("1.23.456,78", "is no amount"),
        ("12,34567", "at most 4 digits"),
    ],
)
def test_an_amount_that_is_none_or_may_be_two_is_refused(cell, words):
    with pytest.raises(Unfit, match=words):
        amount(cell)


def test_a_declared_decimal_sign_leaves_no_doubt():
    assert (amount("1.234", ","), amount("1.234", ".")) == (Decimal(1234), Decimal("1.234"))


@pytest.mark.parametrize(
    "cell",
    ["23-Sep-2026", "23-SEP-2026", "23-sept-2026", "23 set 2026", "23. September 2026", "23-wrz-2026", "23-Eyl-26",
     "2026-09-23", "20260923"],
)  # fmt: skip
def test_days_are_read_with_the_month_in_words_and_as_iso(cell):
    assert moment(cell, ROME) == date(2026, 9, 23)


def test_a_moment_without_an_offset_is_one_of_the_marketplace():
    assert moment("2026-09-23T10:00:00Z", ROME) == datetime(2026, 9, 23, 10, tzinfo=UTC)
    assert moment("2026-09-23 10:00:00", ROME) == datetime(2026, 9, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["31-Feb-2026", "23-Xyz-2026", "23/09/2026", "yesterday", "2026-13-01"])
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(Unfit, match="write it like 23-Sep-2026"):
        moment(cell, ROME)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
        ("fr", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
        ("it", "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
        ("es", "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
        ("nl", "januari februari maart april mei juni juli augustus september oktober november december"),
        ("pl", "sty lut mar kwi maj cze lip sie wrz paź lis gru"),
        ("sv", "jan feb mars april maj juni juli aug sept okt nov dec"),
        ("pt", "jan fev mar abr mai jun jul ago set out nov dez"),
        ("tr", "oca şub mar nis may haz tem ağu eyl eki kas ara"),
    ],
)
def test_months_are_read_in_the_languages_of_the_marketplaces(language, words):
    assert [month(word) for word in words.split()] == list(range(1, 13)), language


def test_flags_and_quantities():
    assert [flag(cell) for cell in ("Y", "n", "TRUE", "0")] == [True, False, True, False]
    assert quantity("12") == 12
    for cell in ("0", "-1", "1.5", "many", "²", "9999999"):
        with pytest.raises(Unfit):
            quantity(cell)


@pytest.mark.parametrize("market", marketplaces(), ids=lambda market: market.name)
def test_every_marketplace_writes_the_days_of_its_feedback_in_its_own_way(market):
    day = date(2026, 11, 9)
    assert formatted(day.strftime(market.feedback_day), market.feedback_day, market.zone) == day
    assert formatted(day.strftime(market.feedback_day.replace("y", "Y")), market.feedback_day, market.zone) == day


def test_every_bad_cell_is_named_by_row_column_and_value_all_at_once():
    good = row(Amazon_RMA_ID="good")
    bad = row(Amazon_RMA_ID="bad", Return_request_date="soon", Order_Amount="a lot", In_policy="perhaps", Order_ID="")
    worse = row(Amazon_RMA_ID="worse", Merchant_SKU="", ASIN="", Return_quantity="0")
    reading = Press().read(file(good, bad, worse))
    assert problems(reading.problems) == [
        'row 3, column "Order ID": it is empty, and cannot be told without',
        'row 3, column "Return request date": "soon" is no day; write it like 23-Sep-2026 or 2026-09-23',
        'row 3, column "Order Amount": "a lot" is no amount; write it like 12.50',
        'row 3, column "In policy": "perhaps" is neither Y nor N',
        'row 4, column "Return quantity": "0" is no quantity: a whole number from 1 on',
        'row 4, column "Merchant SKU": it is empty, and so is the ASIN: nobody knows what is sent back',
    ]
    assert [told.key for told in reading.told] == [("return", "good")]


def test_one_bad_row_keeps_back_its_whole_return():
    rows = row(Order_Item_ID="1"), row(Order_Item_ID="2", Order_Amount="?"), row(Amazon_RMA_ID="other")
    assert [told.key[1] for told in Press().read(file(*rows)).told] == ["other"]


def test_bad_cells_of_feedback_show_no_private_text():
    rows = row(FEEDBACK, Date="2026-11-10"), row(FEEDBACK, Order_ID="302-2", Rating="6")
    assert problems(Press(feedback()).read(file(*rows)).problems) == [
        'row 2, column "Date": "2026-11-10" is not written like 31/12/26',
        'row 3, column "Rating": "6" is no rating: 1 to 5',
    ]
