"""The rule packs that records pin, read from the log without compiling the one in force."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from nats.aio.client import Client

from events import subjects
from handlers.packs import PackMissing
from handlers.wire.gets import history, last_of_each
from lifecycle.policy.pack import Pack


async def pinned(nc: Client, digests: Iterable[str]) -> dict[str, Pack]:
    """These packs by digest; raises `PackMissing` for one that the log does not hold."""
    wanted = sorted(set(digests))
    found = await last_of_each(nc, subjects.STREAM, [subjects.policy(digest) for digest in wanted])
    for digest, stored in zip(wanted, found, strict=True):
        if stored is None:
            raise PackMissing(f"rule pack {digest} is pinned by a record but does not stand in the log")
    return {digest: Pack.from_json(stored.payload) for digest, stored in zip(wanted, found, strict=True) if stored}


class Kept(NamedTuple):
    """A pack that the log holds, and since when (UTC): the first event that goes by it is not much younger."""

    pack: Pack
    since: datetime


async def kept(nc: Client) -> list[Kept]:
    """All packs that the log holds, the newest first."""
    stored = await history(nc, subjects.STREAM, subjects.POLICIES)
    found = [Kept(Pack.from_json(each.payload), each.time) for each in stored]
    return sorted(found, key=lambda each: each.since, reverse=True)
