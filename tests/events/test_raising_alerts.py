"""Alerts: they survive the wire, and some of them are only for the record."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from events.alerts import Alert

MISSED = Alert(
    key="T-AUTH/24h",
    severity="warning",
    kind="return",
    case_id="R-1",
    title="return R-1: not answered within 24 hours",
    at=datetime(2026, 11, 21, 9, tzinfo=UTC),
    due_at=datetime(2026, 11, 21, 9, tzinfo=UTC),
    event="deadline_missed",
)


def test_an_alert_survives_the_wire():
    assert Alert.from_json(MISSED.to_json()) == MISSED


def test_an_alert_of_a_later_release_is_understood():
    assert Alert.from_json(MISSED.to_json()[:-1] + b',"colour":"red"}') == MISSED


def test_late_and_superseded_alerts_are_never_sent():
    assert MISSED.to_be_sent
    assert not MISSED.model_copy(update={"late": True}).to_be_sent
    assert not MISSED.model_copy(update={"superseded": True}).to_be_sent


def test_an_alert_has_one_of_three_severities():
    with pytest.raises(ValidationError):
        Alert.from_json(MISSED.to_json().replace(b"warning", b"loud"))


def test_an_alert_offers_what_can_be_done_unless_it_says_so_itself_or_the_matter_is_over():
    assert MISSED.offering(("authorized", "closed")).allowed == ("authorized", "closed")
    refused, over = (MISSED.model_copy(update=change) for change in ({"allowed": ("shipped",)}, {"closes": True}))
    assert refused.offering(("authorized",)).allowed == ("shipped",)
    assert over.offering(("authorized",)).allowed == ()
