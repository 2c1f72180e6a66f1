"""What is asked to be sent, and the news that it was not. An intent stops no clock: only the fact that follows does.

The `key` of an intent is its idempotency key: whoever sends uses it again when he tries again, so that one intent is
carried out once. A fact without a key tells of something that a person did elsewhere.
"""

from events.contract import Payload
from events.private import OutgoingNote
from events.values import Code, Flag, Text


class Intent(Payload):
    """Somebody wants this text sent, under this key. Wherever it is sent to, the buyer may come to read it."""

    key: Code
    text: OutgoingNote
    language: Code | None = None


class SendFailed(Payload):
    """What was asked for under `key` could not be sent; `retryable` under the same key."""

    key: Code
    error: Text
    retryable: Flag | None = None
