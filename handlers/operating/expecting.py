"""Events that are stored only if nothing else was told of their cases meanwhile: the server itself compares.

Whoever weighs something reads first which input of the case is the last, and names it: of two who do so at the same
moment, in whatever process, the second is refused and weighs again what the first has said.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from nats.aio.client import Client

from events import subjects
from handlers.caselog import CaseKey
from handlers.operating.publishing import Ready, store
from handlers.wire.batch import EXPECTED, EXPECTED_OF, Outgoing, commit
from handlers.wire.gets import leader_last
from handlers.wire.jetstream import Stale

MARK: Final = "Nats-Msg-Id"
Heard = Mapping[CaseKey, int] | None
"""The last input of some cases, by its sequence; nothing where it does not matter what else is told of them."""


async def store_expecting(nc: Client, events: Sequence[Ready], heard: Mapping[CaseKey, int]) -> list[int]:
    """Store all of the events or none; answers their sequences. `heard` names the last input of some of their cases.

    Raises `Stale` where another one came, and nothing is stored then.
    """
    messages = _expecting(events, heard)
    if len(messages) == 1:
        return [await _alone(nc, events[0], messages[0])]
    last = (await commit(nc, messages)).last_seq
    return list(range(last - len(messages) + 1, last + 1))


def _expecting(events: Sequence[Ready], heard: Mapping[CaseKey, int]) -> list[Outgoing]:
    """The messages; the first of each case expects its last input, for what is before a batch counts for all of it.

    In a batch they bear no mark of their own: one that is known already would have the others refused.
    """
    left, messages = dict(heard), []
    for event, message in events:
        last = left.pop((event.kind, event.case_id), None)
        marks = message.headers if len(events) == 1 else {}
        of = subjects.inputs_about(event.kind, event.case_id)
        messages.append(message._replace(headers=marks if last is None else _expects(marks, of, last)))
    return messages


def _expects(marks: Mapping[str, str], of: str, last: int) -> dict[str, str]:
    return {**marks, EXPECTED: str(last), EXPECTED_OF: of}


async def _alone(nc: Client, ready: Ready, message: Outgoing) -> int:
    """Store one; it may be stored although the server has not said so, and is then what came before its next try."""
    try:
        return (await store(nc, message)).last_seq
    except Stale:
        event = ready.event
        stored = await leader_last(nc, subjects.STREAM_IN, subjects.stored_in(event.kind, event.case_id, event.name))
        if stored is None or stored.headers.get(MARK) != message.headers.get(MARK):
            raise
        return stored.seq
