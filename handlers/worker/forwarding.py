"""Sending events on: a case that was merged only forwards, a scan goes to the case it belongs to.

What is sent on keeps source, id, time and data, so that its case recognises it whenever and however often it comes.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import orjson

from events import subjects
from handlers.caselog import CaseKey, Head
from handlers.wire.batch import MOST, Outgoing, commit
from handlers.wire.frames import settle
from handlers.wire.gather import gather

if TYPE_CHECKING:
    from handlers.worker.jobs import Job
    from handlers.worker.workbench import Bench


async def forward(bench: "Bench", jobs: "Sequence[Job]", heads: Mapping[CaseKey, Head]) -> "list[Job]":
    """Send on the letters of merged cases and let go of them; answers the other jobs."""
    own, sent_on = [], []
    for job in jobs:
        target = None if job.wake is not None else await _destination(bench, job.key, heads[job.key])
        if target is None:
            own.append(job)
        else:
            sent_on += [(letter, target) for letter in job.letters]
    await gather(
        publish(bench, as_subject(orjson.loads(letter.raw), target), letter.event.kind, target)
        for letter, target in sent_on
    )
    await settle(bench.nc, [letter.delivery for letter, _ in sent_on])
    return own


async def _destination(bench: "Bench", key: CaseKey, head: Head) -> str | None:
    """The case at the end of the way that merged cases point; None for a case that is not merged, or merged in a ring.

    What goes round in a ring would come to nobody: such a case takes its events itself.
    """
    passed, target = {key}, head.case.forwards_to
    while target is not None:
        place = (key[0], target)
        if place in passed:
            return None
        passed.add(place)
        further = (await bench.cases.heads([place], fresh=True))[place].case.forwards_to
        if further is None:
            return target
        target = further
    return None


def as_subject(body: dict[str, Any], case_id: str) -> dict[str, Any]:
    """The same event told to another case."""
    return {**body, "subject": case_id}


async def publish(bench: "Bench", body: dict[str, Any], kind: str, case_id: str) -> None:
    """Publish an event like anyone else; the same one published twice is stored once."""
    name = str(body["type"]).split(".")[1]
    await commit(bench.nc, [input_message(body, kind, case_id, name)])


async def publish_all(bench: "Bench", bodies: Sequence[dict[str, Any]]) -> None:
    """Publish many events, a batch at a time; one told twice is stored twice, and recognised by its case."""
    messages = [_unmarked(body) for body in bodies]
    for start in range(0, len(messages), MOST):
        await commit(bench.nc, messages[start : start + MOST])


def _unmarked(body: dict[str, Any]) -> Outgoing:
    """An event as an input without `Nats-Msg-Id`: in a batch, one duplicate would have the others refused."""
    kind, name, _version = str(body["type"]).split(".")
    return input_message(body, kind, str(body["subject"]), name)._replace(headers={})


def input_message(body: dict[str, Any], kind: str, case_id: str, name: str) -> Outgoing:
    """An event as an input: `Nats-Msg-Id` covers subject, source, id and content, so a changed one is not swallowed."""
    payload = orjson.dumps(body)
    subject = subjects.in_scan(case_id) if kind == "scan" else subjects.in_(kind, case_id, name)
    content = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    digest = blake2b(subject.encode() + b"\0" + content, digest_size=16).hexdigest()
    return Outgoing(subject, payload, {"Nats-Msg-Id": digest})
