"""Reading the log: the last message of subjects, the members of a key, the history of a case.

`Direct` reads may be answered by any replica and lag behind it; the expected sequence of the next write catches that.
`leader_last` asks the leader: the read to use after an ambiguous answer.
"""

import asyncio
import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg

from handlers.wire.frames import NO_HEADERS, Frame, hand_over
from handlers.wire.jetstream import API, PATIENCE, Missing, Refused, Unavailable, ask, status_of
from handlers.wire.replies import in_time, landing, replies_of

PAGE = 256
"""Messages asked for at once when a history is read."""
END = "204"
NO_MESSAGE = 10037
STAMP = "Nats-Time-Stamp"
"""The header that every stored message has when it is read, and no other answer."""


class Stored(NamedTuple):
    """A message as the stream holds it; `stamp` is the server's time of storing, RFC 3339 in UTC with nanoseconds."""

    seq: int
    subject: str
    headers: Mapping[str, str]
    payload: bytes
    stamp: str

    @property
    def time(self) -> datetime:
        """When the server stored it (UTC, to the microsecond)."""
        return datetime.fromisoformat(self.stamp)

    @property
    def origin_seq(self) -> int:
        """In a copy, the sequence that it has in the stream it was copied from; otherwise its own."""
        source = self.headers.get("Nats-Stream-Source")
        return int(source.split(" ")[1]) if source else self.seq


async def last(nc: Client, stream: str, subject: str, *, patience: float = PATIENCE) -> Stored | None:
    """The last message on `subject` (wildcards allowed); None where there is none."""
    return (await last_of_each(nc, stream, [subject], patience=patience))[0]


async def last_of_each(
    nc: Client, stream: str, subjects: Sequence[str], *, patience: float = PATIENCE
) -> list[Stored | None]:
    """The last message on each of `subjects` (wildcards allowed), all asked for at once."""
    if not subjects:
        return []
    replies, group = await replies_of(nc), _Group(len(subjects))
    asked = [replies.expect(group.place(number)) for number in range(len(subjects))]
    try:
        await hand_over(
            nc, [_question(stream, reply, last_by_subj=of) for reply, of in zip(asked, subjects, strict=True)]
        )
        await in_time(group.complete, patience, f"reading {len(subjects)} subjects of {stream}")
    finally:
        for reply in asked:
            replies.forget(reply)
    return [_stored(group.answers[number]) for number in range(len(subjects))]


async def members(nc: Client, stream: str, subjects: str, *, patience: float = PATIENCE) -> list[Stored]:
    """The last message of every subject that matches `subjects`; raises `Refused` above 1,024 of them."""
    return (await _page(nc, stream, patience, multi_last=[subjects]))[0]


async def history(
    nc: Client, stream: str, subjects: str, *, start: int = 1, page: int = PAGE, patience: float = PATIENCE
) -> list[Stored]:
    """All messages that match `subjects`, in the order in which they were stored, from sequence `start` on.

    `page` is how many are asked for at once: fewer where they are large.
    """
    found: list[Stored] = []
    more = True
    while more:
        part, more = await _page(nc, stream, patience, seq=start, next_by_subj=subjects, batch=page)
        found += part
        start = part[-1].seq + 1 if part else start
    return found


async def next_after(
    nc: Client, stream: str, subjects: str, start: int, *, patience: float = PATIENCE
) -> Stored | None:
    """The first message at or after sequence `start` that matches `subjects`; None where there is none."""
    page, _ = await _page(nc, stream, patience, seq=start, next_by_subj=subjects, batch=1)
    return page[0] if page else None


async def leader_last(nc: Client, stream: str, subject: str, *, patience: float = PATIENCE) -> Stored | None:
    """The last message on `subject` (wildcards allowed) as the stream's leader knows it; None where there is none."""
    try:
        answer = await ask(nc, f"STREAM.MSG.GET.{stream}", {"last_by_subj": subject}, patience=patience)
    except Missing as missing:
        if missing.code == NO_MESSAGE:
            return None
        raise
    message = answer["message"]
    headers = _headers(base64.b64decode(message.get("hdrs", "")))
    return Stored(
        message["seq"], message["subject"], headers, base64.b64decode(message.get("data", "")), message["time"]
    )


class _Group:
    """The answers to several questions, by the question's number."""

    def __init__(self, size: int) -> None:
        self.answers: dict[int, Msg] = {}
        self.complete: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._size = size

    def place(self, number: int) -> Callable[[Msg], None]:
        """What takes the answer to question `number`."""

        def take(answer: Msg) -> None:
            self.answers[number] = answer
            if len(self.answers) == self._size and not self.complete.done():
                self.complete.set_result(None)

        return take


async def _page(nc: Client, stream: str, patience: float, **question: object) -> tuple[list[Stored], bool]:
    """One streamed answer, and whether the stream holds more that match."""
    replies, page = await replies_of(nc), _Page()
    reply = replies.expect(page.take)
    try:
        await hand_over(nc, [_question(stream, reply, **question)])
        final = await in_time(page.complete, patience, f"reading {question} of {stream}")
    finally:
        replies.forget(reply)
    if status_of(final) == END:
        return page.found, int((final.headers or {}).get("Nats-Num-Pending", 0)) > 0
    _stored(final)
    return [], False


class _Page:
    """The messages of a streamed answer, up to the one that says how it ended."""

    def __init__(self) -> None:
        self.found: list[Stored] = []
        self.complete: asyncio.Future[Msg] = asyncio.get_running_loop().create_future()
        self._finish = landing(self.complete)

    def take(self, answer: Msg) -> None:
        """One message of the answer."""
        if STAMP in (answer.headers or {}) and (stored := _stored(answer)):
            self.found.append(stored)
        else:
            self._finish(answer)


def _question(stream: str, reply: str, **question: object) -> Frame:
    """A direct get."""
    return Frame(f"{API}DIRECT.GET.{stream}", reply, NO_HEADERS, orjson.dumps(question))


def _stored(answer: Msg) -> Stored | None:
    """The message that a direct get found; None for none; raises the error that it answered."""
    headers = answer.headers or {}
    if STAMP in headers:  # whatever status its publisher may have written into it
        return Stored(int(headers["Nats-Sequence"]), headers["Nats-Subject"], headers, answer.data, headers[STAMP])
    match headers.get("Status"):
        case "404":
            return None
        case "503":
            raise Unavailable("nobody answers for the stream: it is missing, or has no leader just now", 503)
        case status:
            raise Refused(f"the server refused to read: {headers.get('Description', '')} ({status})", int(status or 0))


def _headers(block: bytes) -> dict[str, str]:
    """The headers of a stored message, from their block."""
    lines = block.decode().split("\r\n")[1:]
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
