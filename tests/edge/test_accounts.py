"""An account on a real server: a story published, its case read back, its private plan derived again."""

import json
from collections.abc import Iterator

import pytest

from tests.covers import covers
from tests.edge.commands import ROOT, Reso, house
from tests.edge.waiting import wait_until

STORY = ROOT / "examples" / "stories" / "34-late-shipments-climb.jsonl"


@pytest.fixture(scope="module")
def reso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reso]:
    with house(tmp_path_factory.mktemp("installation") / "home") as running:
        yield running


@covers("S1-22", "S1-23", "S1-24")
def test_an_account_is_followed_from_its_figures_to_the_plan_that_is_accepted(reso):
    told = [json.loads(line) for line in STORY.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    assert reso("publish", str(STORY)).code == 0

    def all_recorded() -> bool:
        seen = reso("show", "acc-IT-34", "--json")
        return seen.code == 0 and {event["id"] for event in told} <= {each["id"] for each in seen.json["timeline"]}

    wait_until(all_recorded)
    case = reso("show", "acc-IT-34", "--json").json["case"]
    (gauge,) = case["metrics"]
    assert (case["status"], gauge["metric"], gauge["limit"], gauge["rule"]) == (
        "normal", "late_shipment_rate", "0.04", "B-32",
    )  # fmt: skip
    assert (gauge["reported"]["value"], gauge["allowed"], gauge["headroom"]) == ("0.031", 169, 38)
    assert [(each["reason"], each["outcome"], each["plan"]["lacks"]) for each in case["settled"]] == [
        ("late_shipments", "accepted", [])
    ]
    heard = {(alert["severity"], alert["key"]) for alert in reso("alerts", "--all", "--json").json}
    assert ("critical", "flag/late_shipment_rate_broken") in heard
    assert reso("audit", "verify").code == 0
