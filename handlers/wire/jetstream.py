"""The raw JetStream API and what it answers when it will not.

    JetStreamError
    ├── Stale           another write came first, or this very one is already stored (ambiguous: read, then judge)
    ├── Unavailable     no answer, no leader, no connection, a twin under way (ambiguous: it may be stored all the same)
    ├── TooManyBatches  the server has too many atomic batches open (nothing was stored)
    ├── Full            storage, memory or an account's limit is used up (nothing was stored)
    ├── Missing         the stream, consumer or message does not exist
    └── Refused         anything else, in the server's words (nothing was stored)

Nothing here decides what to do about an error: that is the caller's table.
"""

import json
from datetime import timedelta
from typing import Any

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg

API = "$JS.API."
PATIENCE = 5.0
"""Seconds to wait for an answer, unless the caller says otherwise."""


class JetStreamError(Exception):
    """JetStream did not do what it was asked; `code` is the server's error code, 0 where there is none."""

    def __init__(self, sentence: str, code: int = 0) -> None:
        super().__init__(sentence)
        self.code = code


class Stale(JetStreamError):
    """The expected sequence was not the last one: somebody else wrote, or this write is already stored."""


class Unavailable(JetStreamError):
    """No answer came, or nobody is there to give one; what was sent may be stored all the same."""


class TooManyBatches(JetStreamError):
    """More atomic batches are open than the server allows; nothing was stored."""


class Full(JetStreamError):
    """The server has no room left; nothing was stored."""


class Missing(JetStreamError):
    """The stream, the consumer or the message asked for does not exist."""


class Refused(JetStreamError):
    """The server understood and said no; nothing was stored."""


INCOMPLETE_BATCH = 10176

_FAMILIES: tuple[tuple[type[JetStreamError], frozenset[int], str], ...] = (
    (Stale, frozenset({10071, 10164, 10201}), "another write came first, or this one is already stored"),
    (TooManyBatches, frozenset({10210, 10211}), "the server has too many atomic batches open"),
    (Full, frozenset({10002, 10023, 10028, 10047, 10077, 10122}), "the server has no room to store this"),
    (Unavailable, frozenset({10008, 10009, 10118, 10119, 10163, 10194, 10195}), "the stream has no leader just now"),
    (Unavailable, frozenset({10158}), "the same message is just being stored, and may yet fail"),
    (Missing, frozenset({10014, 10037, 10059}), "JetStream does not have this"),
)


def error_of(error: dict[str, Any]) -> JetStreamError:
    """The exception for the `error` member of a JetStream answer."""
    code, words = int(error.get("err_code", 0)), str(error.get("description", "no reason given"))
    for family, codes, meaning in _FAMILIES:
        if code in codes:
            return family(f"{meaning} (server: {words}, {code})", code)
    return Refused(f"the server refused: {words} ({code})", code)


def status_of(message: Msg) -> str | None:
    """The status of an answer without a body: "503" for nobody there, "404", "413", "204"; None for others."""
    return message.headers.get("Status") if message.headers else None


def read_answer(message: Msg) -> dict[str, Any]:
    """The JSON object of an answer; raises the error that it carries instead."""
    if status_of(message) == "503":
        raise Unavailable("nobody answers for the stream: it is missing, or has no leader just now", 503)
    answer: dict[str, Any] = json.loads(message.data)
    if "error" in answer:
        raise error_of(answer["error"])
    return answer


def seconds(span: timedelta) -> str:
    """A span of time as the server reads it in a header."""
    return f"{int(span.total_seconds())}s"


async def ask(
    nc: Client, call: str, body: dict[str, Any] | None = None, *, patience: float = PATIENCE
) -> dict[str, Any]:
    """Call the JetStream API, e.g. `STREAM.INFO.RESO`; raises a `JetStreamError`."""
    payload = b"" if body is None else json.dumps(body).encode()
    try:
        answer = await nc.request(API + call, payload, timeout=patience)
    except nats.errors.NoRespondersError as error:
        raise Unavailable(f"JetStream does not answer {call}: is it switched on?", 503) from error
    except nats.errors.TimeoutError as error:
        raise Unavailable(f"JetStream did not answer {call} within {patience:g} s") from error
    except (nats.errors.Error, OSError) as error:
        raise Unavailable(f"{call} could not be sent: {error}") from error
    return read_answer(answer)
