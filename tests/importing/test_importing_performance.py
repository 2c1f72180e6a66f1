"""Amazon's account health report as events: an account a marketplace, each figure once for the days it counts (F.9)."""

from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.importing.formats import Written, performance
from handlers.importing.marketplaces import marketplace
from handlers.importing.refusing import Refused
from tests.covers import covers
from tests.importing.press import NOW, Press, named, only

REPORTS = Path(__file__).parents[1] / "lifecycle" / "accounts" / "reports"
EXAMPLE = (REPORTS / "models-example.json").read_bytes()
FIXTURE = (REPORTS / "connector-fixture.json").read_bytes()
ITALY = "APJ6JRA9NG5V4"
ACCOUNT = ("account", "amazon-it")


def health(market: str = "", case: str = "", **written: str):
    return performance(marketplace(market) if market else None, case, Written(**written))


@pytest.fixture
def press() -> Press:
    return Press(health())


def report(day="2026-11-20", status="NORMAL", late=0.031, **more):
    """A report of amazon.it: its status, late shipments and complaints of the days up to one."""
    days = {"reportingDateRange": {"reportingDateFrom": "2026-10-22T00:00Z", "reportingDateTo": f"{day}T23:59Z"}}
    figures = {
        "lateShipmentRate": {**(days if day else {}), "orderCount": 1000, "lateShipmentCount": 31, "rate": late},
        "listingPolicyViolations": {"defectsCount": 0, "status": "GOOD"},
    }
    return orjson.dumps(
        {
            "accountStatuses": [{"marketplaceId": ITALY, "status": status}],
            "performanceMetrics": [{"marketplaceId": ITALY, **figures, **more}],
        }
    )


def names(bodies):
    return [body["type"].split(".")[1] for body in bodies]


@covers("F.9")
def test_each_marketplace_of_a_report_is_an_account_of_its_own(press):
    told = press.tells(EXAMPLE)
    assert {body["subject"] for body in told} == {"amazon-com", "amazon-ca", "amazon-com-mx"}
    assert [named(body) for body in told if body["subject"] != "amazon-com"] == [
        "account amazon-ca: status_changed", "account amazon-com-mx: status_changed",
    ]  # fmt: skip
    assert {body["source"] for body in told} == {"/amazon/performance"}
    cases = {case: press.desk("account", case).case for case in ("amazon-com", "amazon-ca", "amazon-com-mx")}
    assert [(case.marketplace, case.state) for case in cases.values()] == [
        ("amazon.com", "at_risk"), ("amazon.ca", "healthy"), ("amazon.com.mx", "deactivated"),
    ]  # fmt: skip
    assert all(case.unfit == () for case in cases.values())


@pytest.mark.parametrize("raw", [EXAMPLE, FIXTURE], ids=["example", "fixture"])
@covers("F.9")
def test_the_same_report_twice_tells_nothing_new(press, raw):
    assert press.tells(raw)
    assert press.tells(raw) == []


def test_what_one_report_says_happened_at_the_end_of_its_days_a_moment_apart(press):
    told = press.tells(report())
    assert names(told) == ["status_changed", "metric_reported", "metric_reported"]
    assert [body["time"][11:] for body in told] == [
        "23:59:00+00:00", "23:59:00.000001+00:00", "23:59:00.000002+00:00",
    ]  # fmt: skip
    assert {body["time"][:10] for body in told} == {"2026-11-20"}
    assert told[1]["data"]["source"] == "report"


def test_days_that_are_not_over_are_told_when_the_report_is_seen(press):
    told = press.tells(report(f"{NOW:%Y-%m-%d}"))
    assert told[0]["time"] == NOW.isoformat()
    assert press.tells(report(f"{NOW:%Y-%m-%d}")) == []


@covers("F.9")
def test_a_changed_figure_is_exactly_its_own_event(press):
    press.tells(report())
    (told,) = press.tells(report(late=0.045))
    assert (names([told]), told["data"]["data"]) == (["corrected"], {"value": "0.045"})
    assert press.tells(report(late=0.045)) == []
    late = next(each for each in press.desk(*ACCOUNT).case.metrics if each.metric == "late_shipment_rate")
    assert (str(late.reported.value), late.level) == ("0.045", "broken")
    assert [str(point.value) for point in late.recent] == ["0.045"]


def test_what_is_corrected_at_once_is_corrected_a_moment_apart(press):
    press.tells(report())
    worse = press.tells(report(late=0.045, listingPolicyViolations={"defectsCount": 2, "status": "BAD"}))
    assert names(worse) == ["corrected", "corrected"]
    assert worse[0]["time"] < worse[1]["time"]


