"""Atomic batches (ADR-50): all messages are stored together, in order, or none is.

    await commit(nc, [Outgoing(subject, record, {EXPECTED: "0", EXPECTED_OF: subject_of_all_records}), …])

The whole batch is sent at once; only its commit is waited for. Should the server refuse the first message, the commit
is answered "incomplete" and the answer to the first one says why. A batch is never sent again after an answer that
leaves open whether it was stored.
"""

import asyncio
import random
import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nats.aio.client import Client
from nats.aio.msg import Msg

from handlers.wire.frames import NO_HEADERS, Frame, hand_over
from handlers.wire.jetstream import (
    INCOMPLETE_BATCH,
    PATIENCE,
    JetStreamError,
    Refused,
    TooManyBatches,
    Unavailable,
    read_answer,
)
from handlers.wire.replies import in_time, landing, replies_of

MOST = 1000
"""Messages that the server takes in one batch."""
EXPECTED = "Nats-Expected-Last-Subject-Sequence"
EXPECTED_OF = "Nats-Expected-Last-Subject-Sequence-Subject"
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds before each new try after `TooManyBatches`, halved or not by chance."""


class Outgoing(NamedTuple):
    """A message to store."""

    subject: str
    payload: bytes
    headers: Mapping[str, str] = NO_HEADERS


class Committed(NamedTuple):
    """The messages are stored and synced; `last_seq` is the sequence of the last of them.

    The messages of a batch have consecutive sequences. `duplicate`: a lone message whose `Nats-Msg-Id` was known.
    """

    last_seq: int
    duplicate: bool = False


async def commit(nc: Client, messages: Sequence[Outgoing], *, patience: float = PATIENCE) -> Committed:
    """Store all messages or none; raises a `JetStreamError`, of which `Stale` and `Unavailable` leave open which."""
    if not 0 < len(messages) <= MOST:
        raise Refused(f"a batch holds 1 to {MOST} messages, not {len(messages)}")
    send = _send_alone if len(messages) == 1 else _send_batch
    for pause in PAUSES:
        try:
            return await send(nc, messages, patience)
        except TooManyBatches:
            await asyncio.sleep(pause * random.uniform(0.5, 1))
    return await send(nc, messages, patience)


async def _send_alone(nc: Client, messages: Sequence[Outgoing], patience: float) -> Committed:
    """A lone message needs no batch."""
    replies = await replies_of(nc)
    answer = asyncio.get_running_loop().create_future()
    reply = replies.expect(landing(answer))
    try:
        await hand_over(nc, [Frame(m.subject, reply, m.headers, m.payload) for m in messages])
        return _committed(await in_time(answer, patience, f"the message on {messages[0].subject}"))
    finally:
        replies.forget(reply)


async def _send_batch(nc: Client, messages: Sequence[Outgoing], patience: float) -> Committed:
    """Send the batch in one piece and wait for the answer to its commit."""
    replies = await replies_of(nc)
    loop = asyncio.get_running_loop()
    opened, committed = loop.create_future(), loop.create_future()
    first, last = replies.expect(landing(opened)), replies.expect(landing(committed))
    try:
        await hand_over(nc, _frames(messages, first, last))
        return _committed(await in_time(committed, patience, f"the commit of {len(messages)} messages"))
    except JetStreamError as error:
        raise (await _reason(opened) if error.code == INCOMPLETE_BATCH else error) from None
    finally:
        replies.forget(first)
        replies.forget(last)


def _frames(messages: Sequence[Outgoing], first: str, last: str) -> list[Frame]:
    """The frames of one batch: numbered from 1, the first one and the last one ask for an answer."""
    batch = uuid.uuid4().hex
    frames = [
        Frame(subject, "", {**headers, "Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(number)}, payload)
        for number, (subject, payload, headers) in enumerate(messages, 1)
    ]
    frames[0] = frames[0]._replace(reply=first)
    frames[-1] = frames[-1]._replace(reply=last, headers={**frames[-1].headers, "Nats-Batch-Commit": "1"})
    return frames


def _committed(answer: Msg) -> Committed:
    """The server's receipt."""
    receipt = read_answer(answer)
    return Committed(receipt["seq"], receipt.get("duplicate", False))


async def _reason(opened: "asyncio.Future[Msg]") -> JetStreamError:
    """Why the server knew nothing of a batch when its commit came."""
    try:
        answer = await in_time(opened, 0.1, "the first message of the batch")
        if answer.data or answer.headers:
            read_answer(answer)
    except JetStreamError as error:
        return error
    return Unavailable("the server lost the batch before its commit came; nothing was stored", INCOMPLETE_BATCH)
