"""The secret that signs links: made once for an installation, kept in a bucket, never shown."""

import secrets

from nats.aio.client import Client

from events import subjects
from handlers.notifying.links import Signature
from handlers.notifying.outbox import STREAM
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.gets import leader_last
from handlers.wire.jetstream import Stale

BYTES = 32


async def signature(nc: Client) -> Signature:
    """What signs the links of this installation; raises a `JetStreamError`."""
    while True:
        stored = await leader_last(nc, STREAM, subjects.NOTICE_SECRET)
        if stored is not None:
            return Signature(stored.payload)
        try:
            fresh = Outgoing(subjects.NOTICE_SECRET, secrets.token_hex(BYTES).encode(), {EXPECTED: "0"})
            await commit(nc, [fresh])
        except Stale:  # somebody else was faster: his it is
            continue
