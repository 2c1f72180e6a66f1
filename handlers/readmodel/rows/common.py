"""What every case has, of whatever kind, also of one that this release does not know."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Table

from handlers.readmodel.rows.told import Told
from handlers.readmodel.tables import case_flags, cases, links, refs, rejections
from lifecycle.engine.case import Case
from lifecycle.engine.records import Record

Row = dict[str, Any]
Rows = Iterator[tuple[Table, Row]]


class Other(Case, frozen=True, kw_only=True, omit_defaults=True):
    """A case of a kind that is not known here, as far as cases are alike."""

    marketplace: str | None = None
    order_id: str | None = None
    channel: str | None = None
    currency: str | None = None
    closed_at: datetime | None = None


def rows(case: Case, last: Told, record: Record, opened_at: datetime | None) -> Rows:
    """The rows of a case after its last record (`record`, read whole).

    `opened_at` is when the first of its events happened that count.
    """
    row = _case(case, last, record, opened_at)
    yield cases, row
    key = {"kind": last.kind, "case_id": last.case_id}
    moments = {"due_at": row["due_at"], "updated_at": row["updated_at"]}
    yield from ((case_flags, {**key, **moments, "flag": flag}) for flag in dict.fromkeys(case.flags))
    for ref in dict.fromkeys((each.type, each.value) for each in case.refs):
        yield refs, {**key, "type": ref[0], "value": ref[1]}
    for link in dict.fromkeys((each.rel, each.case) for each in case.links):
        yield links, {**key, "rel": link[0], "other": link[1]}
    for entry in {each.identity: each for each in case.unfit}.values():
        told = {name: getattr(entry, name) for name in ("identity", "type", "source", "id", "standing", "reason")}
        yield rejections, {**key, **told, "severity": entry.severity, "allowed": list(entry.allowed)}


def _case(case: Case, last: Told, record: Record, opened_at: datetime | None) -> Row:
    first = min(case.deadlines, key=lambda each: each.due_at, default=None)
    moments = (case.newest[0] if case.newest else None, case.horizon)
    return {
        "kind": last.kind,
        "id": last.case_id,
        "state": case.state,
        "is_open": case.state != "closed" and case.forwards_to is None,
        "escalated": case.escalated,
        "revision": last.seq,
        "marketplace": getattr(case, "marketplace", None),
        "order_id": getattr(case, "order_id", None),
        "currency": currency_of(case),
        "channel": getattr(case, "channel", None),
        "assignee": case.assignee,
        "flags": list(case.flags),
        "unfit": sum(each.standing in ("parked", "rejected") for each in case.unfit),
        "halted": case.halted,
        "close_reason": case.close_reason,
        "opened_at": opened_at,
        "updated_at": max((at for at in moments if at), default=None),
        "recorded_at": last.recorded_at,
        "closed_at": getattr(case, "closed_at", None),
        "horizon": case.horizon,
        "due_name": first.name if first else None,
        "due_at": first.due_at if first else None,
        "forwards_to": case.forwards_to,
        "policy": record.policy or None,
        "lifecycle": record.lifecycle,
        "body": bytes(record.case).decode(),
    }


def currency_of(case: Case) -> str | None:
    """The currency of the money of a case, if any is told."""
    money = getattr(case, "money", None)
    return (money.currency if money is not None else getattr(case, "currency", None)) or None


def blank(table: Table) -> Row:
    """A row of which nothing is known."""
    return dict.fromkeys(column.name for column in table.columns)


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of some moments, of which any may be missing."""
    return min((at for at in moments if at is not None), default=None)
