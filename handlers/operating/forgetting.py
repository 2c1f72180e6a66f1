"""Erasing what is private of a case, for good.

First its key: from then on nothing that was sealed under it can be read by anybody, and no new key is made. Then what
is left of it: its files, its inputs, its dead letters. Last a note in its log, who did so and why. Each step finds done
what was done before, so a run that was killed is made good by another one.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from nats.aio.client import Client

from events import subjects
from events.own import Noted
from events.partitions import partition
from handlers.caselog import CaseKey
from handlers.clock import Clock
from handlers.operating.acting import Desk, Said, Verdict, spoken
from handlers.reading.dead import WRITTEN, letter_of
from handlers.reading.files import notes_of
from handlers.streams.topology import STRAY, bucket_stream, input_durable
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.gets import Stored, history, leader_last
from handlers.wire.jetstream import Missing, Refused, Stale, ask, seconds
from handlers.worker.ciphers import FilePlace
from handlers.worker.deadletters import CASE_HEADER
from handlers.worker.safe import Safe
from handlers.worker.seals import TOMBSTONE
from lifecycle.engine.kind import Kind

KEYS = bucket_stream(subjects.BUCKET_KEYS)
PAUSE = 0.1
TTL = "Nats-TTL"


class Shredded(NamedTuple):
    """The key is gone; `now`: by this run, `overwritten`: its bytes too; None: nobody can tell any more."""

    now: bool
    overwritten: bool | None


class Forgotten(NamedTuple):
    """What was erased of a case, and what is left: inputs that no worker has taken in yet."""

    key: CaseKey
    shredded: Shredded
    files: int
    inputs: int
    letters: int
    waiting: int
    verdict: Verdict | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to be done."""
        return not self.waiting and (self.verdict is None or self.verdict.is_good)

    def to_json(self) -> dict[str, Any]:
        """For programs; `verdict` is null where the log is not told: it says so, inputs wait, or there is no record."""
        figures = {"files": self.files, "inputs": self.inputs, "dead_letters": self.letters, "waiting": self.waiting}
        key = {"key_erased_now": self.shredded.now, "key_overwritten": self.shredded.overwritten}
        verdict = None if self.verdict is None else self.verdict.to_json()
        return {"kind": self.key[0], "id": self.key[1], **key, **figures, "verdict": verdict, "whole": self.is_whole}


