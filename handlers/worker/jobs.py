"""What is worked on together: jobs, one a case, and the batches that their plans are cut into."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handlers.caselog import CaseKey
from handlers.wire.batch import MOST, Outgoing
from handlers.worker.keyring import NOTHING, Entry
from handlers.worker.letters import Letter, WakeUp
from handlers.worker.plan import Plan
from lifecycle.engine.case import Ref
from lifecycle.engine.fact import Fact


@dataclass(frozen=True, slots=True)
class Job:
    """Work on one case: letters to take in, or a wake-up to answer."""

    key: CaseKey
    letters: tuple[Letter, ...] = ()
    wake: WakeUp | None = None
    found: Fact | None = None
    """What closes a stray that has found its case."""


Batch = list[tuple[Job, Plan, list[Outgoing]]]


def batches(planned: Batch, known: Mapping[Ref, Entry], tries: int) -> Iterable[Batch]:
    """The plans cut into batches between cases; refused twice, every case goes alone."""
    batch: Batch = []
    size = 0
    for entry in planned:
        weight = 1 + len(entry[2]) + sum(2 + len(known.get(ref, NOTHING).members) for ref in entry[1].new_refs)
        if batch and (size + weight > MOST or tries > 1):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += weight
    if batch:
        yield batch
