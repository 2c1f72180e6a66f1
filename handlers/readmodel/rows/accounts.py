"""Accounts: every figure that was told of one, as it was told."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from events.account_codes import metric
from handlers.readmodel.rows.common import Rows
from handlers.readmodel.rows.told import Told, moment
from handlers.readmodel.tables import metrics
from lifecycle.accounts.case import Account, Figure
from lifecycle.engine import records
from lifecycle.kinds import KINDS

ORIGINS = {"metric_reported": "reported", "metric_computed": "computed"}
"""The events that tell a figure."""


def figures(told: Told) -> Rows:
    """The figure that a record tells, if it tells one; what it counts is read where the case keeps it."""
    origin = ORIGINS.get(told.event)
    if origin is None:
        return
    data: dict[str, Any] = orjson.loads(bytes(told.said.data))
    kept = _kept(told, origin, data)
    yield metrics, {
        "seq": told.seq, "place": 0, "case_id": told.case_id, "marketplace": data.get("marketplace"),
        "metric": metric(str(data["metric"])).value, "raw": data["metric"], "fulfilment": data.get("fulfilment"),
        "window_days": data.get("window_days"), "origin": origin, "value": _amount(data.get("value")),
        "count": data.get("count"), "orders": data.get("orders"), "target": _amount(data.get("target")),
        "status": data.get("status"), "begins": kept.begins if kept else _instant(data.get("from")),
        "ends": kept.ends if kept else _instant(data.get("to")), "at": told.at,
    }  # fmt: skip


def _kept(told: Told, origin: str, data: dict[str, Any]) -> Figure | None:
    """The figure on its gauge, unless a newer one stands there."""
    case: Account = records.read_case(KINDS["account"], told.record)
    wanted = metric(str(data["metric"])).value
    for gauge in case.metrics:
        figure: Figure | None = getattr(gauge, origin)
        fits = (
            gauge.metric == wanted
            and gauge.raw in (None, data["metric"])
            and gauge.fulfilment == data.get("fulfilment")
        )
        if fits and figure is not None and figure.at == told.at and figure.value == _amount(data.get("value")):
            return figure
    return None


def _amount(told: str | None) -> Decimal | None:
    return None if told is None else Decimal(str(told))


def _instant(told: str | None) -> datetime | None:
    """A moment with its offset; a bare day is none, for the zone of the marketplace is not known here."""
    return moment(told) if told and len(told) > len("2026-11-20") else None
