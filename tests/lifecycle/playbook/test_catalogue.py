"""What a return says about a product, and the account: D-08, D-11, D-38 … D-40."""

import pytest

from lifecycle.numbers.recovery import recovery
from lifecycle.numbers.tally import Key
from lifecycle.products.reading import read_sheet
from lifecycle.products.sheet import Sheet
from tests.covers import covers
from tests.lifecycle.accounts import words as accounts
from tests.lifecycle.conversations import words as thread
from tests.lifecycle.playbook.counsel import Matter
from tests.lifecycle.playbook.test_wishes import wish
from tests.lifecycle.returns.words import received


def packed(packaging: str, repackaging: str) -> Sheet:
    return read_sheet(f"sku,packaging,repackaging\nMUG,{packaging},{repackaging}")


@covers("D-38", "S2-13", "S2-14", "S2-15")
def test_repackaging_is_switched_off_for_branded_goods_only():
    def asked(sheet: Sheet | None) -> Matter:
        return Matter([wish("NOT_AS_DESCRIBED", channel="AFN")], at=1, sheet=sheet)

    assert (
        asked(packed("branded", "on")).options("D-38")[0].startswith("Switch the marketplace's repackaging off for MUG")
    )
    assert asked(packed("generic", "on")).options("D-38") == ["Leave repackaging on for MUG"]
    assert "D-38" not in asked(packed("branded", "off")).rows()
    unknown = read_sheet("sku,packaging\nMUG,branded")
    assert "the product sheet lacks repackaging of MUG" in asked(unknown).row("D-38").notes


@covers("D-39", "S0-22", "S0-23", "S1-25", "S2-05", "S2-07", "S2-08")
@pytest.mark.parametrize(
    ("reason", "advice"),
    [
        ("NOT_AS_DESCRIBED", "Fix the listing: description, pictures, the number of pieces in a unit"),
        ("DAMAGED_BY_CARRIER", "Fix the packaging: it does not stand the courier"),
        ("DEFECTIVE", "Have the quality looked into with the supplier"),
    ],
)
def test_a_product_of_which_too_many_come_back_is_mended_at_its_main_reason(reason, advice):
    cases = [Matter([wish(reason), received(80)], at=81).case for _ in range(4)]

    def asked(shipped: int | None) -> Matter:
        sent = None if shipped is None else {Key("amazon.it", "EUR", "MUG"): shipped}
        figures = {each.key.sku: each for each in recovery(cases, Sheet(()), sent) if each.key.sku}
        return Matter([wish(reason)], at=1, figures=figures)

    assert asked(40).options("D-39")[0] == advice
    assert any(do.startswith("Negotiate a return allowance") for do in asked(40).options("D-39"))
    assert "20.0% of those sent out" in asked(40).row("D-39").notes[0]
    assert "D-39" not in asked(400).rows()
    assert "D-39" not in asked(None).rows()  # how many were sent out is not known: that is no rate


@covers("D-08", "S4-11")
def test_a_missing_part_comes_from_spare_parts_or_from_a_unit_that_cannot_be_sold():
    def asked(spare_parts: str) -> str:
        sheet = read_sheet(f"sku,spare_parts\nMUG,{spare_parts}")
        return Matter([wish("MISSING_PARTS")], at=1, sheet=sheet).row("D-08").options[0].why

    assert asked("yes") == "there are spare parts"
    assert asked("no") == "no spare parts: take the part from a unit that cannot be sold (S4-11)"
    assert "does not say" in asked("")


@covers("D-11", "S4-13")
def test_the_guide_is_the_manual_of_the_product_sheet():
    sheet = read_sheet("sku,manual\nMUG,https://shop.example/mug.pdf")
    matter = Matter([wish("EXCESSIVE_INSTALLATION")], [thread.received(0)], at=1, sheet=sheet)
    assert "https://shop.example/mug.pdf" in matter.letter("D-11/1")


@covers("D-40", "S1-22", "S1-23", "B-43")
def test_an_account_at_risk_gets_a_plan_drafted_from_its_figures():
    told = [accounts.metric_reported(0, value="0.0120"), accounts.notice_received(2)]
    matter = Matter(told, at=3)
    assert matter.options("D-40")[0].startswith("Write a plan of action")
    plan = matter.letter("D-40/1")
    assert "0.0120" in plan
    for part in ("Root cause", "put right", "prevents"):
        assert part in plan
    given = {"root_cause": "a broken printer", "corrective": "replaced", "preventive": "checked daily"}
    assert [act.event for act in matter.take("D-40/1", **given)] == ["plan_submitted"]


@covers("D-40", "S1-24", "B-32")
def test_late_shipments_call_for_more_handling_time():
    told = [accounts.metric_reported(0, metric="late_shipment_rate", value="0.0500")]
    assert "Add 2 days of handling time" in Matter(told, at=1).options("D-40")
