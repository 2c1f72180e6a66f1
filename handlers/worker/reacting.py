"""Cases that belong together are told of each other: after a record that may matter, its family is looked at.

What is to be told is published like anyone else's event and recognised by its id, so it does not matter how often, by
which worker or in which order families are looked at. Nothing here writes to a case.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from nats.aio.msg import Msg

from events import subjects
from handlers.caselog import CaseKey, Head
from handlers.wire.frames import settle
from handlers.wire.gather import gather
from handlers.worker.forwarding import publish_all
from handlers.worker.workbench import Bench
from lifecycle.engine.case import Case, Ref
from lifecycle.engine.reaction import tidings
from lifecycle.reactions import REACTIONS

log = structlog.get_logger(__name__)
AT_ONCE = 1_000
"""Records that are looked at together."""
GATHERING = 0.1
"""Seconds in which further records gather after some were looked at: much that happens to a family happens at once."""


@dataclass(slots=True)
class Recorded:
    """Events that a case has recorded, and the sequence of the newest of these records."""

    events: set[str]
    newest: int = 0


class ReactionDesk:
    """Looks at families, and publishes what their cases have to say to each other."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def react(self, messages: Sequence[Msg]) -> None:
        """Look at the families of the cases that these records stand in, then acknowledge."""
        await self._bench.patiently(lambda: self._look(self._recorded(messages)))
        await settle(self._bench.nc, [message.reply for message in messages])
        await asyncio.sleep(GATHERING)

    def _recorded(self, messages: Sequence[Msg]) -> dict[CaseKey, "Recorded"]:
        """What these records say has happened, by case."""
        cases: dict[CaseKey, Recorded] = {}
        for message in messages:
            place = subjects.parse_case_record(message.subject)
            if place is not None and place.kind in self._bench.kinds:
                known = cases.setdefault((place.kind, place.case_id), Recorded(set()))
                known.events.add(place.event)
                known.newest = message.metadata.sequence.stream
        return cases

    async def _look(self, cases: Mapping[CaseKey, "Recorded"]) -> None:
        heads = await self._own(cases)
        asked = [head.case for key, head in heads.items() if _asked(head.case, cases[key].events)]
        named = {family: None for case in asked if (family := self._family_of(case))}
        copies = self._bench.settings.replicas > 1
        members = await gather(self._bench.keyring.family(family, as_leader=copies) for family in named)
        known = await self._heads(key for keys in members for key in keys)
        families = [self._those_of(family, keys, known) for family, keys in zip(named, members, strict=True)]
        alone = [[case] for case in asked if self._family_of(case) is None]
        now = self._bench.clock.now()
        told = [body for family in [*families, *alone] for body in tidings(REACTIONS, family, now)]
        for body in told:
            log.info("reaction.told", type=body["type"], case=body["subject"], because=body["causationid"])
        await publish_all(self._bench, told)

    async def _own(self, cases: Mapping[CaseKey, "Recorded"]) -> dict[CaseKey, Head]:
        """The cases of these records, at least as new as those: kept ones where we have them, to be glanced at.

        Families are read as they stand: another worker may have written to a case that we keep.
        """
        kept = {key: head for key in cases if (head := self._bench.cases.kept(key))}
        kept = {key: head for key, head in kept.items() if head.revision >= cases[key].newest}
        return kept | await self._heads(cases.keys() - kept.keys())

    async def _heads(self, keys: Iterable[CaseKey]) -> dict[CaseKey, Head]:
        """The cases as they stand; of copies of the log, only the leader knows for certain how that is."""
        return await self._bench.cases.heads(keys, fresh=True, from_leader=self._bench.settings.replicas > 1)

    def _family_of(self, case: Case) -> Ref | None:
        return self._bench.kinds[case.kind].family(case)

    def _those_of(self, family: Ref, keys: Iterable[CaseKey], known: Mapping[CaseKey, Head]) -> list[Case]:
        """The cases that are of the family today: not those that were corrected out of it, nor those merged away."""
        cases: list[Any] = [known[key].case for key in sorted(keys) if key in known]
        return [case for case in cases if self._family_of(case) == family and case.forwards_to is None]


def _asked(case: Case, events: Iterable[str]) -> bool:
    return any(reaction.is_asked(case, events) for reaction in REACTIONS)
