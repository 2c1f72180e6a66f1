"""What may be told about an account: figures as shares, coded names, and what is private in a plan."""

import pytest

from events.account_codes import Mark, Metric, Reason, Status, mark, metric, reason, status
from events.catalogue import private_paths
from tests.covers import covers
from tests.events.samples import read, refusal

FIGURE = {"metric": "order_defect_rate", "marketplace": "amazon.it", "value": "0.0042", "source": "typed"}


def told(name, **data):
    return {
        "specversion": "1.0",
        "id": f"{name}-1",
        "source": "/desk",
        "type": f"account.{name}.v1",
        "time": "2026-11-20T10:00:00+01:00",
        "subject": "amazon-it",
        "data": data,
    }


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("metric_reported", FIGURE | {"value": "1.5"}, "data must tell a rate and its target as shares"),
        ("metric_reported", FIGURE | {"target": "2"}, "data must tell a rate and its target as shares"),
        ("metric_reported", FIGURE | {"value": 0.0042}, 'value must be a number as text, such as "0.0042"'),
        ("metric_reported", FIGURE | {"value": "0,42"}, "value must be a number as text"),
        ("metric_reported", FIGURE | {"value": None}, "data must have one of value, count, status"),
        ("metric_reported", FIGURE | {"source": "rumour"}, "source must be 'report', 'dashboard' or 'typed'"),
        ("metric_reported", FIGURE | {"fulfilment": "FBA"}, "fulfilment must be 'MFN' or 'AFN' (got \"FBA\")"),
        ("metric_reported", FIGURE | {"count": -1}, "count must be at least 0 (got -1)"),
        ("metric_reported", FIGURE | {"from": "yesterday"}, "from must be a day such as 2026-11-20"),
        ("metric_computed", FIGURE, "source is not a known member"),
        ("status_changed", {"status": "NORMAL"}, "marketplace is missing"),
        ("notice_received", {"marketplace": "amazon.it", "notice_id": "N-1"}, "about is missing"),
        ("plan_submitted", {"root_cause": "  "}, "root_cause must not be empty"),
        ("plan_answered", {"asks": "more"}, "accepted is missing"),
        ("closed", {"reason": "given_up"}, "note is missing"),
    ],
)
def test_what_is_no_news_of_an_account_is_refused_in_a_sentence(name, data, sentence):
    given = {member: value for member, value in data.items() if value is not None}
    why, words = refusal(told(name, **given), name, "amazon-it", "account")
    assert why == "invalid"
    assert words.startswith(f"account amazon-it: {name} is not valid: {sentence}"), words


def test_a_rating_is_told_as_it_is():
    data = {"metric": "AHR", "marketplace": "amazon.it", "value": "248", "source": "dashboard"}
    assert read(told("metric_reported", **data), "metric_reported", "amazon-it", "account").data.value == 248


@pytest.mark.parametrize(
    ("days", "counted"),
    [
        ({"from": "2026-09-06", "to": "2026-11-04"}, 60),
        ({"from": "2026-09-06T00:00:00Z", "to": "2026-11-04T23:59:59Z"}, 60),
        ({"from": "2026-11-04", "to": "2026-11-04"}, 1),
        ({"from": "2026-11-21", "to": "2026-11-19"}, None),
        ({"to": "2026-11-19"}, None),
    ],
)
def test_the_days_that_a_figure_counts_are_those_between_its_dates(days, counted):
    event = read(told("metric_reported", **FIGURE, **days), "metric_reported", "amazon-it", "account")
    assert event.data.days == counted


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("preFulfillmentCancellationRate", Metric.PRE_FULFILMENT_CANCEL_RATE),
        ("prefulfillmentCancelRate", Metric.PRE_FULFILMENT_CANCEL_RATE),
        ("Late Shipment Rate", Metric.LATE_SHIPMENT_RATE),
        ("ODR", Metric.ORDER_DEFECT_RATE),
        ("documentRequests", Metric.POLICY_VIOLATIONS),
        ("elves", Metric.OTHER),
    ],
)
def test_a_metric_is_known_by_any_of_its_names(raw, code):
    assert metric(raw) is code


@covers("B-43")
@pytest.mark.parametrize(
    ("raw", "code"),
    [("NORMAL", Status.NORMAL), ("AtRisk", Status.AT_RISK), ("SUSPENDED", Status.DEACTIVATED), ("?", Status.OTHER)],
)
def test_a_status_is_known_by_any_of_its_names(raw, code):
    assert status(raw) is code


@pytest.mark.parametrize(
    ("raw", "code"), [("GREAT", Mark.GOOD), ("YELLOW", Mark.FAIR), ("WARNED", Mark.BAD), ("NONE", Mark.OTHER)]
)
def test_a_mark_is_known_by_any_of_its_names(raw, code):
    assert mark(raw) is code


@covers("S1-21")
def test_the_known_reasons_are_known_by_metric_policy_or_complaint():
    assert reason("Return Dissatisfaction Rate") is Reason.DISSATISFIED_RETURNS
    assert reason("lateShipmentRate") is Reason.LATE_SHIPMENTS
    assert reason("Inauthentic") is Reason.COUNTERFEIT


def test_what_is_written_to_the_marketplace_and_by_it_is_private():
    assert private_paths("account", "plan_submitted") == (
        ("data", "root_cause"),
        ("data", "corrective"),
        ("data", "preventive"),
    )
    assert private_paths("account", "notice_received") == (("data", "text"),)
    assert private_paths("account", "plan_answered") == (("data", "asks"),)
