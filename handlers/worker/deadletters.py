"""Dead letters: inputs that can never be taken in, kept with a sentence for the operator until they are retried."""

import base64
from collections.abc import Iterable
from hashlib import sha256

import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg

from events import subjects
from handlers.wire.batch import Outgoing, commit
from handlers.wire.frames import settle
from handlers.wire.gather import gather
from handlers.worker.letters import DeadLetter

HEAD = 4096
"""Bytes of an input that its dead letter keeps; the whole is found in the inputs by its sequence."""
CASE_HEADER = "Reso-Case"


async def bury(nc: Client, letters: Iterable[DeadLetter], ttl: str) -> None:
    """Record why each of these will never be taken in, then let go of them."""
    dead = list(letters)
    await gather(commit(nc, [_outgoing(letter, ttl)]) for letter in dead)
    await settle(nc, [letter.message.reply for letter in dead])


def _outgoing(letter: DeadLetter, ttl: str) -> Outgoing:
    sequence = sequence_of(letter.message)
    data = letter.message.data
    body = {
        "reason": letter.reason,
        "sentence": letter.sentence,
        "subject": letter.message.subject,
        "sequence": sequence,
        "case_id": letter.case_id,
        "size": len(data),
        "digest": sha256(data).hexdigest(),
        "head": base64.b64encode(data[:HEAD]).decode(),
    }
    headers = {"Nats-Msg-Id": f"dead-{sequence}-{letter.reason}", "Nats-TTL": ttl}
    if letter.case_id:
        headers[CASE_HEADER] = letter.case_id
    return Outgoing(subjects.dead(letter.reason), orjson.dumps(body), headers)


def sequence_of(message: Msg) -> int:
    """The sequence of a delivered message in its stream."""
    return int(message.metadata.sequence.stream)