@covers("S1-22")
def test_the_next_days_figures_are_new_and_make_a_trend(press):
    for number in range(3):
        told = press.tells(report(f"2026-11-{18 + number}", late=0.031 + number / 1000))
        assert names(told) == ["status_changed"] * (number == 0) + ["metric_reported"] * 2
    late = next(each for each in press.desk(*ACCOUNT).case.metrics if each.metric == "late_shipment_rate")
    assert [str(point.value) for point in late.recent] == ["0.031", "0.032", "0.033"]
    assert late.trend.heads_for_limit


def test_a_figure_whose_days_have_not_moved_is_not_told_with_the_next_report(press):
    lagging = {"reportingDateFrom": "2026-10-01T00:00Z", "reportingDateTo": "2026-11-05T23:59Z"}
    tracking = {"validTrackingRate": {"reportingDateRange": lagging, "rate": 0.99, "status": "GOOD"}}
    press.tells(report("2026-11-19", **tracking))
    told = press.tells(report("2026-11-20", **tracking))
    assert [body["data"]["metric"] for body in told] == ["lateShipmentRate", "listingPolicyViolations"]


def test_a_metric_that_amazon_renames_is_the_same_figure(press):
    block = {"rate": 0.001, "status": "GOOD"}
    press.tells(report(prefulfillmentCancelRate=block))
    (told,) = press.tells(report(preFulfillmentCancellationRate=block))
    assert (names([told]), told["data"]["data"]) == (["corrected"], {"metric": "preFulfillmentCancellationRate"})
    assert len([each for each in press.desk(*ACCOUNT).case.metrics if "cancel" in each.metric]) == 1


@covers("B-43")
def test_a_status_is_told_when_it_is_another_than_the_one_that_stands(press):
    press.tells(report("2026-11-18"))
    assert "status_changed" not in names(press.tells(report("2026-11-19")))
    told = only(press.tells(report("2026-11-20", status="AT_RISK")), "status_changed")
    assert (told["time"], told["data"]) == (
        "2026-11-20T23:59:00+00:00",
        {"status": "AT_RISK", "marketplace": "amazon.it"},
    )
    assert "status_changed" not in names(press.tells(report("2026-11-21", status="AT_RISK")))
    assert press.desk(*ACCOUNT).case.state == "at_risk"


@covers("B-43")
def test_a_status_that_changes_within_the_same_days_is_news_and_no_correction(press):
    press.tells(report())
    (told,) = press.tells(report(status="DEACTIVATED"))
    assert (names([told]), told["time"]) == (["status_changed"], (press.now - timedelta(hours=1)).isoformat())
    assert press.tells(report(status="DEACTIVATED")) == []
    assert names(press.tells(report(status="NORMAL"))) == ["status_changed"]
    case = press.desk(*ACCOUNT).case
    assert (case.state, case.reinstated_at) == ("healthy", press.now - timedelta(hours=1))


@pytest.mark.parametrize(
    ("name", "data", "status", "told"),
    [
        ("status_changed", {"status": "at risk", "marketplace": "amazon.it"}, "AT_RISK", False),
        ("status_changed", {"status": "at risk", "marketplace": "amazon.it"}, "NORMAL", True),
        ("status_changed", {"status": "FROZEN", "marketplace": "amazon.it"}, "FROZEN", False),
        ("status_changed", {"status": "FROZEN", "marketplace": "amazon.it"}, "PAUSED", True),
        ("reinstated", {}, "NORMAL", False),
        ("reinstated", {}, "DEACTIVATED", True),
    ],
)
def test_a_status_that_somebody_else_has_told_is_not_told_again(press, name, data, status, told):
    press.tells(report("2026-11-18", status="DEACTIVATED"))
    press.learns(
        {
            "specversion": "1.0", "id": "d-1", "source": "/dashboard", "type": f"account.{name}.v1",
            "subject": "amazon-it", "time": "2026-11-19T10:00:00Z", "data": data,
        }
    )  # fmt: skip
    assert ("status_changed" in names(press.tells(report(status=status)))) is told


def test_an_older_report_finds_its_place_behind_a_newer_one(press):
    press.tells(report("2026-11-20", status="AT_RISK", late=0.045))
    assert len(press.tells(report("2026-11-19"))) == 3
    case = press.desk(*ACCOUNT).case
    late = next(each for each in case.metrics if each.metric == "late_shipment_rate")
    assert (case.state, str(late.reported.value)) == ("at_risk", "0.045")


def test_a_report_that_names_no_days_is_dated_to_when_it_was_made_and_told_where_it_changes(press):
    undated = orjson.dumps({"accountStatuses": [{"marketplaceId": ITALY, "status": "NORMAL"}]})
    worse = undated.replace(b"NORMAL", b"AT_RISK")
    assert press.read(undated).notes[0].startswith("it names no days")
    assert [body["time"] for body in press.tells(undated)] == [NOW.isoformat()]
    assert [names(press.tells(raw)) for raw in (undated, worse, worse, undated)] == [
        [], ["status_changed"], [], ["status_changed"],
    ]  # fmt: skip
    assert len({body["id"] for body in press.bodies}) == 3
    figures = orjson.dumps({"performanceMetrics": [{"marketplaceId": ITALY, "ahr": {"score": 300}}]})
    assert [len(press.tells(raw)) for raw in (figures, figures, figures.replace(b"300", b"250"))] == [1, 0, 1]


