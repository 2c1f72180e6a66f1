"""The account health report is read whatever it calls its members, and nothing of it vanishes without a word.

`models-example.json` is the example inside accountHealthReport-2020-11-18.json, schemas/reports of
amzn/selling-partner-api-models (Apache-2.0); `connector-fixture.json` has the shape of the unit-test fixture of
airbytehq/airbyte, source-amazon-seller-partner.
"""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from lifecycle.accounts.report import read
from tests.covers import covers
from tests.lifecycle.accounts.words import metric_reported, status_changed
from tests.lifecycle.language import given

FOLDER = Path(__file__).parent / "reports"
EXAMPLE = json.loads((FOLDER / "models-example.json").read_text())
FIXTURE = json.loads((FOLDER / "connector-fixture.json").read_text())

LEAP = {"reportingDateFrom": "2026-02-01", "reportingDateTo": "2026-02-29T23:59Z"}


def figures(report, name):
    return [data for event, data in read(report).told if event == "metric_reported" and data["metric"] == name]


def told(report, market="amazon.com"):
    """The events of one marketplace, as an importer would publish them."""
    for number, (name, data) in enumerate(read(report).told):
        if data["marketplace"] == market:
            word = {"metric_reported": metric_reported, "status_changed": status_changed}[name]
            more = {member: value for member, value in data.items() if member not in ("marketplace", "source")}
            value = {"value": more.pop("value", None)} if name == "metric_reported" else {}
            yield word(number / 100, **value, market=market, **more, id=f"row-{number}")


@covers("F.9")
def test_the_published_example_is_read_whole():
    reading = read(EXAMPLE)
    assert reading.unread == ()
    statuses = [(data["marketplace"], data["status"]) for name, data in reading.told if name == "status_changed"]
    assert statuses == [("amazon.com", "AT_RISK"), ("amazon.ca", "NORMAL"), ("amazon.com.mx", "SUSPENDED")]
    blocks = set(EXAMPLE["performanceMetrics"][0]) - {"marketplaceId", "warningState"}
    names = {data["metric"] for name, data in reading.told if name == "metric_reported"}
    parts = {"claimRate", "chargebackRate", "negativeFeedbackRate"}
    assert names == blocks | parts | {"spammingSellerMessaging"}


@covers("F.9", "B-31")
def test_the_defect_rate_is_split_by_where_it_stands_not_by_what_is_said_inside():
    (ours, theirs) = figures(EXAMPLE, "orderDefectRate")
    assert (ours["fulfilment"], theirs["fulfilment"]) == ("MFN", "AFN")
    assert ours == {
        "metric": "orderDefectRate", "marketplace": "amazon.com", "source": "report", "fulfilment": "MFN",
        "value": "0.009", "count": 1078, "orders": 539000, "target": "0.01", "target_condition": "LESS_THAN",
        "from": "2020-09-06T00:00:00Z", "to": "2020-11-04T23:59:00Z", "status": "GOOD",
    }  # fmt: skip
    assert [data["count"] for data in figures(EXAMPLE, "claimRate")] == [442, 442]


@covers("F.9")
@pytest.mark.parametrize(
    ("name", "value", "count", "orders"),
    [
        ("lateShipmentRate", "0.03203973037", 27896, 870669),
        ("prefulfillmentCancelRate", "0.005", 551, 17197),
        ("validTrackingRate", "0.9529", 896462, 878443),
        ("onTimeDeliveryRate", "0.9529", 847987, 808046),
        ("unitOnTimeDeliveryRate", "0.8848", 146, 165),
        ("invoiceDefectRate", "0.03499611", 315, 9001),
    ],
)
def test_every_rate_brings_the_numbers_behind_it(name, value, count, orders):
    (figure,) = figures(EXAMPLE, name)
    assert (figure["value"], figure["count"], figure["orders"]) == (value, count, orders)


@covers("F.9")
def test_all_of_it_are_events_that_a_case_takes():
    story = given(list(told(EXAMPLE))).then("at_risk", unfit=[])
    gauges = {(gauge.metric, gauge.raw): gauge.level for gauge in story.desk.case.metrics if not gauge.fulfilment}
    assert gauges["late_shipment_rate", None] == "near"
    assert gauges["account_health_rating", None] == "broken"
    assert gauges["policy_violations", "listingPolicyViolations"] == "broken"
    assert gauges["other", "spammingSellerMessaging"] == "broken"
    story.then_flags("order_defect_rate_mfn_near", "order_defect_rate_afn_near", "policy_violations")
    given(list(told(EXAMPLE, "amazon.com.mx"))).then("deactivated")


@covers("F.9")
def test_a_report_with_other_names_and_less_in_it_is_read_as_well():
    assert read(FIXTURE).unread == ()
    story = given(list(told(FIXTURE))).then("at_risk", unfit=[])
    rating = next(gauge for gauge in story.desk.case.metrics if gauge.metric == "account_health_rating")
    assert (rating.reported.value, rating.level) == (Decimal(1000), "fine")
    story.then_flags("order_defect_rate_mfn_broken").then_not("order_defect_rate_afn_broken")


def test_numbers_may_have_been_parsed_as_exact_ones():
    exact = json.loads((FOLDER / "models-example.json").read_text(), parse_float=Decimal)
    assert read(exact) == read(EXAMPLE)


@pytest.mark.parametrize("told", [None, [], {}, {"orders": []}, "report"])
def test_what_is_no_such_report_is_refused_in_a_sentence(told):
    with pytest.raises(ValueError, match="this is no account health report"):
        read(told)


@pytest.mark.parametrize(
    ("report", "words"),
    [
        ({"accountStatuses": [{"status": "NORMAL"}]}, "accountStatuses 1 needs marketplaceId and status"),
        ({"accountStatuses": {}, "performanceMetrics": 7}, "performanceMetrics is no list"),
        ({"performanceMetrics": ["?"]}, "performanceMetrics 1 is no object"),
        ({"performanceMetrics": [{"lateShipmentRate": {"rate": 0.1}}]}, "performanceMetrics 1 names no marketplaceId"),
        ({"performanceMetrics": [{"marketplaceId": "X", "songs": {}}]}, "X: songs has neither a value, a count nor a"),
        (
            {"performanceMetrics": [{"marketplaceId": "X", "lateShipmentRate": {"rate": "4 %", "status": "GOOD"}}]},
            "X: lateShipmentRate: value cannot be read: '4 %'",
        ),
        (
            {"performanceMetrics": [{"marketplaceId": "X", "lateShipmentRate": {"rate": 4.2, "status": "GOOD"}}]},
            "X: lateShipmentRate: value cannot be read: 4.2",
        ),
        ({"performanceMetrics": [{"marketplaceId": "X", "warningStates": ["?"]}]}, "X: warningStates has neither"),
        (
            {"performanceMetrics": [{"marketplaceId": "X", "ahr": {"score": 1, "reportingDateRange": LEAP}}]},
            "X: ahr: to cannot be read: '2026-02-29T23:59Z'",
        ),
    ],
)
def test_what_cannot_be_used_is_told(report, words):
    unread = read(report).unread
    assert any(sentence.startswith(words) for sentence in unread), unread


def test_a_marketplace_that_we_do_not_know_keeps_its_id():
    (figure,) = figures({"performanceMetrics": [{"marketplaceId": "A-NEW", "ahr": {"score": 300}}]}, "ahr")
    assert (figure["marketplace"], figure["value"]) == ("A-NEW", "300")
