"""The story of the drill, counted with the example sheet: what a reader can check with a pencil."""

from decimal import Decimal
from pathlib import Path

from lifecycle.numbers.recovery import recovery
from lifecycle.products.reading import read_sheet
from tests.covers import covers
from tests.lifecycle.desk import told
from tests.lifecycle.histories import cases_of
from tests.lifecycle.language import hour

EXAMPLES = Path(__file__).parents[2] / "examples"


@covers("S2-07", "S2-09", "S2-10", "S2-12", "S4-22", "C.8-11")
def test_a_drill_sold_again_long_after_the_close_brings_back_less_than_half():
    events = cases_of(EXAMPLES / "stories" / "36-used-goods-resold.jsonl")["return", "R-IT-3601"]
    desk = told(events)
    desk.wake(hour(0))
    sheet = read_sheet((EXAMPLES / "products.csv").read_text(encoding="utf-8"))
    _, drill = recovery([desk.case], sheet, hourly={("amazon.it", "EUR"): Decimal(18)})
    assert (desk.case.state, desk.case.close_reason) == ("closed", "refunded_partial")
    assert drill.recovery.part == Decimal("33.15")  # 54.00 - 8.10 + 4.50 - 3.80 - 7.50 for 25 minutes - 5.95
    assert drill.recovery.whole == Decimal("72.95")  # 89.00 - 16.05
    assert drill.recovery.value == Decimal("0.4544")
    assert (drill.rework_ratio.value, drill.do_not_rework) == (Decimal("0.2568"), False)
    assert (drill.best_channel, drill.channels[0].per_unit) == ("seconda-mano", Decimal("45.90"))
    assert drill.remarks == ()
