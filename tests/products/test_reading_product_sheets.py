"""A product sheet is read by the names of its columns; what cannot be read is told by row and column."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lifecycle.products.reading import read_sheet
from lifecycle.products.sheet import Sheet, SheetError
from tests.covers import covers

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 20)
PLAIN = "sku,brand,purchase_cost,currency\nMUG,Terrazza,3.20,EUR\nCUP,Terrazza,2.10,EUR\n"


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(SheetError) as refused:
        read_sheet(text)
    return refused.value.faults


def test_the_shipped_example_is_sound():
    sheet = read_sheet((ROOT / "examples" / "products.csv").read_text(encoding="utf-8"))
    assert sheet.warnings == ()
    assert len(sheet.skus) == len(sheet.products) - 1
    lamp = sheet.find("LAMP-OAK", TODAY)
    assert lamp is not None
    assert lamp.unknown() == ("supplier", "repackaging", "spare_parts", "manual")


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", ";").replace("3.20", "3,20"),
        PLAIN.replace("\n", "\r\n") + "\r\n ,,\r\n",
        "CURRENCY,Purchase Cost,Brand,Sku\neur,3.20,Terrazza,MUG\nEUR,2.10,Terrazza,CUP\n",
        'sku,brand,purchase_cost,currency\nCUP,Terrazza,2.10,EUR\n"MUG","Terrazza","3.20","EUR"',
    ],
)
def test_separators_order_and_spelling_leave_no_trace(text):
    sheet = read_sheet(text)
    assert (sheet.digest, sheet.products) == (read_sheet(PLAIN).digest, read_sheet(PLAIN).products)
    mug = sheet.find("MUG", TODAY)
    assert mug is not None
    assert (mug.purchase_cost, mug.currency) == (Decimal("3.20"), "EUR")


def test_any_other_value_is_another_digest():
    digests = {read_sheet(text).digest for text in (PLAIN, PLAIN.replace("3.20", "3.30"), PLAIN + "JUG,,1,EUR\n")}
    assert len(digests) == 3
    assert all(len(digest) == 16 for digest in digests)


def test_a_stored_sheet_is_the_same_sheet():
    sheet = read_sheet((ROOT / "examples" / "products.csv").read_text(encoding="utf-8"))
    again = Sheet.from_json(sheet.to_json())
    assert (again.digest, again.products) == (sheet.digest, sheet.products)


def test_rows_of_one_sku_are_chosen_by_day():
    sheet = read_sheet(
        "sku,brand,valid_from\nMUG,new,2026-07-01\nMUG,newest,2026-12-01\nJUG,late,2027-01-01\nMUG,old,\n"
    )
    days = [date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 24)]
    assert [product.brand for day in days if (product := sheet.find("MUG", day))] == ["old", "new", "newest"]
    assert sheet.find("JUG", TODAY) is None
    assert [product.brand for product in sheet.history("MUG")] == ["old", "new", "newest"]


def test_columns_nobody_knows_are_named_in_a_warning():
    first, second = read_sheet("sku,colour,brand\nMUG,blue,T\n").warnings
    assert "column 'colour' is not known" in first
    assert "purchase_cost" in second


@covers("S2-10")
def test_what_a_row_leaves_out_is_unknown_by_name():
    mug = read_sheet("sku,brand\nMUG,\n").find("MUG", TODAY)
    assert mug is not None
    assert mug.unknown("purchase_cost", "brand") == ("purchase_cost", "brand")
    assert read_sheet(PLAIN).find("TEAPOT", TODAY) is None


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("packaging", "boxed", "must be branded or generic"),
        ("repackaging", "maybe", "must be on or off"),
        ("spare_parts", "some", "must be yes or no"),
        ("warranty_months", "2 years", "must be a whole number of months"),
        ("weight", "-1", "must be a number that is not negative"),
        ("weight", "1,200", "can be read two ways"),
        ("valid_from", "20.11.2026", "must be a day such as 2026-11-20"),
        ("currency", "euro", "must be a currency code"),
    ],
)
def test_a_bad_cell_is_refused_by_row_and_column(column, cell, words):
    (fault,) = faults(f'sku;{column}\nMUG;\nCUP;"{cell}"\n')
    assert fault.startswith(f"row 3, column {column}: '{cell}' {words}")


def test_every_fault_is_told_at_once():
    told = faults("sku,purchase_cost,currency\n,1,EUR\nMUG,x,EUR\nCUP,2,\nJUG,1,EUR\nJUG,2,EUR\nPOT,1,EUR,extra\n")
    places = [fault.split(":")[0] for fault in told]
    assert places == [
        "row 2, column sku",
        "row 3, column purchase_cost",
        "row 4, column currency",
        "row 7 has 4 cells, the head names 3 columns",
        "row 6, column sku",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the first row must name the columns: sku"),
        ("brand,asin\nT,B0\n", "has no column sku; it has brand, asin"),
        ("sku,Brand,brand\n", "names the column brand more than once"),
        ('sku,brand\n"MUG,T\n', "no CSV that can be read"),
    ],
)
def test_what_is_no_sheet_is_refused_in_a_sentence(text, words):
    assert words in faults(text)[0]
