"""A process that replays its share of the cases: `python -m handlers.audit.hand`, started by `hands.py` only."""

import gc
import sys
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import msgpack

from handlers.audit.hands import Brief
from handlers.audit.reading import Entry
from handlers.audit.trails import Trails
from lifecycle.kinds import KINDS
from lifecycle.policy.pack import Pack

SELDOM = 100_000
"""New objects between two looks for garbage: there is hardly any, and looking costs a tenth of the time."""


def main(source: BinaryIO, target: BinaryIO) -> None:
    """Replay what comes in until it ends, then answer."""
    gc.freeze()
    gc.set_threshold(SELDOM)
    frames = _frames(source)
    brief = msgpack.decode(next(frames), type=Brief)
    packs = {pack.digest: pack for pack in map(Pack.from_json, brief.packs)}
    trails = Trails(KINDS, packs, brief.mark)
    shares = msgpack.Decoder(list[Entry])
    for frame in frames:
        trails.take(shares.decode(frame))
    target.write(msgpack.encode(trails.finish()))
    target.flush()


def _frames(source: BinaryIO) -> Iterator[bytes]:
    while head := source.read(4):
        yield source.read(int.from_bytes(head, "big"))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