DAYS = st.integers(17, 21).map(lambda day: f"2026-11-{day}")
SEEN = st.builds(report, DAYS, st.sampled_from(["NORMAL", "AT_RISK"]), st.sampled_from([0.031, 0.033]))


@given(st.lists(SEEN, min_size=1, max_size=5))
@settings(max_examples=15, deadline=None)
def test_whatever_was_imported_the_last_report_again_is_no_news(raws):
    press = Press(health())
    for raw in raws:
        press.tells(raw)
    assert press.tells(raws[-1]) == []
    assert len({body["id"] for body in press.bodies}) == len(press.bodies)
    assert press.desk(*ACCOUNT).case.unfit == ()


def test_what_cannot_be_used_is_named_and_the_rest_is_told(press):
    days = {"reportingDateFrom": "2026-10-22T00:00Z", "reportingDateTo": "soon"}
    raw = report(songs={}, invoiceDefectRate={"rate": "4 %", "status": "GOOD", "reportingDateRange": days})
    assert press.read(raw).notes == [
        "amazon.it: songs has neither a value, a count nor a status",
        "amazon.it: invoiceDefectRate: value cannot be read: '4 %'",
        "amazon.it: invoiceDefectRate: to cannot be read: 'soon'",
    ]
    assert len(press.tells(raw)) == 4


def test_what_stands_there_twice_is_read_once_and_named_where_it_differs(press):
    violations = {"defectsCount": 0, "status": "GOOD"}
    same = report(warningStates=[{"warningType": "listingPolicyViolations", **violations}])
    other = report(warningStates=[{"warningType": "listingPolicyViolations", **violations, "defectsCount": 3}])
    assert press.read(same).notes == []
    assert press.read(other).notes == [
        "amazon.it: listingPolicyViolations stands there twice, and is read as it stands there first"
    ]
    days = {"reportingDateRange": {"reportingDateTo": "2026-11-20T23:59Z"}}
    dated = report(
        listingPolicyViolations={**violations, **days}, warningStates={"listingPolicyViolations": violations}
    )
    assert len(press.read(dated).notes) == 1
    assert len(press.tells(other)) == 3
    assert press.tells(same) == []


def test_an_account_may_go_by_another_case(press):
    assert {body["subject"] for body in Press(health(case="it-2026-q4")).tells(report())} == {"it-2026-q4"}
    chosen = Press(health("amazon.ca", "canada"))
    assert [named(body) for body in chosen.tells(EXAMPLE)] == ["account canada: status_changed"]
    unknown = {"performanceMetrics": [{"marketplaceId": "A.NEW", "ahr": {"score": 300}}]}
    (told,) = press.tells(orjson.dumps(unknown))
    assert told["subject"].startswith("A-NEW-")


@pytest.mark.parametrize(
    ("format_", "raw", "words"),
    [
        (health(), b"{", "it is no JSON: "),
        (health(), b"[" * 100_000, "it is no JSON: "),
        (health(), b"Order ID\tDate\n", "it is no JSON: "),
        (health(), b"\xff\xfe\xfa", "it cannot be read as utf-16; say --encoding"),
        (health(), b'{"orders": []}', "this is no account health report"),
        (health(), b"[]", "this is no account health report"),
        (health("amazon.it"), FIXTURE, "it tells nothing of amazon.it; it tells of: amazon.com"),
        (
            health(case="mine"),
            EXAMPLE,
            "--case mine is the case of one account, and the report tells of amazon.com, amazon.ca, amazon.com.mx; "
            "say which with --marketplace",
        ),
    ],
)
def test_what_is_no_such_report_is_refused_in_a_sentence(format_, raw, words):
    with pytest.raises(Refused) as refused:
        format_.reads(raw)
    assert refused.value.sentences[0].startswith(words)


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        (b"", "it is empty: nothing to import"),
        (b" \r\n", "it is empty: nothing to import"),
        (b'{"accountStatuses": []}', "it tells of no account: nothing to import"),
    ],
)
def test_a_report_of_nothing_is_nothing_to_import(press, raw, note):
    assert press.read(raw).notes == [note]
    assert press.tells(raw) == []


def test_a_report_may_be_written_with_a_mark_or_as_told(press):
    assert len(press.tells(report().decode().encode("utf-8-sig"))) == 3
    assert press.tells(report().decode().encode("utf-16")) == []
    assert len(Press(health(encoding="utf-16-le")).tells(report().decode().encode("utf-16-le"))) == 3
