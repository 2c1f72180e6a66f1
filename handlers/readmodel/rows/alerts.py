"""Alerts and dead letters: messages of the log that are no records."""

from datetime import datetime
from typing import Any

import orjson

from events import subjects
from events.alerts import Alert

Row = dict[str, Any]
SAME = ("severity", "kind", "case_id", "key", "title", "at", "due_at", "event", "rule", "closes", "late", "superseded")


def alert(seq: int, payload: bytes, recorded_at: datetime) -> Row:
    """The row of an alert; raises `ValueError` for what is none."""
    read = Alert.from_json(payload)
    told = {name: getattr(read, name) for name in SAME}
    return {"seq": seq, **told, "allowed": list(read.allowed), "recorded_at": recorded_at}


def letter(seq: int, subject: str, payload: bytes, written: datetime) -> Row:
    """The row of a dead letter; raises `ValueError` or `KeyError` for what is none."""
    body: dict[str, Any] = orjson.loads(payload)
    return {
        "input": int(body["sequence"]),
        "seq": seq,
        "reason": str(body.get("reason", subjects.parse_dead(subject))),
        "sentence": str(body.get("sentence", "")),
        "subject": str(body.get("subject", "")),
        "case_id": str(body.get("case_id", "")) or None,
        "size": int(body.get("size", 0)),
        "at": written,
        "settled": None,
    }


def settled(payload: bytes) -> int:
    """The input of the letter that a note says somebody has dealt with."""
    return int(orjson.loads(payload)["sequence"])
