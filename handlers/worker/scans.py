"""Scans know a barcode, not a case. This desk only finds the case and passes the scan on; it writes to no case.

The choice is stored under the scan's identity before it is passed on, so that a scan told again goes where it went.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
import structlog

from events import subjects
from events.envelope import Event
from events.scans import as_received
from handlers.caselog import CaseKey
from handlers.wire.batch import EXPECTED, MOST, Outgoing, commit
from handlers.wire.frames import settle
from handlers.wire.gather import gather
from handlers.wire.gets import last_of_each
from handlers.wire.jetstream import Stale
from handlers.worker.forwarding import publish
from handlers.worker.keyring import Entry, looked
from handlers.worker.letters import Letter
from handlers.worker.resolving import resolve
from handlers.worker.workbench import Bench
from lifecycle.engine.case import Ref

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Routed:
    """A scan and the case that it goes to; `asked` are the keys that were looked up for it."""

    letter: Letter
    target: CaseKey
    asked: Mapping[Ref, Entry]


class ScanDesk:
    """Finds the case of each scan."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._kinds = [kind for kind in bench.kinds.values() if kind.scanned is not None]

    async def route(self, letters: Sequence[Letter]) -> None:
        """Pass every scan on to its case, or to a case of its own where no case knows it."""
        left = list({(letter.event.identity, letter.event.content): letter for letter in letters}.values())
        tries = 0
        while left:
            left = await self._bench.patiently(partial(self._round, left, tries))
            tries += 1
        await settle(self._bench.nc, [letter.delivery for letter in letters])

    async def _round(self, letters: Sequence[Letter], tries: int) -> list[Letter]:
        known = await self._known(letters)
        routed = [
            Routed(letter, known[letter.event.identity], {}) for letter in letters if letter.event.identity in known
        ]
        new, rest = self._cut([letter for letter in letters if letter.event.identity not in known], alone=tries > 1)
        chosen = await self._choose(new)
        try:
            if chosen:
                await commit(self._bench.nc, self._notes(chosen))
        except Stale:
            return [*(entry.letter for entry in chosen), *rest]
        finally:
            await self._pass_on(routed)
        await self._pass_on(chosen)
        return rest

    def _cut(self, letters: Sequence[Letter], *, alone: bool) -> tuple[list[Letter], list[Letter]]:
        """Scans whose notes fit into one batch, one of each identity, and the rest; refused twice, each goes alone."""
        new: dict[str, Letter] = {}
        rest: list[Letter] = []
        notes = 0
        for letter in letters:
            notes += 1 + len(self._asked(letter))
            if new and (alone or notes > MOST or letter.event.identity in new):
                rest.append(letter)
            else:
                new[letter.event.identity] = letter
        return list(new.values()), rest

    def _asked(self, letter: Letter) -> tuple[Ref, ...]:
        return (self._kinds[0].scanned or _no_keys)(letter.event)

    async def _known(self, letters: Sequence[Letter]) -> dict[str, CaseKey]:
        """Where scans that were told before went."""
        names = [letter.event.identity for letter in letters]
        stored = await last_of_each(self._bench.nc, subjects.STREAM, [subjects.ref_scan(name) for name in names])
        found: dict[str, CaseKey] = {}
        for name, message in zip(names, stored, strict=True):
            if message is not None:
                body: dict[str, Any] = orjson.loads(message.payload)
                found[name] = (body["kind"], body["case_id"])
        return found

    async def _choose(self, letters: Sequence[Letter]) -> list[Routed]:
        asked = {letter.event.identity: self._asked(letter) for letter in letters}
        entries = await self._bench.keyring.read(ref for refs in asked.values() for ref in refs)
        return [await self._chosen(letter, asked[letter.event.identity], entries) for letter in letters]

    async def _chosen(self, letter: Letter, asked: tuple[Ref, ...], entries: Mapping[Ref, Entry]) -> Routed:
        found = await resolve(self._bench, asked, entries, letter.event.at)
        target = found or (self._kinds[0].name, f"stray-{letter.event.identity}")
        log.info("scan.routed", station=letter.event.case_id, case=target[1], found=found is not None)
        return Routed(letter, target, {ref: entries[ref] for ref in asked})

    def _notes(self, chosen: Sequence[Routed]) -> list[Outgoing]:
        """Where each scan goes, and that its keys were looked up: whoever asserts one of them looks again."""
        choices = [
            Outgoing(
                subjects.ref_scan(entry.letter.event.identity),
                orjson.dumps({"kind": entry.target[0], "case_id": entry.target[1]}),
                {EXPECTED: "0"},
            )
            for entry in chosen
        ]
        asked = {ref: found for entry in chosen for ref, found in entry.asked.items()}
        return [*choices, *(looked(ref, found.newest) for ref, found in asked.items())]

    async def _pass_on(self, routed: Sequence[Routed]) -> None:
        await gather(
            publish(self._bench, as_received(orjson.loads(entry.letter.raw), *entry.target), *entry.target)
            for entry in routed
        )


def _no_keys(_event: Event) -> tuple[Ref, ...]:
    return ()