class Forgetting:
    """Erases cases; waits at most `patience` seconds for workers to take in what is still to be recorded."""

    def __init__(self, nc: Client, kinds: Mapping[str, Kind[Any]], patience: float) -> None:
        self._nc, self._kinds, self._patience = nc, kinds, patience
        self._safe, self._desk = Safe(nc), Desk(nc, kinds)

    async def knows(self, key: CaseKey) -> bool:
        """Whether there is anything of this case: a record, a key, an input or a dead letter."""
        if not await self._desk.unknown([key]) or await leader_last(self._nc, KEYS, subjects.key_of(*key)):
            return True
        inputs = await history(self._nc, subjects.STREAM_IN, subjects.stored_of(*key))
        letters = await history(self._nc, subjects.STREAM, subjects.DEADS)
        return bool(inputs) or any(_is_about(each, key) for each in letters)

    async def forget(self, key: CaseKey, reason: str, said: Said) -> Forgotten:
        """Erase what is private of a case; raises a `JetStreamError`, after which it has to be done again."""
        shredded = await self._shred(key)
        files = await self._remove_files(key)
        inputs, waiting = await self._delete_inputs(key)
        letters = await self._purge_letters(key)
        told = waiting or (not shredded.now and await self._is_told(key))  # what waits may be that very note
        verdict = None if told else await self._tell(key, reason, said)
        return Forgotten(key, shredded, files, inputs, letters, waiting, verdict)

    async def _shred(self, key: CaseKey) -> Shredded:
        """Put a tombstone in the place of the key.

        A message that is replaced or purged stays in the server's files; over one that is deleted it writes.
        """
        while True:
            found = await leader_last(self._nc, KEYS, subjects.key_of(*key))
            if found is not None and found.payload == TOMBSTONE:
                return Shredded(now=False, overwritten=None)
            overwritten = found is None or await self._overwrite(KEYS, found.seq)
            expected = {EXPECTED: "0" if found is None or overwritten else str(found.seq)}
            tombstone = Outgoing(subjects.key_of(*key), TOMBSTONE, expected)
            try:
                await commit(self._nc, [tombstone, Outgoing(subjects.KEY_ERASED, ".".join(key).encode())])
            except Stale:
                continue  # a worker has just made a key, or somebody else erases the case as well
            return Shredded(now=True, overwritten=overwritten)

    async def _overwrite(self, stream: str, seq: int) -> bool:
        """Delete a message so that its bytes are written over; False if the server will not."""
        try:
            await ask(self._nc, f"STREAM.MSG.DELETE.{stream}", {"seq": seq})
        except (Refused, Missing):
            return False
        return True

    async def _remove_files(self, key: CaseKey) -> int:
        files = await self._safe.kept(key)
        for file in files:
            await self._safe.remove(FilePlace(*key, file))
        return len(files)

    async def _delete_inputs(self, key: CaseKey) -> tuple[int, int]:
        """Delete the inputs that workers have taken in; answers how many, and how many still wait for that."""
        read = ((subjects.stored_of(*key), input_durable(partition(*key))), (subjects.strays_of(*key), STRAY))
        done = [await self._delete_read(of, durable) for of, durable in read]
        return sum(deleted for deleted, _ in done), sum(waiting for _, waiting in done)

    async def _delete_read(self, inputs: str, durable: str) -> tuple[int, int]:
        """The same for the inputs on some subjects, which this consumer reads."""
        there = [each.seq for each in await history(self._nc, subjects.STREAM_IN, inputs)]
        deadline = asyncio.get_running_loop().time() + self._patience
        while (floor := await self._floor(durable)) < max(there, default=0):
            if asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(PAUSE)
        taken = [seq for seq in there if seq <= floor]
        deleted = [await self._overwrite(subjects.STREAM_IN, seq) for seq in taken]
        return sum(deleted), len(there) - len(taken)

    async def _floor(self, durable: str) -> int:
        """The sequence up to which the messages of a consumer are acknowledged: recorded, or dead letters."""
        told = await ask(self._nc, f"CONSUMER.INFO.{subjects.STREAM_IN}.{durable}")
        return int(told["ack_floor"]["stream_seq"])

    async def _purge_letters(self, key: CaseKey) -> int:
        """Purge the dead letters of a case; answers how many.

        A single message of the log cannot be deleted: all letters of that reason up to the last one go, and those of
        other cases are written again first. Twice the same letter is one letter.
        """
        stored = await history(self._nc, subjects.STREAM, subjects.DEADS)
        mine = [each for each in stored if _is_about(each, key)]
        for subject, newest in {each.subject: each.seq for each in mine}.items():
            others = [each for each in stored if each.subject == subject and each.seq < newest and each not in mine]
            for other in others:
                await commit(self._nc, [_copied(other)])
            await ask(self._nc, f"STREAM.PURGE.{subjects.STREAM}", {"filter": subject, "seq": newest + 1})
        return len(mine)

    async def _is_told(self, key: CaseKey) -> bool:
        """Whether the log says already that the case was erased."""
        return any(_erased(fact.event.data) for fact in await notes_of(self._nc, self._kinds, key))

    async def _tell(self, key: CaseKey, reason: str, said: Said) -> Verdict | None:
        """Tell the case, if there is one."""
        if await self._desk.unknown([key]):
            return None
        ready = spoken(self._kinds, key, "noted", {"erased": reason}, said)
        return (await self._desk.act([ready], self._patience))[0]


def _is_about(message: Stored, key: CaseKey) -> bool:
    """Whether a dead letter, or what was noted about one, is about an input of this case."""
    came = letter_of(message).subject
    place = subjects.parse_stored_in(came)
    return (place.kind, place.case_id) == key if place else came.startswith(subjects.strays_of(*key)[:-1])


def _copied(letter: Stored) -> Outgoing:
    """A dead letter once more, for the rest of its time."""
    headers = {name: letter.headers[name] for name in (CASE_HEADER, WRITTEN) if name in letter.headers}
    headers = {WRITTEN: letter.stamp, **headers}
    told = letter.headers.get(TTL, "").removesuffix("s")
    if told.isdecimal():
        left = timedelta(seconds=int(told)) - (Clock().now() - letter.time)
        headers[TTL] = seconds(max(left, timedelta(seconds=1)))
    return Outgoing(letter.subject, letter.payload, headers)


def _erased(data: object) -> bool:
    return isinstance(data, Noted) and data.erased is not None
