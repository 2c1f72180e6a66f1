"""What returned goods are worth at the command line: on a running installation, and product sheets without one."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.cli import stats  # noqa: F401 - loaded once, not in every child
from handlers.products import keep, sheet_at
from lifecycle.products.sheet import SheetError
from tests.covers import covers
from tests.edge.commands import ROOT, Reso, house
from tests.edge.waiting import wait_until

STORY = str(ROOT / "examples" / "stories" / "36-used-goods-resold.jsonl")
SHEET = ROOT / "examples" / "products.csv"


@pytest.fixture(scope="module")
def reso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reso]:
    with house(tmp_path_factory.mktemp("installation") / "home", "--only", "projector") as running:
        yield running


@pytest.fixture(scope="module")
def told(reso: Reso) -> None:
    """All of the story has been taken in."""
    reso("publish", STORY)
    wait_until(lambda: reso("show", "R-IT-3601").code == 0 and _is_told(case_of(reso)))


def case_of(reso: Reso) -> dict[str, Any]:
    case: dict[str, Any] = reso("show", "R-IT-3601", "--json").json["case"]
    return case


def _is_told(case: dict[str, Any]) -> bool:
    return bool(case["worth"]["reimbursements"]) and case["state"] == "closed" and not case["unfit"]


@covers("S2-12", "S2-06", "C.8-11")
def test_a_unit_sold_after_the_close_stands_in_the_case_which_stays_closed(reso, told):
    case = case_of(reso)
    assert (case["state"], case["close_reason"], case["flags"]) == ("closed", "refunded_partial", [])
    assert case["worth"]["resales"][0] | {"sold_at": ""} == {
        "unit": "U-2026-0311", "channel": "seconda-mano", "amount": "54.00", "currency": "EUR", "sold_at": "",
        "fee": "8.10",
    }  # fmt: skip
    paper = reso("show", "R-IT-3601").out
    assert all(word in paper for word in ("severe_damage", "carrying case", "SM-55120", "54.00 EUR", "25 minutes"))


def test_a_sale_acted_by_hand_and_one_in_another_currency(reso, told):
    sale = ("act", "R-IT-3601", "resold", "--unit", "U-2026-0311", "--channel", "outlet", "--amount", "40.00")
    assert reso(*sale, "--currency", "EUR").code == 0
    wait_until(lambda: "resold_twice" in case_of(reso)["flags"])
    dollars = reso(*sale, "--currency", "USD")
    assert (dollars.code, "tell it in EUR" in dollars.err + dollars.out) == (1, True)
    vague = reso("act", "R-IT-3601", "cost_booked", "--what", "rework")
    assert (vague.code, "must say an amount with its currency, or minutes" in vague.err) == (2, True)


def test_a_sheet_is_kept_once_and_read_back_by_its_digest(reso):
    reso = Reso(Path(reso.environment["RESO_HOME"]), RESO_PRODUCTS=str(SHEET))
    first, again = reso("products", "keep"), reso("products", "keep")
    assert (first.out.split(":")[0], again.out.split(":")[0]) == ("kept", "kept already")
    digest = sheet_at(SHEET).digest
    shown = reso("products", "show", "BLENDER-700", "--on", "2026-08-01", "--sheet", digest, "--json").json
    assert [row["purchase_cost"] for row in shown["rows"]] == ["23.90"]
    missing = reso("products", "list", "--sheet", "0123456789abcdef")
    assert (missing.code, "does not stand in the log" in missing.err) == (1, True)


async def test_a_sheet_that_the_log_cannot_keep_is_refused_in_a_sentence():
    narrow: Any = SimpleNamespace(max_payload=4200)
    with pytest.raises(SheetError, match="split it"):
        await keep(narrow, sheet_at(SHEET))


def test_product_sheets_are_checked_listed_and_shown_without_a_server(tmp_path):
    reso = Reso(tmp_path / "nowhere", RESO_PRODUCTS=str(SHEET))
    sound = reso("products", "check", str(SHEET))
    assert (sound.code, sound.out.splitlines()[0]) == (0, f"sound: product sheet {sheet_at(SHEET).digest}, 7 SKUs")
    assert reso("products", "list", "--json").json["products"][-1]["unknown"][0] == "purchase_cost"
    assert "unknown" in reso("products", "show", "LAMP-OAK").out
    stranger = reso("products", "show", "TEAPOT")
    assert (stranger.code, "'TEAPOT' is no SKU of the product sheet" in stranger.err) == (1, True)
    assert "name a CSV file in RESO_PRODUCTS" in Reso(tmp_path / "nowhere")("products", "list").err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"sku;weight\nA;heavy\n", "sheet.csv: row 2, column weight: 'heavy' must be a number"),
        (b"sku\n\xff\n", "is not UTF-8 text"),
        (b"name\nA\n", "has no column sku"),
    ],
)
def test_a_sheet_that_is_not_sound_is_refused_in_sentences(tmp_path, content, words):
    file = tmp_path / "sheet.csv"
    file.write_bytes(content)
    reso = Reso(tmp_path / "nowhere", RESO_PRODUCTS=str(file))
    checked, listed = reso("products", "check", str(file)), reso("products", "list")
    assert (checked.code, listed.code) == (1, 2)
    assert words in checked.err
    assert words in listed.err
    assert reso("products", "check", str(file), "--json").json["sound"] is False
    assert reso("products", "check", str(tmp_path / "none.csv")).code == 2


@pytest.fixture(scope="module")
def tables(reso: Reso, told: None) -> Reso:
    """The tables have it as well."""
    wait_until(lambda: "lag" not in (ran := reso("stats", "sku", "--json")).err and ran.code == 0)
    return reso


def test_the_numbers_of_the_drill_are_told_for_people_for_programs_and_for_spreadsheets(tables):
    [whole, drill] = tables("stats", "sku", "--json").json["rows"]
    assert (whole["sku"], drill["sku"], drill["returned"]) == (None, "DRILL-18V", 1)
    assert drill["unknown"]["return_rate"] == ["shipped units"]
    sheet = list(csv.DictReader(io.StringIO(tables("stats", "sku", "--sku", "DRILL-18V", "--csv").out)))
    assert [row["return_rate"] for row in sheet] == ["unknown: shipped units"]
    paper = tables("stats", "sku").out
    assert re.search(r"(?m)^sku, amazon.it EUR,.*(\n.*)+^ *all ", paper)


def test_the_numbers_of_a_past_moment_are_folded_from_the_log(tables):
    requested = date.fromisoformat(case_of(tables)["requested_at"][:10])
    past = ("stats", "sku", "--marketplace", "amazon.it", "--sku", "DRILL-18V", "--json", "--as-of")
    told = tables(*past, str(requested)).json
    assert told["as_of"] == f"{requested}T21:59:59.999999+00:00"
    assert [(row["asked"], row["returned"]) for row in told["rows"]] == [(1, 0)]


def test_how_returns_are_handled_is_told_and_wrong_use_is_a_sentence(tables):
    assert "refund_time_median" in tables("stats", "returns").out
    both = tables("stats", "sku", "--json", "--csv")
    assert (both.code, both.err) == (2, "reso: say --json or --csv, not both\n")
    slip = tables("stats", "sku", "--marketplace", "amazn.it")
    assert (slip.code, "no case is of a marketplace 'amazn.it'; there are: amazon.it" in slip.err) == (2, True)
    assert tables("stats", "sku", "--currency", "euro").code == 2
