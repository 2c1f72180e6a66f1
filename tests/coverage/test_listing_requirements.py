"""The list of requirements is whole, and little of it is out of reach."""

import re

import pytest

from tests.coverage.page import missing, needless, page
from tests.coverage.requirements import Chapter, Requirements, requirements

COUNTS = {"S0": 24, "S1": 25, "S2": 15, "S3": 38, "S4": 32, "B": 45, "D": 40}
REACHABLE = {
    "S0": range(1, 22),
    "S1": (*range(3, 7), *range(11, 15), *range(18, 26)),
    "S2": (3, *range(6, 11), *range(12, 16)),
    "S3": (1, 2, *range(10, 23), *range(31, 39)),
    "S4": range(2, 33),
}
AT_MOST = 20
SMALL = Requirements((Chapter("S7: tea", {"S7-01": "Tea is hot.", "S7-02": "Tea is free."}),), {"S7-02": "No money."})


@pytest.mark.parametrize(("source", "count"), COUNTS.items())
def test_every_number_of_a_source_is_listed(source, count):
    listed = [number for number in requirements().numbers if re.fullmatch(source + r"-\d\d", number)]
    assert listed == [f"{source}-{number:02}" for number in range(1, count + 1)]


def test_every_odd_path_limit_and_clock_is_listed():
    rest = [number for number in requirements().numbers if number.startswith(("C.8-", "L", "C.7-"))]
    assert rest[25:] == [*(f"C.8-{number}" for number in range(1, 23)), *(f"L{number}" for number in range(1, 10))]
    assert len(set(rest[:25])) == 25


def test_no_sentence_is_missing():
    said = [sentence for chapter in requirements().chapters for sentence in chapter.says.values()]
    assert [sentence for sentence in said if not sentence.endswith(".") or "|" in sentence] == []


def test_little_is_out_of_reach_and_each_has_its_reason():
    without = requirements().out_of_reach
    reachable = {f"{source}-{number:02}" for source, numbers in REACHABLE.items() for number in numbers}
    assert len(without) <= AT_MOST
    assert all(number.startswith("S") and number in requirements().numbers for number in without)
    assert not without.keys() & reachable
    assert all(why.endswith(".") for why in without.values())


def test_what_is_shown_is_not_out_of_reach():
    assert needless(SMALL, {"S7-01": ["tests/a.py::test_b"]}) == []
    assert needless(SMALL, {"S7-02": ["tests/a.py::test_b"]}) == ["S7-02"]


def test_the_page_names_what_is_shown_what_is_not_and_what_cannot_be():
    assert missing(SMALL, {}) == ["S7-01"]
    assert "| S7-01 | Tea is hot. | **none** |" in page(SMALL, {})
    shown = page(SMALL, {"S7-01": ["tests/a.py::test_b", "tests/c.py::test_d"]})
    assert "| S7-01 | Tea is hot. | `a.py::test_b`<br>`c.py::test_d` |" in shown
    assert "| S7-02 | Tea is free. | No money. |" in shown
