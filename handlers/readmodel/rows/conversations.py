"""Conversations: what the buyer wrote and was promised."""

from handlers.readmodel.rows.common import Rows
from handlers.readmodel.tables import messages, promises
from lifecycle.conversations.case import Conversation

MESSAGE = ("message_id", "at", "due_at", "answered_at", "excluded_at", "missed", "historical")
PROMISE = ("at", "promised_by", "kept_at", "broken_at")


def rows(case: Conversation) -> Rows:
    """The rows of a conversation."""
    for place, message in enumerate(case.messages):
        about = {"case_id": case.id, "place": place, "marketplace": case.marketplace, "order_id": case.order_id}
        yield messages, {**about, **{name: getattr(message, name) for name in MESSAGE}, "late": message.is_late}
    for place, promise in enumerate(case.promises):
        about = {"case_id": case.id, "place": place, "marketplace": case.marketplace}
        yield promises, {**about, **{name: getattr(promise, name) for name in PROMISE}}
