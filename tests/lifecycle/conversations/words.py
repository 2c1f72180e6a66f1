"""The events of a conversation in short words: who says nothing else gets a buyer's message on amazon.it."""

from typing import Any

from events.envelope import Event
from tests.lifecycle import language
from tests.lifecycle.language import hour

HERE = {"kind": "conversation", "case": "M-1"}


def _said(name: str, at: float, data: dict[str, Any], more: dict[str, Any]) -> Event:
    return language.said(name, at, data, HERE | more)


def received(at: float = 0, by: str = "buyer", **more: Any) -> Event:
    return _said("received", at, {"thread_id": "T-1", "marketplace": "amazon.it", "from": by}, {"actor": by} | more)


def linked(at: float, order: str | None = "302-1", **more: Any) -> Event:
    return _said("linked", at, {"order_id": order}, more)


def reply_requested(at: float, key: str = "K-1", promise: float | None = None, **more: Any) -> Event:
    data = {"key": key, "text": "We look into it.", "promised_by": promised(promise)}
    return _said("reply_requested", at, data, {"actor": "person:anna"} | more)


def sent(at: float, key: str | None = None, promise: float | None = None, **more: Any) -> Event:
    return _said("sent", at, {"key": key, "promised_by": promised(promise)}, {"actor": "person:anna"} | more)


def send_failed(at: float, key: str = "K-1", **more: Any) -> Event:
    return _said("send_failed", at, {"key": key, "error": "mailbox full"}, more)


def marked_no_reply(at: float, actor: str | None = "person:anna", **more: Any) -> Event:
    return _said("marked_no_reply", at, {"reason": "a thank-you"}, {"actor": actor} | more)


def promise_kept(at: float, **more: Any) -> Event:
    return _said("promise_kept", at, {}, more)


def promise_broken(at: float, **more: Any) -> Event:
    return _said("promise_broken", at, {}, more)


def closed(at: float, reason: str = "resolved", **more: Any) -> Event:
    return _said("closed", at, {"reason": reason, "note": "done"}, more)


def reopened(at: float, **more: Any) -> Event:
    return _said("reopened", at, {"reason": "one thing is left"}, more)


def noted(at: float, **more: Any) -> Event:
    return language.noted(at, **HERE | more)


def assigned(at: float, **more: Any) -> Event:
    return language.assigned(at, **HERE | more)


def promised(at: float | None) -> str | None:
    """A moment as an answer names it."""
    return None if at is None else hour(at).isoformat()


FIRST = received
ANYTHING: dict[Any, dict[str, list[Any]]] = {
    received: {
        "by": ["buyer", "buyer", "marketplace", "who knows"],
        "message_id": [None, "m-1", "m-2"],
        "respond_by": [None, None, promised(30), "2026-11-04"],
        "needs_answer": [None, False],
        "order_id": [None, "302-1"],
        "marketplace": ["amazon.it", "shop.it", "amazon.com"],
    },
    linked: {"order": ["302-1", "303-2"]},
    reply_requested: {
        "key": ["K-1", "K-2"],
        "promise": [None, 40, 400],
        "interim": [None, True],
        "actor": ["person:anna", "rule:greeting"],
    },
    sent: {
        "key": [None, "K-1", "K-2"],
        "automatic": [None, None, True],
        "interim": [None, None, True],
        "promise": [None, None, 30, 300],
        "message_id": [None, "m-2", "m-3"],
    },
    send_failed: {"key": ["K-1", "K-2"], "retryable": [True, False]},
    marked_no_reply: {"actor": ["person:anna", "person:anna", "rule:thanks", None]},
    promise_kept: {},
    promise_broken: {},
    closed: {"reason": ["answered", "spam"]},
    reopened: {},
    noted: {},
    assigned: {},
}
"""Everything that could be told about a conversation, with values for its members."""
